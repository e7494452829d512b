use super::*;

fn template(event: MessageEvent, fields: &[(&str, MessageContent, &str)]) -> MessageTemplate {
    let field = |(key, content, fixed): &(&str, MessageContent, &str)| MessageField {
        key: (*key).to_owned(),
        content: *content,
        fixed: (*fixed).to_owned(),
    };
    MessageTemplate { event, template_id: "T".repeat(43), fields: fields.iter().map(field).collect() }
}

fn facts() -> MessageFacts {
    MessageFacts {
        order_no: "SHOP20260101000001".to_owned(),
        goods: "拿铁咖啡豆".to_owned(),
        amount: Fen::new(5_000).expect("an amount"),
        at: UnixSeconds::new(1_767_229_200),
        shop_name: "山茶小铺".to_owned(),
        carrier: "顺丰速运".to_owned(),
        ..MessageFacts::default()
    }
}

#[test]
fn a_message_says_what_its_template_asks_for_in_the_shops_language() {
    use MessageContent as Content;
    let fields = [
        ("character_string1", Content::OrderNo, ""),
        ("thing2", Content::Goods, ""),
        ("amount3", Content::Amount, ""),
        ("time4", Content::Moment, ""),
        ("phrase5", Content::Status, ""),
    ];
    let shipped = template(MessageEvent::Shipped, &fields);
    assert_eq!(shipped.check(), Ok(()));
    let said = |lang| shipped.filled(&facts(), lang).expect("a message").into_iter().map(|it| it.1).collect::<Vec<_>>();
    // As the vectors' request has it; a phrase holds Chinese characters only.
    let wanted = ["SHOP20260101000001", "拿铁咖啡豆", "￥50.00", "2026年1月1日 09:00", "已发货"];
    assert_eq!(said(Lang::Zh), wanted);
    assert_eq!(said(Lang::En), wanted);
    let in_words =
        template(MessageEvent::Shipped, &[("thing1", Content::Status, ""), ("thing2", Content::TrackingNo, "")]);
    let said = in_words.filled(&facts(), Lang::En).expect("a message");
    assert_eq!((said[0].1.as_str(), said[1].1.as_str()), ("Shipped", "-"));
}

#[test]
fn a_value_that_does_not_fit_is_cut_or_named() {
    let long = MessageFacts { goods: "豆".repeat(40), ..facts() };
    let cut = template(MessageEvent::Paid, &[("thing1", MessageContent::Goods, "")]);
    assert_eq!(cut.filled(&long, Lang::Zh).expect("cut")[0].1, format!("{}…", "豆".repeat(19)));
    let wrong = template(MessageEvent::Paid, &[("number1", MessageContent::Goods, "")]);
    let named = BadTemplate::Value { key: "number1".to_owned(), value: "拿铁咖啡豆".to_owned() };
    assert_eq!(wrong.filled(&facts(), Lang::Zh), Err(named));
}

#[test]
fn a_template_that_wechat_would_refuse_is_not_kept() {
    use MessageContent as Content;
    let bad = |fields: &[(&str, Content, &str)]| template(MessageEvent::Paid, fields).check();
    assert_eq!(bad(&[]), Err(BadTemplate::Count));
    assert_eq!(bad(&[("thing1", Content::Goods, ""); 6]), Err(BadTemplate::Count));
    assert_eq!(bad(&[("thing1", Content::Goods, ""); 2]), Err(BadTemplate::Twice("thing1".to_owned())));
    assert_eq!(bad(&[("goods", Content::Goods, "")]), Err(BadTemplate::Key("goods".to_owned())));
    assert_eq!(bad(&[("thing1", Content::PickupCode, "")]), Err(BadTemplate::Content("thing1".to_owned())));
    let long = "字".repeat(21);
    let value = BadTemplate::Value { key: "thing1".to_owned(), value: long.clone() };
    assert_eq!(bad(&[("thing1", Content::Fixed, &long)]), Err(value));
    let id = MessageTemplate { template_id: "模板".to_owned(), ..template(MessageEvent::Paid, &[]) };
    assert_eq!(id.check(), Err(BadTemplate::Id));
}

#[test]
fn the_fields_are_read_as_they_were_written() {
    use MessageContent as Content;
    let fields = [("thing1", Content::Fixed, "到店=取货:谢谢"), ("number2", Content::Amount, "")];
    let written = template(MessageEvent::PickupReady, &fields);
    assert_eq!(MessageTemplate::fields_of(&written.fields_text()), Ok(written.fields.clone()));
    assert!(MessageTemplate::fields_of("thing1").is_err() && MessageTemplate::fields_of("thing1=moon:").is_err());
}

#[test]
fn each_status_fits_a_phrase_and_a_thing() {
    for event in MessageEvent::ALL {
        assert!(MessageValueKind::Phrase.takes(event.status(Lang::Zh)), "{event}");
        assert!(MessageValueKind::Thing.takes(event.status(Lang::En)), "{event}");
    }
}

#[test]
fn what_may_have_arrived_is_never_sent_again() {
    use MessageStep as Step;
    for over in [MessageState::Sent, MessageState::NotSent, MessageState::Unknown] {
        assert!(!over.is_open());
        for step in [Step::Send, Step::Accepted, Step::Later, Step::Refuse, Step::NoAnswer] {
            assert!(over.after(step).is_err(), "{over} {step:?}");
        }
    }
    assert!(MessageState::Sending.after(Step::Send).is_err(), "it left already");
    assert_eq!(MessageState::Sending.after(Step::NoAnswer), Ok(MessageState::Unknown));
    assert_eq!(MessageState::Sent.after(Step::NotDelivered), Ok(MessageState::NotSent));
}
