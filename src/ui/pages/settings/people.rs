//! The people of the shop: adding, renaming, roles, limits, PINs, and taking somebody out and back.

use super::card::card;
use crate::{
    domain::{Fen, OperatorId, OperatorName, Pin, Role, RoleKind},
    jobs::{Command, OperatorWish, TypedOperator},
    store::{CLERK_LIMIT, OperatorRow, OperatorStep},
    ui::{
        action::Action,
        people_shot::PeopleShot,
        screen::Screen,
        text,
        text::Lang,
        theme,
        widgets::{self, ButtonKind, Now},
    },
};
use egui::{self, Id, Ui};

const FIELD: f32 = 240.0;

/// What is typed about one person.
#[derive(Debug, Clone, PartialEq, Eq)]
struct PersonForm {
    /// Whose; none for somebody new.
    id: Option<OperatorId>,
    name: String,
    role: RoleKind,
    limit: String,
    pin: String,
    owner_name: String,
    owner_pin: String,
}

impl PersonForm {
    fn fresh(lang: Lang) -> Self {
        Self {
            id: None,
            name: String::new(),
            role: RoleKind::Clerk,
            limit: CLERK_LIMIT.to_yuan(),
            pin: String::new(),
            owner_name: text::at_this_computer(lang).to_owned(),
            owner_pin: String::new(),
        }
    }

    fn of(person: &OperatorRow, lang: Lang) -> Self {
        let limit = if person.role.kind() == RoleKind::Clerk { person.role.limit() } else { CLERK_LIMIT };
        Self {
            id: Some(person.id),
            name: person.name.as_str().to_owned(),
            role: person.role.kind(),
            limit: limit.to_yuan(),
            ..Self::fresh(lang)
        }
    }

    /// What is wanted, or why it cannot be yet.
    fn wishes(&self, with_owner: bool, lang: Lang) -> Result<Vec<OperatorWish>, &'static str> {
        let name = |typed: &str| OperatorName::parse(typed).map_err(|_| text::people_bad_name(lang));
        let pin = |typed: &str| Pin::parse(typed).map_err(|_| text::people_bad_pin(lang));
        let limit = match self.role {
            RoleKind::Clerk => Fen::parse_yuan(self.limit.trim()).map_err(|_| text::people_bad_limit(lang))?,
            RoleKind::Owner | RoleKind::Packer => Fen::ZERO,
        };
        let role = Role::of(self.role, limit);
        let Some(id) = self.id else {
            let owner = if with_owner {
                let pin = pin(&self.owner_pin)?;
                Some(TypedOperator { name: name(&self.owner_name)?, role: Role::Owner, pin })
            } else {
                None
            };
            let new = TypedOperator { name: name(&self.name)?, role, pin: pin(&self.pin)? };
            return Ok(vec![OperatorWish::Add { new, owner }]);
        };
        let mut wishes = vec![OperatorWish::Change { id, name: name(&self.name)?, role }];
        if !self.pin.trim().is_empty() {
            wishes.push(OperatorWish::SetPin { id, pin: pin(&self.pin)? });
        }
        Ok(wishes)
    }
}

/// What the section remembers between frames.
#[derive(Debug, Default)]
pub(in crate::ui) struct PeoplePanel {
    form: Option<PersonForm>,
    said: Option<String>,
}

impl PeoplePanel {
    /// What was wished is done.
    pub fn done(&mut self) {
        *self = Self::default();
    }

    /// It was refused: what was typed stays.
    pub fn refused(&mut self, said: String) {
        self.said = Some(said);
    }
}

/// The card of the people, and what happened to them.
pub(super) fn cards(screen: &Screen<'_>, panel: &mut PeoplePanel, ui: &mut Ui, acts: &mut Vec<Action>) {
    let (lang, people) = (screen.now.lang, &*screen.model.shot.people);
    card(ui, text::section_people(lang), |ui| {
        widgets::muted(ui, text::people_means(lang));
        for person in &people.all {
            ui.push_id(person.id.get(), |ui| row(panel, ui, person, lang, acts));
        }
        match &mut panel.form {
            None if widgets::button(ui, ButtonKind::Plain, text::people_add(lang), true).clicked() => {
                (panel.form, panel.said) = (Some(PersonForm::fresh(lang)), None);
            }
            None => {}
            Some(form) => {
                let with_owner = form.id.is_none() && !people.any();
                let leave = edit(form, with_owner, panel.said.as_deref(), ui, lang, acts);
                panel.form.take_if(|_| leave);
            }
        }
    });
    if !people.steps.is_empty() {
        card(ui, text::people_log(lang), |ui| {
            for step in &people.steps {
                widgets::muted(ui, &line(screen.now, people, step));
            }
        });
    }
}

