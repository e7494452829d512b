//! What a transaction is to an engine: the writer's part that is not the same for both.

use crate::store::{
    StoreError,
    engine::{db::Db, link::Link},
};

/// An engine's writing connection, and what is kept beside it.
pub(in crate::store) trait Writing: Send + 'static {
    /// What the intents run on.
    fn link(&self) -> Link<'_>;

    /// From here nobody else changes the shop, and nothing read goes stale.
    fn begin(&self) -> Result<(), StoreError>;

    /// Counts the commit inside the transaction; answers how many there are with it.
    fn count(&self, db: Db<'_>) -> Result<i64, StoreError>;

    /// Makes everything since `begin` durable. `counted`: the number of this commit, `None` where nothing changed.
    fn commit(&self, counted: Option<i64>) -> Result<(), StoreError>;

    /// Undoes everything since `begin`, as far as the engine has not.
    fn roll_back(&self);

    fn set_savepoint(&self) -> Result<(), StoreError>;
    /// Undoes everything since the savepoint.
    fn back_to_savepoint(&self) -> Result<(), StoreError>;
    fn release_savepoint(&self) -> Result<(), StoreError>;

    /// True where the transaction came to nothing by no fault of its own, and may be tried once more.
    fn is_worth_repeating(&self, error: &StoreError) -> bool;

    /// So many commits are durable; `leaves`: something leaves this computer once that is told.
    fn committed(&mut self, commits: i64, leaves: bool) -> Result<(), StoreError>;

    /// Between two transactions, after everybody was answered.
    fn look_after(&mut self);

    /// The last transaction is done.
    fn end(self) -> Result<(), StoreError>;
}
