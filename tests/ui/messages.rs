//! Service messages in the settings: who reads them, what each says held against WeChat's rules while it is typed, and what the
//! order's timeline says of one.

use crate::{
    shop::{NOW, Shop, order_no},
    world::World,
};
use zhanggui::{
    domain::{
        MessageContent, MessageEvent, MessageField, MessageState, MessageSubject, MessageTemplate, MessageTrouble,
        OpenId, OperatorName, UnixSeconds,
    },
    events::CommandOutcome,
    jobs::{Command, MessageWish},
    store::{MessageBindCode, MessageReceiver, MessageTally, ServiceMessageRow, ServiceMessageSetup},
    ui::Lang,
};

const ID: &str = "TTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTT";

/// What becomes of a wish in the shop of these tests.
pub fn obey(desk: &mut ServiceMessageSetup, wish: &MessageWish, now: UnixSeconds) {
    match wish {
        MessageWish::Put(template) => {
            desk.templates.retain(|set| set.event != template.event);
            desk.templates.push(template.clone());
        }
        MessageWish::Drop(event) => desk.templates.retain(|set| set.event != *event),
        MessageWish::BindCode(name) => {
            let (code, name) = ("test-code-to-bind".to_owned(), name.clone());
            desk.codes = vec![MessageBindCode { code, name, good_until: now.plus(600) }];
        }
        MessageWish::Unbind(openid) => desk.receivers.retain(|bound| bound.openid != *openid),
        MessageWish::Test { event, to } => {
            let subject = MessageSubject::default();
            desk.tests.push(row(*event, (to.as_str(), Some("店主")), subject, (MessageState::Sent, None)));
        }
    }
}

fn row(
    event: MessageEvent,
    (openid, reader): (&str, Option<&str>),
    subject: MessageSubject,
    (state, trouble): (MessageState, Option<MessageTrouble>),
) -> ServiceMessageRow {
    ServiceMessageRow {
        message_no: 1,
        event,
        subject,
        openid: OpenId::parse(openid).unwrap(),
        reader: reader.map(str::to_owned),
        template_id: ID.to_owned(),
        state,
        trouble,
        code: (trouble == Some(MessageTrouble::NoTemplate)).then_some(40_037),
        tries: 0,
        made_at: NOW,
        changed_at: NOW,
    }
}

/// The owner reads about payments and has two messages left; one event's template is gone.
pub fn telling() -> Shop {
    let shop = Shop::camellia();
    let receiver = MessageReceiver {
        openid: OpenId::parse("oOwner000000000000000000001").unwrap(),
        name: OperatorName::parse("店主").unwrap(),
        bound_at: NOW,
        left: 2,
    };
    let field = MessageField { key: "thing1".to_owned(), content: MessageContent::Goods, fixed: String::new() };
    let set = |event| MessageTemplate { event, template_id: ID.to_owned(), fields: vec![field.clone()] };
    let last = Some(MessageTrouble::NoTemplate);
    shop.rows().messages = ServiceMessageSetup {
        templates: vec![set(MessageEvent::Paid), set(MessageEvent::Shipped)],
        receivers: vec![receiver],
        tallies: vec![MessageTally { event: MessageEvent::Shipped, sent: 5, not_sent: 2, last }],
        ..ServiceMessageSetup::default()
    };
    shop
}

fn at_messages(lang: Lang) -> World {
    let mut world = World::speaking(telling(), lang);
    let (settings, section) = match lang {
        Lang::Zh => ("设置", "服务消息"),
        Lang::En => ("Settings", "Service messages"),
    };
    world.click(settings);
    world.click(section);
    world
}

/// Where it may lie below what is on show.
fn presses(world: &mut World, name: &str) {
    world.scroll_to(name);
    world.click(name);
}

fn says(world: &World, part: &str) -> bool {
    world.everything_said().contains(part)
}

