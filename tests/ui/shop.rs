//! A fixed shop in memory, with someone behind the curtain who carries out the owner's wishes.

#[path = "shop_marks.rs"]
pub mod marks;
#[path = "shop_morning.rs"]
mod morning;
#[path = "shop_wishes.rs"]
mod wishes;

use crate::messages;
use morning::{MORNING, SHELVES, detail, request};
use std::sync::{Arc, Mutex, MutexGuard};
use zhanggui::{
    domain::{
        Actor, Attention, Fen, Lease, LeaseHold, MessageId, NoticeVerdict, OrderLine, OrderNo, OrderState, Product,
        ProductChange, ProductFacts, ProductId, Quantity, RefundId, RefundNo, RefundOrigin, RefundState, RefundTrouble,
        ReportState, StepReason, StockChange, Transition, UnixSeconds, Variant, VariantChange, variant_name,
    },
    jobs::Command,
    store::{
        CatchingUp, ComplaintDetail, HeldRows, HistoryRow, LeaseMoved, NewParcel, NoticeRow, OperatorRow, OperatorStep,
        OrderDetail, PrintRow, PrinterRow, ProductRow, RefundApproval, RefundDetail, RefundRejection, RefusedCount,
        RestoreFindings, SearchBacklog, ServiceMessageSetup, Shipment, ShippedParcel, Shipping, SlipPrint, StoreError,
    },
};

/// 2026-09-01 10:42:07 in Beijing.
pub const NOW: UnixSeconds = UnixSeconds::new(1_788_230_527);

pub fn yuan(raw: &str) -> Fen {
    Fen::parse_yuan(raw).expect("an amount")
}

pub fn order_no(tail: u32) -> OrderNo {
    OrderNo::parse(&format!("SC20260901-{tail:08}")).expect("a number")
}

pub fn product_id(raw: &str) -> ProductId {
    ProductId::parse(raw).expect("an id")
}

pub fn refund_no(tail: u32) -> RefundNo {
    RefundNo::parse(&format!("RF20260901-{tail:08}-0001")).expect("a number")
}

#[derive(Default)]
pub struct Rows {
    pub orders: Vec<OrderDetail>,
    pub refunds: Vec<RefundDetail>,
    pub notices: Vec<NoticeRow>,
    pub refused: Vec<RefusedCount>,
    /// Unpaid orders that told WeChat an old public address.
    pub bound: Vec<OrderNo>,
    /// What is open and belongs to another merchant.
    pub held: Vec<HeldRows>,
    /// The data was put back from an older file.
    pub restore: Option<(CatchingUp, RestoreFindings)>,
    /// Complaints of buyers at WeChat; all of them open.
    pub complaints: Vec<ComplaintDetail>,
    /// Messages to WeChat, as the settings show them.
    pub messages: ServiceMessageSetup,
    /// Which computer runs the shop, and how that came.
    pub lease: Option<(Lease, Vec<LeaseMoved>)>,
    /// Who works here, and what happened to them.
    pub people: Vec<OperatorRow>,
    pub people_steps: Vec<OperatorStep>,
    pub products: Vec<ProductRow>,
    pub printers: Vec<PrinterRow>,
    pub prints: Vec<PrintRow>,
    pub marks: marks::KeptMarks,
    pub broken: Option<fn() -> StoreError>,
    /// The search alone is broken.
    pub no_search: bool,
    pub backlog: Option<SearchBacklog>,
    /// Hits a search counts beyond those it gives.
    pub found_more: u32,
}

/// The shop; cheap to clone, all clones are one shop.
#[derive(Clone, Default)]
pub struct Shop(Arc<Mutex<Rows>>);

