//! The menu of tags over the bar of ticked rows: each row gets its tag by itself, and has its own outcome.

use super::{
    open_menu::{Menu, TagMenu},
    run,
    state::OrdersPage,
};
use crate::{
    domain::{Tag, TagColor, TagName},
    jobs::{Command, MarkWish},
    ui::{
        action::Action,
        bulk_run::{BulkRun, BulkWhat},
        pages::filters::{self, Line},
        screen::Screen,
        text, theme,
        widgets::{self, ButtonKind},
    },
};
use egui::{Id, Key, Modifiers, Rect, Ui};

const WIDTH: f32 = 260.0;

/// What was chosen.
enum TagChosen {
    Run(BulkWhat),
    New(TagName),
}

/// Opens it, or closes it where it is open.
pub(super) fn toggle(page: &mut OrdersPage, ui: &Ui) {
    filters::take_keyboard(ui);
    let open = matches!(page.menu, Some(Menu::Tags(_)));
    page.menu = (!open).then(|| Menu::Tags(TagMenu::default()));
}

/// Draws it. True when it is done with.
pub(super) fn show(
    screen: &Screen<'_>,
    menu: &mut TagMenu,
    page: &mut OrdersPage,
    ui: &Ui,
    anchor: Rect,
    acts: &mut Vec<Action>,
) -> bool {
    let (chosen, left) = filters::under(ui, "ticked-tags", anchor, WIDTH, |ui| match &mut menu.name {
        Some(name) => naming(screen, name, ui).map(TagChosen::New),
        None => listed(screen, menu, page, ui),
    });
    let what = match chosen {
        None => return left,
        Some(TagChosen::Run(what)) => what,
        Some(TagChosen::New(name)) => {
            let made = screen.model.shot.tags.iter().any(|tag| tag.name == name);
            if !made {
                let tag = Tag { name: name.clone(), color: TagColor::Jade };
                acts.push(Action::Shop(Command::Mark(MarkWish::MakeTag(tag))));
            }
            BulkWhat::PutTag(name)
        }
    };
    let orders = match &what {
        BulkWhat::PutTag(name) => BulkRun::of(what.clone(), page.ticked.with_tag(name, false)),
        BulkWhat::TakeTag(name) => BulkRun::of(what.clone(), page.ticked.with_tag(name, true)),
        BulkWhat::Ship => return true,
    };
    run::begin(page, Some(orders), acts);
    true
}

/// What can be put on, then what can be taken off, then a new one.
fn listed(screen: &Screen<'_>, menu: &mut TagMenu, page: &OrdersPage, ui: &mut Ui) -> Option<TagChosen> {
    let lang = screen.now.lang;
    widgets::caption(ui, text::tag_which(lang));
    let (mut lines, mut all) = (Vec::new(), Vec::new());
    for tag in screen.model.shot.tags.iter() {
        if page.ticked.with_tag(&tag.name, false).next().is_some() {
            lines.push(Line::of(text::put_tag_on(lang, tag.name.as_str())));
            all.push(BulkWhat::PutTag(tag.name.clone()));
        }
    }
    for tag in screen.model.shot.tags.iter() {
        let many = page.ticked.with_tag(&tag.name, true).count();
        if many > 0 {
            lines.push(Line::of(text::take_off_some(lang, tag.name.as_str(), many)));
            all.push(BulkWhat::TakeTag(tag.name.clone()));
        }
    }
    lines.push(Line::of(text::new_tag_for_ticked(lang)));
    let at = filters::lines(ui, &lines, &mut menu.at)?;
    let chosen = all.into_iter().nth(at).map(TagChosen::Run);
    if chosen.is_none() {
        menu.name = Some(String::new());
        ui.ctx().request_repaint();
    }
    chosen
}

fn naming(screen: &Screen<'_>, name: &mut String, ui: &mut Ui) -> Option<TagName> {
    let lang = screen.now.lang;
    let entered = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
    widgets::caption(ui, text::new_tag(lang));
    let field =
        widgets::field(ui, Id::unique("ticked-tag"), text::new_tag(lang), text::new_tag_hint(lang), name, WIDTH - 20.0);
    if name.is_empty() && !field.has_focus() {
        field.request_focus();
    }
    let named = TagName::parse(name).ok();
    if named.is_none() && !name.trim().is_empty() {
        widgets::sentence(ui, text::tag_name_bad(lang), theme::of(ui).warn);
    }
    let pressed = widgets::button(ui, ButtonKind::Main, text::make_tag(lang), named.is_some()).clicked();
    named.filter(|_| pressed || entered)
}
