//! Several people in one shop: each command is somebody's, and whoever may not is refused where it is written.

use super::{
    killed::shop::{KilledShop, refund_no},
    world::{World, fen},
};
use std::time::Duration;
use zhanggui::{
    base::{env::SystemRng, pin_hash::PinHash},
    domain::{
        Acting, ComplaintId, ComplaintTaskKind, Day, MarkSubject, MessageEvent, MessageId, NotPermitted, OpenId,
        OperatorId, OperatorName, OrderNo, PaperSize, Pin, PrintId, ProductChange, ProductFacts, ProductId, RefundNo,
        RefundWish, Role, StepReason, StockChange, Tag, TagColor, TagName, TransactionId, UnixSeconds, WhyNotPermitted,
        bill_match::BillSubject,
    },
    events::CommandOutcome,
    jobs::{BillWish, Command, MarkWish, MessageWish, OperatorWish, TypedOperator},
    sandbox::SandboxCall,
    store::{
        ComplaintWish, NewOperator, NewShipRun, OperatorRefusal, OperatorStepKind, PrintWish, RefundApproval,
        RefundRejection, Refusal, Shipping,
    },
};

fn id(number: u32) -> OperatorId {
    OperatorId::new(number).unwrap()
}

fn pin(digits: &str) -> Pin {
    Pin::parse(digits).unwrap()
}

fn typed(name: &str, role: Role, digits: &str) -> TypedOperator {
    TypedOperator { name: OperatorName::parse(name).unwrap(), role, pin: pin(digits) }
}

/// The owner (1), a clerk up to 50 yuan (2), and a packer (3), added as a window adds them.
fn with_people(world: &World) {
    let clerk = typed("李雷", Role::Clerk { limit: fen(50_00) }, "2222");
    let owner = Some(typed("韩梅梅", Role::Owner, "1111"));
    let add = |wish, acting| world.shop.carry_out_as(Command::Operator(wish), acting);
    assert_eq!(add(OperatorWish::Add { new: clerk, owner }, Acting::NotSignedIn), CommandOutcome::Done);
    let packer = OperatorWish::Add { new: typed("林涛", Role::Packer, "3333"), owner: None };
    assert!(matches!(add(packer.clone(), Acting::NotSignedIn), CommandOutcome::Refused(Refusal::NotPermitted(_))));
    assert_eq!(add(packer, Acting::Operator(id(1))), CommandOutcome::Done);
}

fn refusal(outcome: &CommandOutcome) -> Option<NotPermitted> {
    if let CommandOutcome::Refused(Refusal::NotPermitted(refused)) = outcome { Some(*refused) } else { None }
}

/// One of every command that is an intent. Does not compile with one forgotten.
fn every_command(order_no: &OrderNo, refund_no: &RefundNo) -> Vec<Command> {
    let mut all = vec![Command::AcceptRestore];
    while let Some(next) = all.last().and_then(|last| next(last, order_no, refund_no)) {
        all.push(next);
    }
    let marks = [
        MarkWish::RemoveNote(7),
        MarkWish::PutNoteBack(7),
        MarkWish::MakeTag(Tag { name: TagName::parse("熟客").unwrap(), color: TagColor::Jade }),
        MarkWish::DropTag(TagName::parse("急").unwrap()),
        MarkWish::PutTag(MarkSubject::Order(order_no.clone()), TagName::parse("熟客").unwrap()),
        MarkWish::TakeTag(MarkSubject::Order(order_no.clone()), TagName::parse("熟客").unwrap()),
        MarkWish::BlockBuyer(OpenId::parse(super::world::BUYER).unwrap(), "x".into()),
        MarkWish::UnblockBuyer(OpenId::parse(super::world::BUYER).unwrap()),
    ];
    all.extend(marks.map(Command::Mark));
    all.extend(RefundWish::ALL.iter().map(|wish| Command::WishRefund {
        refund_no: refund_no.clone(),
        seen: 1,
        wish: *wish,
    }));
    all.extend([
        Command::Bill(BillWish::Note(Day::new(20_000), BillSubject::Refund(refund_no.clone()), "x".into())),
        Command::Operator(OperatorWish::Remove(id(9))),
        Command::Operator(OperatorWish::PutBack(id(9))),
        Command::Operator(OperatorWish::Change {
            id: id(9),
            name: OperatorName::parse("x").unwrap(),
            role: Role::Packer,
        }),
    ]);
    all
}

