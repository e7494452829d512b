//! WeChat's bill as the second ledger: every difference is found, none is made up, and nothing of a bill becomes money before
//! WeChat was asked.

use super::world::{BUYER, START, ShopKind, World, fen};
use proptest::prelude::*;
use zhanggui::{
    app::export::{self, ListSheet},
    base::lang::Lang,
    domain::{
        Actor, AppId, Day, Fen, MchId, Merchant, OrderNo, OrderState, RefundNo, RefundOrigin, RefundOutcome,
        RefundState, Source, StepReason, UnixSeconds,
        bill::{BillFault, BillFigure},
        bill_match::{BillDayState, BillSource, BillSubject, BillWhy},
    },
    events::CommandOutcome,
    jobs::{BillStop, BillWish, Command},
    store::{BillDayPage, BillDifference},
    ui::ExportedList,
};

const MCH: &str = "1900000109";
const APP: &str = "wx2421b1c4370ec43b";
const HEAD: &str = "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,\
    应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,\
    申请退款金额,费率备注";
const FOOT: &str = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额";

/// One line of a bill as the story wants it.
#[derive(Debug, Clone)]
struct Line {
    at: UnixSeconds,
    mch_id: &'static str,
    transaction: String,
    order_no: String,
    fen: i64,
    /// Of a refund: WeChat's number, ours, and its state.
    refund: Option<(String, String, &'static str)>,
}

impl Line {
    fn paid(at: UnixSeconds, transaction: &str, order_no: &str, fen: i64) -> Self {
        let (transaction, order_no) = (transaction.to_owned(), order_no.to_owned());
        Self { at, mch_id: MCH, transaction, order_no, fen, refund: None }
    }

    fn back(self, refund_id: &str, refund_no: &str, fen: i64, state: &'static str) -> Self {
        Self { fen, refund: Some((refund_id.to_owned(), refund_no.to_owned(), state)), ..self }
    }

