//! Messages to WeChat: who of the shop reads about payments, what each event says, and how it went.

use super::{
    card::card,
    message_form::{FormEnd, TemplateForm},
};
use crate::{
    domain::{GRANTS_LOW, MessageEvent, OperatorName},
    jobs::{Command, MessageWish},
    store::{MessageReceiver, ServiceMessageSetup},
    ui::{
        action::Action,
        screen::Screen,
        text, theme,
        widgets::{self, ButtonKind},
    },
};
use egui::{self, Id, Ui};

const FIELD: f32 = 240.0;
const CODE: f32 = 180.0;

/// What the section remembers between frames.
#[derive(Debug, Default)]
pub(in crate::ui) struct MessagesPanel {
    form: Option<TemplateForm>,
    name: String,
    said: Option<String>,
}

impl MessagesPanel {
    /// What was wished is done.
    pub fn done(&mut self, wish: &MessageWish) {
        self.said = None;
        match wish {
            MessageWish::Put(_) => self.form = None,
            MessageWish::BindCode(_) => self.name.clear(),
            _ => {}
        }
    }

    /// It was refused: what was typed stays.
    pub fn refused(&mut self, said: String) {
        self.said = Some(said);
    }
}

/// The cards.
pub(super) fn cards(screen: &Screen<'_>, panel: &mut MessagesPanel, ui: &mut Ui, acts: &mut Vec<Action>) {
    let (lang, setup) = (screen.now.lang, &*screen.model.shot.messages);
    card(ui, text::section_messages(lang), |ui| {
        widgets::muted(ui, text::messages_means(lang));
        if setup.templates.is_empty() {
            widgets::muted(ui, text::messages_need_templates(lang));
        }
    });
    card(ui, text::messages_people(lang), |ui| people(screen, setup, panel, ui, acts));
    card(ui, text::messages_events(lang), |ui| {
        for event in MessageEvent::ALL {
            ui.push_id(event.as_str(), |ui| one_event(screen, setup, (panel, *event), ui, acts));
        }
    });
}

const fn wish(wish: MessageWish) -> Action {
    Action::Shop(Command::Message(wish))
}

fn people(
    screen: &Screen<'_>,
    setup: &ServiceMessageSetup,
    panel: &mut MessagesPanel,
    ui: &mut Ui,
    acts: &mut Vec<Action>,
) {
    let lang = screen.now.lang;
    widgets::muted(ui, text::messages_people_means(lang));
    if setup.receivers.is_empty() {
        widgets::muted(ui, text::messages_nobody(lang));
    }
    for receiver in &setup.receivers {
        ui.push_id(receiver.openid.as_str(), |ui| one_receiver(screen, setup, receiver, ui, acts));
    }
    for test in &setup.tests {
        let said = text::line_message(lang, test);
        widgets::muted(ui, &text::messages_test_line(lang, &said, test.made_at, screen.now.at));
    }
    for code in &setup.codes {
        widgets::qr_code(ui, &code.code, CODE, text::messages_code_name(lang));
        let name = code.name.as_str();
        widgets::muted(ui, &text::messages_code_for(lang, name, code.good_until, screen.now.at));
    }
    let name = text::messages_name(lang);
    widgets::caption(ui, name);
    ui.horizontal_wrapped(|ui| {
        widgets::field(ui, Id::unique("message-reader"), name, "", &mut panel.name, FIELD);
        let typed = OperatorName::parse(&panel.name).ok();
        let show = widgets::button(ui, ButtonKind::Plain, text::messages_show_code(lang), typed.is_some());
        if let (true, Some(name)) = (show.clicked(), typed) {
            acts.push(wish(MessageWish::BindCode(name)));
        }
    });
}

fn one_receiver(
    screen: &Screen<'_>,
    setup: &ServiceMessageSetup,
    receiver: &MessageReceiver,
    ui: &mut Ui,
    acts: &mut Vec<Action>,
) {
    let (p, lang, name) = (theme::of(ui), screen.now.lang, receiver.name.as_str());
    let can_test = setup.templates.iter().any(|set| set.event == MessageEvent::Paid);
    ui.horizontal_wrapped(|ui| {
        widgets::sentence(ui, name, p.text);
        if receiver.left <= GRANTS_LOW {
            widgets::sentence(ui, &text::messages_low(lang, receiver.left), p.warn);
        } else {
            widgets::caption(ui, &text::messages_left(lang, receiver.left));
        }
        if can_test && widgets::link(ui, &text::messages_test(lang, name), theme::SMALL).clicked() {
            acts.push(wish(MessageWish::Test { event: MessageEvent::Paid, to: receiver.openid.clone() }));
        }
        if widgets::link(ui, &text::messages_unbind(lang, name), theme::SMALL).clicked() {
            acts.push(wish(MessageWish::Unbind(receiver.openid.clone())));
        }
    });
}

fn one_event(
    screen: &Screen<'_>,
    setup: &ServiceMessageSetup,
    (panel, event): (&mut MessagesPanel, MessageEvent),
    ui: &mut Ui,
    acts: &mut Vec<Action>,
) {
    let (p, lang) = (theme::of(ui), screen.now.lang);
    let what = text::message_event(lang, event);
    let set = setup.templates.iter().find(|template| template.event == event);
    ui.horizontal_wrapped(|ui| {
        widgets::sentence(ui, what, p.text);
        widgets::caption(ui, text::message_reader(lang, event.is_for_the_shop()));
        if widgets::link(ui, &text::messages_edit(lang, what), theme::SMALL).clicked() {
            (panel.form, panel.said) = (Some(TemplateForm::of(event, set)), None);
        }
        if set.is_some() && widgets::link(ui, &text::messages_drop(lang, what), theme::SMALL).clicked() {
            acts.push(wish(MessageWish::Drop(event)));
        }
    });
    if set.is_none() {
        widgets::muted(ui, text::messages_not_set(lang));
    }
    if let Some(tally) = setup.tallies.iter().find(|tally| tally.event == event) {
        widgets::muted(ui, &text::messages_lately(lang, tally.sent, tally.not_sent));
        if let Some(trouble) = tally.last {
            let ink = if trouble.is_for_the_owner() { p.danger } else { p.muted };
            widgets::sentence(ui, &text::messages_last(lang, text::message_trouble(lang, trouble)), ink);
        }
    }
    let Some(form) = panel.form.as_mut().filter(|form| form.event() == event) else { return };
    match form.show(screen, panel.said.as_deref(), ui) {
        Some(FormEnd::Save(template)) => acts.push(wish(MessageWish::Put(template))),
        Some(FormEnd::Leave) => panel.form = None,
        None => {}
    }
}
