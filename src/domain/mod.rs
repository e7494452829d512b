//! What is true in any shop: money, numbers, times, and the life of an order, a payment, a refund and a shipment.
//!
//! Nothing here opens a file or a socket, reads a clock, or knows SQL, XML or egui. Each life is one pure
//! function, `State::after(step)`, so a click, a reply and a notification are decided by the same rule.

mod barcode;
/// The trade bill: its lines, its sums, and what can be wrong with them.
pub mod bill;
/// What a day's bill and the shop do not agree about, and why.
pub mod bill_match;
/// Carriers: ids in WeChat's list, tracking numbers, and what their shape says.
pub mod carrier;
mod complaint;
mod cut_off;
mod days;
mod freight;
/// The fund-flow bill: how the money in the merchant's account moved.
pub mod fund_flow;
mod ids;
mod lease;
mod limits;
mod marks;
mod merchant;
mod message_value;
mod money;
mod nickname;
mod notice;
mod operator;
mod order;
mod parcel;
mod passphrase;
mod payment;
mod payout;
mod pickup;
mod pin;
mod presence;
mod printing;
mod product;
mod push;
mod refund;
mod refund_evidence;
mod refund_trouble;
mod report_trouble;
mod restore;
mod scan_command;
mod service_message;
mod settlement;
mod shipment;
mod state_words;
mod step;
mod step_reason;
pub(crate) mod text_enum;
mod time;
mod to_send;
mod tracking_shape;
mod transition;
mod visible;

pub use barcode::{BARCODE_CHARS_MAX, BARCODES_MAX, BadBarcode, Barcode};
pub use complaint::{
    COMPLAINT_PICTURE_BYTES_MAX, COMPLAINT_PICTURES_MAX, COMPLAINT_WORDS_MAX, ComplainedOrder, ComplaintFacts,
    ComplaintNotice, ComplaintProblem, ComplaintState, ComplaintTaskKind, ComplaintTaskState, ComplaintTaskStep,
    ComplaintTrouble, TALK_REPLY, TalkEntry, URGENT_COMPLAINT_SECS, complaint_due, reply_by, solve_by,
};
pub use days::{Day, Days};
pub use freight::{BadRegion, FREIGHT_MAX, FreightRegion, FreightRules, PROVINCES, province_of};
pub use ids::{
    AppId, BadId, CodeUrl, ComplaintId, InstallationId, MchId, MediaId, MessageId, OpenId, OrderNo, PrepayId,
    ProductId, RefundId, RefundNo, ShopId, TransactionId,
};
pub use lease::{AtAddress, Lease, LeaseHold, LeaseRefused, LeaseStep, OpenedHere, OtherInstallation};
pub use limits::{BuyerLimits, UsedUp};
pub use marks::{
    BLOCK_REASON_CHARS_MAX, MarkStepKind, MarkSubject, NOTE_CHARS_MAX, Seat, TAG_CHARS_MAX, Tag, TagColor, TagName,
};
pub use merchant::Merchant;
pub use message_value::MessageValueKind;
pub use money::{BadAmount, BadYuan, Fen, half_width, signed};
pub use nickname::Nickname;
pub use notice::{NoticeVerdict, PaidFacts, RefundFacts, RefundOutcome};
pub use operator::{
    Acting, NotPermitted, OPERATOR_NAME_CHARS_MAX, OPERATORS_MAX, OperatorAction, OperatorId, OperatorName, Role,
    RoleKind, WhyNotPermitted,
};
pub use order::{Attention, BadReceiver, Order, OrderLine, OrderState, OrderStep, Receiver, Source};
pub use parcel::Parcel;
pub use passphrase::{ShortPassphrase, passphrase_fits};
pub use payment::{Api, NO_NOTICE_URL, PaymentState, PaymentStep, SignType, UnpaidAnswer};
pub use payout::{BadCard, BuyerBankCard, PayoutBank, PayoutTo};
pub use pickup::{BadPickupCode, PickupCode, PickupPlace};
pub use pin::{BadPin, PIN_DIGITS, PIN_WAIT_MAX_SECS, Pin, WrongPins};
pub use presence::{Presence, PresentPerson};
pub use printing::{PaperSize, PrintId, PrintState, PrintStep, PrintTrouble};
pub use product::{
    BadQuantity, CATEGORY_CHARS_MAX, DESCRIPTION_CHARS_MAX, Product, ProductChange, ProductFacts, QUANTITY_MAX,
    Quantity, REFUND_DAYS_MAX, RefundBar, RefundRule, StockChange, VARIANT_CHARS_MAX, VARIANTS_MAX, Variant,
    VariantChange, WEIGHT_MAX_G, variant_name,
};
pub use push::{PushEvent, PushFacts, PushedOrder};
pub use refund::{
    PARTIAL_REFUNDS_MAX, PausedFor, REFUND_GAP_SECS, REFUND_WINDOW_SECS, Refund, RefundOrigin, RefundState, RefundStep,
    RefundWish, Refundable, SIBLING_WAIT_SECS,
};
pub use refund_evidence::{EvidenceFit, RefundAlarm};
pub use refund_trouble::{RefundTrouble, UnsentCause};
pub use report_trouble::ReportTrouble;
pub use restore::{CatchUpKind, RestoreCause};
pub use scan_command::{RESERVED_PREFIX, ScanCommand, is_reserved};
pub use service_message::{
    BIND_CODE_SECS, BadTemplate, FIXED_WORDS_MAX, GRANTS_LOW, GRANTS_MAX, MESSAGE_FIELDS_MAX, MessageContent,
    MessageEvent, MessageFacts, MessageField, MessageState, MessageStep, MessageSubject, MessageTemplate,
    MessageTrouble, OutgoingMessage, PermissionAnswer, TEMPLATE_ID_MAX, is_template_id,
};
pub use settlement::{MoneyStep, SHIP_URGENT_SECS, SHIP_WITHIN_SECS, confirmed_by, ship_by};
pub use shipment::{
    PARCEL_CHARS_MAX, PARCELS_MAX, REPORT_HOLD_SECS, ReportState, ReportStep, ReportedParcel, SeenShipping,
    SettleState, ShipKind, ShippingReport, goods_text, is_held_by_wechat, masked_contact,
};
pub use step::StepRefused;
pub use step_reason::{AttentionCause, MarkedParcels, StepReason};
pub use text_enum::UnknownWord;
pub use time::{BadTime, UnixSeconds};
pub use to_send::{LineToSend, RefundedGoods, ToSend, items_text};
pub use transition::{Actor, Transition};
pub use visible::{is_invisible, visible};
