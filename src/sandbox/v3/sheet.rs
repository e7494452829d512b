//! Whether a phone opens the payment sheet: it is signed as its order is. Source: protocol 4.2, 8.2.

use crate::{
    domain::{AppId, SignType},
    sandbox::{ledger::Trade, world::World},
    wechat::{PaymentSheet, v2::sign, v3::payment_sheet_text},
};

/// True if the second signature is right and of the order's own kind.
pub(in crate::sandbox) fn opens(world: &World, order: &Trade, sheet: &PaymentSheet) -> bool {
    let merchant = world.v3.merchant();
    match sheet {
        PaymentSheet::MiniProgram { time_stamp, nonce_str, package, sign_type, pay_sign } => {
            let app_id = world.config.account.app_id.as_str();
            if *sign_type != order.sign_type {
                return false;
            }
            if order.sign_type == SignType::Rsa {
                return merchant.verify(&payment_sheet_text(app_id, time_stamp, nonce_str, package), pay_sign);
            }
            let fields = [
                ("appId", app_id),
                ("timeStamp", time_stamp),
                ("nonceStr", nonce_str),
                ("package", package),
                ("signType", sign_type.as_str()),
            ];
            *pay_sign == sign::sign(&fields, &world.config.account.key, order.sign_type)
        }
        PaymentSheet::App { app_id, partner_id, prepay_id, nonce_str, timestamp, sign } => {
            if !is_of_the_app(world, app_id) || *partner_id != world.config.account.mch_id {
                return false;
            }
            if order.sign_type == SignType::Rsa {
                let text = payment_sheet_text(app_id.as_str(), timestamp, nonce_str, prepay_id.as_str());
                return merchant.verify(&text, sign);
            }
            let fields = [
                ("appid", app_id.as_str()),
                ("partnerid", partner_id.as_str()),
                ("prepayid", prepay_id.as_str()),
                ("package", "Sign=WXPay"),
                ("noncestr", nonce_str),
                ("timestamp", timestamp),
            ];
            *sign == sign::sign(&fields, &world.config.account.key, order.sign_type)
        }
    }
}

fn is_of_the_app(world: &World, app_id: &AppId) -> bool {
    world.config.app_of("APP") == app_id
}
