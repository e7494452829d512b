//! Keeping the figures: temporary triggers on the writing connection, so that no intent can forget them and whatever is
//! undone, a statement, a savepoint or a commit, is undone in the figures too. The file itself has no trigger.

use crate::store::{
    StoreError,
    engine::{
        checksums::{
            compare,
            figures::{SummedTable, put, row_bytes},
            row_hash::hash,
            stop::StopRequest,
        },
        db::Db,
    },
};
use rusqlite::{
    Connection, Transaction, TransactionBehavior,
    functions::{Context, FunctionFlags},
    params,
};

/// From now on every row that this connection writes counts.
pub(in crate::store) fn start(conn: &Connection) -> Result<(), StoreError> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    conn.create_scalar_function("row_hashes", -1, flags, row_hashes)?;
    let triggers: String = SummedTable::all(conn)?.iter().map(triggers).collect();
    // At one go: over two hundred of them, each in a commit of its own, take twice as long at every start.
    Ok(conn.execute_batch(&format!("SAVEPOINT triggers; {triggers} RELEASE triggers;"))?)
}

/// Rows count no longer, until [`resume`]: for a whole shop that is written straight into the tables.
pub(in crate::store) fn pause(db: Db<'_>) -> Result<(), StoreError> {
    let Some(conn) = db.link.file() else { return Ok(()) };
    let names: Vec<String> = conn
        .prepare("SELECT name FROM temp.sqlite_schema WHERE type = 'trigger'")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    names.iter().try_for_each(|name| Ok(conn.execute_batch(&format!("DROP TRIGGER temp.{name}"))?))
}

/// The rows as they stand are right, and from now on every row counts again.
pub(in crate::store) fn resume(db: Db<'_>) -> Result<(), StoreError> {
    let Some(conn) = db.link.file() else { return Ok(()) };
    recount_inside(conn)?;
    start(conn)
}

/// `row_hashes(table, width, value, …)`: of one row or of two, before and after; those of two come as one, by XOR.
fn row_hashes(values: &Context<'_>) -> rusqlite::Result<i64> {
    let width = usize::try_from(values.get_raw(1).as_i64()?).unwrap_or_default().max(1);
    let (mut folded, mut from) = (0, 2);
    while from < values.len() {
        let mut bytes = row_bytes(values.get_raw(0).as_str()?);
        let to = from.saturating_add(width).min(values.len());
        (from..to).for_each(|column| put(&mut bytes, values.get_raw(column)));
        folded ^= hash(&bytes);
        from = to;
    }
    Ok(folded)
}

fn triggers(table: &SummedTable) -> String {
    let name = &table.name;
    let (comes, goes, stays) =
        (moved(table, &["NEW"], 1), moved(table, &["OLD"], -1), moved(table, &["OLD", "NEW"], 0));
    let key = table.numbered_by.unwrap_or("shop_id");
    format!(
        "CREATE TEMP TRIGGER {name}_comes AFTER INSERT ON main.{name} BEGIN {comes} END;
         CREATE TEMP TRIGGER {name}_goes AFTER DELETE ON main.{name} BEGIN {goes} END;
         CREATE TEMP TRIGGER {name}_stays AFTER UPDATE ON main.{name}
             WHEN OLD.shop_id = NEW.shop_id AND OLD.{key} = NEW.{key} BEGIN {stays} END;
         CREATE TEMP TRIGGER {name}_moves AFTER UPDATE ON main.{name}
             WHEN OLD.shop_id <> NEW.shop_id OR OLD.{key} <> NEW.{key} BEGIN {goes} {comes} END;"
    )
}

/// The statement that moves the figure by these versions of a row. SQLite has no XOR: it is all bits but those in both.
fn moved(table: &SummedTable, rows: &[&str], count: i64) -> String {
    let (name, width) = (&table.name, table.columns.len());
    let row = rows.last().copied().unwrap_or_default();
    let bucket = table.numbered_by.map_or("''".to_owned(), |number| {
        format!("CASE WHEN substr({row}.{number}, 11, 1) = '-' THEN substr({row}.{number}, 1, 10) ELSE '' END")
    });
    let values: Vec<String> =
        rows.iter().flat_map(|row| table.columns.iter().map(move |column| format!("{row}.{column}"))).collect();
    format!(
        "INSERT INTO checksums (shop_id, table_name, bucket, row_count, folded)
         VALUES ({row}.shop_id, '{name}', {bucket}, {count}, row_hashes('{name}', {width}, {}))
         ON CONFLICT (shop_id, table_name, bucket) DO UPDATE SET row_count = row_count + excluded.row_count,
             folded = (folded | excluded.folded) - (folded & excluded.folded);",
        values.join(", ")
    )
}

/// Takes the rows as they stand for right, in one transaction: for a file whose schema was just brought up to date, and
/// where the owner says so.
pub(in crate::store) fn recount(conn: &Connection) -> Result<(), StoreError> {
    let tx = Transaction::new_unchecked(conn, TransactionBehavior::Immediate)?;
    recount_inside(&tx)?;
    Ok(tx.commit()?)
}

/// The same inside a transaction.
fn recount_inside(conn: &Connection) -> Result<(), StoreError> {
    conn.execute("DELETE FROM checksums", [])?;
    for table in SummedTable::all(conn)? {
        let mut insert = conn.prepare_cached(
            "INSERT INTO checksums (shop_id, table_name, bucket, row_count, folded) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        for ((shop, bucket), figure) in compare::counted(conn, &table, &StopRequest::never())? {
            insert.execute(params![shop, table.name, bucket, figure.rows, figure.folded])?;
        }
    }
    Ok(())
}
