//! The calls the shop makes, answered as the script, or chance, says.

use super::{Liar, Lie, answered, broken, dies, unknown};
use zhanggui::{
    domain::{OrderNo, PrepayId, Refund, RefundFacts, RefundNo, SignType, TransactionId, UnixSeconds},
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

    fn query_order(&self, _: &OrderNo, _: SignType, _: &dyn CallRecord) -> Answered<OrderStatus> {
        unreachable!("every order is paid")
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
        _: SignType,
        from: usize,
        record: &dyn CallRecord,
    ) -> Answered<ListedRefunds> {
        let lie = self.draw_list();
        if let Err(error) = Self::leaves(lie, "refundquery", record) {
            return answered(Err(error));
        }
        let books = self.books();
        let ours = books.payouts.iter().filter(|(_, payout)| payout.order_no == *order_no);
        let mut all: Vec<RefundFacts> = ours.filter_map(|(refund_no, _)| books.facts(refund_no)).collect();
        all.sort_by(|one, other| one.refund_no.cmp(&other.refund_no));
        answered(match lie {
            None | Some(Lie::Twice | Lie::NoticeFirst | Lie::Anothers) => {
                Ok(ListedRefunds { total: all.len(), refunds: all.into_iter().skip(from).take(10).collect() })
            }
            Some(Lie::WrongSignature) => Err(GatewayError::NoAnswer(NoAnswer::Unproven)),
            Some(Lie::Killed) => dies(),
            Some(Lie::Error | Lie::ErrorButDone) => unknown("SYSTEMERROR", ""),
            Some(_) => broken(),
        })
    }
}
