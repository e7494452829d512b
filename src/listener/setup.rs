//! What the door is built from, and what the storefront behind it works with.

use super::reader_pool::OpenReader;
use crate::{
    base::{address::Address, disk::FreeSpace, env::Env},
    domain::{FreightRules, InstallationId, PickupPlace, SignType},
    events::Events,
    store::{Store, WebhookSecrets},
    wechat::{Accounts, Gateway, MiniProgram, miniprogram::PushAccount},
};
use std::{net::SocketAddr, path::PathBuf, sync::Arc};

/// What the door is built from.
pub struct ListenerSetup {
    /// Where to listen. A loopback address, unless the owner says otherwise in the settings.
    pub bind: SocketAddr,
    /// Who we are at WeChat, in either interface; without any key the doors for notifications are closed.
    pub accounts: Accounts,
    /// Which installation of the shop this is, for another one that asks at the public address.
    pub installation: Option<InstallationId>,
    /// The rows.
    pub store: Store,
    /// Opens reading connections.
    pub readers: OpenReader,
    /// WeChat Pay.
    pub gateway: Arc<dyn Gateway>,
    /// The mini program's server API.
    pub mini: Arc<dyn MiniProgram>,
    /// Whom messages of the push have to be for; `None` where the owner does not use it, and there is no door for them.
    pub push: Option<PushAccount>,
    /// The one road to the screen and the jobs.
    pub events: Events,
    /// The clock and the random numbers.
    pub env: Env,
    /// The secret parts of the notification paths.
    pub webhook_secrets: WebhookSecrets,
    /// What WeChat and the mini program see of this door. While there is none, WeChat is told an address that nothing
    /// resolves, and payments are found by asking.
    pub address: Address,
    /// How a new order is signed, and by that the interface it is born in.
    pub new_orders: SignType,
    /// How long an order can be paid.
    pub pay_within_secs: i64,
    /// Where buyers may come for their orders; `None`: everything is sent.
    pub pickup: Option<PickupPlace>,
    /// What sending an order costs.
    pub freight: FreightRules,
    /// The folder of the pictures: buyers' behind their requests, products' in `products/`.
    pub pictures: PathBuf,
    /// How much room the disk has for them.
    pub room: FreeSpace,
    /// How long after the call for a payment WeChat is first asked about it.
    pub first_ask_after_secs: i64,
}