impl Shop {
    pub fn rows(&self) -> MutexGuard<'_, Rows> {
        self.0.lock().expect("no panic before")
    }

    /// 山茶小铺 on a busy morning.
    pub fn camellia() -> Self {
        let shop = Self::default();
        for (at, (buyer, items, total, state)) in MORNING.iter().enumerate() {
            let at = u32::try_from(at).expect("few");
            shop.add_order(117 - at, i64::from(at) * 660, buyer, items, total, *state);
        }
        shop.rows().orders[0].row.unseen = true;
        shop.rows().orders[4].row.attention = Some(Attention::AmountDiffers);
        shop.add_refund(1, 117, "39.90", "破损，收到时一包已开封，请看照片", 3600);
        shop.add_refund(2, 115, "168.00", "不想要了", 5000);
        shop.add_refund(3, 110, "9.90", "少发一件", 9000);
        let state = |no, state| shop.set_refund(no, state);
        for (no, order, wanted) in [
            (4, 109, RefundState::Processing),
            (5, 108, RefundState::InDoubt),
            (6, 112, RefundState::WaitingForMoney),
            (7, 111, RefundState::Refunded),
            (8, 114, RefundState::Rejected),
        ] {
            shop.add_refund(no, order, "12.00", "漏发滤纸", 20_000 + i64::from(no));
            state(no, wanted);
        }
        shop.add_notices();
        for (id, name, price, stock, on_sale) in SHELVES {
            shop.add_product(id, name, price, *stock, *on_sale);
        }
        shop
    }

    pub fn add_order(&self, tail: u32, ago: i64, buyer: &str, items: &str, total: &str, state: OrderState) {
        let mut rows = self.rows();
        rows.orders.push(detail(tail, ago, buyer, items, total, state));
        rows.orders.sort_by(|a, b| {
            (b.row.key.created_at, &b.row.key.order_no).cmp(&(a.row.key.created_at, &a.row.key.order_no))
        });
    }

    pub fn add_refund(&self, tail: u32, order: u32, amount: &str, reason: &str, ago: i64) {
        let mut rows = self.rows();
        let of =
            rows.orders.iter().find(|detail| detail.row.key.order_no == order_no(order)).expect("an order").clone();
        rows.refunds.push(request(&of, refund_no(tail), yuan(amount), reason, NOW.plus(-ago)));
    }

    /// What a refund is about.
    pub fn set_goods(&self, tail: u32, goods: &[(&str, u32)]) {
        let mut rows = self.rows();
        let detail = rows.refunds.iter_mut().find(|detail| detail.row.refund_no == refund_no(tail)).expect("a refund");
        let lines = goods.iter().map(|&(id, pieces)| {
            let line = detail.order_lines.iter().find(|line| line.product_id.as_str() == id).expect("a line");
            let quantity = Quantity::new(pieces).expect("pieces");
            OrderLine { quantity, ..line.clone() }
        });
        detail.lines = lines.collect();
    }

    pub fn set_refund(&self, tail: u32, state: RefundState) {
        let mut rows = self.rows();
        let detail = rows.refunds.iter_mut().find(|detail| detail.row.refund_no == refund_no(tail)).expect("a refund");
        change(detail, state, "wechat", NOW);
        match state {
            RefundState::Refunded => {
                detail.refundable.in_flight = Fen::ZERO;
                detail.refundable.refunded = detail.row.amount;
                detail.account = "支付用户零钱".into();
                detail.refunded_at = Some(NOW.plus(-60));
                detail.refund_id = RefundId::parse("50000408942026090105").ok();
            }
            RefundState::Rejected => detail.refundable.in_flight = Fen::ZERO,
            RefundState::InDoubt => detail.row.trouble = RefundTrouble::parse("SYSTEMERROR"),
            RefundState::WaitingForMoney => detail.row.trouble = RefundTrouble::parse("NOTENOUGH"),
            _ => {}
        }
        detail.row.next_at = NOW.plus(120);
    }

    fn add_notices(&self) {
        let verdicts = [
            NoticeVerdict::Accepted,
            NoticeVerdict::Repeated,
            NoticeVerdict::WrongSignature,
            NoticeVerdict::Differs,
            NoticeVerdict::Unsigned,
        ];
        for (at, verdict) in verdicts.into_iter().enumerate() {
            let at = u8::try_from(at).expect("few");
            self.rows().notices.push(NoticeRow {
                id: MessageId::of([at; 16]),
                at: NOW.plus(-i64::from(at) * 700),
                kind: if at == 1 { "refund_notice".into() } else { "pay_notice".into() },
                peer: "127.0.0.1".into(),
                verdict,
                order_no: Some(order_no(117 - u32::from(at))),
                refund_no: None,
                headers: "user-agent: Mozilla/4.0\nx-forwarded-for: 203.0.113.7\n".into(),
                text: "<xml>\n<openid><![CDATA[oUpF8uMuAJO_M2pxb1Q9zNjWeS6o]]></openid>\n<total_fee>12800</total_fee>\n<sign><![CDATA[B552ED6B279343CB493C5DD0D78AB241]]></sign>\n</xml>".into(),
            });
        }
    }

    pub fn add_product(&self, id: &str, name: &str, price: &str, stock: u32, on_sale: bool) {
        let id = product_id(id);
        let product = Product {
            id,
            name: name.into(),
            price: yuan(price),
            stock,
            on_sale,
            picture: None,
            facts: zhanggui::domain::ProductFacts::default(),
        };
        self.rows().products.push(ProductRow {
            product,
            changed_at: NOW.plus(-86_400),
            changed_by: None,
            held: 0,
            barcodes: Vec::new(),
            variants: Vec::new(),
        });
    }

    /// Changes a product behind the window's back.
    pub fn change_product(&self, id: &str, change: impl FnOnce(&mut ProductRow)) {
        let id = product_id(id);
        change(self.rows().products.iter_mut().find(|row| row.product.id == id).expect("a product"));
    }

    /// Carries out a wish as the jobs and the store would; false if someone decided before.
    #[expect(clippy::too_many_lines, reason = "a table: what becomes of each command")]
    pub fn obey(&self, command: &Command, now: UnixSeconds) -> bool {
        let mut rows = self.rows();
        match command {
            Command::ApproveRefund(RefundApproval { refund_no, seen, amount, reply, .. }) => {
                let Some(detail) = at_version(&mut rows, refund_no, *seen) else { return false };
                detail.row.amount = *amount;
                detail.reply.clone_from(reply);
                detail.refundable.in_flight = *amount;
                change(detail, RefundState::Approved, "owner", now);
                detail.row.next_at = now.plus(10);
            }
            Command::RejectRefund(RefundRejection { refund_no, seen, reply, .. }) => {
                let Some(detail) = at_version(&mut rows, refund_no, *seen) else { return false };
                detail.reply.clone_from(reply);
                change(detail, RefundState::Rejected, "owner", now);
            }
            Command::TakeBackRefund { refund_no, seen } => {
                let Some(detail) = at_version(&mut rows, refund_no, *seen) else { return false };
                detail.refundable.in_flight = Fen::ZERO;
                change(detail, RefundState::Requested, "owner", now);
            }
            Command::StartRefund { order_no, seen, amount, reason, .. } => {
                let Some(order) = order_at_version(&mut rows, order_no, *seen).cloned() else { return false };
                let mut detail = request(&order, refund_no(90), *amount, reason, now);
                detail.row.origin = RefundOrigin::Owner;
                change(&mut detail, RefundState::Approved, "owner", now);
                detail.row.next_at = now.plus(10);
                rows.refunds.push(detail);
            }
            Command::ReturnPayment { .. } => return gives_back(&mut rows, command, now),
            Command::RenewRefund { refund_no: old, seen } => return wishes::renew(&mut rows, old, *seen, now),
            Command::WishRefund { refund_no, seen, wish } => {
                return wishes::wish_refund(&mut rows, refund_no, (*seen, *wish), now);
            }
            Command::AcknowledgeRefund(refund_no) => wishes::acknowledge(&mut rows, refund_no),
            Command::ContinueRefund { refund_no } => {
                let found = rows.refunds.iter_mut().find(|detail| detail.row.refund_no == *refund_no);
                if let Some(detail) = found {
                    change(detail, RefundState::Approved, "owner", now);
                }
            }
            Command::Ship { order_no, seen, shipping } => {
                let Some(detail) = order_at_version(&mut rows, order_no, *seen) else { return false };
                ship(detail, shipping, now);
            }
            Command::Unship { order_no, seen } => {
                let Some(detail) = order_at_version(&mut rows, order_no, *seen) else { return false };
                (detail.row.state, detail.shipment) = (OrderState::ToShip, None);
                detail.version += 1;
            }
            Command::CorrectShipping { order_no, seen, shipping } => {
                let Some(detail) = order_at_version(&mut rows, order_no, *seen) else { return false };
                detail.shipment = None;
                ship(detail, shipping, now);
                detail.shipment.as_mut().expect("shipped").corrected = true;
            }
            Command::RemindBuyer { order_no, .. } => sent(&mut rows, order_no).reminded_at = Some(now),
            Command::ReportAgain { order_no } => {
                let sent = sent(&mut rows, order_no);
                (sent.report, sent.next_at) = (ReportState::Waiting, now);
            }
            Command::AcceptRestore => rows.restore = None,
            Command::TakeShopOver => hold(&mut rows, None),
            Command::GiveShopUp => hold(&mut rows, Some(LeaseHold::HandedOver)),
            Command::MarkSeen(seen) => {
                let all =
                    rows.orders.iter_mut().filter(|detail| seen.is_empty() || seen.contains(&detail.row.key.order_no));
                all.for_each(|detail| detail.row.unseen = false);
            }
            Command::CancelOrder { order_no, seen } => {
                let Some(detail) = order_at_version(&mut rows, order_no, *seen) else { return false };
                detail.cancel_wished = true;
            }
            Command::AcceptMoney { order_no, seen } => {
                let Some(detail) = order_at_version(&mut rows, order_no, *seen) else { return false };
                detail.row.attention = None;
                if detail.row.state == OrderState::NeedsOwner {
                    detail.row.state = OrderState::ToShip;
                }
            }
            Command::ReplayNotice(id) => {
                let Some(old) = rows.notices.iter().find(|row| row.id == *id).cloned() else { return false };
                let id = MessageId::of([99; 16]);
                rows.notices.insert(
                    0,
                    NoticeRow { id, at: now, peer: "replay".into(), verdict: NoticeVerdict::Accepted, ..old },
                );
            }
            Command::PutProduct { change, seen } => return put(&mut rows, change, |at| at == *seen, now),
            Command::ImportProducts(changes) => {
                return changes.iter().all(|change| put(&mut rows, change, |_| true, now));
            }
            Command::MarkRefundsSeen(_)
            | Command::AskAboutOrder(_)
            | Command::AskAboutRefund(_)
            | Command::PayOutRefund { .. }
            | Command::AskRefunds(_)
            | Command::StartShipRun(_)
            | Command::StopShipRun(_)
            | Command::CloseShipRun(_)
            | Command::PrintReceipt { .. }
            | Command::WishPrint { .. }
            | Command::MovePrint { .. }
            | Command::WishLatePrints { .. }
            | Command::Bill(_)
            | Command::Operator(_)
            | Command::WishComplaint(_)
            | Command::MarkComplaintsSeen(_)
            | Command::ListComplaints
            | Command::ShowComplaintPhone(_)
            | Command::ShowComplaintPicture(_)
            | Command::TestPrinter(_) => {}
            Command::Message(wish) => messages::obey(&mut rows.messages, wish, now),
            Command::KeepSlips { orders, paper } => {
                for detail in rows.orders.iter_mut().filter(|detail| orders.contains(&detail.row.key.order_no)) {
                    detail.slips.push(SlipPrint { printed_at: now, paper: *paper });
                }
            }
            Command::Mark(wish) => rows.marks.obey(wish, now),
        }
        true
    }
}

