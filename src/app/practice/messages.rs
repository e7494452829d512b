//! Messages to WeChat in the practice shop: every event has a template, the owner reads about payments, and the stand-in knows
//! who allows how many.

use crate::{
    domain::{
        MessageContent as Content, MessageEvent as Event, MessageField, MessageTemplate, OpenId, OperatorName,
        PermissionAnswer, UnixSeconds,
    },
    sandbox::Sandbox,
    store::{Store, StoreError},
};

/// The owner's WeChat in the practice shop.
const OWNER: &str = "oSBowner00000000000000000001";
const OWNER_NAME: &str = "店主";
/// A code that is claimed at once.
const CODE: &str = "practice-owner-bind-code";
/// So many messages about payments the owner allowed.
const OWNER_ALLOWS: u32 = 20;

/// On the first time: templates, and the owner's WeChat.
pub(super) fn set_up(store: &Store, now: UnixSeconds) -> Result<(), StoreError> {
    for event in Event::ALL {
        store.put_message_template(template(*event), now).wait()?;
    }
    let (Ok(owner), Ok(name)) = (OpenId::parse(OWNER), OperatorName::parse(OWNER_NAME)) else { return Ok(()) };
    store.make_bind_code(CODE.to_owned(), name, now).wait()?;
    store.claim_bind_code(CODE.to_owned(), owner.clone(), now).wait()?;
    for _ in 0..OWNER_ALLOWS {
        let said = vec![(template(Event::Paid).template_id, PermissionAnswer::Accept)];
        store.count_permissions(owner.clone(), said, now).wait()?;
    }
    Ok(())
}

/// The stand-in forgets when it stops: it is told again who allows how many.
pub(super) fn remember(store: &Store, sandbox: &Sandbox) -> Result<(), StoreError> {
    for (openid, template_id, count) in store.reader()?.message_permissions()? {
        sandbox.allow_messages(&openid, &template_id, count);
    }
    Ok(())
}

fn template(event: Event) -> MessageTemplate {
    let own: &[(&str, Content)] = match event {
        Event::Paid => &[("thing3", Content::Goods), ("amount4", Content::Amount), ("time5", Content::Moment)],
        Event::Shipped => {
            &[("thing3", Content::Goods), ("thing4", Content::Carrier), ("character_string5", Content::TrackingNo)]
        }
        Event::Refunded => &[("amount3", Content::Amount), ("time4", Content::Moment)],
        Event::RefundRefused => &[("amount3", Content::Amount), ("thing4", Content::Reason)],
        Event::PickupReady => &[("character_string3", Content::PickupCode), ("thing4", Content::ShopName)],
        Event::ComplaintAnswered => &[("thing3", Content::Reason), ("time4", Content::Moment)],
    };
    let all = [("character_string1", Content::OrderNo), ("phrase2", Content::Status)];
    let field = |(key, content): &(&str, Content)| MessageField {
        key: (*key).to_owned(),
        content: *content,
        fixed: String::new(),
    };
    // As long as WeChat's own.
    let template_id = format!("{:-<43}", format!("PRACTICE-{event}"));
    MessageTemplate { event, template_id, fields: all.iter().chain(own).map(field).collect() }
}
