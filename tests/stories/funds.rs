//! WeChat's fund-flow bill, by either interface, from a stand-in over real HTTPS to the rows the page shows.

use super::{
    killed::{
        keys::ShopKeys,
        shop::{KilledShop, order_no},
    },
    world::{BUYER, fen},
};
use std::{
    fs,
    time::{Duration, Instant},
};
use zhanggui::{
    app::start::OpenShop,
    domain::{
        Day, OpenId, UnixSeconds,
        bill_match::BillDayState,
        fund_flow::{FundTrouble, FundWay},
    },
    sandbox::{Fault, SandboxCall, TrustMode},
    settings::{Secrets, Settings},
    store::{FundDayPage, Reader},
};

/// Two days ago at noon, Beijing: whatever time it is now, that day's bill is made.
fn noon(shop: &KilledShop) -> UnixSeconds {
    Day::of(shop.env.now()).plus(-2).begins().plus(43_200)
}

/// A shop that took in 128.00 and then 39.00 that day.
fn shop(keys: ShopKeys) -> KilledShop {
    let shop = KilledShop::of_keys(keys, 0);
    let (openid, at) = (OpenId::parse(BUYER).unwrap(), noon(&shop));
    for (n, amount) in [128_00, 39_00].into_iter().enumerate() {
        let at = at.plus(i64::try_from(n).unwrap() * 60);
        shop.sandbox.add_order_paid_at(&order_no(n), fen(amount), &openid, None, at).expect("paid");
    }
    shop
}

fn open(shop: &KilledShop) -> OpenShop {
    let settings = Settings::load(shop.path()).unwrap();
    let secrets = Secrets::load(shop.path(), settings.api, |name| shop.secret(name)).unwrap();
    OpenShop::start(shop.path(), &settings, &secrets, shop.env.clone()).unwrap()
}

fn fetched(shop: &KilledShop, open: &OpenShop) -> FundDayPage {
    let (day, now) = (Day::of(noon(shop)), shop.env.now());
    open.shop.fetch_fund_flow_now(day, shop.path(), now).unwrap();
    let reader: Reader = open.store.reader().unwrap();
    reader.fund_day_page(day, 0, 500).unwrap().expect("the day")
}

/// Platform certificates are fetched at the start, on a thread of their own; until they are there no answer is believed.
fn has_its_keys(open: &OpenShop) {
    let began = Instant::now();
    while open.shop.accounts.v3.as_ref().is_some_and(|inbox| inbox.keys.current().is_empty()) {
        assert!(began.elapsed() < Duration::from_secs(30), "no key came");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn the_movements_of_a_day_are_fetched_by_either_interface_and_add_up() {
    for keys in [ShopKeys::V2, ShopKeys::V3(TrustMode::PublicKey), ShopKeys::V3(TrustMode::Certificate)] {
        let shop = shop(keys);
        let open = open(&shop);
        has_its_keys(&open);
        let page = fetched(&shop, &open);
        let totals = page.day.totals;
        assert_eq!((page.day.state, page.day.trouble), (BillDayState::Read, None), "{keys:?}");
        assert_eq!((totals.moves, totals.ins, totals.came, totals.outs, totals.went), (2, 2, 167_00, 0, 0), "{keys:?}");
        assert_eq!(totals.before + totals.came, totals.after, "{keys:?}");
        let shown: Vec<_> = page.moves.iter().map(|one| (one.way, one.fen, one.voucher.clone())).collect();
        let paid = |n, fen| (FundWay::In, fen, order_no(n).to_string());
        assert_eq!(shown, [paid(0, 128_00), paid(1, 39_00)], "{keys:?}");
        let again = fetched(&shop, &open);
        assert_eq!((again.moves, again.day.totals), (page.moves, totals), "read once more it is the same");
        open.close();
    }
}

#[test]
fn without_the_certificate_api_v2_gives_none_and_the_day_says_so() {
    let shop = shop(ShopKeys::V2);
    fs::remove_file(shop.path().join("certs/apiclient_cert.pem")).unwrap();
    let open = open(&shop);
    let page = fetched(&shop, &open);
    assert_eq!((page.day.state, page.day.trouble), (BillDayState::Wanted, Some(FundTrouble::Certificate)));
    assert_eq!(shop.calls(|call| call.call == SandboxCall::FundFlowBill), 0, "nothing was asked without it");
    open.close();
}

#[test]
fn a_file_that_is_not_the_announced_one_is_not_believed_and_asked_for_again() {
    let shop = shop(ShopKeys::V2);
    let open = open(&shop);
    shop.sandbox.faults().next(SandboxCall::FundFlowBill, Fault::Truncated, 1);
    let page = fetched(&shop, &open);
    assert_eq!((page.day.state, page.day.trouble), (BillDayState::Wanted, Some(FundTrouble::Hash)));
    assert!(page.moves.is_empty());
    assert_eq!(fetched(&shop, &open).day.state, BillDayState::Read);
    open.close();
}
