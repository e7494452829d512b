//! The two engines keep the same shop: their schemas are compared table by table, column by column, key by key, rule by rule.

use crate::server::server;
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};
use zhanggui::{
    domain::ShopId,
    store::{SCHEMA, Store, Tuning},
};

/// What only a file needs: the checksums of its rows, the marks that tell it from an older copy, and the search index, which
/// PostgreSQL keeps in a table of its own.
const OF_A_FILE: [&str; 7] =
    ["checksums", "file_epoch", "file_mark", "refinery_schema_history", "search_docs", "search_vocab", "search_words"];
/// What only a server needs: whose turn it is to write, what was committed, and its own search index.
const OF_A_SERVER: [&str; 4] = ["refinery_schema_history", "search_docs", "shop_commits", "shop_writers"];

/// What a table is, in words both engines can be brought to.
type Schema = BTreeMap<String, BTreeSet<String>>;

fn of_a_file(conn: &Connection) -> Schema {
    let list = |sql: &str, of: &str| -> Vec<String> {
        let mut query = conn.prepare(sql).unwrap();
        query.query_map([of], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    };
    let tables =
        list("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND ?1 = ''", "");
    let ours = tables.into_iter().filter(|name| !OF_A_FILE.iter().any(|begins| name.starts_with(begins)));
    let described = ours.map(|table| {
        let mut said = BTreeSet::new();
        said.extend(list(
            "SELECT 'column ' || name || ' ' || CASE type WHEN 'INTEGER' THEN 'bigint' WHEN 'TEXT' THEN 'text' WHEN 'BLOB'
                 THEN 'bytea' ELSE type END || CASE WHEN \"notnull\" OR pk > 0 THEN ' not null' ELSE '' END
                 || COALESCE(' default ' || dflt_value, '') FROM pragma_table_info(?1)",
            &table,
        ));
        said.extend(list(
            "SELECT 'key ' || group_concat(name, ', ') FROM (SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk)",
            &table,
        ));
        said.extend(list(
            "SELECT 'reference (' || group_concat(\"from\", ', ') || ') to ' || \"table\" || ' (' || group_concat(\"to\", ', ') || ')'
                 FROM (SELECT * FROM pragma_foreign_key_list(?1) ORDER BY id, seq) GROUP BY id",
            &table,
        ));
        said.extend(list(
            "SELECT 'index ' || name || CASE WHEN \"unique\" THEN ' unique' ELSE '' END || ' (' ||
                 (SELECT group_concat(name, ', ') FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno)) || ')'
                 FROM pragma_index_list(?1) AS i WHERE origin = 'c'",
            &table,
        ));
        (table, said)
    });
    described.collect()
}

fn of_a_server(client: &mut postgres::Client) -> Schema {
    let mut list = |sql: &str, of: &str| -> Vec<String> {
        client.query(sql, &[&of]).expect(sql).iter().map(|row| row.get(0)).collect()
    };
    let tables = list(
        "SELECT relname::TEXT FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND $1 = ''",
        "",
    );
    let ours = tables.into_iter().filter(|name| !OF_A_SERVER.contains(&name.as_str()));
    let mut schema = Schema::new();
    for table in ours {
        let mut said = BTreeSet::new();
        said.extend(list(
            "SELECT 'column ' || attname || ' ' || format_type(atttypid, atttypmod)
                 || CASE WHEN attnotnull THEN ' not null' ELSE '' END
                 || COALESCE(' default ' || regexp_replace(pg_get_expr(adbin, adrelid), '::\\w+', ''), '')
                 || CASE WHEN atttypid = 'text'::regtype AND attcollation <> '\"C\"'::regcollation THEN ' in an order of its own' ELSE '' END
             FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
             WHERE attrelid = $1::TEXT::regclass AND attnum > 0 AND NOT attisdropped",
            &table,
        ));
        said.extend(list(
            "SELECT 'key ' || string_agg(attname, ', ' ORDER BY place) FROM pg_constraint, unnest(conkey) WITH ORDINALITY AS k (num, place)
                 JOIN pg_attribute ON attnum = num WHERE conrelid = $1::TEXT::regclass AND contype = 'p' AND attrelid = conrelid",
            &table,
        ));
        said.extend(list(
            "SELECT 'reference (' || (SELECT string_agg(attname, ', ' ORDER BY place) FROM unnest(conkey) WITH ORDINALITY AS k (num, place)
                     JOIN pg_attribute ON attnum = num AND attrelid = conrelid) || ') to ' || confrelid::regclass::TEXT || ' (' ||
                 (SELECT string_agg(attname, ', ' ORDER BY place) FROM unnest(confkey) WITH ORDINALITY AS k (num, place)
                     JOIN pg_attribute ON attnum = num AND attrelid = confrelid) || ')'
                 || CASE WHEN condeferrable THEN '' ELSE ' that cannot be looked at later' END
             FROM pg_constraint WHERE conrelid = $1::TEXT::regclass AND contype = 'f'",
            &table,
        ));
        said.extend(list(
            "SELECT 'index ' || indexrelid::regclass::TEXT || CASE WHEN indisunique THEN ' unique' ELSE '' END || ' (' ||
                 (SELECT string_agg(attname, ', ' ORDER BY place) FROM unnest(indkey::INT2[]) WITH ORDINALITY AS k (num, place)
                     JOIN pg_attribute ON attnum = num AND attrelid = indrelid) || ')'
             FROM pg_index WHERE indrelid = $1::TEXT::regclass AND NOT indisprimary",
            &table,
        ));
        schema.insert(table, said);
    }
    schema
}

