//! The template of one event as it is typed: its id, its keywords and what goes into each, held against WeChat's rules with
//! every key, and shown as a reader would see it.

use crate::{
    domain::{
        BadTemplate, MESSAGE_FIELDS_MAX, MessageContent, MessageEvent, MessageFacts, MessageField, MessageTemplate,
    },
    ui::{
        screen::Screen,
        text, theme,
        widgets::{self, ButtonKind},
    },
};
use egui::{self, Id, Ui};

const ID_FIELD: f32 = 420.0;
const KEY_FIELD: f32 = 200.0;

/// What the owner wants with it.
pub(super) enum FormEnd {
    Save(MessageTemplate),
    Leave,
}

/// What is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TemplateForm {
    template: MessageTemplate,
}

impl TemplateForm {
    pub fn of(event: MessageEvent, set: Option<&MessageTemplate>) -> Self {
        let fresh = || MessageTemplate { event, template_id: String::new(), fields: vec![Self::field()] };
        Self { template: set.cloned().unwrap_or_else(fresh) }
    }

    pub const fn event(&self) -> MessageEvent {
        self.template.event
    }

    const fn field() -> MessageField {
        MessageField { key: String::new(), content: MessageContent::OrderNo, fixed: String::new() }
    }

    /// Without the blanks somebody pasted along.
    fn typed(&self) -> MessageTemplate {
        let field = |field: &MessageField| MessageField { key: field.key.trim().to_owned(), ..field.clone() };
        MessageTemplate {
            event: self.template.event,
            template_id: self.template.template_id.trim().to_owned(),
            fields: self.template.fields.iter().map(field).collect(),
        }
    }

    /// The form, and how it ends.
    pub fn show(&mut self, screen: &Screen<'_>, said: Option<&str>, ui: &mut Ui) -> Option<FormEnd> {
        let (p, lang) = (theme::of(ui), screen.now.lang);
        ui.separator();
        let name = text::messages_template_id(lang);
        widgets::caption(ui, name);
        widgets::field(ui, Id::unique("message-template"), name, "", &mut self.template.template_id, ID_FIELD);
        self.fields(screen, ui);
        let typed = self.typed();
        let facts = MessageFacts::sample(&screen.facts.shop_name, screen.facts.buyers_lang(), screen.now.at);
        let made = typed.check().and_then(|()| typed.filled(&facts, screen.facts.buyers_lang()));
        preview(screen, &typed, &facts, ui);
        if let Err(bad) = &made {
            widgets::sentence(ui, &text::messages_not_yet(lang, &text::bad_template(lang, bad.clone())), p.warn);
        } else if let Some(said) = said {
            widgets::sentence(ui, said, p.danger);
        }
        let mut answer = None;
        ui.horizontal(|ui| {
            if widgets::button(ui, ButtonKind::Main, text::messages_save(lang), made.is_ok()).clicked() {
                answer = Some(FormEnd::Save(typed));
            }
            if widgets::button(ui, ButtonKind::Plain, text::messages_cancel(lang), true).clicked() {
                answer = Some(FormEnd::Leave);
            }
        });
        ui.separator();
        answer
    }

    fn fields(&mut self, screen: &Screen<'_>, ui: &mut Ui) {
        let lang = screen.now.lang;
        let (event, several) = (self.template.event, self.template.fields.len() > 1);
        let mut taken = None;
        for (at, field) in self.template.fields.iter_mut().enumerate() {
            let number = at.saturating_add(1);
            let name = text::messages_key(lang, number);
            ui.push_id(at, |ui| {
                widgets::caption(ui, &name);
                ui.horizontal_wrapped(|ui| {
                    let hint = text::messages_key_hint(lang);
                    widgets::field(ui, Id::unique(("message-key", at)), &name, hint, &mut field.key, KEY_FIELD);
                    if several && widgets::link(ui, &text::messages_take_field(lang, number), theme::SMALL).clicked() {
                        taken = Some(at);
                    }
                });
                ui.horizontal_wrapped(|ui| {
                    for content in event.contents() {
                        let chosen = field.content == content;
                        if widgets::suggestion(ui, text::message_content(lang, content), chosen) {
                            field.content = content;
                        }
                    }
                });
                if field.content == MessageContent::Fixed {
                    let name = text::messages_fixed(lang, number);
                    widgets::field(ui, Id::unique(("message-words", at)), &name, "", &mut field.fixed, KEY_FIELD);
                }
            });
        }
        if let Some(at) = taken {
            self.template.fields.remove(at);
        }
        let room = self.template.fields.len() < MESSAGE_FIELDS_MAX;
        if widgets::button(ui, ButtonKind::Plain, text::messages_add_field(lang), room).clicked() {
            self.template.fields.push(Self::field());
        }
    }
}

/// Each keyword as a reader sees it, in the shop's language; what does not fit says so in its place.
fn preview(screen: &Screen<'_>, typed: &MessageTemplate, facts: &MessageFacts, ui: &mut Ui) {
    let (p, lang) = (theme::of(ui), screen.now.lang);
    widgets::caption(ui, text::messages_preview(lang));
    for field in &typed.fields {
        let alone = MessageTemplate { fields: vec![field.clone()], ..typed.clone() };
        let what = text::message_content(lang, field.content);
        match alone.filled(facts, screen.facts.buyers_lang()) {
            Ok(values) => {
                for (key, value) in values {
                    widgets::sentence(ui, &format!("{key} · {value}"), p.text);
                }
            }
            Err(BadTemplate::Key(_)) => {
                widgets::muted(ui, what);
            }
            Err(bad) => {
                widgets::sentence(ui, &text::bad_template(lang, bad), p.danger);
            }
        }
    }
}
