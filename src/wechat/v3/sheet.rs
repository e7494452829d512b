//! The second signature, with which the buyer's phone opens the payment sheet: with RSA. The mini program signs `prepay_id=…`,
//! the app the bare prepay id. Source: API v3, "Opening the payment sheet".

use super::{MerchantKey, V3Account, payment_sheet_text};
use crate::{
    domain::{PrepayId, SignType, UnixSeconds},
    wechat::{Channel, PaymentSheet},
};

/// Signed for the app the prepay id was given to.
pub(super) fn signed(
    account: &V3Account,
    key: &MerchantKey,
    prepay_id: &PrepayId,
    channel: Channel,
    (at, nonce_str): (UnixSeconds, String),
) -> PaymentSheet {
    let seconds = at.get().to_string();
    let package = format!("prepay_id={prepay_id}");
    let signed = match channel {
        Channel::MiniProgram => package.as_str(),
        Channel::App => prepay_id.as_str(),
    };
    let text = payment_sheet_text(account.app_id.as_str(), &seconds, &nonce_str, signed);
    let sign = key.sign(&text);
    match channel {
        Channel::MiniProgram => PaymentSheet::MiniProgram {
            time_stamp: seconds,
            nonce_str,
            package,
            sign_type: SignType::Rsa,
            pay_sign: sign,
        },
        Channel::App => PaymentSheet::App {
            app_id: account.app_id.clone(),
            partner_id: account.mch_id.clone(),
            prepay_id: prepay_id.clone(),
            nonce_str,
            timestamp: seconds,
            sign,
        },
    }
}