    fn row(&self) -> String {
        let (paid, back) = if self.refund.is_some() { (0, self.fen) } else { (self.fen, 0) };
        let none = || ("0".to_owned(), "0".to_owned(), "");
        let (refund_id, refund_no, word) = self.refund.clone().unwrap_or_else(none);
        let (state, kind) = if self.refund.is_some() { ("REFUND", "ORIGINAL") } else { ("SUCCESS", "") };
        let cells = [
            self.at.to_dashed(),
            APP.to_owned(),
            self.mch_id.to_owned(),
            "0".to_owned(),
            String::new(),
            self.transaction.clone(),
            self.order_no.clone(),
            BUYER.to_owned(),
            "JSAPI".to_owned(),
            state.to_owned(),
            "OTHERS".to_owned(),
            "CNY".to_owned(),
            yuan(paid),
            "0.00".to_owned(),
            refund_id,
            refund_no,
            yuan(back),
            "0.00".to_owned(),
            kind.to_owned(),
            word.to_owned(),
            "挂耳咖啡,中烘".to_owned(),
            String::new(),
            fee(if back > 0 { -back * 6 } else { paid * 6 }),
            "0.60%".to_owned(),
            yuan(paid),
            yuan(back),
            String::new(),
        ];
        format!("`{}\r\n", cells.join(",`"))
    }
}

fn yuan(fen: i64) -> String {
    Fen::new(fen).expect("not negative").to_yuan()
}

fn fee(parts: i64) -> String {
    format!("{}{}.{:05}", if parts < 0 { "-" } else { "" }, parts.abs() / 100_000, parts.abs() % 100_000)
}

fn bill(lines: &[Line]) -> String {
    let sum = |back: bool| lines.iter().filter(|line| line.refund.is_some() == back).map(|line| line.fen).sum::<i64>();
    let (paid, back) = (sum(false), sum(true));
    let rows: String = lines.iter().map(Line::row).collect();
    let last =
        format!("`{}.0,`{},`{},`0.0,`{},`{}", lines.len(), yuan(paid), yuan(back), fee((paid - back) * 6), yuan(paid));
    format!("\u{FEFF}{HEAD}\r\n{rows}{FOOT}\r\n{last},`{}\r\n", yuan(back))
}

fn day() -> Day {
    Day::of(UnixSeconds::new(START))
}

/// The same story in a shop of each kind, of its own merchant: one bill has the trades of both interfaces.
fn in_each_shop(story: impl Fn(&World)) {
    for kind in ShopKind::ALL {
        println!("{kind:?}");
        story(&shop(kind));
    }
}

fn shop(kind: ShopKind) -> World {
    let world = World::of(kind, 0);
    let merchant =
        Merchant { mch_id: MchId::parse(MCH).unwrap(), app_id: AppId::parse(APP).unwrap(), app_channel_app_id: None };
    world.store.open_for(merchant, world.now()).wait().unwrap();
    world
}

/// An order of the shop that was paid, and the line WeChat has of it.
fn sold(world: &World, number: &str, amount: i64) -> Line {
    let order_no = world.paid_order(number, fen(amount));
    let order = world.reader.order(&order_no).unwrap().unwrap();
    let transaction = order.transaction_id.expect("it is paid");
    Line::paid(order.row.paid_at.unwrap(), transaction.as_str(), number, amount)
}

fn read(world: &World, lines: &[Line]) -> Result<Day, BillStop> {
    let day = lines.first().map(|line| Day::of(line.at));
    world.shop.read_bill(&world.reader, (day, BillSource::File), bill(lines).as_bytes(), world.now())
}

/// The next day's bill, on which nothing of ours stands.
fn next_day_is_read(world: &World) {
    let at = day().plus(1).begins().plus(43_200);
    let stranger = Line::paid(at, "4200000000000000000000999999", "TILL-999999", 100);
    read(world, &[stranger]).unwrap();
}

fn page(world: &World) -> BillDayPage {
    world.reader.bill_day_page(day()).unwrap().expect("the day")
}

fn open(world: &World) -> Vec<BillDifference> {
    page(world).differences.into_iter().filter(BillDifference::is_open).collect()
}

fn reasons(world: &World) -> Vec<(BillWhy, Option<i64>, Option<i64>)> {
    let mut all: Vec<_> =
        open(world).iter().map(|one| (one.why, one.theirs.map(Fen::get), one.ours.map(Fen::get))).collect();
    all.sort_by_key(|(why, theirs, ours)| (why.as_str(), *theirs, *ours));
    all
}

#[test]
fn a_planted_bill_of_312_lines_has_its_three_differences_and_no_other() {
    in_each_shop(|world| {
        let sold_as = |n: i64| sold(world, &format!("SC20260921-{n:08}"), 12_800 + n);
        let mut lines: Vec<Line> = (0..150).map(sold_as).collect();
        world.changes_over();
        lines.extend((150..312).map(sold_as));
        // One fen off, one that is not here, and one that is on no bill.
        lines[7].fen -= 1;
        let missing = lines.remove(200);
        lines.push(Line::paid(lines[0].at, "4200000000000000000000777777", "TILL-2026-0007", 6_600));
        lines.reverse();
        assert_eq!(lines.len(), 312);
        read(world, &lines).unwrap();
        assert_eq!(
            (open(world).len(), page(world).day.pending),
            (2, 1),
            "the next bill may have the one that is missing"
        );
        next_day_is_read(world);
        assert_eq!(
            reasons(world),
            [
                (BillWhy::MissingOrder, Some(6_600), None),
                (BillWhy::NotOnBill, None, Some(missing.fen)),
                (BillWhy::OtherAmount, Some(12_806), Some(12_807)),
            ]
        );
        let day = page(world).day;
        assert_eq!((day.payments, day.rejected), (312, 0));
        assert_eq!(day.totals.ordered, lines.iter().map(|line| line.fen).sum::<i64>());
        let here: i64 = (0..312).map(|n| 12_800 + n).sum();
        assert_eq!((day.here.payments, day.here.paid), (312, here));
    });
}

#[test]
fn the_same_bill_read_again_changes_nothing_and_keeps_what_was_noted() {
    in_each_shop(|world| {
        let mut lines = vec![sold(world, "SC20260921-00000001", 12_800), sold(world, "SC20260921-00000002", 4_900)];
        lines[0].fen = 12_799;
        read(world, &lines).unwrap();
        let found = open(world).remove(0);
        let note = BillWish::Note(day(), found.subject.clone(), "改价时差了一分".to_owned());
        assert_eq!(world.shop.carry_out(Command::Bill(note)), CommandOutcome::Done);
        assert!(open(world).is_empty());
        world.later(600);
        let before = page(world);
        read(world, &lines).unwrap();
        let after = page(world);
        assert_eq!(after.differences, before.differences, "the note stands, with its time");
        assert_eq!((after.day.noted, after.day.open), (1, 0));
        // Another amount is another difference: what was noted does not speak of it.
        lines[0].fen = 12_700;
        read(world, &lines).unwrap();
        assert_eq!(reasons(world), [(BillWhy::OtherAmount, Some(12_700), Some(12_800))]);
        // And one that agrees is solved by itself.
        lines[0].fen = 12_800;
        read(world, &lines).unwrap();
        assert!(open(world).is_empty());
        assert!(page(world).differences[0].solved_at.is_some());
    });
}

#[test]
fn a_missing_order_counts_only_once_wechat_itself_says_that_it_was_paid() {
    in_each_shop(|world| {
        world.changes_over();
        let number = OrderNo::parse("TILL-2026-0007").unwrap();
        let line = Line::paid(UnixSeconds::new(START), "4200000000000000000000000066", number.as_str(), 6_600);
        read(world, &[line]).unwrap();
        assert_eq!(reasons(world), [(BillWhy::MissingOrder, Some(6_600), None)]);
        let subject = open(world)[0].subject.clone();
        let take = || world.shop.carry_out(Command::Bill(BillWish::Take(day(), subject.clone())));
        // WeChat knows nothing of it: then a bill is not enough.
        assert_eq!(take(), CommandOutcome::Done);
        world.live(120);
        assert_eq!(world.reader.order(&number).unwrap(), None);
        assert_eq!(open(world).len(), 1);
        world.wechat.pays(&number, fen(6_600), "4200000000000000000000000066");
        assert_eq!(take(), CommandOutcome::Done);
        world.run_jobs();
        let order = world.reader.order(&number).unwrap().expect("it is here");
        assert_eq!((order.row.source, order.refundable.paid), (Source::Elsewhere, fen(6_600)));
        let by_bill = order.history.iter().find(|step| step.reason == StepReason::ByBill(day()));
        assert_eq!(by_bill.map(|step| step.actor), Some(Actor::Owner), "its history says how it came");
        assert!(world.shop.look_at_open_bills(&world.reader, world.now()).unwrap());
        assert!(open(world).is_empty());
        assert_eq!(take(), CommandOutcome::TooLate, "it is solved");
    });
}

#[test]
fn a_refund_made_by_hand_is_adopted_by_wechats_list_and_paid_once() {
    in_each_shop(|world| {
        let paid = sold(world, "SC20260921-00000001", 9_900);
        world.changes_over();
        let order_no = OrderNo::parse(&paid.order_no).unwrap();
        let arrived = RefundOutcome::Success { at: Some(world.now()), account: "支付用户零钱".to_owned() };
        world.wechat.refunds_by_hand("VP0001", &order_no, fen(3_990), arrived);
        let back = paid.clone().back("50000000000000000000000000001", "VP0001", 3_990, "SUCCESS");
        read(world, &[paid, back]).unwrap();
        assert_eq!(reasons(world), [(BillWhy::MissingRefund, Some(3_990), None)]);
        let subject = open(world)[0].subject.clone();
        assert_eq!(subject, BillSubject::Refund(RefundNo::parse("VP0001").unwrap()));
        let take = Command::Bill(BillWish::Take(day(), subject));
        assert_eq!(world.shop.carry_out(take), CommandOutcome::Done);
        world.run_jobs();
        let refund = world.reader.refund(&RefundNo::parse("VP0001").unwrap()).unwrap().expect("adopted");
        assert_eq!((refund.row.state, refund.row.origin), (RefundState::Refunded, RefundOrigin::Platform));
        world.shop.look_at_open_bills(&world.reader, world.now()).unwrap();
        assert!(open(world).is_empty());
        assert!(world.wechat.payouts().iter().all(|(no, _)| no.as_str() == "VP0001"), "nothing was sent");
    });
}

#[test]
fn a_bill_of_another_merchant_or_day_or_cut_off_leaves_everything_as_it_was() {
    in_each_shop(|world| {
        let mine = sold(world, "SC20260921-00000001", 9_900);
        read(world, std::slice::from_ref(&mine)).unwrap();
        let before = page(world);
        let others = Line { mch_id: "1900000110", ..mine.clone() };
        let stop = read(world, &[mine.clone(), others]).unwrap_err();
        assert!(matches!(stop, BillStop::Fault(BillFault::OtherMerchant(_))), "{stop}");
        let later = Line { at: mine.at.plus(86_400), ..mine.clone() };
        let stop = read(world, &[mine.clone(), later]).unwrap_err();
        assert!(matches!(stop, BillStop::Fault(BillFault::OtherDay(_))), "{stop}");
        let whole = bill(std::slice::from_ref(&mine));
        for (text, fault) in [
            (whole.split("总交易单数").next().unwrap().to_owned(), BillFault::NoSummary),
            (whole.replacen("`1.0", "`2.0", 1), BillFault::Summary { figure: BillFigure::Lines, said: 2, counted: 1 }),
        ] {
            let read =
                world.shop.read_bill(&world.reader, (Some(day()), BillSource::File), text.as_bytes(), world.now());
            assert!(matches!(&read, Err(BillStop::Fault(found)) if *found == fault), "{read:?}");
        }
        assert_eq!(page(world), before);
    });
}

#[test]
fn a_line_that_cannot_be_read_is_shown_with_its_cause_and_the_rest_is_compared() {
    in_each_shop(|world| {
        let lines = [sold(world, "SC20260921-00000001", 9_900), sold(world, "SC20260921-00000002", 4_900)];
        let text = bill(&lines).replacen("`SUCCESS", "`FROZEN", 1);
        world.shop.read_bill(&world.reader, (Some(day()), BillSource::File), text.as_bytes(), world.now()).unwrap();
        let page = page(world);
        assert_eq!((page.rejected.len(), page.rejected[0].line, page.lines.len()), (1, 2, 1));
        assert_eq!(page.day.state, BillDayState::Read);
        assert_eq!((page.day.open, page.day.pending), (0, 1), "what stands on that line waits for the next bill");
    });
}

/// What becomes of one order in a bill made up at random.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fate {
    Agrees,
    OneFenMore,
    NotOnBill,
    OnlyThere,
    BackByHand,
}

