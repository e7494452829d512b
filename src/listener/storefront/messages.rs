//! Messages to WeChat: what a mini program asks permission for, what its phones answered, and who reads the shop's own.

use super::{
    json,
    problem::{Code, Problem},
    rules::{self, schema},
    schemas,
    state::Storefront,
};
use crate::{
    domain::{GRANTS_MAX, MessageEvent, OpenId, PermissionAnswer},
    events::ShopEvent,
    listener::reply::HttpReply,
    store::{AskedTemplate, Refusal, StoreError},
};
use hyper::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{
    ToSchema,
    openapi::schema::{Array, ArrayBuilder, Object, ObjectBuilder, Ref, Type},
};

/// WeChat asks for three at once everywhere; newer phones for more.
const ASKED_MAX: usize = 3;
/// A phone answers about as many as it was asked for.
const ANSWERS_MAX: usize = 5;

/// What to ask permission for, by the moment it is asked; at most three at once.
#[derive(Serialize, ToSchema)]
pub(super) struct MessagesToAsk {
    /// Before the payment sheet opens.
    #[schema(schema_with = templates_schema)]
    at_pay: Vec<String>,
    /// Before money is asked back.
    #[schema(schema_with = templates_schema)]
    at_refund: Vec<String>,
    /// Of the shop's own people, who bound their WeChat; of nobody else.
    #[schema(schema_with = templates_schema)]
    for_the_shop: Vec<String>,
    /// How many messages of each template are still allowed, as far as is known.
    left: Vec<PermissionsLeft>,
}

/// How many messages of a template are still allowed.
#[derive(Serialize, ToSchema)]
pub(super) struct PermissionsLeft {
    template_id: String,
    #[schema(schema_with = count_schema)]
    count: u32,
}

/// What `wx.requestSubscribeMessage` answered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PermissionAnswers {
    #[schema(schema_with = answers_schema)]
    answers: Vec<TemplateAnswer>,
}

/// What it answered about one template.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TemplateAnswer {
    #[schema(schema_with = schema::template_id)]
    template_id: String,
    #[schema(schema_with = answer_schema)]
    answer: String,
}

/// How many permissions were counted.
#[derive(Serialize, ToSchema)]
pub(super) struct PermissionsCounted {
    #[schema(schema_with = counted_schema)]
    counted: u32,
}

/// The code a person of the shop scanned.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BindWeChat {
    #[schema(schema_with = schema::bind_code)]
    code: String,
}

/// What the shop calls this person.
#[derive(Serialize, ToSchema)]
pub(super) struct WeChatBound {
    name: String,
}

fn templates_schema() -> Array {
    let id = ObjectBuilder::new().schema_type(Type::String).build();
    ArrayBuilder::new().items(id).max_items(Some(ASKED_MAX)).build()
}

fn answers_schema() -> Array {
    let answer = Ref::from_schema_name("TemplateAnswer");
    ArrayBuilder::new().items(answer).min_items(Some(1)).max_items(Some(ANSWERS_MAX)).build()
}

fn answer_schema() -> Object {
    schemas::words(PermissionAnswer::ALL.iter().map(|answer| answer.as_str()))
}

fn count_schema() -> Object {
    ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)).maximum(Some(GRANTS_MAX)).build()
}

fn counted_schema() -> Object {
    ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)).maximum(Some(ANSWERS_MAX)).build()
}

impl Storefront {
    /// `GET /api/v1/messages`.
    pub(super) fn messages(&self, buyer: &OpenId) -> Result<HttpReply, Problem> {
        let all = self.readers.read(|reader| reader.templates_to_ask(buyer))?;
        json::reply(StatusCode::OK, &MessagesToAsk::of(&all))
    }

    /// `POST /api/v1/messages/permissions`. An estimate that WeChat's own word corrects: sent twice it counts twice.
    pub(super) fn count_permissions(&self, buyer: OpenId, body: &[u8]) -> Result<HttpReply, Problem> {
        let told: PermissionAnswers = json::read(body)?;
        if !(1..=ANSWERS_MAX).contains(&told.answers.len()) {
            return Err(Problem::field("answers"));
        }
        let mut answers = Vec::new();
        for TemplateAnswer { template_id, answer } in told.answers {
            rules::TEMPLATE_ID.check(&template_id)?;
            let answer = PermissionAnswer::parse(&answer).map_err(|_| Problem::field("answers.answer"))?;
            answers.push((template_id, answer));
        }
        let counted = self.setup.store.count_permissions(buyer, answers, self.setup.env.now()).wait()?;
        if counted > 0 {
            self.setup.events.send(&ShopEvent::MessagesChanged);
        }
        json::reply(StatusCode::OK, &PermissionsCounted { counted })
    }

    /// `POST /api/v1/messages/bind`.
    pub(super) fn bind_wechat(&self, buyer: OpenId, body: &[u8]) -> Result<HttpReply, Problem> {
        let asked: BindWeChat = json::read(body)?;
        rules::BIND_CODE.check(&asked.code)?;
        match self.setup.store.claim_bind_code(asked.code, buyer, self.setup.env.now()).wait() {
            Ok(bound) => {
                self.setup.events.send(&ShopEvent::MessagesChanged);
                json::reply(StatusCode::OK, &WeChatBound { name: bound.name.to_string() })
            }
            Err(StoreError::Refused(Refusal::NotFound | Refusal::TooMany { .. })) => Err(Code::CannotBind.into()),
            Err(error) => Err(error.into()),
        }
    }
}

impl MessagesToAsk {
    fn of(all: &[AskedTemplate]) -> Self {
        use MessageEvent as Event;
        let ids = |events: &[Event]| {
            let mut ids: Vec<String> = Vec::new();
            for event in events {
                let id = all.iter().find(|asked| asked.event == *event).map(|asked| asked.template_id.clone());
                ids.extend(id.filter(|id| !ids.contains(id)));
            }
            ids.truncate(ASKED_MAX);
            ids
        };
        let mut left: Vec<PermissionsLeft> = Vec::new();
        for asked in all {
            if !left.iter().any(|known| known.template_id == asked.template_id) {
                left.push(PermissionsLeft { template_id: asked.template_id.clone(), count: asked.left });
            }
        }
        Self {
            at_pay: ids(&[Event::Shipped, Event::PickupReady, Event::Refunded]),
            at_refund: ids(&[Event::Refunded, Event::RefundRefused, Event::ComplaintAnswered]),
            for_the_shop: ids(&[Event::Paid]),
            left,
        }
    }
}
