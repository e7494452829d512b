//! A buyer complains at WeChat: the shop hears of it, answers once, and no money moves but by the owner's own yes.

use super::{
    complaint_service::{ComplaintService, Failure},
    messages::template,
    world::{BUYER, World, fen},
};
use std::sync::Arc;
use zhanggui::{
    domain::{
        ComplaintId, ComplaintState, ComplaintTaskKind, ComplaintTaskState, ComplaintTrouble, Fen, MessageEvent,
        MessageState, OpenId, OrderNo, PermissionAnswer, RefundNo, RefundState,
    },
    events::CommandOutcome,
    jobs::Command,
    store::{ComplaintDetail, ComplaintFilter, ComplaintRefusal, ComplaintTaskRow, ComplaintWish, Refusal, TextPart},
};

const NUMBER: &str = "SC20260901-00000117";
const COMPLAINT: &str = "200000020260105000000000001";
const WORDS: &str = "您好，已收到，请稍等";

/// A shop with keys for API v3 and one paid order.
struct Story {
    world: World,
    service: Arc<ComplaintService>,
    order_no: OrderNo,
}

impl Story {
    fn new() -> Self {
        let world = World::new();
        let service = Arc::new(ComplaintService::default());
        world.wechat.has_complaints(&service);
        let order_no = world.paid_order(NUMBER, fen(128_00));
        Self { world, service, order_no }
    }

    /// Time passes, and the jobs do what is due.
    fn later(&self, secs: i64) {
        self.world.later(secs);
        self.service.time_is(self.world.now());
        self.world.run_jobs();
    }

    /// The buyer complains, and the shop hears of it.
    fn complained(&self, wants: Option<Fen>) -> ComplaintId {
        self.service.time_is(self.world.now());
        let id = self.service.complains(COMPLAINT, NUMBER, wants);
        self.later(300);
        id
    }

    fn detail(&self, id: &ComplaintId) -> ComplaintDetail {
        self.world.reader.complaint(id).unwrap().expect("the complaint")
    }

    fn wishes_with(&self, id: &ComplaintId, kind: ComplaintTaskKind, words: &str, pictures: usize) -> CommandOutcome {
        let (complaint_id, seen) = (id.clone(), self.detail(id).row.version);
        let pictures = vec![vec![7; 1000]; pictures];
        let wish = ComplaintWish { complaint_id, seen, kind, words: words.to_owned(), pictures };
        self.world.shop.carry_out(Command::WishComplaint(wish))
    }

    fn wishes(&self, id: &ComplaintId, kind: ComplaintTaskKind) -> CommandOutcome {
        let said = matches!(kind, ComplaintTaskKind::Reply | ComplaintTaskKind::Reject);
        self.wishes_with(id, kind, if said { WORDS } else { "" }, 0)
    }

    fn task(&self, id: &ComplaintId) -> ComplaintTaskRow {
        self.detail(id).tasks.pop().expect("a wish")
    }

    fn refund_of(&self, id: &ComplaintId) -> RefundNo {
        self.detail(id).row.refund_no.expect("a refund")
    }

    fn replies(&self, id: &ComplaintId) -> usize {
        self.service.said(id).iter().filter(|(kind, words)| kind == "MERCHANT_RESPONSE" && words == WORDS).count()
    }
}

fn refused(why: ComplaintRefusal) -> CommandOutcome {
    CommandOutcome::Refused(Refusal::Complaint(why))
}