fn fates() -> impl Strategy<Value = Vec<(Fate, i64)>> {
    let fate = prop_oneof![
        5 => Just(Fate::Agrees), 1 => Just(Fate::OneFenMore), 1 => Just(Fate::NotOnBill), 1 => Just(Fate::OnlyThere),
        1 => Just(Fate::BackByHand),
    ];
    proptest::collection::vec((fate, 100_i64..99_999), 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn exactly_the_differences_that_were_made_are_found(
        made in fates(),
        seed in any::<u64>(),
        kind in proptest::sample::select(ShopKind::ALL.to_vec()),
    ) {
        let world = shop(kind);
        let (mut lines, mut expected) = (Vec::new(), Vec::new());
        for (n, &(fate, amount)) in made.iter().enumerate() {
            if n == made.len() / 2 {
                world.changes_over();
            }
            let number = format!("SC20260921-{n:08}");
            if fate == Fate::OnlyThere {
                lines.push(Line::paid(UnixSeconds::new(START), &format!("42000000{n:020}"), &number, amount));
                expected.push((BillWhy::MissingOrder, Some(amount), None));
                continue;
            }
            let line = sold(&world, &number, amount);
            match fate {
                Fate::NotOnBill => expected.push((BillWhy::NotOnBill, None, Some(amount))),
                Fate::OneFenMore => {
                    expected.push((BillWhy::OtherAmount, Some(amount + 1), Some(amount)));
                    lines.push(Line { fen: amount + 1, ..line });
                }
                Fate::BackByHand => {
                    expected.push((BillWhy::MissingRefund, Some(amount), None));
                    let (refund_id, refund_no) = (format!("5{n:027}"), format!("VP{n:06}"));
                    lines.push(line.clone().back(&refund_id, &refund_no, amount, "PROCESSING"));
                    lines.push(line);
                }
                Fate::Agrees | Fate::OnlyThere => lines.push(line),
            }
        }
        if lines.is_empty() {
            return Ok(());
        }
        // No order in time, and none at all.
        let middle = usize::try_from(seed).unwrap_or_default() % lines.len();
        lines.rotate_left(middle);
        read(&world, &lines).unwrap();
        next_day_is_read(&world);
        expected.sort_by_key(|(why, theirs, ours)| (why.as_str(), *theirs, *ours));
        prop_assert_eq!(reasons(&world), expected);
        let sum = |back: bool| lines.iter().filter(|l| l.refund.is_some() == back).map(|l| l.fen).sum::<i64>();
        let day = page(&world).day;
        prop_assert_eq!((day.totals.ordered, day.totals.refund_asked), (sum(false), sum(true)));
        let here: i64 = made.iter().filter(|(fate, _)| *fate != Fate::OnlyThere).map(|(_, amount)| amount).sum();
        prop_assert_eq!((day.here.paid, day.here.refunded), (here, 0));
    }
}

#[test]
fn an_order_wechat_took_the_money_for_and_the_shop_did_not_hear_of_is_asked_about() {
    in_each_shop(|world| {
        let order_no = world.order("SC20260921-00000009", fen(5_000));
        world.changes_over();
        let line = Line::paid(UnixSeconds::new(START), "4200000000000000000000000077", order_no.as_str(), 5_000);
        read(world, &[line]).unwrap();
        assert_eq!(reasons(world), [(BillWhy::UnpaidHere, Some(5_000), None)]);
        world.wechat.pays(&order_no, fen(5_000), "4200000000000000000000000077");
        let subject = open(world)[0].subject.clone();
        assert_eq!(world.shop.carry_out(Command::Bill(BillWish::Take(day(), subject))), CommandOutcome::Done);
        world.run_jobs();
        assert_eq!(world.order_state(&order_no), OrderState::ToShip);
        world.shop.look_at_open_bills(&world.reader, world.now()).unwrap();
        assert!(open(world).is_empty());
    });
}

#[test]
fn a_day_of_more_rows_than_a_page_is_listed_and_exported_to_its_last() {
    let world = shop(ShopKind::V2);
    let at = UnixSeconds::new(START);
    let mine: Vec<Line> = (0..20).map(|n| sold(&world, &format!("SC20260921-{n:08}"), 100 + n)).collect();
    let strangers =
        (0..1_180).map(|n| Line::paid(at, &format!("42000000{n:020}"), &format!("TILL-2026-{n:06}"), 1_000 + n));
    let lines: Vec<Line> = mine.into_iter().chain(strangers).collect();
    read(&world, &lines).unwrap();
    let first = page(&world);
    assert_eq!((first.differences.len(), first.lines.len(), first.day.open), (500, 500, 1_180), "a page at first");
    let all = world.reader.bill_day_rows(day(), 2_000).unwrap().unwrap();
    assert_eq!((all.differences.len(), all.lines.len()), (1_180, 1_200), "as many as are asked for");
    let file = world.file().with_file_name("bills.csv");
    let sheet = ListSheet { file: &file, fresh: true, lang: Lang::En };
    let list = ExportedList::Bills(day().month(), day().plus(1));
    assert_eq!(export::list(&world.reader, (&list, world.now()), sheet, &mut |_| true).unwrap(), 1_200);
    let written = std::fs::read_to_string(&file).unwrap();
    assert_eq!(written.lines().count(), 1_201, "each once, below the headings");
    assert_eq!(written.lines().filter(|line| line.contains("agrees")).count(), 20);
    assert!(written.contains("TILL-2026-001179"));
}
