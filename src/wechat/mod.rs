//! The only room that speaks XML, signatures and HTTP out. Knows the domain; never SQL, never a screen.
//!
//! One [`Gateway`](crate::wechat::Gateway) with one method per call, so that API v3 can stand behind the same trait. Its errors are sorted by
//! what the caller must do. A reply is believed only after its signature, app, merchant, our number and our amounts
//! were compared.

mod accounts;
mod answered;
mod bill_hash;
mod both;
mod certificate;
mod clock;
mod code_meaning;
mod code_order;
mod complaints;
mod gateway;
mod http;
mod key;
mod messages;
/// The mini program's server API.
pub mod miniprogram;
mod shipping;
/// WeChat Pay API v2.
pub mod v2;
/// WeChat Pay API v3.
pub mod v3;
mod watched;
mod wording;

pub use accounts::{Accounts, NoticeMessage, NoticeSignature, V3Inbox};
use answered::Believed;
pub use answered::{Answered, CallRecord, GatewayError, NoAnswer, NotRecorded, NotSent, Outgoing, Pause, Unrecorded};
pub use both::BothApis;
pub use certificate::{BadCertificate, CertificateFacts, CertificateFiles, CertificatePart, ClientCertificate};
pub use clock::{NoTime, time_at};
pub use code_order::CodeOrder;
pub use complaints::{ComplaintCalls, ComplaintMessage, ComplaintPage, ReplyPicture};
pub use gateway::{
    Account, BillDownload, Channel, Gateway, ListedRefunds, LoginError, MiniProgram, OrderStatus, PaymentSheet,
    RefundStatus, UnifiedOrder, way_in_app,
};
pub use http::{BadEndpoint, DEADLINE, Endpoint};
pub use key::{ApiKey, BadKey};
pub use messages::{NextOfMessage, next_of_message};
pub use shipping::{
    MessageCalls, Next, PaidPage, ShippingAnswer, ShippingCalls, ShippingError, next_of_call, next_of_token,
};
