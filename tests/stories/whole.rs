//! The main job from end to end, with nothing replaced: real HTTPS with certificates, a real file, a real door, and
//! buyers who only know the storefront.

use std::{
    path::Path,
    sync::mpsc::{Receiver, channel},
    time::{Duration, Instant},
};
use zhanggui::{
    app::practice::Practice,
    base::env::Env,
    domain::{Api, OrderNo, OrderState, ProductChange, RefundNo, RefundState, StockChange, UnixSeconds},
    events::ShopEvent,
    jobs::Command,
    sandbox::SandboxCall,
    store::{OrderFilter, Page, ProductRow, RefundApproval, RefundFilter, families},
};

/// Far past what a step takes on a slow machine; a step that gets here has hung.
const TIMEOUT: Duration = Duration::from_mins(1);

/// The practice shop with its ears open.
pub struct Story {
    pub practice: Practice,
    events: Receiver<ShopEvent>,
    /// What was there when the shop opened.
    there: Vec<OrderNo>,
}

impl Story {
    pub fn open(folder: &Path) -> Self {
        Self::open_by(Api::V2, folder)
    }

    /// New orders are made by this API.
    pub fn open_by(api: Api, folder: &Path) -> Self {
        let practice = Practice::start_by(api, folder, None, &Env::system()).expect("the practice shop opens");
        let (hear, events) = channel();
        practice.open.shop.events.listen(move |event| drop(hear.send(event.clone())));
        let there = order_nos(&practice);
        Self { practice, events, there }
    }

    /// Waits until a buyer has ordered and WeChat has confirmed the payment.
    fn new_order(&self) -> OrderNo {
        self.wait("a new order", |event| match event {
            ShopEvent::OrderPaid(order_no) if !self.there.contains(order_no) => Some(order_no.clone()),
            _ => None,
        })
    }

    /// Waits for the first event that `fits`.
    pub fn wait<T>(&self, what: &str, fits: impl Fn(&ShopEvent) -> Option<T>) -> T {
        let end = Instant::now() + TIMEOUT;
        while let Ok(event) = self.events.recv_timeout(end.saturating_duration_since(Instant::now())) {
            if let Some(found) = fits(&event) {
                return found;
            }
        }
        panic!("{what} did not happen");
    }

    pub fn refund_state(&self, refund_no: &RefundNo) -> RefundState {
        let reader = self.practice.open.store.reader().unwrap();
        reader.refund(refund_no).unwrap().expect("the refund").row.state
    }
}

fn order_nos(practice: &Practice) -> Vec<OrderNo> {
    let reader = practice.open.store.reader().unwrap();
    let rows = reader.orders(OrderFilter::All, &Page::Newest, 500).unwrap();
    rows.into_iter().map(|row| row.key.order_no).collect()
}

#[test]
fn a_practice_shop_that_sold_everything_is_delivered_to_and_lives_on() {
    let folder = tempfile::tempdir().unwrap();
    let story = Story::open(folder.path());
    let open = &story.practice.open;
    let reader = open.store.reader().unwrap();
    // What comes in variants is sold as one of them.
    let on_sale = || {
        let families = families(&reader.product_rows().unwrap());
        let sold = families.into_iter().flat_map(|row| if row.variants.is_empty() { vec![row] } else { row.variants });
        sold.filter(|row| row.product.on_sale).collect::<Vec<_>>()
    };
    let (last, sold_out) = on_sale().split_last().map(|(last, rest)| (last.clone(), rest.to_vec())).unwrap();
    let sells_out = |row: &ProductRow| {
        let product = row.product.clone();
        let change = ProductChange {
            id: product.id,
            name: product.name,
            price: product.price,
            stock: StockChange::Set(0),
            on_sale: true,
            picture: product.picture,
            barcodes: None,
            facts: product.facts,
            variants: None,
        };
        open.store.change_product(change, Some(row.changed_at), UnixSeconds::new(1_788_228_000)).wait().unwrap();
        open.shop.events.send(&ShopEvent::OrderPlaced(story.there[0].clone()));
    };
    for row in &sold_out {
        sells_out(row);
    }
    assert!(on_sale().iter().any(|row| row.product.stock == 0), "one by one they sell out");
    sells_out(&last);
    let began = Instant::now();
    while on_sale().iter().any(|row| row.product.stock < 50) {
        assert!(began.elapsed() < TIMEOUT, "nothing was delivered: {:?}", on_sale());
        std::thread::sleep(Duration::from_millis(20));
    }
    story.practice.close();
}