fn sent<'r>(rows: &'r mut Rows, order_no: &OrderNo) -> &'r mut Shipment {
    let found = rows.orders.iter_mut().find(|detail| detail.row.key.order_no == *order_no);
    found.and_then(|detail| detail.shipment.as_mut()).expect("a shipment")
}

/// Marked shipped: told to WeChat ten seconds later.
fn ship(detail: &mut OrderDetail, shipping: &Shipping, now: UnixSeconds) {
    let parcel = |parcel: &NewParcel| ShippedParcel {
        parcel: parcel.parcel.clone(),
        shipped_at: now,
        items: parcel.items.clone(),
    };
    let mut parcels = detail.shipment.as_ref().map(|sent| sent.parcels.clone()).unwrap_or_default();
    parcels.extend(shipping.parcels.iter().map(parcel));
    detail.shipment = Some(Shipment {
        kind: shipping.kind,
        complete: shipping.complete,
        parcels,
        report: ReportState::Held,
        next_at: now.plus(10),
        tries: 0,
        trouble: None,
        in_doubt: false,
        shipped_at: now,
        reported_at: None,
        corrected: false,
        can_take_back: true,
        settle: None,
        remind_wished: false,
        reminded_at: None,
        remind_trouble: None,
    });
    detail.version += 1;
    if shipping.complete {
        detail.row.state = OrderState::Shipped;
        detail.history.push(step("owner", "order", "to_ship", "shipped", now));
    }
}

