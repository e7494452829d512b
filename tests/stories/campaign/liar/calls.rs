//! The calls the shop makes, answered as the script, or chance, says.

use super::{super::super::world::paid_facts, Books, Liar, Lie, answered, broken, dies, unknown};
use zhanggui::{
    domain::{Api, OrderNo, PrepayId, Refund, RefundFacts, RefundNo, SignType, TransactionId, UnixSeconds},
    store::Store,
    wechat::{
        Answered, CallRecord, Channel, Gateway, GatewayError, ListedRefunds, NoAnswer, NotSent, OrderStatus,
        PaymentSheet, RefundStatus, UnifiedOrder,
    },
};

impl Gateway for Liar {
    fn time(&self) -> Option<UnixSeconds> {
        Some(self.clock.truth())
    }

    fn unified_order(&self, _: &UnifiedOrder, _: &dyn CallRecord) -> Answered<PrepayId> {
        unreachable!("every order is paid")
    }

    fn payment_sheet(&self, _: &PrepayId, _: Channel, _: SignType, _: UnixSeconds) -> Result<PaymentSheet, NotSent> {
        unreachable!("every order is paid")
    }

    fn query_order(&self, order_no: &OrderNo, sign_type: SignType, record: &dyn CallRecord) -> Answered<OrderStatus> {
        assert_eq!(sign_type.api(), Api::V3, "every order is paid; only API v3 has its mark asked for");
        self.answers_about_refunds("orderquery", record, |books| {
            let trade = &books.trades[order_no];
            let facts = paid_facts(order_no, trade.paid, &trade.transaction_id, sign_type);
            let refund_exists = books.payouts.values().any(|payout| payout.order_no == *order_no);
            OrderStatus::Paid { facts, refund_exists }
        })
    }

    fn query_refund_number(
        &self,
        (order_no, refund_no): (&OrderNo, &RefundNo),
        sign_type: SignType,
        record: &dyn CallRecord,
    ) -> Answered<RefundStatus> {
        assert_eq!(sign_type.api(), Api::V3, "API v2 has a list");
        self.answers_about_refunds("refundquery", record, |books| {
            let facts = books.facts(refund_no);
            assert!(facts.as_ref().is_none_or(|facts| facts.order_no == *order_no), "a number of this order");
            facts.map_or(RefundStatus::NotThere, RefundStatus::Known)
        })
    }

    fn close_order(&self, _: &OrderNo, _: SignType, _: &dyn CallRecord) -> Answered<()> {
        unreachable!("every order is paid")
    }

    fn refund(&self, refund: &Refund, _: SignType, _: &str, record: &dyn CallRecord) -> Answered<()> {
        let lie = self.draw();
        answered(Self::leaves(lie, "refund", record).and_then(|()| {
            let mut books = self.books();
            books.left.insert(refund.refund_no.clone());
            books.sends += 1;
            drop(books);
            self.arrived(refund, lie)
        }))
    }

    fn query_refund(&self, refund: &Refund, _: SignType, record: &dyn CallRecord) -> Answered<RefundStatus> {
        let lie = self.draw();
        if let Err(error) = Self::leaves(lie, "refundquery", record) {
            return answered(Err(error));
        }
        let books = self.books();
        let honest = |number: &RefundNo| books.facts(number).map_or(RefundStatus::NotThere, RefundStatus::Known);
        answered(match lie {
            None | Some(Lie::Twice | Lie::NoticeFirst) => Ok(honest(&refund.refund_no)),
            // A right answer to another question.
            Some(Lie::Anothers) => Ok(honest(books.last_payout.as_ref().unwrap_or(&refund.refund_no))),
            Some(Lie::WrongSignature) => Err(GatewayError::NoAnswer(NoAnswer::Unproven)),
            Some(Lie::Killed) => dies(),
            Some(Lie::Error | Lie::ErrorButDone) => unknown("SYSTEMERROR", ""),
            Some(_) => broken(),
        })
    }

    fn query_refunds(
        &self,
        (order_no, _): (&OrderNo, Option<&TransactionId>),
        by: SignType,
        from: usize,
        record: &dyn CallRecord,
    ) -> Answered<ListedRefunds> {
        if by.api() == Api::V3 {
            return answered(Err(GatewayError::NotSent(NotSent::NoListOfRefunds)));
        }
        self.answers_about_refunds("refundquery", record, |books| {
            let ours = books.payouts.iter().filter(|(_, payout)| payout.order_no == *order_no);
            let mut all: Vec<RefundFacts> = ours.filter_map(|(refund_no, _)| books.facts(refund_no)).collect();
            all.sort_by(|one, other| one.refund_no.cmp(&other.refund_no));
            ListedRefunds { total: all.len(), refunds: all.into_iter().skip(from).take(10).collect() }
        })
    }
}

impl Liar {
    /// Every refund of these orders is named, as a day's bill names them: those made by hand, and those a file that was put back
    /// knows nothing of.
    pub fn names_all_of(&self, orders: &[OrderNo], store: &Store) {
        let named: Vec<RefundFacts> = {
            let books = self.books();
            let of_these = books.payouts.iter().filter(|(_, payout)| orders.contains(&payout.order_no));
            of_these.filter_map(|(refund_no, _)| books.facts(refund_no)).collect()
        };
        for facts in named {
            if let Err(error) = self.deliver(store, Ok(facts)) {
                assert!(error.is_of_one_row(), "{error}");
            }
        }
    }

    /// A question about what went back of an order, which is lied to by a script of its own.
    fn answers_about_refunds<T>(
        &self,
        call: &'static str,
        record: &dyn CallRecord,
        honest: impl FnOnce(&Books) -> T,
    ) -> Answered<T> {
        let lie = self.draw_list();
        if let Err(error) = Self::leaves(lie, call, record) {
            return answered(Err(error));
        }
        answered(match lie {
            None | Some(Lie::Twice | Lie::NoticeFirst | Lie::Anothers) => Ok(honest(&self.books())),
            Some(Lie::WrongSignature) => Err(GatewayError::NoAnswer(NoAnswer::Unproven)),
            Some(Lie::Killed) => dies(),
            Some(Lie::Error | Lie::ErrorButDone) => unknown("SYSTEMERROR", ""),
            Some(_) => broken(),
        })
    }
}
