use super::*;
use proptest::prelude::*;

fn id(at: usize) -> ProductId {
    ProductId::parse(&format!("P{at:04}")).expect("an id")
}

fn pieces(at: usize, count: u32) -> (ProductId, Quantity) {
    (id(at), Quantity::new(count).expect("pieces"))
}

fn line(at: usize, count: u32) -> OrderLine {
    let quantity = Quantity::new(count).expect("pieces");
    OrderLine { product_id: id(at), name: format!("商品{at}"), price: Fen::new(990).expect("a price"), quantity }
}

fn refund(state: RefundState, goods: &[(usize, u32)]) -> RefundedGoods {
    let goods = goods.iter().map(|(at, count)| pieces(*at, *count)).collect();
    RefundedGoods { state, amount: Fen::new(500).expect("an amount"), goods }
}

#[test]
fn what_is_refunded_asked_back_or_in_doubt_stays_here_and_a_no_gives_it_free() {
    let ordered = [line(0, 3), line(1, 1)];
    for &state in RefundState::ALL {
        let counted = ToSend::of(&ordered, &[refund(state, &[(0, 2)])], []);
        let free = matches!(state, RefundState::Rejected | RefundState::Failed);
        assert_eq!(
            counted.left(),
            if free { vec![pieces(0, 3), pieces(1, 1)] } else { vec![pieces(0, 1), pieces(1, 1)] }
        );
        assert_eq!(counted.has_refunds(), !free, "{state}");
        let first = counted.lines.first().expect("a line");
        assert_eq!(first.refunded > 0, state == RefundState::Refunded, "{state}: arrived and under way are told apart");
    }
}

#[test]
fn money_without_goods_takes_no_piece_away_and_is_told() {
    let counted = ToSend::of(&[line(0, 2)], &[refund(RefundState::Refunded, &[])], []);
    assert_eq!((counted.pieces_left(), counted.money_back.get(), counted.has_refunds()), (2, 500, true));
    let counted = ToSend::of(&[line(0, 2)], &[refund(RefundState::InDoubt, &[])], []);
    assert_eq!((counted.pieces_left(), counted.money_held.get(), counted.has_refunds()), (2, 500, true));
}

#[test]
fn what_went_and_what_was_refunded_are_both_gone() {
    let sent = [pieces(0, 1)];
    let counted = ToSend::of(&[line(0, 3), line(1, 2)], &[refund(RefundState::Refunded, &[(0, 1), (1, 2)])], &sent);
    assert_eq!((counted.left(), counted.items_text()), (vec![pieces(0, 1)], "商品0".to_owned()));
    assert_eq!(counted.unsent(), vec![pieces(0, 2), pieces(1, 2)]);
    assert!(ToSend::of(&[line(0, 1)], &[refund(RefundState::Refunded, &[(0, 1)])], []).is_nothing());
    assert!(!ToSend::of(&[], &[], []).is_nothing(), "of an order from elsewhere nobody knows the goods");
}

#[test]
fn lines_of_one_product_are_one_and_more_refunds_than_pieces_are_no_debt() {
    let ordered = [line(0, 1), line(0, 2)];
    let twice = [refund(RefundState::Refunded, &[(0, 2)]), refund(RefundState::Processing, &[(0, 2)])];
    let counted = ToSend::of(&ordered, &twice, []);
    assert_eq!((counted.lines.len(), counted.pieces_left()), (1, 0));
}

proptest! {
    /// Whatever is refunded and sent in whatever sequence: a piece is never offered twice, nor after its refund.
    #[test]
    fn no_piece_is_offered_twice_or_after_its_refund(
        ordered in proptest::collection::vec(1_u32..9, 1..4),
        moves in proptest::collection::vec((any::<bool>(), 0_usize..4, 1_u32..9, 0_usize..RefundState::ALL.len()), 0..12),
    ) {
        let lines: Vec<OrderLine> = ordered.iter().enumerate().map(|(at, count)| line(at, *count)).collect();
        let (mut refunds, mut sent) = (Vec::new(), Vec::new());
        for (parcel, at, count, state) in moves {
            let offered = ToSend::of(&lines, &refunds, &sent);
            if parcel {
                // Somebody packs what is offered, or a part of it.
                let here = offered.lines.get(at).map_or(0, LineToSend::left).min(count);
                sent.extend(Quantity::new(here).ok().map(|pieces| (id(at), pieces)));
            } else if at < lines.len() {
                refunds.push(refund(RefundState::ALL[state], &[(at, count)]));
            }
            let after = ToSend::of(&lines, &refunds, &sent);
            for line in &after.lines {
                let all = [line.left(), line.sent, line.refunded, line.held].map(u64::from).iter().sum::<u64>();
                prop_assert!(line.sent <= line.ordered, "more went than was ordered");
                prop_assert!(line.left() == 0 || all <= u64::from(line.ordered), "{line:?}");
            }
        }
    }
}