#[test]
fn a_complaint_is_heard_of_within_five_minutes_with_its_order_its_talk_and_the_time_that_is_left() {
    let story = Story::new();
    let made_at = story.world.now();
    let id = story.complained(Some(fen(20_00)));
    let detail = story.detail(&id);
    assert_eq!(detail.row.order_no, Some(story.order_no.clone()));
    assert_eq!((detail.row.state, detail.row.wanted), (ComplaintState::Pending, Some(fen(20_00))));
    assert_eq!(detail.row.due_at(), Some(made_at.plus(24 * 3600)));
    assert!(detail.row.unseen && detail.talk.len() == 1);
    assert_eq!(detail.row.sealed_phone.as_deref(), Some("sealed"), "it stays encrypted in the file");
    // Nothing new: nothing is written, and nobody asks for its talk again.
    let talks = story.service.calls("talk");
    let version = detail.row.version;
    for _ in 0..5 {
        story.later(300);
    }
    assert_eq!((story.service.calls("talk"), story.detail(&id).row.version), (talks, version));
    // The buyer writes again: it wants to be seen again.
    assert_eq!(story.wishes(&id, ComplaintTaskKind::Reply), CommandOutcome::Done);
    story.later(1);
    story.later(300);
    assert!(!story.detail(&id).row.unseen, "whoever answers has seen it");
    story.service.writes(&id, "还没有收到退款");
    story.later(300);
    let detail = story.detail(&id);
    assert!(detail.row.unseen && detail.row.awaits_reply);
    assert_eq!(detail.talk.last().unwrap().words, "还没有收到退款");
    assert_eq!(detail.row.due_at(), Some(made_at.plus(72 * 3600)), "answered: three days to solve it");
}

#[test]
fn a_complaint_about_an_order_nobody_knows_is_kept_and_answered_and_moves_no_money() {
    let story = Story::new();
    story.service.time_is(story.world.now());
    let id = story.service.complains(COMPLAINT, "ANOTHER-PROGRAMS-42", Some(fen(20_00)));
    story.later(300);
    let row = story.detail(&id).row;
    assert_eq!((row.order_no, row.named.order_no.as_str()), (None, "ANOTHER-PROGRAMS-42"));
    assert_eq!(story.wishes(&id, ComplaintTaskKind::Approve), refused(ComplaintRefusal::UnknownOrder));
    assert_eq!(story.wishes(&id, ComplaintTaskKind::Reply), CommandOutcome::Done);
    story.later(1);
    assert_eq!((story.replies(&id), story.task(&id).state), (1, ComplaintTaskState::Done));
    assert_eq!(story.world.wechat.payouts(), []);
}

#[test]
fn a_reply_is_said_once_whatever_becomes_of_its_answer() {
    for (failure, told) in [
        (Failure::Error, 2),
        (Failure::ErrorButDone, 1),
        (Failure::AnswerLost, 1),
        (Failure::RequestLost, 2),
        (Failure::TooFast, 2),
        (Failure::Unreachable, 1),
    ] {
        let story = Story::new();
        let id = story.complained(Some(fen(20_00)));
        story.service.fails([failure]);
        assert_eq!(story.wishes(&id, ComplaintTaskKind::Reply), CommandOutcome::Done);
        story.later(1);
        assert_ne!(story.task(&id).state, ComplaintTaskState::Done, "{failure:?}");
        assert!(story.task(&id).trouble.is_some(), "{failure:?}: the owner reads why");
        story.later(1);
        assert_eq!(
            story.service.calls("reply"),
            usize::from(failure != Failure::Unreachable),
            "{failure:?}: not at once"
        );
        for _ in 0..4 {
            story.later(61);
        }
        assert_eq!(story.task(&id).state, ComplaintTaskState::Done, "{failure:?}");
        assert_eq!((story.replies(&id), story.service.calls("reply")), (1, told), "{failure:?}");
    }
}

/// Once WeChat has the answer, whatever became of the call, the buyer is written to; an answer in doubt writes to nobody.
#[test]
fn a_buyer_reads_in_wechat_that_the_complaint_was_answered_once() {
    let story = Story::new();
    let (event, now) = (MessageEvent::ComplaintAnswered, story.world.now());
    story.world.store.put_message_template(template(event), now).wait().unwrap();
    let (buyer, yes) = (OpenId::parse(BUYER).unwrap(), vec![(template(event).template_id, PermissionAnswer::Accept)]);
    story.world.store.count_permissions(buyer, yes, now).wait().unwrap();
    let id = story.complained(Some(fen(20_00)));
    story.service.fails([Failure::AnswerLost]);
    assert_eq!(story.wishes(&id, ComplaintTaskKind::Reply), CommandOutcome::Done);
    story.later(1);
    let told = || story.world.reader.service_messages(&story.order_no).unwrap();
    assert_eq!((story.task(&id).state, told().len()), (ComplaintTaskState::InDoubt, 0));
    for _ in 0..4 {
        story.later(61);
    }
    assert_eq!(story.task(&id).state, ComplaintTaskState::Done);
    assert_eq!((told().len(), told()[0].event, told()[0].state), (1, event, MessageState::Waiting));
    assert_eq!(told()[0].subject.complaint, Some((id, 1)));
}

