//! The shipments that were uploaded: one correction each, one reminder each.
//!
//! Source: protocol 12.4, 12.5, 12.7.

use super::{
    error::ApiError,
    form::{EXPRESS, Upload, UploadedParcel},
};
use crate::domain::TransactionId;
use std::collections::HashMap;

const MILLIS: i64 = 1000;

/// The shipments, by payment.
#[derive(Default)]
pub(super) struct Shipments(HashMap<TransactionId, UploadedShipment>);

/// A shipment as WeChat has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShippedThere {
    /// The tracking numbers of its parcels.
    pub tracking_nos: Vec<String>,
    /// All parcels were reported.
    pub complete: bool,
    /// The one correction is used up.
    pub corrected: bool,
}

/// What was uploaded for one payment.
#[derive(Clone)]
pub(super) struct UploadedShipment {
    pub last: Upload,
    /// When each parcel was first reported, in Unix seconds.
    pub parcels: Vec<(UploadedParcel, i64)>,
    /// The one re-shipping is used up.
    pub again: bool,
    reminded: bool,
    pub confirmed: bool,
}

impl Shipments {
    pub fn forget(&mut self, payments: &[TransactionId]) {
        for transaction_id in payments {
            self.0.remove(transaction_id);
        }
    }

    pub fn confirm(&mut self, transaction_id: &TransactionId) -> bool {
        let shipment = self.0.get_mut(transaction_id).filter(|shipment| shipment.last.complete);
        shipment.map(|shipment| shipment.confirmed = true).is_some()
    }

    /// What was uploaded for a payment.
    pub fn of(&self, transaction_id: &TransactionId) -> Option<&UploadedShipment> {
        self.0.get(transaction_id)
    }

    pub fn shipped(&self, transaction_id: &TransactionId) -> Option<ShippedThere> {
        self.0.get(transaction_id).map(|shipment| ShippedThere {
            tracking_nos: shipment.parcels.iter().map(|(parcel, _)| parcel.tracking_no.clone()).collect(),
            complete: shipment.last.complete,
            corrected: shipment.again,
        })
    }

    pub fn upload(&mut self, transaction_id: &TransactionId, upload: Upload) -> Result<(), ApiError> {
        let Some(known) = self.0.get_mut(transaction_id) else {
            let parcels = dated(&upload, &[]);
            self.0.insert(
                transaction_id.clone(),
                UploadedShipment { last: upload, parcels, again: false, reminded: false, confirmed: false },
            );
            return Ok(());
        };
        let before = &known.last;
        let same_kind = before.logistics == upload.logistics && before.mode == upload.mode;
        if same_kind && before.complete == upload.complete && before.parcels == upload.parcels {
            return Err((10_060_023, "发货信息未更新"));
        }
        if upload.at_millis <= before.at_millis {
            return Err((10_060_014, "参数错误：upload_time 必须晚于上一次"));
        }
        let ships_again = before.complete || !same_kind;
        if ships_again && known.again {
            return Err((10_060_003, "支付单已使用重新发货机会"));
        }
        known.again |= ships_again;
        known.parcels = dated(&upload, &known.parcels);
        known.last = upload;
        Ok(())
    }

    /// Reminds the buyer to confirm, once: the courier delivered it at `received_at` (Unix seconds).
    pub fn remind(&mut self, transaction_id: &TransactionId, received_at: i64) -> Result<(), ApiError> {
        let shipment = self.0.get_mut(transaction_id).filter(|shipment| shipment.last.complete);
        let shipment = shipment.ok_or((10_060_028, "支付单未发货"))?;
        if shipment.last.logistics != EXPRESS {
            return Err((10_060_032, "仅快递发货可用"));
        }
        if received_at.saturating_mul(MILLIS) < shipment.last.at_millis {
            return Err((10_060_029, "签收时间早于发货时间"));
        }
        if shipment.reminded {
            return Err((10_060_030, "确认收货提醒已使用"));
        }
        shipment.reminded = true;
        Ok(())
    }
}

/// The parcels with the time each was first reported.
fn dated(upload: &Upload, before: &[(UploadedParcel, i64)]) -> Vec<(UploadedParcel, i64)> {
    let now = upload.at_millis.div_euclid(MILLIS);
    let first = |parcel: &UploadedParcel| before.iter().find(|(known, _)| known == parcel).map_or(now, |(_, at)| *at);
    upload.parcels.iter().map(|parcel| (parcel.clone(), first(parcel))).collect()
}
