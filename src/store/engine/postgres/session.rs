//! One connection to the server, with the statements it has prepared and what its transaction has done so far. One thread at
//! a time, and never a task: the driver waits.

use crate::store::{
    ServerFault, StoreError,
    engine::{
        postgres::{
            server::Server,
            translate::{NOTED_COLUMNS, Noting, translate},
            wire::Bound,
        },
        row::{Columns, DriverRow, Row, unnamed},
        search_types::ChangedOrder,
        standing::Standing,
        statement::STATEMENTS_KEPT,
        value::ToSql,
    },
};
use postgres::{Client, SimpleQueryMessage, Statement, types::Type};
use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    sync::Arc,
    thread,
};
use tokio::runtime::Handle;

/// A statement the server has prepared for these kinds of values.
struct PreparedStatement {
    statement: Statement,
    columns: Arc<Columns>,
    writes: bool,
    notes: Option<Noting>,
}

/// Prepared statements by their text; of each one for every set of kinds it was run with: NULL or not.
type StatementCache = HashMap<Box<str>, Vec<(Vec<Type>, Arc<PreparedStatement>)>>;

/// So many rows are held at once of a reading that may be long.
const ROWS_AT_ONCE: usize = 1_000;

/// One connection.
pub(in crate::store) struct Session {
    server: Arc<Server>,
    /// `None` after it was lost.
    client: RefCell<Option<Client>>,
    statements: RefCell<StatementCache>,
    changed: Cell<u64>,
    standing: Cell<Standing>,
    in_transaction: Cell<bool>,
    /// The transaction is a writer's: its rows are few, and are read at once.
    writes: Cell<bool>,
    /// Cursors that are open, one inside the other.
    cursors: Cell<u32>,
    /// Orders this transaction has changed, and how many of them it had when its savepoint was set.
    noted: RefCell<Vec<ChangedOrder>>,
    noted_before: Cell<usize>,
}

impl Session {
    pub fn open(server: &Arc<Server>) -> Result<Self, StoreError> {
        Ok(Self {
            client: RefCell::new(Some(server.connect()?)),
            server: Arc::clone(server),
            statements: RefCell::default(),
            changed: Cell::new(0),
            standing: Cell::new(Standing::Open),
            in_transaction: Cell::new(false),
            writes: Cell::new(false),
            cursors: Cell::new(0),
            noted: RefCell::default(),
            noted_before: Cell::new(0),
        })
    }

    pub fn changed(&self) -> u64 {
        self.changed.get()
    }

    pub fn standing(&self) -> Standing {
        self.standing.get()
    }

    pub fn run(&self, sql: &str, params: &[&dyn ToSql]) -> Result<usize, StoreError> {
        if params.is_empty() && is_about_transactions(sql) {
            self.batch(sql)?;
            self.standing.set(Standing::Open);
            return Ok(0);
        }
        self.again_if_lost(|| {
            let prepared = self.prepared(sql, params)?;
            if prepared.notes.is_some() {
                return Ok(self.rows(&prepared, params)?.len());
            }
            let changed = self.with(|client| client.execute_bound(&prepared.statement, params))?;
            if prepared.writes {
                self.changed.set(self.changed.get().saturating_add(changed));
            }
            Ok(usize::try_from(changed).unwrap_or(usize::MAX))
        })
    }

    pub fn first<T>(
        &self,
        sql: &str,
        params: &[&dyn ToSql],
        read: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let (prepared, rows) = self.found(sql, params)?;
        rows.first().map(|row| read(&Row::new(DriverRow::Postgres(row), &prepared.columns))).transpose()
    }

    pub fn each(
        &self,
        sql: &str,
        params: &[&dyn ToSql],
        mut take: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        if !self.in_transaction.get() || self.writes.get() {
            return self.list(sql, params, take);
        }
        // One inside the other is another cursor; a statement is prepared once for each depth.
        let depth = self.cursors.get();
        self.run(&format!("DECLARE cursor_{depth} NO SCROLL CURSOR FOR {sql}"), params)?;
        self.cursors.set(depth.saturating_add(1));
        let read = self.fetch_all(depth, &mut take);
        self.cursors.set(depth);
        match read {
            Ok(()) => self.batch(&format!("CLOSE cursor_{depth}")),
            // Where the transaction still stands, its cursor goes with it; the error is what counts.
            Err(error) => self.batch(&format!("CLOSE cursor_{depth}")).and(Err(error.again())).or(Err(error)),
        }
    }

