//! The message push of the mini program: an order that was shipped in full, and its money when it was let go.
//!
//! Source: protocol 13.

use super::{ledger::Trade, notify, push_message::PushMessage, world::World};
use crate::{
    domain::{OpenId, OrderNo},
    wechat::miniprogram::PushAccount,
};
use serde_json::{Value, json};
use std::sync::Arc;

/// The program's own account, as it stands in every message.
const PROGRAM: &str = "gh_000000000001";
/// Settlement comes ten days after the shipping, seconds.
const ESTIMATE_SECS: i64 = 10 * 24 * 60 * 60;

/// All of an order was reported as shipped.
pub(super) fn shipped(world: &Arc<World>, order_no: &OrderNo) {
    let now = world.now();
    announce(
        world,
        order_no,
        &json!({ "shipped_time": now.get(),
        "estimated_settlement_time": now.plus(ESTIMATE_SECS).get() }),
    );
}

/// The buyer confirmed the receipt by hand, which lets the money go at once.
pub(super) fn settled(world: &Arc<World>, order_no: &OrderNo) {
    let now = world.now().get();
    announce(
        world,
        order_no,
        &json!({ "shipped_time": now, "confirm_receive_method": 1, "confirm_receive_time": now,
        "settlement_time": now }),
    );
}

/// Somebody switched a template off.
pub(super) fn switched_off(world: &Arc<World>, openid: &OpenId, template_id: &str) {
    let Some(target) = world.push_target() else { return };
    let message = json!({
        "ToUserName": PROGRAM,
        "FromUserName": openid.as_str(),
        "CreateTime": world.now().get(),
        "MsgType": "event",
        "Event": "subscribe_msg_change_event",
        "List": { "TemplateId": template_id, "SubscribeStatusString": "reject" },
    });
    let message = sealed(world, &target.account, &message.to_string());
    notify::push(world, openid.as_str(), &target.url, message);
}

fn announce(world: &Arc<World>, order_no: &OrderNo, what: &Value) {
    let Some(target) = world.push_target() else { return };
    let Some(order) = world.ledger(|ledger| ledger.order(order_no).cloned()) else { return };
    if let Some(message) = settlement(world, &order, what) {
        let message = sealed(world, &target.account, &message.to_string());
        notify::push(world, order_no.as_str(), &target.url, message);
    }
}

/// Both messages have the same head; `what` is what is known by now.
fn settlement(world: &World, order: &Trade, what: &Value) -> Option<Value> {
    let paid = order.paid()?;
    let mut message = json!({
        "ToUserName": PROGRAM,
        "FromUserName": order.openid.as_ref().map(ToString::to_string).unwrap_or_default(),
        "CreateTime": world.now().get(),
        "MsgType": "event",
        "Event": "trade_manage_order_settlement",
        "transaction_id": paid.transaction_id.as_str(),
        "merchant_id": world.config.account.mch_id.as_str(),
        "sub_merchant_id": "",
        "merchant_trade_no": order.order_no.as_str(),
        "pay_time": paid.at.get(),
    });
    if let (Some(fields), Some(more)) = (message.as_object_mut(), what.as_object()) {
        fields.extend(more.clone());
    }
    Some(message)
}

fn sealed(world: &World, account: &PushAccount, message: &str) -> PushMessage {
    let mut random = [0; 16];
    world.env.rng.fill(&mut random);
    let (timestamp, nonce) = (world.now().get().to_string(), world.env.rng.number().to_string());
    let (sealed, signature) = account.seal(message, random, &timestamp, &nonce);
    let plain = account.sign_question(&timestamp, &nonce);
    let backwards: String = sealed.chars().rev().collect();
    let body = |sealed: &str| json!({ "ToUserName": PROGRAM, "Encrypt": sealed }).to_string();
    PushMessage {
        query: format!(
            "signature={plain}&timestamp={timestamp}&nonce={nonce}&encrypt_type=aes&msg_signature={signature}"
        ),
        body: body(&sealed),
        forged: body(&backwards),
    }
}