/// The rules of a table, and the conditions of its indices, as SQLite keeps their text.
fn rules_of_a_file(conn: &Connection, table: &str) -> (Vec<String>, Vec<(String, String)>) {
    let made: String = conn
        .query_row("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?1", [table], |row| row.get(0))
        .unwrap();
    let made: String = made.lines().map(|line| line.split("--").next().unwrap()).collect::<Vec<_>>().join("\n");
    let checks = made.split("CHECK").skip(1).map(in_brackets).collect();
    let sql = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?1 AND sql LIKE '%WHERE%'";
    let mut query = conn.prepare(sql).unwrap();
    let partial = query.query_map([table], |row| Ok((row.get(0)?, row.get::<_, String>(1)?))).unwrap();
    let partial = partial.map(Result::unwrap).map(|(name, sql)| (name, sql.split_once("WHERE").unwrap().1.to_owned()));
    (checks, partial.collect())
}

/// From the first bracket to the one that closes it.
fn in_brackets(text: &str) -> String {
    let (mut depth, mut quoted) = (0_usize, false);
    let end = text.char_indices().find_map(|(at, sign)| {
        match sign {
            '\'' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth -= 1,
            _ => return None,
        }
        (sign == ')' && depth == 0 && !quoted).then_some(at)
    });
    text[text.find('(').unwrap()..=end.expect("a bracket that closes")].to_owned()
}

/// A rule in PostgreSQL's own spelling, whoever wrote it.
fn spelled(client: &mut postgres::Client, table: &str, rules: &[String]) -> BTreeSet<String> {
    let adds =
        rules.iter().map(|rule| format!("ALTER TABLE spelled ADD CHECK ({rule})")).collect::<Vec<_>>().join("; ");
    let make = format!("CREATE TEMP TABLE spelled (LIKE public.{table}); {adds}");
    client.batch_execute(&make).unwrap_or_else(|why| panic!("{why:?} in {make}"));
    let rules = rules_of(client, "spelled");
    client.batch_execute("DROP TABLE spelled").unwrap();
    rules
}

fn rules_of(client: &mut postgres::Client, table: &str) -> BTreeSet<String> {
    let sql =
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = $1::TEXT::regclass AND contype = 'c'";
    client.query(sql, &[&table]).unwrap().iter().map(|row| row.get(0)).collect()
}

fn both() -> Option<(tempfile::TempDir, Connection, postgres::Client)> {
    let server = server()?;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    Store::open(&path, ShopId::main()).unwrap().close().unwrap();
    let name = server.made();
    Store::on_server(&server.address(&name), ShopId::main(), Tuning::default()).unwrap().close().unwrap();
    Some((folder, Connection::open(path).unwrap(), server.connect(&name)))
}

#[test]
fn every_table_column_key_and_reference_of_a_file_is_on_the_server_too() {
    let Some((_folder, conn, mut client)) = both() else { return };
    let (file, server) = (of_a_file(&conn), of_a_server(&mut client));
    assert!(file.len() > 40, "{:?}", file.keys());
    assert_eq!(file.keys().collect::<Vec<_>>(), server.keys().collect::<Vec<_>>(), "tables");
    let mut differ = Vec::new();
    for (table, said) in &file {
        differ.extend(said.difference(&server[table]).map(|one| format!("only in a file: {table}: {one}")));
        differ.extend(server[table].difference(said).map(|one| format!("only on a server: {table}: {one}")));
    }
    assert!(
        differ.is_empty(),
        "add them to the migration of the same number in engine/postgres/migrations:\n{}",
        differ.join("\n")
    );
}

#[test]
fn every_rule_of_a_file_is_a_rule_of_the_server_too() {
    let Some((_folder, conn, mut client)) = both() else { return };
    let (mut compared, mut differ) = (0, Vec::new());
    for table in of_a_file(&conn).keys() {
        let (checks, partial) = rules_of_a_file(&conn, table);
        let (wanted, found) = (spelled(&mut client, table, &checks), rules_of(&mut client, &format!("public.{table}")));
        compared += wanted.len();
        differ.extend(wanted.difference(&found).map(|rule| format!("only in a file: {table}: {rule}")));
        differ.extend(found.difference(&wanted).map(|rule| format!("only on a server: {table}: {rule}")));
        for (index, condition) in partial {
            let wanted = spelled(&mut client, table, std::slice::from_ref(&condition));
            let sql = "SELECT 'CHECK (' || pg_get_expr(indpred, indrelid) || ')' FROM pg_index WHERE indexrelid = $1::TEXT::regclass";
            let found: Option<String> = client.query_opt(sql, &[&index]).unwrap().and_then(|row| row.get(0));
            compared += 1;
            if found.as_ref() != wanted.first() {
                differ.push(format!("the index {index} holds {found:?}, and in a file {condition}"));
            }
        }
    }
    assert!(compared > 150, "{compared}");
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

#[test]
fn the_newest_migration_has_the_same_number_for_both() {
    let Some((_folder, _conn, mut client)) = both() else { return };
    let newest: i32 = client.query_one("SELECT MAX(version) FROM refinery_schema_history", &[]).unwrap().get(0);
    assert_eq!(
        i64::from(newest),
        SCHEMA,
        "a migration of a file has one of the same number in engine/postgres/migrations"
    );
}