#[expect(clippy::too_many_lines, reason = "a table: one command behind the other")]
fn next(last: &Command, order_no: &OrderNo, refund_no: &RefundNo) -> Option<Command> {
    let (order_no, refund_no, seen) = (order_no.clone(), refund_no.clone(), 1);
    let run_id = MessageId::of([7; 16]);
    let (reply, reason) = ("好的".to_owned(), "少发".to_owned());
    Some(match last {
        Command::AcceptRestore => Command::TakeShopOver,
        Command::TakeShopOver => Command::GiveShopUp,
        Command::GiveShopUp => Command::ApproveRefund(RefundApproval {
            refund_no,
            seen,
            amount: fen(1_00),
            reply,
            pieces: None,
            restock: Vec::new(),
        }),
        Command::ApproveRefund(_) => {
            Command::StartRefund { order_no, seen, amount: fen(1_00), pieces: Vec::new(), reason }
        }
        Command::StartRefund { .. } => Command::ReturnPayment {
            order_no,
            seen,
            transaction_id: TransactionId::parse("4200001234202609010000000001").unwrap(),
            amount: fen(1_00),
            reason,
        },
        Command::ReturnPayment { .. } => {
            Command::RejectRefund(RefundRejection { refund_no, seen, reply, picture: None })
        }
        Command::RejectRefund(_) => Command::TakeBackRefund { refund_no, seen },
        Command::TakeBackRefund { .. } => Command::ContinueRefund { refund_no },
        Command::ContinueRefund { .. } => Command::RenewRefund { refund_no, seen },
        Command::RenewRefund { .. } => Command::WishRefund { refund_no, seen, wish: RefundWish::Vouch },
        Command::WishRefund { .. } => Command::AcknowledgeRefund(refund_no),
        Command::AcknowledgeRefund(_) => {
            Command::Ship { order_no, seen, shipping: Shipping::express("SF", "SF1234567890123") }
        }
        Command::Ship { .. } => Command::Unship { order_no, seen },
        Command::Unship { .. } => {
            Command::CorrectShipping { order_no, seen, shipping: Shipping::express("SF", "SF1234567890123") }
        }
        Command::CorrectShipping { .. } => {
            Command::RemindBuyer { order_no, delivered_at: UnixSeconds::new(super::world::START) }
        }
        Command::RemindBuyer { .. } => Command::ReportAgain { order_no },
        Command::ReportAgain { .. } => {
            Command::StartShipRun(NewShipRun { run_id, file: String::new(), headings: Vec::new(), rows: Vec::new() })
        }
        Command::StartShipRun(_) => Command::StopShipRun(run_id),
        Command::StopShipRun(_) => Command::CloseShipRun(run_id),
        Command::CloseShipRun(_) => Command::MarkSeen(Vec::new()),
        Command::MarkSeen(_) => Command::MarkRefundsSeen(Vec::new()),
        Command::MarkRefundsSeen(_) => Command::CancelOrder { order_no, seen },
        Command::CancelOrder { .. } => Command::AcceptMoney { order_no, seen },
        Command::AcceptMoney { .. } => Command::PutProduct { change: product(), seen: None },
        Command::PutProduct { .. } => Command::ImportProducts(vec![product()]),
        Command::ImportProducts(_) => Command::PrintReceipt { order_no, printer: "前台".to_owned() },
        Command::PrintReceipt { .. } => Command::KeepSlips { orders: vec![order_no], paper: PaperSize::A5 },
        Command::KeepSlips { .. } => Command::WishPrint { id: print(&order_no), wish: PrintWish::Now },
        Command::WishPrint { .. } => Command::MovePrint { id: print(&order_no), printer: "后厨".to_owned() },
        Command::MovePrint { .. } => Command::WishLatePrints { ids: vec![print(&order_no)], wish: PrintWish::Now },
        Command::WishLatePrints { .. } => {
            Command::Mark(MarkWish::WriteNote(MarkSubject::Order(order_no), "轻放".to_owned()))
        }
        Command::Mark(_) => Command::Bill(BillWish::Take(Day::new(20_000), BillSubject::Refund(refund_no))),
        Command::Bill(_) => Command::WishComplaint(ComplaintWish {
            complaint_id: ComplaintId::parse("200201820200101080076610000").unwrap(),
            kind: ComplaintTaskKind::Reply,
            words: reply,
            seen: 1,
            pictures: Vec::new(),
        }),
        Command::WishComplaint(_) => Command::MarkComplaintsSeen(Vec::new()),
        Command::MarkComplaintsSeen(_) => Command::ListComplaints,
        Command::ListComplaints => Command::Message(MessageWish::Drop(MessageEvent::Paid)),
        Command::Message(_) => Command::Operator(OperatorWish::SetPin { id: id(9), pin: pin("9999") }),
        // Calls, not intents: the thread of the commands asks before they leave.
        Command::AskAboutOrder(_)
        | Command::AskAboutRefund(_)
        | Command::AskRefunds(_)
        | Command::PayOutRefund { .. }
        | Command::ReplayNotice(_)
        | Command::ShowComplaintPhone(_)
        | Command::ShowComplaintPicture(_)
        | Command::TestPrinter(_)
        | Command::Operator(_) => return None,
    })
}

