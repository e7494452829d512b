//! Opening a shop on a server: an empty database, ours, or refused untouched.

use crate::domain::ShopId;
use crate::store::{
    ServerFault, StoreError,
    engine::{
        open::SCHEMA,
        postgres::server::{self, Server},
    },
};
use postgres::Client;
use std::panic::{AssertUnwindSafe, catch_unwind};

#[allow(missing_docs, clippy::unwrap_used)] // written by the macro
mod embedded {
    refinery::embed_migrations!("src/store/engine/postgres/migrations");
}

/// One at a time brings the schema up to date: "ZHGU", as in the header of a file.
const MIGRATING: i64 = 0x5A48_4755;

/// Looks at the server and its database, and brings the schema up to date.
pub(in crate::store::engine) fn prepare(server: &Server, shop: &ShopId) -> Result<(), StoreError> {
    let mut client = server.connect()?;
    let mut other = server.connect()?;
    server::must_be_two(&mut client, &mut other)?;
    other.close()?;
    server::check(&mut client)?;
    client.execute("SELECT pg_advisory_lock($1)", &[&MIGRATING])?;
    found_schema(&mut client)?;
    let runner = embedded::migrations::runner().set_grouped(true).set_abort_divergent(true).set_abort_missing(true);
    // refinery unwraps what it reads from its own table.
    match catch_unwind(AssertUnwindSafe(|| runner.run(&mut client))) {
        Ok(Ok(_)) => {}
        Ok(Err(error)) => return Err(migration_error(&error)),
        Err(_) => return Err(ServerFault::OtherProgram.into()),
    }
    client.execute(
        "INSERT INTO shop_commits (shop_id, commits) VALUES ($1, 0) ON CONFLICT (shop_id) DO NOTHING",
        &[&shop.as_str()],
    )?;
    client.execute("SELECT pg_advisory_unlock($1)", &[&MIGRATING])?;
    Ok(client.close()?)
}

/// Looks at a shop that is there, and changes nothing.
pub(in crate::store::engine) fn look(server: &Server) -> Result<(), StoreError> {
    let mut client = server.connect()?;
    server::check(&mut client)?;
    match found_schema(&mut client)? {
        None => Err(ServerFault::NoShop.into()),
        Some(found) if found < SCHEMA => Err(StoreError::Older),
        Some(_) => Ok(client.close()?),
    }
}

/// Nothing is written into a database before it has shown that it is empty or ours: its schema, if it has one.
fn found_schema(client: &mut Client) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT to_regclass('shop_commits') IS NOT NULL,
                   EXISTS (SELECT 1 FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace)";
    let row = client.query_one(sql, &[])?;
    match (row.try_get(0)?, row.try_get(1)?) {
        (false, true) => Err(ServerFault::OtherProgram.into()),
        (false, false) => Ok(None),
        (true, _) => {
            let newest: Option<i32> =
                client.query_one("SELECT MAX(version) FROM refinery_schema_history", &[])?.try_get(0)?;
            match newest.map(i64::from) {
                Some(found) if found > SCHEMA => Err(StoreError::Newer { found, known: SCHEMA }),
                found => Ok(found),
            }
        }
    }
}

fn migration_error(error: &refinery::Error) -> StoreError {
    use refinery::error::Kind;
    if matches!(error.kind(), Kind::DivergentVersion(..) | Kind::MissingVersion(..)) {
        return ServerFault::OtherProgram.into();
    }
    StoreError::Other(crate::base::causes::causes(error))
}
