//! How the shop's words travel into the file and back. A value that comes back wrong is a damaged row, never a guess.

use crate::base::pin_hash::PinHash;
use crate::domain::{
    Actor, Api, AppId, Attention, Barcode, CatchUpKind, ComplaintId, ComplaintProblem, ComplaintState,
    ComplaintTaskKind, ComplaintTaskState, ComplaintTrouble, Day, Fen, InstallationId, LeaseHold, LeaseStep,
    MarkStepKind, MchId, MediaId, MessageEvent, MessageId, MessageState, MessageTrouble, NoticeVerdict, OpenId,
    OperatorId, OperatorName, OrderNo, OrderState, PaperSize, PausedFor, PaymentState, PickupCode, PrepayId,
    PrintState, ProductId, Quantity, RefundAlarm, RefundId, RefundNo, RefundOrigin, RefundState, ReportState,
    RestoreCause, RoleKind, Seat, SettleState, ShipKind, ShopId, SignType, Source, TagColor, TagName, TransactionId,
    UnixSeconds,
    bill::BillRefundState,
    bill_match::{BillDayState, BillDifferenceKind, BillSource, BillTrouble, BillWhy},
    fund_flow::{FundTrouble, FundWay},
};
use crate::store::OperatorStepKind;
use crate::store::engine::value::{self, BadValue, FromSql, SqlValue, ToSql};

/// Ids and states: text that `parse` lets in.
macro_rules! as_text {
    ($($name:ty),+) => {$(
        impl ToSql for $name {
            fn to_sql(&self) -> SqlValue<'_> {
                SqlValue::Text(self.as_str())
            }
        }

        impl FromSql for $name {
            fn from_sql(value: SqlValue<'_>) -> Result<Self, BadValue> {
                Self::parse(value::text(value)?).map_err(BadValue::word)
            }
        }
    )+};
}

as_text!(
    OrderNo,
    RefundNo,
    TransactionId,
    RefundId,
    OpenId,
    PrepayId,
    ProductId,
    ShopId,
    MessageId,
    MchId,
    AppId,
    TagName,
    Seat,
    Barcode,
    PickupCode,
    InstallationId,
    ComplaintId,
    MediaId,
    OperatorName,
    PinHash
);
as_text!(
    Actor,
    PaperSize,
    PrintState,
    OrderState,
    PaymentState,
    RefundState,
    PausedFor,
    RefundOrigin,
    RefundAlarm,
    Attention,
    Source,
    SignType,
    Api,
    NoticeVerdict,
    ShipKind,
    ReportState,
    SettleState,
    MarkStepKind,
    TagColor,
    RestoreCause,
    CatchUpKind,
    LeaseHold,
    LeaseStep,
    BillRefundState,
    BillDayState,
    BillDifferenceKind,
    BillSource,
    BillTrouble,
    BillWhy,
    FundTrouble,
    FundWay,
    ComplaintState,
    ComplaintProblem,
    ComplaintTaskKind,
    ComplaintTaskState,
    ComplaintTrouble,
    MessageEvent,
    MessageState,
    MessageTrouble,
    RoleKind,
    OperatorStepKind
);

/// Amounts and moments: whole numbers.
macro_rules! as_number {
    ($($name:ty, $read:expr);+) => {$(
        impl ToSql for $name {
            fn to_sql(&self) -> SqlValue<'_> {
                SqlValue::Integer(self.get().into())
            }
        }

        impl FromSql for $name {
            fn from_sql(value: SqlValue<'_>) -> Result<Self, BadValue> {
                let number = i64::from_sql(value)?;
                let read: fn(i64) -> Option<Self> = $read;
                read(number).ok_or(BadValue::OutOfRange(number))
            }
        }
    )+};
}

as_number!(
    Fen, Fen::new;
    OperatorId, |number| u32::try_from(number).ok().and_then(Self::new);
    UnixSeconds, |seconds| Some(Self::new(seconds));
    Day, |number| Some(Self::new(number));
    Quantity, |pieces| u32::try_from(pieces).ok().and_then(|pieces| Self::new(pieces).ok())
);