/// A payment that came beside an order goes back by a refund of its own.
fn gives_back(rows: &mut Rows, command: &Command, now: UnixSeconds) -> bool {
    let Command::ReturnPayment { order_no, seen, transaction_id, amount, reason } = command else { return false };
    let Some(order) = order_at_version(rows, order_no, *seen) else { return false };
    for extra in order.extras.iter_mut().filter(|extra| extra.transaction_id == *transaction_id) {
        extra.refundable.as_mut().expect("it can go back").in_flight = *amount;
    }
    let mut detail = request(&order.clone(), refund_no(92), *amount, reason, now);
    (detail.row.origin, detail.row.transaction_id) = (RefundOrigin::Owner, Some(transaction_id.clone()));
    change(&mut detail, RefundState::Approved, "owner", now);
    rows.refunds.push(detail);
    true
}

fn order_at_version<'a>(rows: &'a mut Rows, order_no: &OrderNo, seen: u32) -> Option<&'a mut OrderDetail> {
    rows.orders.iter_mut().find(|detail| detail.row.key.order_no == *order_no && detail.version == seen)
}

/// As the store does it: a new one must not be there, a known one must be as it was seen.
fn put(rows: &mut Rows, change: &ProductChange, fits: impl Fn(Option<UnixSeconds>) -> bool, now: UnixSeconds) -> bool {
    let at = rows.products.iter().position(|row| row.product.id == change.id);
    let before = at.map(|at| rows.products[at].clone());
    if !fits(before.as_ref().map(|row| row.changed_at)) {
        return false;
    }
    let there = before.as_ref().map_or(0, |row| row.product.stock);
    let stock = match change.stock {
        StockChange::Keep => there,
        StockChange::Set(stock) => stock,
        StockChange::Add(by) => there.saturating_add_signed(by),
    };
    let ProductChange { id, name, price, on_sale, picture, barcodes, facts, .. } = change.clone();
    let there = before.as_ref().map(|row| row.barcodes.clone()).unwrap_or_default();
    let row = ProductRow {
        product: Product { id, name, price, stock, on_sale, picture, facts },
        changed_at: now,
        changed_by: None,
        held: before.map_or(0, |row| row.held),
        barcodes: barcodes.unwrap_or(there),
        variants: Vec::new(),
    };
    match at {
        Some(at) => rows.products[at] = row,
        None => rows.products.push(row),
    }
    if let Some(variants) = &change.variants {
        rows.products.retain(|row| row.product.facts.variant.as_ref().is_none_or(|it| it.of != change.id));
        rows.products.extend((0..).zip(variants).map(|(place, it)| variant_row(change, place, it, now)));
    }
    true
}