#[test]
fn the_same_words_twice_are_two_replies_and_a_doubt_about_the_second_finds_the_second() {
    let story = Story::new();
    let id = story.complained(Some(fen(20_00)));
    for lost in [false, true] {
        if lost {
            story.service.fails([Failure::AnswerLost]);
        }
        assert_eq!(story.wishes(&id, ComplaintTaskKind::Reply), CommandOutcome::Done);
        for _ in 0..4 {
            story.later(61);
        }
    }
    assert_eq!((story.replies(&id), story.service.calls("reply")), (2, 2));
    assert!(story.detail(&id).tasks.iter().all(|task| task.state == ComplaintTaskState::Done));
}

#[test]
fn a_complaint_that_was_closed_meanwhile_takes_no_reply_and_says_so() {
    let story = Story::new();
    let id = story.complained(Some(fen(20_00)));
    story.service.fails([Failure::ClosedMeanwhile]);
    assert_eq!(story.wishes(&id, ComplaintTaskKind::Reply), CommandOutcome::Done);
    story.later(1);
    let task = story.task(&id);
    assert_eq!((task.state, task.trouble), (ComplaintTaskState::Moot, Some(ComplaintTrouble::Closed)));
    story.later(61);
    assert_eq!(story.detail(&id).row.state, ComplaintState::Processed);
    assert_eq!(story.wishes(&id, ComplaintTaskKind::Reply), refused(ComplaintRefusal::Over));
    assert_eq!(story.replies(&id), 0);
    let over = story.world.reader.complaints(ComplaintFilter::Over, None, 10).unwrap();
    assert_eq!(over.len(), 1);
    assert!(story.world.reader.complaints(ComplaintFilter::Open, None, 10).unwrap().is_empty());
}

#[test]
fn a_click_on_an_older_picture_of_the_complaint_says_nothing() {
    let story = Story::new();
    let id = story.complained(Some(fen(20_00)));
    let seen = story.detail(&id).row.version;
    assert_eq!(story.wishes(&id, ComplaintTaskKind::Reply), CommandOutcome::Done);
    let wish = ComplaintWish {
        complaint_id: id.clone(),
        seen,
        kind: ComplaintTaskKind::Reply,
        words: WORDS.to_owned(),
        pictures: Vec::new(),
    };
    assert_eq!(story.world.shop.carry_out(Command::WishComplaint(wish)), CommandOutcome::TooLate, "a double click");
    for _ in 0..4 {
        story.later(61);
    }
    assert_eq!(story.replies(&id), 1);
}

#[test]
fn agreeing_asks_for_the_refund_once_tells_wechat_after_the_owners_yes_and_ends_when_the_money_arrived() {
    let story = Story::new();
    let id = story.complained(Some(fen(20_00)));
    assert_eq!(story.wishes(&id, ComplaintTaskKind::Approve), CommandOutcome::Done);
    assert_eq!(story.wishes(&id, ComplaintTaskKind::Approve), refused(ComplaintRefusal::Decided));
    assert_eq!(story.wishes(&id, ComplaintTaskKind::Reject), refused(ComplaintRefusal::Decided));
    let refund_no = story.refund_of(&id);
    assert_eq!(story.world.refund_state(&refund_no), RefundState::Requested);
    for _ in 0..5 {
        story.later(300);
    }
    assert_eq!(story.service.said(&id), [], "nothing was approved yet, so nothing is told");
    assert_eq!(story.world.wechat.payouts(), []);
    assert_eq!(story.wishes(&id, ComplaintTaskKind::Complete), refused(ComplaintRefusal::MoneyNotBack));
    assert_eq!(story.world.approve(&refund_no), CommandOutcome::Done);
    story.later(1);
    assert_eq!(story.service.said(&id).len(), 1);
    assert_eq!(story.service.said(&id)[0].0, "MERCHANT_APPROVE_REFUND");
    assert_eq!(story.world.wechat.payouts(), [(refund_no.clone(), fen(20_00))]);
    assert_eq!(story.wishes(&id, ComplaintTaskKind::Complete), refused(ComplaintRefusal::MoneyNotBack), "on its way");
    story.world.wechat.settle();
    for _ in 0..12 {
        story.later(300);
    }
    assert_eq!(story.world.refund_state(&refund_no), RefundState::Refunded);
    assert_eq!(story.wishes(&id, ComplaintTaskKind::Complete), CommandOutcome::Done);
    story.later(1);
    assert_eq!(story.service.state(&id), ComplaintState::Processed);
    assert_eq!(story.world.wechat.payouts().len(), 1, "one yes, one payout");
    assert!(story.world.reader.verify().unwrap().is_sound());
}