    /// A piece at a time, for what is too long to be held together.
    fn fetch_all(
        &self,
        depth: u32,
        take: &mut impl FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let sql = format!("FETCH {ROWS_AT_ONCE} FROM cursor_{depth}");
        loop {
            let rows = self.with(|client| client.query(&sql, &[]))?;
            let columns: Arc<Columns> = unnamed(rows.first().map_or(0, postgres::Row::len));
            rows.iter().try_for_each(|row| take(&Row::new(DriverRow::Postgres(row), &columns)))?;
            if rows.len() < ROWS_AT_ONCE {
                return Ok(());
            }
        }
    }

    /// All rows at once, for what is held together anyway.
    pub fn list(
        &self,
        sql: &str,
        params: &[&dyn ToSql],
        mut take: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let (prepared, rows) = self.found(sql, params)?;
        rows.iter().try_for_each(|row| take(&Row::new(DriverRow::Postgres(row), &prepared.columns)))
    }

    fn found(
        &self,
        sql: &str,
        params: &[&dyn ToSql],
    ) -> Result<(Arc<PreparedStatement>, Vec<postgres::Row>), StoreError> {
        self.again_if_lost(|| {
            let prepared = self.prepared(sql, params)?;
            let rows = self.rows(&prepared, params)?;
            Ok((prepared, rows))
        })
    }

    /// Outside a transaction a connection that was lost is made anew, once. Inside, what was done before is undone with it.
    fn again_if_lost<T>(&self, act: impl Fn() -> Result<T, StoreError>) -> Result<T, StoreError> {
        match act() {
            Err(StoreError::Server(ServerFault::Lost)) if !self.in_transaction.get() => act(),
            done => done,
        }
    }

    fn rows(&self, prepared: &PreparedStatement, params: &[&dyn ToSql]) -> Result<Vec<postgres::Row>, StoreError> {
        let rows = self.with(|client| client.query_bound(&prepared.statement, params))?;
        if prepared.writes {
            self.changed.set(self.changed.get().saturating_add(u64::try_from(rows.len()).unwrap_or(u64::MAX)));
        }
        if let Some(noting) = prepared.notes {
            let mut noted = self.noted.borrow_mut();
            for row in &rows {
                let at = row.len().saturating_sub(NOTED_COLUMNS);
                let text = |at| row.try_get::<_, String>(at).map_err(StoreError::from);
                noted.push(ChangedOrder {
                    shop_id: text(at)?,
                    order_no: text(at.saturating_add(1))?,
                    is_new: noting.places,
                });
            }
        }
        Ok(rows)
    }

    fn prepared(&self, sql: &str, params: &[&dyn ToSql]) -> Result<Arc<PreparedStatement>, StoreError> {
        let kinds = || params.iter().map(|param| Bound::of(*param).declared());
        if let Some(known) = self.statements.borrow().get(sql)
            && let Some((_, prepared)) = known.iter().find(|(known, _)| known.iter().cloned().eq(kinds()))
        {
            return Ok(Arc::clone(prepared));
        }
        let (translated, kinds) = (translate(sql), kinds().collect::<Vec<_>>());
        let statement = self.with(|client| client.prepare_typed(&translated.sql, &kinds))?;
        let hidden = if translated.notes.is_some() { NOTED_COLUMNS } else { 0 };
        let columns = unnamed(statement.columns().len().saturating_sub(hidden));
        let prepared =
            Arc::new(PreparedStatement { statement, columns, writes: translated.writes, notes: translated.notes });
        let mut statements = self.statements.borrow_mut();
        if statements.len() >= STATEMENTS_KEPT {
            statements.clear();
        }
        statements.entry(sql.into()).or_default().push((kinds, Arc::clone(&prepared)));
        Ok(prepared)
    }

    /// Does something on the connection.
    pub(super) fn with<T>(&self, act: impl FnOnce(&mut Client) -> Result<T, postgres::Error>) -> Result<T, StoreError> {
        let mut client = self.client.borrow_mut();
        let open = match &mut *client {
            Some(open) => open,
            None if self.in_transaction.get() => return Err(ServerFault::Lost.into()),
            none => none.insert(self.server.connect()?),
        };
        let done = act(open);
        if done.is_err() {
            let closed = open.is_closed();
            self.standing.set(if closed { Standing::Gone } else { Standing::Spoilt });
            if closed {
                *client = None;
                self.statements.borrow_mut().clear();
                if let Err(error) = &done {
                    tracing::warn!(%error, "the connection to the database server was lost");
                }
                return Err(ServerFault::Lost.into());
            }
        }
        Ok(done?)
    }
}

/// The driver waits for the server to hear that it is over, which no asynchronous task may do: one that ends there is ended on
/// a thread of its own.
impl Drop for Session {
    fn drop(&mut self) {
        let client = self.client.take();
        if client.is_some() && Handle::try_current().is_ok() {
            // Without a thread the server notices by itself.
            drop(thread::Builder::new().name("end-session".to_owned()).spawn(move || drop(client)));
        }
    }
}

