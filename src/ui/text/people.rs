//! The people of the shop: who may do what, signing in, and what is said where somebody may not.

use super::{figures, tame::tame};
use crate::{
    domain::{Fen, NotPermitted, OperatorAction, RoleKind, UnixSeconds, WhyNotPermitted},
    store::{OperatorRefusal, OperatorStepKind},
};

texts! { in lang;
    section_people: "人员", "People";

    role_word(kind: RoleKind) = match kind {
        RoleKind::Owner => "店主", "Owner";
        RoleKind::Clerk => "店员", "Clerk";
        RoleKind::Packer => "打包员", "Packer"
    }

    role_means(kind: RoleKind) = match kind {
        RoleKind::Owner => "什么都可以做。", "May do everything.";
        RoleKind::Clerk => "处理订单、发货，退款到一笔的上限。", "Orders, shipping, and refunds up to a sum each.";
        RoleKind::Packer => "只管发货和打印。", "Shipping and printing only."
    }

    /// As the middle of a sentence: what was to be done.
    operator_action(action: OperatorAction) = match action {
        OperatorAction::Look => "查看", "look";
        OperatorAction::Ship => "发货", "ship";
        OperatorAction::Print => "打印", "print";
        OperatorAction::Mark => "写备注", "write notes";
        OperatorAction::CancelOrder => "取消订单", "cancel orders";
        OperatorAction::ReplayNotice => "重新读取消息", "read messages again";
        OperatorAction::GiveRefund => "退款", "give refunds";
        OperatorAction::HandleRefund => "处理退款申请", "handle refund requests";
        OperatorAction::TakeBackRefund => "撤回退款", "take refunds back";
        OperatorAction::AnswerComplaint => "回复投诉", "answer complaints";
        OperatorAction::SeeSealedPhone => "查看买家电话", "see a buyer’s telephone";
        OperatorAction::ManageBuyers => "管理买家和标签", "manage buyers and tags";
        OperatorAction::AcceptMoney => "决定金额不符的付款", "decide about money that does not fit";
        OperatorAction::SettleRefund => "代微信了结退款", "settle a refund in WeChat’s place";
        OperatorAction::ChangeProducts => "修改商品", "change products";
        OperatorAction::WorkOnBill => "处理对账", "work on the bill";
        OperatorAction::RunShop => "改设置、备份和换电脑", "change settings, backups and where the shop runs";
        OperatorAction::ManageOperators => "管理人员", "manage people"
    }

    /// Who may, at the end of a sentence.
    who_may(clerks: bool) = match clerks {
        true => "店主和店员可以", "the owner and clerks may";
        false => "店主可以", "the owner may"
    }

    /// Why somebody may not, as the middle of a sentence.
    not_permitted(refused: NotPermitted) -> String {
        let what = operator_action(lang, refused.action);
        match refused.why {
            WhyNotPermitted::Role(kind) => {
                let clerks = crate::domain::Role::Clerk { limit: Fen::ZERO }.does(refused.action);
                not_their_work(lang, role_word(lang, kind), what, who_may(lang, clerks))
            }
            WhyNotPermitted::Limit { limit, wanted } => over_the_limit(lang, limit, wanted),
            WhyNotPermitted::Removed => person_gone(lang).to_owned(),
            WhyNotPermitted::NotSignedIn => nobody_signed_in(lang).to_owned(),
        }
    }

    not_their_work(role: &str, what: &str, may: &str): "{role}不能{what}，{may}", "a {role} may not {what}; {may}",
        role = tame(&role.to_lowercase(), 20);
    over_the_limit(limit: Fen, wanted: Fen):
        "一笔最多退 {limit}，{wanted} 要请店主来退", "one refund may be {limit} at most; {wanted} is for the owner";
    person_gone: "这个人已经不在店里了", "this person works here no more";
    nobody_signed_in: "这个窗口还没有人登录", "nobody is signed in at this window";

    /// A line of the timeline: somebody tried what they may not.
    line_refused(what: &str, why: &str): "没有允许：{what}（{why}）", "Not allowed: {what} ({why})";

    operator_refusal(why: OperatorRefusal) -> String = match why {
        OperatorRefusal::NameTaken => "已经有人叫这个名字", "somebody is called so already";
        OperatorRefusal::OwnerFirst => "先给店主设一个 PIN 码", "the owner needs a PIN first";
        OperatorRefusal::LastOwner => "店里要留一位店主", "one owner has to stay";
        OperatorRefusal::WrongPin { wait_secs } if wait_secs <= 0 => "PIN 码不对", "this is not the PIN";
        OperatorRefusal::WrongPin { wait_secs } =>
            "PIN 码不对，{time}后再试", "this is not the PIN; try again in {time}", time = wait(lang, wait_secs);
        OperatorRefusal::Wait { wait_secs } =>
            "错的次数太多，{time}后再试", "too many wrong PINs; try again in {time}", time = wait(lang, wait_secs);
        OperatorRefusal::Removed => { person_gone(lang).to_owned() };
    }

    /// A wait: seconds up to two minutes, then minutes.
    wait(secs: i64) -> String = match secs {
        _ if secs <= 120 => "{secs} 秒", "{secs} s";
        _ => "{minutes} 分钟", "{minutes} min", minutes = secs.saturating_add(59) / 60;
    }

    people_means:
        "店里只有你一个人时不用添加。添加第一个人时，也要给自己设一个 PIN 码；之后每一步都记下是谁做的。",
        "Not needed while you are alone. With the first person you set a PIN for yourself too; from then on every step says who took it.";
    people_add: "添加一个人", "Add a person";
    people_save: "保存", "Save";
    people_owner_name: "店主的名字", "The owner’s name";
    people_owner_pin: "店主的 PIN 码", "The owner’s PIN";
    people_name: "名字", "Name";
    people_role: "做什么", "Role";
    people_limit: "一笔退款的上限（元）", "Largest single refund (yuan)";
    people_pin: "PIN 码（4 到 12 位数字）", "PIN (4 to 12 digits)";
    people_new_pin: "新的 PIN 码", "New PIN";
    people_cancel: "不改了", "Cancel";
    people_remove(name: &str): "移除{name}", "Remove {name}", name = tame(name, 20);
    people_put_back(name: &str): "恢复{name}", "Put {name} back", name = tame(name, 20);
    people_edit_one(name: &str): "修改{name}", "Edit {name}", name = tame(name, 20);
    people_removed: "已移除", "removed";
    people_limit_word(limit: Fen): "一笔最多退 {limit}", "up to {limit} a refund";
    people_log: "最近的记录", "What happened lately";
    people_saved: "已保存。", "Saved.";
    people_not_yet(why: &str): "还不能保存：{why}。", "Cannot be saved yet: {why}.";
    people_bad_name: "名字要 1 到 20 个字", "a name has 1 to 20 characters";
    people_bad_pin: "PIN 码是 4 到 12 位数字", "a PIN has 4 to 12 digits";
    people_bad_limit: "上限要是一个金额", "the limit has to be an amount";

    /// What happened to a person, as a line.
    operator_step(kind: OperatorStepKind) = match kind {
        OperatorStepKind::Added => "加入", "came";
        OperatorStepKind::Changed => "改了名字或权限", "got another name or role";
        OperatorStepKind::PinSet => "换了 PIN 码", "got another PIN";
        OperatorStepKind::PinReset => "PIN 码在店里的电脑上用命令重设", "had the PIN reset by the command line at the shop’s computer";
        OperatorStepKind::Removed => "被移除", "was removed";
        OperatorStepKind::PutBack => "恢复", "was put back";
        OperatorStepKind::SignedIn => "登录", "signed in";
        OperatorStepKind::WrongPin => "输错了 PIN 码", "had a wrong PIN typed";
        OperatorStepKind::Refused => "想做没有权限的事", "tried what is not theirs to do"
    }
    operator_step_by(who: &str, what: &str, by: &str): "{who}：{what}（{by}）", "{who}: {what} (by {by})",
        who = tame(who, 20), by = tame(by, 20);
    operator_step_line(who: &str, what: &str): "{who}：{what}", "{who}: {what}", who = tame(who, 20);
    not_your_page: "这一页不归你管", "This page is somebody else’s work";
    somebody: "没有登录的人", "Somebody not signed in";

    /// Said to the owner after a reset.
    pin_was_reset(at: UnixSeconds, now: UnixSeconds):
        "{when}，店主的 PIN 码在店里的电脑上用命令重设过。如果不是你做的，请换一个。",
        "The owner’s PIN was reset by the command line at the shop’s computer, {when}. If that was not you, set another.",
        when = figures::moment(lang, at, now);

    lock_title(shop: &str): "{shop} 已锁上", "{shop} is locked", shop = tame(shop, 40);
    lock_who: "谁在用？", "Who is here?";
    lock_pin_of(name: &str): "{name}的 PIN 码", "{name}’s PIN", name = tame(name, 20);
    lock_open: "解锁", "Unlock";
    lock_counts(to_ship: u64, refunds: u64):
        "{to_ship} 单待发货 · {refunds} 笔退款等决定", "{to_ship} to ship · {refunds} refunds to decide";
    lock_forgotten:
        "店主忘了 PIN 码：在店里的电脑上运行 zhanggui owner-pin --reset，会留下记录。",
        "Owner forgot the PIN: run zhanggui owner-pin --reset at the shop’s computer; it is recorded.";
    lock_checking: "正在核对…", "Checking…";
    lock_now: "锁上", "Lock";
    switch_person: "换人（锁上窗口）", "Somebody else (locks the window)";
    signed_in_as(name: &str, role: &str): "{name} · {role}", "{name} · {role}", name = tame(name, 20);
    at_this_computer: "店主", "The owner";

    /// Somebody has the same open at another window.
    also_here(who: &str, refund: bool, deciding: bool) -> String = match (refund, deciding) {
        (true, true) => "{who}正在处理这笔退款", "{who} is deciding this refund", who = tame(who, 40);
        (true, false) => "{who}也在看这笔退款", "{who} is looking at this refund too", who = tame(who, 40);
        (false, true) => "{who}正在处理这笔订单", "{who} is working on this order", who = tame(who, 40);
        (false, false) => "{who}也在看这笔订单", "{who} is looking at this order too", who = tame(who, 40);
    }
    another_window: "另一个窗口的人", "Somebody at another window";

    /// Which seat works for the shop.
    works_for_the_shop(seat: &str, since: UnixSeconds, now: UnixSeconds):
        "收单和退款的电脑：{seat}（{when}起）", "Takes orders and sends refunds: {seat}, since {when}",
        seat = tame(seat, 40), when = figures::moment(lang, since, now);

    /// The sentence that stands where a button would, for somebody who may not press it.
    not_yours(refused: NotPermitted) -> String { as_sentence(&not_permitted(lang, refused), lang.pick("。", ".")) }

    /// Why the window did not open.
    not_opened(why: OperatorRefusal) -> String { as_sentence(&operator_refusal(lang, why), lang.pick("。", ".")) }
}

/// The middle of a sentence as a sentence of its own.
fn as_sentence(words: &str, stop: &str) -> String {
    let mut letters = words.chars();
    let first: String = letters.next().map(|letter| letter.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{}{stop}", letters.as_str())
}