#[test]
fn two_complaints_about_one_order_share_one_refund() {
    let story = Story::new();
    let first = story.complained(Some(fen(20_00)));
    let second = story.service.complains("200000020260105000000000002", NUMBER, Some(fen(20_00)));
    story.later(300);
    assert_eq!(story.detail(&first).others, std::slice::from_ref(&second));
    for id in [&first, &second] {
        assert_eq!(story.wishes(id, ComplaintTaskKind::Approve), CommandOutcome::Done);
    }
    let refund_no = story.refund_of(&first);
    assert_eq!(story.refund_of(&second), refund_no);
    assert_eq!(story.detail(&first).refunds.len(), 1);
    assert_eq!(story.world.approve(&refund_no), CommandOutcome::Done);
    story.later(1);
    story.world.wechat.settle();
    for _ in 0..12 {
        story.later(300);
    }
    assert_eq!(story.world.wechat.payouts(), [(refund_no, fen(20_00))]);
    assert!([&first, &second].iter().all(|id| story.service.said(id).len() == 1), "both are told");
}

#[test]
fn a_request_that_waits_already_is_the_complaints_own() {
    let story = Story::new();
    let waiting = story.world.request("RF20260901-00000001", &story.order_no, fen(128_00));
    let id = story.complained(Some(fen(20_00)));
    assert_eq!(story.wishes(&id, ComplaintTaskKind::Approve), CommandOutcome::Done);
    assert_eq!(story.refund_of(&id), waiting);
    assert_eq!(story.detail(&id).refunds.len(), 1, "never a second one because a complaint says so");
}

#[test]
fn a_refund_the_owner_refuses_after_all_is_not_promised_to_the_buyer() {
    let story = Story::new();
    let id = story.complained(Some(fen(20_00)));
    assert_eq!(story.wishes(&id, ComplaintTaskKind::Approve), CommandOutcome::Done);
    let refund_no = story.refund_of(&id);
    let row = story.world.reader.refund(&refund_no).unwrap().unwrap().row;
    let no = zhanggui::store::RefundRejection {
        refund_no,
        seen: row.version,
        reply: "商品签收完好".to_owned(),
        picture: None,
    };
    assert_eq!(story.world.shop.carry_out(Command::RejectRefund(no)), CommandOutcome::Done);
    story.later(1);
    let task = story.task(&id);
    assert_eq!((task.state, task.trouble), (ComplaintTaskState::Moot, Some(ComplaintTrouble::NoRefund)));
    assert_eq!(story.service.said(&id), []);
    // The owner can still say no to the buyer, with the reason.
    assert_eq!(story.wishes(&id, ComplaintTaskKind::Reject), CommandOutcome::Done);
    story.later(1);
    assert_eq!(story.service.said(&id)[0], ("MERCHANT_REFUSE_RERUND".to_owned(), WORDS.to_owned()));
    story.later(1);
    assert_eq!(story.detail(&id).row.state, ComplaintState::Processed);
}

#[test]
fn what_a_reply_may_be_is_checked_before_anything_is_kept() {
    let story = Story::new();
    let id = story.complained(None);
    let reply = |words: &str, pictures| story.wishes_with(&id, ComplaintTaskKind::Reply, words, pictures);
    let long = "字".repeat(201);
    assert_eq!(reply(&long, 0), CommandOutcome::Refused(Refusal::Text(TextPart::Reply)));
    assert_eq!(reply("", 0), CommandOutcome::Refused(Refusal::Text(TextPart::Reply)));
    assert_eq!(reply(WORDS, 5), CommandOutcome::Refused(Refusal::TooMany { most: 4 }));
    let wish = ComplaintWish {
        complaint_id: id.clone(),
        seen: story.detail(&id).row.version,
        kind: ComplaintTaskKind::Reply,
        words: WORDS.to_owned(),
        pictures: vec![vec![0; 20 << 20]],
    };
    let large = story.world.shop.carry_out(Command::WishComplaint(wish));
    assert_eq!(large, CommandOutcome::Refused(Refusal::Text(TextPart::Picture)), "20 MB");
    assert_eq!(story.wishes(&id, ComplaintTaskKind::Approve), refused(ComplaintRefusal::NoMoney));
    assert!(story.detail(&id).tasks.is_empty());
}