fn product() -> ProductChange {
    ProductChange {
        id: ProductId::parse("p-9").unwrap(),
        name: "滤纸".to_owned(),
        price: fen(9_90),
        stock: StockChange::Set(5),
        on_sale: true,
        picture: None,
        barcodes: None,
        facts: ProductFacts::default(),
        variants: None,
    }
}

fn print(order_no: &OrderNo) -> PrintId {
    PrintId { order_no: order_no.clone(), printer: "前台".to_owned(), copy: 1 }
}

#[test]
fn each_command_is_refused_in_its_own_transaction_to_exactly_those_who_may_not() {
    let world = World::new();
    let order_no = world.paid_order("SC20260901-00000001", fen(78_00));
    let refund_no = world.request("RF20260901-00000001", &order_no, fen(10_00));
    with_people(&world);
    let commands = every_command(&order_no, &refund_no);
    assert!(commands.len() >= 52, "{}", commands.len());
    let mut refusals = 0;
    let people = [(3, Role::Packer), (2, Role::Clerk { limit: fen(50_00) }), (1, Role::Owner)];
    for command in commands {
        let action = command.operator_action();
        for (who, role) in people {
            let outcome = world.shop.carry_out_as(command.clone(), Acting::Operator(id(who)));
            let refused = refusal(&outcome);
            assert_eq!(refused.is_some(), !role.does(action), "{command:?} by {role:?}: {outcome:?}");
            assert!(refused.is_none_or(|refused| refused.action == action), "{command:?}: {outcome:?}");
            refusals += usize::from(refused.is_some());
        }
        let nobody = world.shop.carry_out_as(command.clone(), Acting::NotSignedIn);
        assert_eq!(refusal(&nobody).map(|refused| refused.why), Some(WhyNotPermitted::NotSignedIn), "{command:?}");
        refusals += 1;
    }
    // Also a look, and also of nobody: each stands in the timeline of its order, else in the people's own.
    let of_people = world.reader.operator_steps(1_000).unwrap();
    let of_order = world.reader.order(&order_no).unwrap().unwrap().history;
    let refused = of_people.iter().filter(|step| step.kind == OperatorStepKind::Refused).count()
        + of_order.iter().filter(|step| matches!(step.reason, StepReason::NotPermitted(_))).count();
    // One is from adding the people.
    assert_eq!(refused, refusals + 1);
    assert!(world.reader.verify().unwrap().is_sound());
}