/// A variant as the store makes it of its product's change. Its stock is what was typed.
fn variant_row(of: &ProductChange, place: u32, change: &VariantChange, now: UnixSeconds) -> ProductRow {
    let variant = Some(Variant { of: of.id.clone(), words: change.words.clone(), place });
    let product = Product {
        id: change.id.clone(),
        name: variant_name(&of.name, &change.words),
        price: change.price,
        stock: if let StockChange::Set(pieces) = change.stock { pieces } else { 0 },
        on_sale: change.on_sale,
        picture: change.picture.clone(),
        facts: ProductFacts { variant, weight_g: change.weight_g, ..of.facts.clone() },
    };
    let barcodes = change.barcodes.clone().unwrap_or_default();
    ProductRow { product, changed_at: now, changed_by: None, held: 0, barcodes, variants: Vec::new() }
}

fn at_version<'a>(rows: &'a mut Rows, refund_no: &RefundNo, seen: u32) -> Option<&'a mut RefundDetail> {
    rows.refunds.iter_mut().find(|detail| detail.row.refund_no == *refund_no && detail.row.version == seen)
}

pub fn change(detail: &mut RefundDetail, state: RefundState, actor: &str, now: UnixSeconds) {
    let before = detail.row.state;
    if state.holds_money() && detail.refundable.in_flight.is_zero() {
        detail.refundable.in_flight = detail.row.amount;
    }
    detail.row.state = state;
    detail.row.version += 1;
    detail.row.changed_at = now;
    detail.history.push(step(actor, "refund", before.as_str(), state.as_str(), now));
}

fn step(actor: &str, subject: &str, before: &str, after: &str, at: UnixSeconds) -> HistoryRow {
    HistoryRow {
        at,
        actor: Actor::parse(actor).expect("who it was"),
        step: Transition::parse(subject, before, after),
        reason: StepReason::None,
        message: None,
        refund_no: None,
        amount: None,
        operator: None,
    }
}

fn hold(rows: &mut Rows, hold: Option<LeaseHold>) {
    if let Some((lease, _)) = &mut rows.lease {
        lease.hold = hold;
    }
}
