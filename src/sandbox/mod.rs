//! The stand-in of WeChat: a real HTTPS server with mutual TLS, a ledger, and faults to practise with.
//!
//! Owners train on it, and every money test is judged by its ledger; so it keeps WeChat's rules to the letter and has no
//! soft side for us. It knows the codecs of `wechat`; never the store, never a screen. It listens on loopback only.
//!
//! It speaks WeChat Pay's API v2 and API v3 over one ledger: what was done through the one door is known at the other, and a
//! number pays once whichever it came through.
//!
//! What it knows lives as long as it runs: after a restart the certificates and a practice shop's secrets are the same,
//! the ledger is empty.
//!
//! Run alone (`zhanggui sandbox`), it is steered over HTTPS with JSON:
//!
//! | Call | Meaning |
//! |---|---|
//! | `POST /sandbox/login_code {openid?}` → `{code, openid}` | what `wx.login` gives a buyer |
//! | `POST /sandbox/pay {prepay_id}` → `{transaction_id}` | the buyer pays; the notification goes out |
//! | `POST /sandbox/paid_orders {order_no, total_fen, openid, transaction_id?}` | an order paid before |
//! | `GET /sandbox/ledger` | orders, refunds, payouts per refund number, journal, and whether it all adds up |
//! | `POST /sandbox/scan {code_url}` | a buyer scans a code that is paid by scanning (NATIVE), and pays |
//! | `GET /sandbox/calls` | the calls that came in and the notifications that went out |
//! | `POST /sandbox/faults {call, fault, times}` or `{call, fault, permille}`, `DELETE /sandbox/faults` | what goes wrong next, e.g. `{"call":"refund","fault":"answer_lost","times":1}`, `{"call":"order_query","fault":{"slow_millis":800},"permille":200}` |
//! | `POST /sandbox/balance {amount_fen}`, `DELETE /sandbox/balance` | the owner fills the balance, or takes all of it |
//! | `POST /sandbox/tunnel {public_url, listener_url}` | notifications for the one arrive at the other |
//! | `POST /sandbox/push {url, token, encoding_aes_key}` | the message push is set up in the mini program's console |
//! | `POST /sandbox/refunds {refund_no, fate}` | ends a refund now: `success`, `change`, `closed` |
//! | `POST /sandbox/complaints {order_no, words, wants_fen?, phone?}` → `{complaint_id}` | a buyer complains |
//! | `POST /sandbox/subscribe {openid, template_id, answer}` | a buyer allows one message (`accept`), or switches the template off |
//! | `POST /sandbox/trust {mode}` | which keys WeChat has for the merchant: `public_key`, `certificate`, `mixed` |
//! | `POST /sandbox/certificates {act}` | `rotate`: a second platform certificate; `retire`: only the newest is left; `expire`: it ran out |
//! | `POST /sandbox/api_v3_key {key}` | the owner sets another API v3 key on the merchant platform |

mod actions;
mod alone;
mod buyers;
mod calls;
mod codes;
mod complaints;
mod config;
mod control;
mod error;
mod exchange;
mod faults;
mod instance;
mod ledger;
mod notify;
mod pay;
mod program;
mod push;
mod push_message;
mod routes;
mod rsa_keys;
mod server;
mod settle;
mod tls;
mod v3;
mod world;

pub use alone::{AloneInfo, run_alone};
pub use buyers::{Buyers, BuyersConfig};
pub use calls::{CallSeen, Delivery, DeliveryOutcome, SandboxCall};
pub use complaints::{ComplaintLog, ComplaintStage, KnownComplaint, NewComplaint};
pub use config::SandboxConfig;
pub use error::SandboxError;
pub use faults::{Fault, Faults};
pub use instance::Sandbox;
pub use ledger::{
    Ledger, LedgerLimits, MoneyMovement, Paid, PayRefused, Payout, RefundFate, RefundRecord, ResentTo, Trade,
    TradeState,
};
pub use program::{DeliveredMessage, ShippedThere};
pub use push_message::PushTarget;
pub use v3::TrustMode;