#[test]
fn the_section_says_who_reads_how_it_went_and_what_to_mend_in_both_languages() {
    let zh = at_messages(Lang::Zh);
    for part in ["只能再收 2 条", "30 天内发出 5 条，没发出 2 条", "这个模板已经不在了", "没有设置模板，不发送"]
    {
        assert!(says(&zh, part), "{part}");
    }
    let en = at_messages(Lang::En);
    for part in ["2 messages left; allow more", "In 30 days 5 sent, 2 not", "the template is gone", "nothing is sent"] {
        assert!(says(&en, part), "{part}");
    }
}

#[test]
fn a_template_is_held_against_wechats_rules_while_it_is_typed_and_shown_as_it_will_read() {
    let mut world = at_messages(Lang::En);
    presses(&mut world, "Set “Refund arrived”");
    assert!(says(&world, "the template id has the 43 letters"));
    world.write("Template id", &format!("  {ID} "));
    assert!(says(&world, "is no keyword of WeChat’s"));
    world.write("Keyword 1", "amount2");
    assert!(says(&world, "“amount2” does not take “TEST-20260101-0001”: an amount only"));
    presses(&mut world, "Amount");
    assert!(says(&world, "amount2 · ￥128.00"), "the preview");
    presses(&mut world, "Add a keyword");
    world.write("Keyword 2", "phrase3");
    assert!(says(&world, "“phrase3” does not take"));
    let last = world.nodes(|node| node.label().is_some_and(|label| label == "What happened")).count();
    assert_eq!(last, 2, "each keyword has its own choices");
    presses(&mut world, "Take keyword 2 out");
    presses(&mut world, "Save");
    let fields =
        vec![MessageField { key: "amount2".to_owned(), content: MessageContent::Amount, fixed: String::new() }];
    let template = MessageTemplate { event: MessageEvent::Refunded, template_id: ID.to_owned(), fields };
    assert_eq!(world.wishes(), [Command::Message(MessageWish::Put(template))]);
    world.answers(|command| matches!(command, Command::Message(_)), CommandOutcome::Done);
    assert!(!says(&world, "Template id"), "the form is closed");
}

#[test]
fn a_wechat_is_bound_by_a_code_and_a_test_says_what_became_of_it() {
    let mut world = at_messages(Lang::Zh);
    world.write("名字", "小林");
    presses(&mut world, "显示绑定码");
    world.obey_all();
    assert!(says(&world, "绑定微信的码") && says(&world, "给小林"), "a code to scan");
    presses(&mut world, "给店主发测试消息");
    world.obey_all();
    assert!(says(&world, "「收到付款」消息已发到微信"));
    presses(&mut world, "解绑店主");
    world.obey_all();
    assert!(says(&world, "还没有人绑定微信"));
}

#[test]
fn the_orders_timeline_says_what_was_not_sent_and_why() {
    let shop = telling();
    let number = order_no(114);
    let about = || MessageSubject { order_no: Some(number.clone()), ..MessageSubject::default() };
    let buyer = "oLiLei000000000000000000001";
    {
        let mut rows = shop.rows();
        let order = rows.orders.iter_mut().find(|order| order.row.key.order_no == number).unwrap();
        let no_permission = (MessageState::NotSent, Some(MessageTrouble::NoPermission));
        order.service_messages = vec![
            row(MessageEvent::Shipped, (buyer, None), about(), no_permission),
            row(MessageEvent::Paid, (buyer, Some("店主")), about(), (MessageState::Sent, None)),
            row(
                MessageEvent::Refunded,
                (buyer, None),
                about(),
                (MessageState::Unknown, Some(MessageTrouble::NoAnswer)),
            ),
        ];
    }
    for (lang, parts) in [
        (
            Lang::Zh,
            ["「已发货」消息没有发送：对方没有授权，或者次数用完了", "「收到付款」消息已发到微信 · 店主", "不会再发"],
        ),
        (Lang::En, ["Message “Shipped” not sent: no permission left", "sent to WeChat · 店主", "it is not sent again"]),
    ] {
        let mut world = World::speaking(shop.clone(), lang);
        world.click_part(number.as_str());
        for part in parts {
            assert!(says(&world, part), "{part}: {}", world.everything_said());
        }
    }
}