fn row(panel: &mut PeoplePanel, ui: &mut Ui, person: &OperatorRow, lang: Lang, acts: &mut Vec<Action>) {
    let p = theme::of(ui);
    let name = person.name.as_str();
    ui.horizontal_wrapped(|ui| {
        let ink = if person.works() { p.text } else { p.faint };
        widgets::sentence(ui, &text::signed_in_as(lang, name, text::role_word(lang, person.role.kind())), ink);
        if person.role.kind() == RoleKind::Clerk {
            widgets::caption(ui, &text::people_limit_word(lang, person.role.limit()));
        }
        if !person.works() {
            widgets::caption(ui, text::people_removed(lang));
            if widgets::link(ui, &text::people_put_back(lang, name), theme::SMALL).clicked() {
                acts.push(wish(OperatorWish::PutBack(person.id)));
            }
            return;
        }
        if widgets::link(ui, &text::people_edit_one(lang, name), theme::SMALL).clicked() {
            (panel.form, panel.said) = (Some(PersonForm::of(person, lang)), None);
        }
        if widgets::link(ui, &text::people_remove(lang, name), theme::SMALL).clicked() {
            acts.push(wish(OperatorWish::Remove(person.id)));
        }
    });
}

const fn wish(wish: OperatorWish) -> Action {
    Action::Shop(Command::Operator(wish))
}

/// The form; true where it is left.
fn edit(
    form: &mut PersonForm,
    with_owner: bool,
    said: Option<&str>,
    ui: &mut Ui,
    lang: Lang,
    acts: &mut Vec<Action>,
) -> bool {
    let p = theme::of(ui);
    ui.separator();
    if with_owner {
        named(ui, "owner-name", text::people_owner_name(lang), &mut form.owner_name);
        secret(ui, "owner-pin", text::people_owner_pin(lang), &mut form.owner_pin);
    }
    named(ui, "person-name", text::people_name(lang), &mut form.name);
    widgets::caption(ui, text::people_role(lang));
    ui.horizontal_wrapped(|ui| {
        for kind in RoleKind::ALL {
            if widgets::suggestion(ui, text::role_word(lang, *kind), form.role == *kind) {
                form.role = *kind;
            }
        }
    });
    widgets::muted(ui, text::role_means(lang, form.role));
    if form.role == RoleKind::Clerk {
        named(ui, "person-limit", text::people_limit(lang), &mut form.limit);
    }
    let pin = if form.id.is_some() { text::people_new_pin(lang) } else { text::people_pin(lang) };
    secret(ui, "person-pin", pin, &mut form.pin);
    let wishes = form.wishes(with_owner, lang);
    if let Err(why) = &wishes {
        widgets::caption(ui, &text::people_not_yet(lang, why));
    } else if let Some(said) = said {
        widgets::sentence(ui, said, p.danger);
    }
    let mut leave = false;
    ui.horizontal(|ui| {
        let pressed = widgets::button(ui, ButtonKind::Main, text::people_save(lang), wishes.is_ok()).clicked();
        if let (true, Ok(wishes)) = (pressed, wishes) {
            acts.push(Action::ShopAll(wishes.into_iter().map(Command::Operator).collect()));
        }
        leave = widgets::button(ui, ButtonKind::Plain, text::people_cancel(lang), true).clicked();
    });
    leave
}

fn named(ui: &mut Ui, id: &str, name: &str, content: &mut String) {
    widgets::caption(ui, name);
    widgets::field(ui, Id::unique(id), name, "", content, FIELD);
}

fn secret(ui: &mut Ui, id: &str, name: &str, content: &mut String) {
    widgets::caption(ui, name);
    widgets::secret_field(ui, Id::unique(id), name, content, FIELD);
}

/// When, who, what, and by whom where that is somebody else.
fn line(now: Now, people: &PeopleShot, step: &OperatorStep) -> String {
    let lang = now.lang;
    let name = |id: Option<OperatorId>| id.and_then(|id| people.name(id));
    let who = name(step.to).unwrap_or(text::somebody(lang));
    let what = match step.refused {
        Some(refused) => {
            text::line_refused(lang, text::operator_action(lang, refused.action), &text::not_permitted(lang, refused))
        }
        None => text::operator_step(lang, step.kind).to_owned(),
    };
    let said = match name(step.by).filter(|_| step.by != step.to) {
        Some(by) => text::operator_step_by(lang, who, &what, by),
        None => text::operator_step_line(lang, who, &what),
    };
    format!("{} · {said}", text::moment(lang, step.at, now.at))
}
