//! What every call of the storefront works with, and the threads it works on.

use super::{
    budget::Budget,
    limits::StorefrontLimits,
    one_at_a_time::OneAtATime,
    problem::{Code, Problem},
    shown::CachedAnswer,
};
use crate::{
    base::{address::Address, disk::FreeSpace, env::Env},
    domain::{AppId, SignType},
    events::Events,
    listener::reader_pool::ReaderPool,
    store::Store,
    wechat::{Gateway, MiniProgram},
};
use std::{
    path::PathBuf,
    sync::{Arc, MutexGuard},
};
use tokio::time::{Instant, timeout_at};

/// The storefront and all it needs.
pub struct Storefront {
    pub store: Store,
    pub readers: ReaderPool,
    pub gateway: Arc<dyn Gateway>,
    pub mini: Arc<dyn MiniProgram>,
    pub events: Events,
    pub env: Env,
    /// What WeChat sees of this door.
    pub address: Address,
    /// The secret part of the path WeChat reports payments to.
    pub pay_webhook: String,
    pub sign_type: SignType,
    /// The shop's own app, where it has one: the APP channel.
    pub app_channel: Option<AppId>,
    pub paying: OneAtATime,
    pub pay_within_secs: i64,
    pub first_ask_after_secs: i64,
    /// The folder of the pictures.
    pub pictures: PathBuf,
    /// How many bytes are free there.
    pub room: FreeSpace,
    pub shown: CachedAnswer,
    pub limits: StorefrontLimits,
}

impl Storefront {
    /// On a thread where one may wait.
    pub(super) async fn apart<T: Send + 'static>(
        self: &Arc<Self>,
        deadline: Instant,
        act: impl FnOnce(&Self) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let front = Arc::clone(self);
        match timeout_at(deadline, tokio::task::spawn_blocking(move || act(&front))).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(error)) => {
                tracing::error!(%error, "a storefront call broke off");
                Err(Code::Internal.into())
            }
            Err(_) => Err(Code::TryAgain.into()),
        }
    }

    /// Who may ask how much, for as long as it is held.
    pub(super) fn budget(&self) -> MutexGuard<'_, Budget> {
        self.limits.budget()
    }
}