#[test]
fn a_forged_command_of_a_packer_moves_nothing_and_stands_in_the_orders_timeline() {
    let world = World::new();
    let order_no = world.paid_order("SC20260901-00000001", fen(78_00));
    let refund_no = world.request("RF20260901-00000001", &order_no, fen(10_00));
    with_people(&world);
    let approve = |amount| {
        let approval = RefundApproval {
            refund_no: refund_no.clone(),
            seen: 1,
            amount,
            reply: "好的".into(),
            pieces: None,
            restock: Vec::new(),
        };
        Command::ApproveRefund(approval)
    };
    let forged = world.shop.carry_out_as(approve(fen(10_00)), Acting::Operator(id(3)));
    assert!(refusal(&forged).is_some(), "{forged:?}");
    world.run_jobs();
    assert_eq!(world.refund_state(&refund_no), zhanggui::domain::RefundState::Requested);
    let step = world.reader.order(&order_no).unwrap().unwrap().history.pop().unwrap();
    assert!(matches!(step.reason, StepReason::NotPermitted(_)), "{step:?}");
    assert_eq!(step.operator.unwrap().name.unwrap().as_str(), "林涛");
    assert_eq!(world.shop.carry_out_as(approve(fen(10_00)), Acting::Operator(id(2))), CommandOutcome::Done);
    world.run_jobs();
    let history = world.reader.refund(&refund_no).unwrap().unwrap().history;
    let approved = history.iter().find(|step| {
        matches!(step.step, zhanggui::domain::Transition::Refund(_, zhanggui::domain::RefundState::Approved))
    });
    assert_eq!(approved.unwrap().operator.as_ref().unwrap().name.as_ref().unwrap().as_str(), "李雷");
    assert!(world.reader.verify().unwrap().is_sound());
}

#[test]
fn wrong_pins_are_slowed_across_a_restart_and_the_right_one_opens_after_the_wait() {
    let world = World::new();
    with_people(&world);
    let sign_in = |digits| {
        let wish = OperatorWish::SignIn { id: id(2), pin: pin(digits) };
        match world.shop.carry_out_as(Command::Operator(wish), Acting::NotSignedIn) {
            CommandOutcome::Done => Ok(()),
            CommandOutcome::Refused(Refusal::Operator(why)) => Err(why),
            other => panic!("{other:?}"),
        }
    };
    for wait_secs in [0, 0, 30] {
        assert_eq!(sign_in("0000"), Err(OperatorRefusal::WrongPin { wait_secs }));
    }
    assert_eq!(sign_in("2222"), Err(OperatorRefusal::Wait { wait_secs: 30 }), "even the right one waits");
    world.later(30);
    assert_eq!(sign_in("0000"), Err(OperatorRefusal::WrongPin { wait_secs: 60 }), "and longer each time");
    world.later(59);
    assert_eq!(sign_in("2222"), Err(OperatorRefusal::Wait { wait_secs: 1 }));
    world.later(1);
    assert_eq!(sign_in("2222"), Ok(()));
    assert_eq!(sign_in("0000"), Err(OperatorRefusal::WrongPin { wait_secs: 0 }), "the row began anew");
    let steps = world.reader.operator_steps(50).unwrap();
    assert_eq!(steps.iter().filter(|step| step.kind == OperatorStepKind::WrongPin).count(), 5, "each stays to be seen");
}

#[test]
fn a_note_names_the_person_who_wrote_it() {
    let world = World::new();
    let order_no = world.paid_order("SC20260901-00000001", fen(78_00));
    with_people(&world);
    let subject = MarkSubject::Order(order_no);
    let note = MarkWish::WriteNote(subject.clone(), "轻放".to_owned());
    assert_eq!(world.shop.carry_out_as(Command::Mark(note), Acting::Operator(id(3))), CommandOutcome::Done);
    let beside = world.reader.beside(&subject).unwrap().unwrap();
    assert_eq!(beside.own.notes[0].author.operator(), Some(id(3)));
    assert_eq!(beside.steps[0].author.operator(), Some(id(3)));
}