/// Transactions.
impl Session {
    /// Some statements at once, without values.
    pub fn batch(&self, sql: &str) -> Result<(), StoreError> {
        self.again_if_lost(|| self.with(|client| client.batch_execute(sql)))
    }

    /// Begins a transaction by these statements; answers the numbers that came, the first of each row.
    pub fn begin(&self, sql: &str) -> Result<Vec<i64>, StoreError> {
        self.forget_transaction();
        let begun = self.again_if_lost(|| self.with(|client| client.simple_query(sql)));
        self.in_transaction.set(true);
        // What fails behind the BEGIN leaves a transaction in which nothing can be done.
        let said = begun.inspect_err(|_| self.roll_back())?;
        self.writes.set(!sql.ends_with("READ ONLY"));
        self.standing.set(Standing::Open);
        let number = |message: &SimpleQueryMessage| match message {
            SimpleQueryMessage::Row(row) => row.try_get(0).ok().flatten().and_then(|number| number.parse().ok()),
            _ => None,
        };
        Ok(said.iter().filter_map(number).collect())
    }

    /// Ends a transaction by these statements.
    pub fn end(&self, sql: &str) -> Result<(), StoreError> {
        let ended = self.batch(sql);
        if ended.is_ok() {
            self.forget_transaction();
        }
        ended
    }

    /// Undoes a transaction, as far as there is one.
    pub fn roll_back(&self) {
        if self.in_transaction.get()
            && self.client.borrow().is_some()
            && let Err(error) = self.batch("ROLLBACK")
        {
            tracing::warn!(%error, "a failed transaction could not be rolled back; the server does it");
        }
        self.forget_transaction();
    }

    fn forget_transaction(&self) {
        self.in_transaction.set(false);
        self.cursors.set(0);
        self.standing.set(Standing::Open);
        self.noted.borrow_mut().clear();
    }

    pub fn set_savepoint(&self) -> Result<(), StoreError> {
        self.noted_before.set(self.noted.borrow().len());
        self.batch("SAVEPOINT intent")
    }

    /// Undoes what was done since the savepoint.
    pub fn back_to_savepoint(&self) -> Result<(), StoreError> {
        self.noted.borrow_mut().truncate(self.noted_before.get());
        self.batch("ROLLBACK TO intent")?;
        self.standing.set(Standing::Open);
        Ok(())
    }

    /// The orders this transaction has changed so far; forgotten with this.
    pub fn take_noted(&self) -> Vec<ChangedOrder> {
        let mut noted = std::mem::take(&mut *self.noted.borrow_mut());
        // Placed before changed, so that of an order that was both it is kept that it is new.
        noted.sort_by(|a, b| (&a.shop_id, &a.order_no, b.is_new).cmp(&(&b.shop_id, &b.order_no, a.is_new)));
        noted.dedup_by(|a, b| a.shop_id == b.shop_id && a.order_no == b.order_no);
        noted
    }
}

/// True of what is said about a transaction, not about rows.
fn is_about_transactions(sql: &str) -> bool {
    ["SAVEPOINT ", "RELEASE ", "ROLLBACK TO ", "SET "].iter().any(|word| sql.starts_with(word))
}

/// What the driver does with values of ours.
trait Execute {
    fn execute_bound(&mut self, statement: &Statement, params: &[&dyn ToSql]) -> Result<u64, postgres::Error>;
    fn query_bound(
        &mut self,
        statement: &Statement,
        params: &[&dyn ToSql],
    ) -> Result<Vec<postgres::Row>, postgres::Error>;
}

impl Execute for Client {
    fn execute_bound(&mut self, statement: &Statement, params: &[&dyn ToSql]) -> Result<u64, postgres::Error> {
        let bound: Vec<Bound<'_>> = params.iter().map(|param| Bound::of(*param)).collect();
        self.execute(statement, &lent(&bound))
    }

    fn query_bound(
        &mut self,
        statement: &Statement,
        params: &[&dyn ToSql],
    ) -> Result<Vec<postgres::Row>, postgres::Error> {
        let bound: Vec<Bound<'_>> = params.iter().map(|param| Bound::of(*param)).collect();
        self.query(statement, &lent(&bound))
    }
}

fn lent<'a>(bound: &'a [Bound<'a>]) -> Vec<&'a (dyn postgres::types::ToSql + Sync)> {
    bound.iter().map(|value| value as &(dyn postgres::types::ToSql + Sync)).collect()
}
