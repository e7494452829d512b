//! Complaints at WeChat: those with the least time left first, and beside them the one looked at, with all there is to decide.

mod answer;
mod detail;
mod list;
mod pictures;
mod state;
mod talk;

pub(in crate::ui) use state::ComplaintsPage;

use crate::{
    jobs::Command,
    store::ComplaintListing,
    ui::{
        action::Action,
        complaints_shot::ComplaintsGaze,
        layout::part,
        model::Place,
        screen::Screen,
        text, theme,
        widgets::{self, ButtonKind, Emptiness, Icon},
    },
};
use egui::{Rect, Ui, vec2};

const LIST_WIDTH: f32 = 332.0;
/// The list is read every few minutes: after so long nobody reads it.
const UNREAD_SECS: i64 = 60 * 60;

/// The page.
pub(super) fn show(screen: &Screen<'_>, page: &mut ComplaintsPage, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let head = Rect::from_min_size(rect.min, vec2(rect.width(), theme::CONTROL));
    let body = rect.with_min_y(head.bottom() + theme::GAP);
    part(ui, "complaint-head", head, |ui| show_head(screen, ui, head, acts));
    let shot = &screen.model.shot;
    if shot.gaze.place != Place::Complaints {
        return;
    }
    let chosen = shot.complaints.detail.is_some();
    if shot.complaints.rows.is_empty() && !chosen {
        part(ui, "no-complaints", body, |ui| nothing(screen, ui, acts));
        return;
    }
    let list = body.with_max_x(body.left() + LIST_WIDTH);
    let beside = body.with_min_x(list.right() + theme::GAP);
    part(ui, "complaint-list", list, |ui| list::show(screen, ui, list, acts));
    if let Some(found) = &shot.complaints.detail {
        page.look_at(&found.row.complaint_id);
        part(ui, "complaint", beside, |ui| detail::show(screen, page, found, ui, beside, acts));
    }
}

fn show_head(screen: &Screen<'_>, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let (lang, complaints) = (screen.now.lang, &screen.model.shot.complaints);
    let tabs = [
        (false, text::complaints_open(lang), Some(u64::from(complaints.open.0))),
        (true, text::complaints_over(lang), None),
    ];
    if let Some(over) = widgets::filters(ui, screen.gaze.complaints.over, &tabs) {
        acts.push(Action::Complaints(ComplaintsGaze { over, chosen: None }));
    }
    widgets::at_right(ui, "complaints-ask", rect, |ui| {
        ui.spacing_mut().item_spacing.x = 10.0;
        if widgets::button(ui, ButtonKind::Plain, text::complaints_ask_now(lang), is_heard(screen)).clicked() {
            acts.push(Action::Shop(Command::ListComplaints));
        }
        if let Some(words) = complaints.listing.as_ref().and_then(|listing| standing(screen, listing)) {
            widgets::caption(ui, &words);
        }
    });
}

/// When WeChat was asked, or why it could not be.
fn standing(screen: &Screen<'_>, listing: &ComplaintListing) -> Option<String> {
    let (lang, now) = (screen.now.lang, screen.now.at);
    if let Some((trouble, _)) = &listing.trouble {
        return Some(text::complaint_trouble(lang, *trouble).to_owned());
    }
    listing.listed_at.map(|at| text::complaints_listed(lang, at, now))
}

/// False in a shop that has no keys for API v3: nobody reads the list.
fn is_heard(screen: &Screen<'_>) -> bool {
    let listing = screen.model.shot.complaints.listing.as_ref();
    listing.is_some_and(|listing| screen.now.at.since(listing.next_at) < UNREAD_SECS)
}

fn nothing(screen: &Screen<'_>, ui: &mut Ui, acts: &mut Vec<Action>) {
    let lang = screen.now.lang;
    if !is_heard(screen) {
        let why = Emptiness::NotYet(Icon::Message);
        widgets::emptiness(ui, why, text::complaints_unheard_title(lang), text::complaints_unheard_body(lang));
        ui.vertical_centered(|ui| {
            if widgets::button(ui, ButtonKind::Plain, text::complaints_settings(lang), true).clicked() {
                acts.push(Action::Go(Place::Settings));
            }
        });
        return;
    }
    if screen.gaze.complaints.over {
        let why = Emptiness::NotYet(Icon::Message);
        widgets::emptiness(ui, why, text::complaints_none_over(lang), text::complaints_none_body(lang));
    } else {
        widgets::emptiness(ui, Emptiness::Done, text::complaints_none_title(lang), text::complaints_none_body(lang));
    }
}
