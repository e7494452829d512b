//! A shop without any tunnel: everything but instant notices.

use crate::shop::ShopBehind;
use zhanggui::{domain::NO_NOTICE_URL, settings::TunnelSettings};

#[test]
fn without_a_tunnel_every_payment_is_found_by_asking() {
    let mut shop = ShopBehind::open("no tunnel", TunnelSettings::Manual, None);
    assert!(shop.open.tunnel.is_none(), "there is nothing to look after");
    shop.sell(9, |_| {});
    let ledger = shop.sandbox.ledger();
    assert!(ledger.orders().all(|order| order.notify_url.is_empty() || order.notify_url == NO_NOTICE_URL));
    let reader = shop.open.store.reader().unwrap();
    assert!(reader.last_good_notice().unwrap().is_none_or(|at| at < shop.opened_at()), "nobody told us");
    drop(reader);
    shop.none_is_lost();
}
