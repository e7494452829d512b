//! A phone that is asked whether the shop may send messages, before it pays.

use super::storefront::{BuyerSession, BuyerTrouble};
use crate::{
    domain::{OpenId, OrderNo},
    sandbox::{actions::Actions, world::World},
};
use std::sync::Arc;

/// Every so manieth says no.
const REFUSES_EVERY: u64 = 4;

/// Asks the shop what to ask for, and tells it what the phone answered: WeChat knows it first.
pub(super) async fn ask(world: &Arc<World>, session: &BuyerSession, order_no: &str) -> Result<(), BuyerTrouble> {
    let Some(openid) = buyer_of(world, order_no) else { return Ok(()) };
    let templates = session.templates().await?;
    if templates.is_empty() {
        return Ok(());
    }
    let says_yes = !world.env.rng.number().is_multiple_of(REFUSES_EVERY);
    if says_yes {
        for template_id in &templates {
            Actions::of(world).allow_messages(&openid, template_id, 1);
        }
    }
    session.allow(&templates, if says_yes { "accept" } else { "reject" }).await
}

fn buyer_of(world: &World, order_no: &str) -> Option<OpenId> {
    let order_no = OrderNo::parse(order_no).ok()?;
    world.ledger(|ledger| ledger.order(&order_no).and_then(|order| order.openid.clone()))
}
