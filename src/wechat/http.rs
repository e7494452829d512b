//! Where WeChat is, and how it is reached.

pub use crate::base::https::{BadEndpoint, DEADLINE};
pub(super) use crate::base::https::{HttpsClient, HttpsDownload, HttpsReply, NoReply, base_address};

use super::{GatewayError, NoAnswer, NotSent};
use crate::base::https::{self, HttpsSetup};
use reqwest::{Client, Identity};
use std::{fmt, time::Duration};

/// Where WeChat is, and how it is reached.
#[derive(Clone)]
pub struct Endpoint {
    /// WeChat Pay, `https://` and a host, no path.
    pub pay_url: String,
    /// The mini program's server API, likewise.
    pub miniprogram_url: String,
    /// PEM of one more root to trust beside the system's. Adds a root, never switches verification off.
    pub extra_root_ca: Option<Vec<u8>>,
    /// `http://host:port` of a proxy. The system's own proxy settings are not read.
    pub proxy: Option<String>,
    /// How long one call may take, from the first look-up of the host to the last byte of the answer.
    pub deadline: Duration,
}

impl Endpoint {
    /// The real ones.
    pub fn wechat() -> Self {
        Self {
            pay_url: "https://api.mch.weixin.qq.com".to_owned(),
            miniprogram_url: "https://api.weixin.qq.com".to_owned(),
            extra_root_ca: None,
            proxy: None,
            deadline: DEADLINE,
        }
    }
}

impl fmt::Debug for Endpoint {
    /// Without the proxy, whose address may carry a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Endpoint");
        shown.field("pay_url", &self.pay_url).field("miniprogram_url", &self.miniprogram_url);
        shown.field("deadline", &self.deadline).finish_non_exhaustive()
    }
}

/// A client that presents `identity` if it has one.
pub(super) fn client(endpoint: &Endpoint, identity: Option<Identity>) -> Result<Client, BadEndpoint> {
    let (root, proxy) = (endpoint.extra_root_ca.as_deref(), endpoint.proxy.as_deref());
    https::client(HttpsSetup { extra_root_ca: root, proxy, deadline: endpoint.deadline }, identity)
}

/// Larger than the packed bill of a shop with millions of trades a day.
pub(super) const BILL_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// A bill may be long; everything else about the line is as for any call.
pub(super) const BILL_DEADLINE: Duration = Duration::from_mins(10);

impl From<NoReply> for GatewayError {
    fn from(why: NoReply) -> Self {
        match why {
            NoReply::NotSent(why) => Self::NotSent(NotSent::NoConnection(why)),
            NoReply::Broken(why) => Self::NoAnswer(NoAnswer::Broken(why)),
            NoReply::TooLong => Self::NoAnswer(NoAnswer::Unreadable("longer than any answer of WeChat's".to_owned())),
        }
    }
}
