//! The second signature, with which the buyer's phone opens the payment sheet.
//!
//! The mini program signs `appId` without passing it on; the app signs the bare prepay id and all names in lower case.
//! Source: API v2, "Opening the payment sheet".

use super::{
    super::{Account, Channel, PaymentSheet},
    sign,
};
use crate::domain::{PrepayId, SignType, UnixSeconds};

/// Signs with the same key and in the same way as the order, for the app the prepay id was given to.
pub(super) fn signed(
    account: &Account,
    prepay_id: &PrepayId,
    channel: Channel,
    sign_type: SignType,
    at: UnixSeconds,
    nonce_str: String,
) -> PaymentSheet {
    let seconds = at.get().to_string();
    match channel {
        Channel::MiniProgram => mini_program(account, prepay_id, sign_type, seconds, nonce_str),
        Channel::App => app(account, prepay_id, sign_type, seconds, nonce_str),
    }
}

fn mini_program(
    account: &Account,
    prepay_id: &PrepayId,
    sign_type: SignType,
    time_stamp: String,
    nonce_str: String,
) -> PaymentSheet {
    let package = format!("prepay_id={prepay_id}");
    let fields = [
        ("appId", account.app_id.as_str()),
        ("timeStamp", &time_stamp),
        ("nonceStr", &nonce_str),
        ("package", &package),
        ("signType", sign_type.as_str()),
    ];
    let pay_sign = sign::sign(&fields, &account.key, sign_type);
    PaymentSheet::MiniProgram { time_stamp, nonce_str, package, sign_type, pay_sign }
}

fn app(
    account: &Account,
    prepay_id: &PrepayId,
    sign_type: SignType,
    timestamp: String,
    nonce_str: String,
) -> PaymentSheet {
    let fields = [
        ("appid", account.app_id.as_str()),
        ("partnerid", account.mch_id.as_str()),
        ("prepayid", prepay_id.as_str()),
        ("package", "Sign=WXPay"),
        ("noncestr", &nonce_str),
        ("timestamp", &timestamp),
    ];
    let sign = sign::sign(&fields, &account.key, sign_type);
    PaymentSheet::App {
        app_id: account.app_id.clone(),
        partner_id: account.mch_id.clone(),
        prepay_id: prepay_id.clone(),
        nonce_str,
        timestamp,
        sign,
    }
}
