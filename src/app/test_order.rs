//! The test order of one fen: a product that only it has, the newest order of that product, and the way of its money there
//! and back. It is bought in the mini program, or ordered here and paid by scanning a code. Reads rows and sends the owner's
//! own commands; it has no way of its own to the money.

mod code;
mod rows;

use crate::{
    app::{error_text::told, start::OpenShop},
    domain::{OrderNo, OrderState, RefundOrigin, RefundState, UnixSeconds},
    events::ShopEvent,
    jobs::Command,
    store::{RefundPiece, StoreError},
    ui::{BothLanguages, Lang, TestOrder, TestOrderStep, TestOrderTrouble, TestOrderView, proof_reason},
};
use code::NoCode;
use rows::{PRODUCT, order, put};

/// Somebody stands there with a telephone: WeChat is asked sooner than about other orders.
const ASK_SECS: i64 = 4;

/// What is known of it beside the rows: a code is asked for again where it is lost.
#[derive(Debug, Default)]
pub(super) struct TestOrderMemory {
    /// The order and the text of its code.
    code: Option<(OrderNo, String)>,
    /// When WeChat was asked last whether it is paid.
    asked_at: Option<UnixSeconds>,
    /// What became of the last wish, where it came to nothing.
    trouble: Option<TestOrderTrouble>,
}

/// Goes on with it, and says how far it is.
pub(super) fn step(open: &OpenShop, memory: &mut TestOrderMemory, step: TestOrderStep, lang: Lang) -> TestOrderView {
    if step != TestOrderStep::Look {
        memory.trouble = None;
    }
    let done = match step {
        TestOrderStep::Begin => put(open, true, lang).map_err(NoCode::Rows),
        TestOrderStep::Code => code::ask(open, lang).map(|code| memory.code = Some(code)),
        TestOrderStep::End => put(open, false, lang).map_err(NoCode::Rows),
        TestOrderStep::Refund => refund(open, lang).map_err(NoCode::Rows),
        TestOrderStep::Look => Ok(()),
    };
    if let Err(why) = done {
        tracing::warn!(error = %why.words(Lang::En), "the test order");
        memory.trouble = Some(TestOrderTrouble::Code(BothLanguages::of(|lang| why.words(lang))));
    }
    look(open, memory).unwrap_or_else(|error| {
        tracing::warn!(%error, "the test order");
        let trouble = TestOrderTrouble::Code(BothLanguages::of(|lang| told(lang, &error)));
        TestOrderView { far: TestOrder::Stuck, trouble: Some(trouble), ..TestOrderView::default() }
    })
}

fn look(open: &OpenShop, memory: &mut TestOrderMemory) -> Result<TestOrderView, StoreError> {
    let on_sale = open.store.reader()?.products()?.into_iter().any(|it| it.id.as_str() == PRODUCT && it.on_sale);
    let ready = if on_sale { TestOrder::OnSale } else { TestOrder::NotBegun };
    let Some(order) = order(open)? else {
        return Ok(TestOrderView { far: ready, trouble: memory.trouble.clone(), ..TestOrderView::default() });
    };
    let refund = order.refunds.iter().find(|row| row.origin == RefundOrigin::Owner);
    let far = match (order.row.state, refund.map(|row| row.state)) {
        (OrderState::Refunded, _) | (_, Some(RefundState::Refunded)) => TestOrder::Refunded,
        (_, Some(RefundState::Failed | RefundState::Stuck)) | (OrderState::NeedsOwner, None) => TestOrder::Stuck,
        (_, Some(_)) => TestOrder::Refunding,
        // A closed one is over: it can be bought once more.
        (OrderState::Closed, None) => ready,
        (OrderState::ToPay, None) => TestOrder::Ordered,
        (OrderState::Confirming, None) => TestOrder::Paid,
        (OrderState::ToShip | OrderState::Shipped | OrderState::Received, None) => TestOrder::Confirmed,
    };
    // What WeChat said of the money stands before what was said when it was asked for.
    let of_refund = refund.and_then(|row| row.trouble.clone()).map(TestOrderTrouble::Refund);
    let of_payment = order.row.attention.map(TestOrderTrouble::Payment);
    let trouble = of_refund.or(of_payment).or_else(|| memory.trouble.clone());
    let of_this = |(order_no, _): &&(OrderNo, String)| far == TestOrder::Ordered && *order_no == order.row.key.order_no;
    let code = memory.code.as_ref().filter(of_this).map(|(_, code)| code.clone());
    if code.is_some() {
        ask_whether_paid(open, memory, &order.row.key.order_no)?;
    }
    Ok(TestOrderView { far, by_code: code::is_ours(&order), code, trouble })
}

/// Without a public address no message comes, and the first question of the schedule is a minute away.
fn ask_whether_paid(open: &OpenShop, memory: &mut TestOrderMemory, order_no: &OrderNo) -> Result<(), StoreError> {
    let now = open.shop.env.now();
    if memory.asked_at.is_some_and(|at| (0..ASK_SECS).contains(&now.since(at))) {
        return Ok(());
    }
    memory.asked_at = Some(now);
    open.store.ask_soon(vec![order_no.clone()], now).wait()?;
    open.shop.events.send(&ShopEvent::PaymentCheckDue(order_no.clone()));
    Ok(())
}

/// By the owner's click: all of it, once.
fn refund(open: &OpenShop, lang: Lang) -> Result<(), StoreError> {
    let Some(order) = order(open)?.filter(|order| order.row.state == OrderState::ToShip) else { return Ok(()) };
    let pieces = order.lines.iter().map(|line| RefundPiece {
        product_id: line.product_id.clone(),
        quantity: line.quantity,
        restock: false,
    });
    let command = Command::StartRefund {
        order_no: order.row.key.order_no.clone(),
        seen: order.version,
        amount: order.row.total,
        pieces: pieces.collect(),
        reason: proof_reason(lang).to_owned(),
    };
    if open.workers.commands().send(command).is_none() {
        tracing::warn!("the test order's refund came while the shop was closing");
    }
    Ok(())
}