#[test]
fn an_edit_of_a_product_names_the_person_and_a_late_one_is_refused() {
    let world = World::new();
    with_people(&world);
    let put = |seen| Command::PutProduct { change: product(), seen };
    assert_eq!(world.shop.carry_out_as(put(None), Acting::Operator(id(1))), CommandOutcome::Done);
    let row = || world.reader.product(&ProductId::parse("p-9").unwrap()).unwrap().unwrap();
    let seen = row().changed_at;
    assert_eq!(row().changed_by, Some(id(1)));
    assert_eq!(world.shop.carry_out(put(Some(seen))), CommandOutcome::Done);
    assert_eq!(row().changed_by, None, "at the shop's computer itself");
    assert_eq!(world.shop.carry_out_as(put(Some(seen)), Acting::Operator(id(1))), CommandOutcome::TooLate);
}

/// A closed shop with its people.
fn closed_with_people(refunds: usize) -> KilledShop {
    let shop = KilledShop::with_requests_of_its_own(refunds);
    shop.at_the_file(|store| {
        let hashed = |typed: TypedOperator| NewOperator {
            name: typed.name,
            role: typed.role,
            pin: PinHash::of(&typed.pin, &SystemRng),
        };
        let (clerk, owner) =
            (typed("李雷", Role::Clerk { limit: fen(50_00) }, "2222"), typed("韩梅梅", Role::Owner, "1111"));
        store.add_operator(hashed(clerk), Some(hashed(owner)), shop.env.now()).wait().unwrap();
    });
    shop
}

#[test]
fn wechat_reads_in_the_call_who_said_yes_to_a_refund() {
    let shop = closed_with_people(1);
    shop.at_the_file(|store| {
        let row = store.reader().unwrap().refund(&refund_no(0)).unwrap().unwrap().row;
        let yes = RefundApproval {
            refund_no: row.refund_no,
            seen: row.version,
            amount: row.amount,
            reply: "好的".into(),
            pieces: None,
            restock: Vec::new(),
        };
        let now = shop.env.now();
        store.acting(Acting::Operator(id(2))).approve_refund(yes, now, now).wait().unwrap();
    });
    let program = shop.open(None);
    let left = |ledger: &zhanggui::sandbox::Ledger| ledger.calls().any(|call| call.call == SandboxCall::Refund);
    assert!(shop.sandbox.wait_until(Duration::from_mins(1), left), "the refund left");
    program.kill();
    let ledger = shop.sandbox.ledger();
    let said = ledger.calls().find(|call| call.call == SandboxCall::Refund).unwrap().body.clone();
    let person = said.split("op_user_id>").nth(1).unwrap_or_default();
    let number: String = person.chars().filter(char::is_ascii_digit).collect();
    assert_eq!(number, "2", "{said}");
}

#[test]
fn a_forgotten_owners_pin_is_set_anew_by_the_real_program_and_that_stays_to_be_seen() {
    let shop = closed_with_people(0);
    let run = |words: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_zhanggui"));
        let output = command.args(["--lang", "en", "--data"]).arg(shop.path()).args(words).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let steps = || shop.at_the_file(|store| store.reader().unwrap().operator_steps(50).unwrap());
    let before = steps().len();
    assert!(run(&["owner-pin"]).contains("--reset"));
    assert_eq!(steps().len(), before, "nothing was done yet");
    let said = run(&["owner-pin", "--reset"]);
    let fresh =
        said.split("The new PIN of 韩梅梅: ").nth(1).and_then(|rest| rest.get(..6)).unwrap_or_else(|| panic!("{said}"));
    let newest = steps().remove(0);
    assert_eq!((newest.kind, newest.to), (OperatorStepKind::PinReset, OperatorId::new(1)));
    shop.at_the_file(|store| {
        let kept = store.begin_sign_in(id(1), shop.env.now()).wait().unwrap();
        assert!(kept.is_of(&pin(fresh)) && !kept.is_of(&pin("1111")));
        let clerk = store.begin_sign_in(id(2), shop.env.now()).wait().unwrap();
        assert!(clerk.is_of(&pin("2222")), "the others keep theirs");
        assert!(store.reader().unwrap().verify().unwrap().is_sound());
    });
}
