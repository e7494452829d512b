//! What people do at WeChat's counter: a buyer logs in and pays, the owner fills the balance, a tester arranges things.
//! Used by [`super::Sandbox`] and by `/sandbox/*` alike.

use super::{
    codes,
    ledger::{Ledger, MoneyMovement, NewTrade, PayRefused, RefundFigures, RefundRecord},
    notify,
    program::ShippedThere,
    push, settle, v3,
    world::World,
};
use crate::domain::{Api, Fen, OpenId, OrderNo, PrepayId, RefundId, RefundNo, SignType, TransactionId, UnixSeconds};
use crate::wechat::PaymentSheet;
use std::{collections::BTreeMap, sync::Arc};

pub(super) struct Actions<'w>(&'w Arc<World>);

impl<'w> Actions<'w> {
    pub fn of(world: &'w Arc<World>) -> Self {
        Self(world)
    }

    /// A buyer nobody has seen: 28 characters, as WeChat's.
    pub fn fresh_buyer(&self) -> OpenId {
        let raw = format!("oSB{}", self.0.env.rng.hex(13).split_at(25).0);
        OpenId::parse(&raw).unwrap_or_else(|bad| unreachable!("{bad}"))
    }

    pub fn login_code(&self, openid: &OpenId) -> String {
        let world = self.0;
        let code = format!("0{}", world.env.rng.hex(16).split_at(31).0);
        world.ledger(|ledger| ledger.know_buyer(openid.clone()));
        world.program(|program| program.add_login(code.clone(), openid.clone(), world.now()));
        code
    }

    /// A phone allows so many messages of a template more.
    pub fn allow_messages(&self, openid: &OpenId, template_id: &str, messages: u32) {
        self.0.program(|program| program.subscriptions().allow(openid, template_id, messages));
    }

    /// Its owner switches the template off by hand: WeChat pushes that to the shop.
    pub fn forbid_messages(&self, openid: &OpenId, template_id: &str) {
        self.0.program(|program| program.subscriptions().forbid(openid, template_id));
        push::switched_off(self.0, openid, template_id);
    }

    pub fn confirm_receipt(&self, order_no: &OrderNo) -> bool {
        let id = self.transaction_of(order_no);
        let confirmed = id.is_some_and(|id| self.0.program(|program| program.confirm_receipt(&id)));
        if confirmed {
            push::settled(self.0, order_no);
        }
        confirmed
    }

    pub fn shipped(&self, order_no: &OrderNo) -> Option<ShippedThere> {
        self.transaction_of(order_no).and_then(|id| self.0.program(|program| program.shipped(&id)))
    }

    fn transaction_of(&self, order_no: &OrderNo) -> Option<TransactionId> {
        let paid = |ledger: &mut Ledger| {
            ledger.order(order_no).and_then(|order| order.paid().map(|paid| paid.transaction_id.clone()))
        };
        self.0.ledger(paid)
    }

    pub fn pay(&self, prepay_id: &PrepayId, coupon: Fen) -> Result<TransactionId, PayRefused> {
        let world = self.0;
        let order = world.ledger(|ledger| ledger.pay(prepay_id, coupon, &world.env))?;
        notify::payment(world, &order);
        order.paid().map(|paid| paid.transaction_id.clone()).ok_or(PayRefused::UnknownPrepay)
    }

    /// Whoever scans it is the one who pays.
    pub fn scan(&self, code_url: &str, openid: &OpenId) -> Result<TransactionId, PayRefused> {
        let prepay_id = codes::prepay_of(code_url).ok_or(PayRefused::UnknownPrepay)?;
        self.0.ledger(|ledger| ledger.scanned(&prepay_id, openid))?;
        self.pay(&prepay_id, Fen::ZERO)
    }