#[test]
fn an_order_arrives_by_itself_and_an_approved_refund_goes_back() {
    let folder = tempfile::tempdir().unwrap();
    let story = Story::open(folder.path());
    let reader = story.practice.open.store.reader().unwrap();

    let order_no = story.new_order();
    let order = reader.order(&order_no).unwrap().expect("the order");
    assert_eq!((order.row.state, order.row.unseen), (OrderState::ToShip, true));
    assert!(reader.unseen(100).unwrap().iter().any(|row| row.key.order_no == order_no));

    let waiting = reader.refunds(RefundFilter::Waiting, 100).unwrap();
    let request = waiting.first().expect("the example has requests").clone();
    let approve = Command::ApproveRefund(RefundApproval {
        refund_no: request.refund_no.clone(),
        seen: request.version,
        amount: request.amount,
        pieces: None,
        restock: Vec::new(),
        reply: "同意退款".to_owned(),
    });
    story.practice.open.workers.commands().send(approve).unwrap();
    let mut passed = vec![RefundState::Requested];
    while passed.last() != Some(&RefundState::Refunded) {
        story.wait("a step of the refund", |event| match event {
            ShopEvent::RefundChanged(no) if *no == request.refund_no => Some(()),
            _ => None,
        });
        let state = story.refund_state(&request.refund_no);
        if passed.last() != Some(&state) {
            passed.push(state);
        }
    }
    assert!(passed.contains(&RefundState::Approved) && passed.contains(&RefundState::Processing), "{passed:?}");

    let ledger = story.practice.sandbox().ledger();
    assert_eq!(ledger.payout_counts().get(&request.refund_no), Some(&1));
    for call in ledger.calls() {
        // By API v3, in which complaints are asked for, every call is signed with its key.
        let wanted = call.call == SandboxCall::Refund || call.api == Some(Api::V3);
        assert_eq!(call.certificate, wanted, "the certificate is shown for refunds alone: {call:?}");
    }
    ledger.audit().expect("the ledger adds up");
    let paid_for = reader.order(&request.order_no).unwrap().unwrap();
    assert!(paid_for.row.refunded >= request.amount, "the order shows what went back");
    story.practice.close();
}

#[test]
fn closed_and_opened_again_the_shop_has_lost_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let story = Story::open(folder.path());
    let order_no = story.new_order();
    let before = order_nos(&story.practice);
    story.practice.close();
    let story = Story::open(folder.path());
    assert!(before.iter().all(|order_no| story.there.contains(order_no)), "every order is there");
    let reader = story.practice.open.store.reader().unwrap();
    assert_eq!(reader.order(&order_no).unwrap().expect("the order is there").row.state, OrderState::ToShip);
    drop(reader);
    story.practice.close();
}

#[test]
fn the_practice_shop_takes_money_by_api_v3_and_gives_it_back() {
    let folder = tempfile::tempdir().unwrap();
    let story = Story::open_by(Api::V3, folder.path());
    let order_no = story.new_order();
    let open = &story.practice.open;
    let reader = open.store.reader().unwrap();
    let order = reader.order(&order_no).unwrap().expect("the order");
    let wish = Command::StartRefund {
        order_no: order_no.clone(),
        seen: order.version,
        amount: order.refundable.left(),
        pieces: Vec::new(),
        reason: "Sold out".to_owned(),
    };
    open.workers.commands().send(wish).expect("the jobs listen");
    let refund_no = story.wait("a refund under way", |event| match event {
        ShopEvent::RefundChanged(refund_no) => {
            let refund = reader.refund(refund_no).unwrap()?;
            (refund.row.order_no == order_no && refund.row.state == RefundState::Refunded).then(|| refund_no.clone())
        }
        _ => None,
    });
    assert_eq!(reader.refund(&refund_no).unwrap().expect("the refund").api, Api::V3);
    story.practice.close();
}