#[test]
fn a_picture_is_given_once_though_its_reply_is_tried_again() {
    let story = Story::new();
    let id = story.complained(None);
    story.service.fails([Failure::Error, Failure::RequestLost]);
    assert_eq!(story.wishes_with(&id, ComplaintTaskKind::Reply, WORDS, 4), CommandOutcome::Done);
    for _ in 0..8 {
        story.later(61);
    }
    assert_eq!((story.task(&id).state, story.replies(&id)), (ComplaintTaskState::Done, 1));
    assert_eq!(story.service.uploads(), 4);
}

#[test]
fn a_program_that_died_while_it_replied_looks_before_it_says_it_again() {
    for arrived in [true, false] {
        let story = Story::new();
        let id = story.complained(None);
        assert_eq!(story.wishes(&id, ComplaintTaskKind::Reply), CommandOutcome::Done);
        // The row is written, the call leaves, and the program is gone.
        let (world, call) = (&story.world, story.world.message("complaint_reply"));
        world.store.begin_complaint_task(id.clone(), 1, call, world.now()).wait().unwrap();
        if arrived {
            story.service.complete_reply(&id, WORDS);
        }
        story.world.shop.wake_up().unwrap();
        assert_eq!(story.task(&id).state, ComplaintTaskState::InDoubt);
        for _ in 0..4 {
            story.later(61);
        }
        assert_eq!((story.task(&id).state, story.replies(&id)), (ComplaintTaskState::Done, 1));
        assert_eq!(story.service.calls("reply"), usize::from(!arrived));
    }
}

#[test]
fn without_permission_or_while_wechat_is_down_the_owner_reads_why_and_it_goes_on_later() {
    let story = Story::new();
    let id = story.complained(None);
    story.service.fails([Failure::NoPermission]);
    assert_eq!(story.wishes(&id, ComplaintTaskKind::Reply), CommandOutcome::Done);
    story.later(1);
    let task = story.task(&id);
    assert_eq!((task.state, task.trouble), (ComplaintTaskState::Waiting, Some(ComplaintTrouble::NotAllowed)));
    story.service.is_down(true);
    story.later(3600);
    assert_eq!(story.task(&id).trouble, Some(ComplaintTrouble::NoAnswer));
    let listing = story.world.reader.complaint_listing().unwrap().unwrap();
    assert_eq!(listing.trouble.map(|(trouble, _)| trouble), Some(ComplaintTrouble::NoAnswer));
    story.service.is_down(false);
    story.later(61);
    assert_eq!((story.task(&id).state, story.replies(&id)), (ComplaintTaskState::Done, 1));
}

#[test]
fn many_complaints_are_read_page_by_page_and_those_with_the_least_time_come_first() {
    let story = Story::new();
    for n in 0..7 {
        story.later(3600);
        story.service.complains(&format!("C{}", 9 - n), "X-12345678", None);
    }
    story.later(300);
    let open = story.world.reader.complaints(ComplaintFilter::Open, None, 10).unwrap();
    let numbers: Vec<&str> = open.iter().map(|row| row.complaint_id.as_str()).collect();
    assert_eq!(numbers, ["C9", "C8", "C7", "C6", "C5", "C4", "C3"]);
    let (count, first) = story.world.reader.open_complaints().unwrap();
    assert_eq!((count, first), (7, open[0].due_at()));
}

#[test]
fn a_shop_without_keys_for_api_v3_asks_nothing() {
    let world = World::new();
    world.paid_order(NUMBER, fen(128_00));
    world.live(3600);
    assert!(world.reader.complaint_listing().unwrap().is_none());
}