    /// The sheet must be signed in the way of its order. Whether there is such an order, and it can be paid, comes first.
    pub fn pay_with_sheet(&self, sheet: &PaymentSheet, coupon: Fen) -> Result<TransactionId, PayRefused> {
        let prepay_id = match sheet {
            PaymentSheet::App { prepay_id, .. } => Ok(prepay_id.clone()),
            PaymentSheet::MiniProgram { package, .. } => {
                PrepayId::parse(package.strip_prefix("prepay_id=").unwrap_or_default())
            }
        };
        let prepay_id = prepay_id.map_err(|_| PayRefused::UnknownPrepay)?;
        let order = self.0.ledger(|ledger| ledger.order_of_prepay(&prepay_id).cloned());
        if !v3::opens(self.0, &order.ok_or(PayRefused::UnknownPrepay)?, sheet) {
            return Err(PayRefused::SheetNotSigned);
        }
        self.pay(&prepay_id, coupon)
    }

    pub fn add_paid_order(
        &self,
        order_no: &OrderNo,
        total: Fen,
        openid: &OpenId,
        transaction: Option<TransactionId>,
    ) -> Option<TransactionId> {
        self.add_order_paid_at(order_no, total, openid, transaction, self.0.now())
    }

    pub fn add_order_paid_at(
        &self,
        order_no: &OrderNo,
        total: Fen,
        openid: &OpenId,
        transaction: Option<TransactionId>,
        at: UnixSeconds,
    ) -> Option<TransactionId> {
        let new = NewTrade {
            order_no: order_no.clone(),
            total,
            openid: Some(openid.clone()),
            trade_type: "JSAPI".to_owned(),
            sign_type: match self.0.config.api {
                Api::V2 => SignType::HmacSha256,
                Api::V3 => SignType::Rsa,
            },
            notify_url: String::new(),
            attach: String::new(),
            body: String::new(),
            expires_at: None,
            parameters: BTreeMap::new(),
        };
        self.0.ledger(|ledger| ledger.add_paid(new, transaction, at, &self.0.env))
    }

    pub fn fill_balance(&self, amount: Fen) -> Fen {
        self.0.ledger(|ledger| {
            ledger.enter(MoneyMovement::Filled(amount));
            ledger.balance()
        })
    }

    /// A refund of the past that arrived at `at`, under the numbers it had. False if the rules forbid it.
    pub fn add_past_refund(
        &self,
        (refund_no, refund_id): (&RefundNo, Option<RefundId>),
        (order_no, amount): (&OrderNo, Fen),
        at: UnixSeconds,
    ) -> bool {
        let Some(total) = self.0.ledger(|ledger| ledger.order(order_no).map(|order| order.total)) else { return false };
        let figures = RefundFigures {
            refund_no: refund_no.clone(),
            order_no: order_no.clone(),
            amount,
            total,
            reason: String::new(),
            notify_url: String::new(),
            by_api: true,
            api: Api::V2,
        };
        self.0.ledger(|ledger| ledger.add_past_refund(figures, (refund_id, at), &self.0.env))
    }

    /// A refund made by hand on the merchant platform: under a number the shop has never seen, or under this one, as another
    /// program of the merchant's could. `None` if the rules forbid it.
    pub fn refund_by_hand(
        &self,
        order_no: &OrderNo,
        amount: Fen,
        refund_no: Option<RefundNo>,
        notify_url: &str,
    ) -> Option<RefundRecord> {
        let world = self.0;
        let (total, api) =
            world.ledger(|ledger| ledger.order(order_no).map(|order| (order.total, order.sign_type.api())))?;
        let fresh = || RefundNo::parse(&format!("VP{}", world.env.rng.hex(12))).ok();
        let figures = RefundFigures {
            refund_no: refund_no.or_else(fresh)?,
            order_no: order_no.clone(),
            amount,
            total,
            reason: String::new(),
            notify_url: notify_url.to_owned(),
            by_api: false,
            api,
        };
        let (record, moved) = world.ledger(|ledger| ledger.accept_refund(figures, None, &world.env)).ok()?;
        if moved {
            settle::after_a_while(world, &record.refund_no);
        }
        Some(record)
    }
}
