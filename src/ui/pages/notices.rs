//! Every message WeChat sent, and every one that only claimed to be from WeChat.

use crate::{
    domain::MessageId,
    store::NoticeRow,
    ui::{
        app::{Action, App},
        model::NOTICES_PAGE,
        shell::part,
        text, theme,
        widgets::{self, Kind, Now},
    },
};
use eframe::egui::{self, Align, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

const DETAIL_WIDTH: f32 = 420.0;
const FOOT: f32 = 44.0;

/// What the list remembers.
#[derive(Default)]
pub(in crate::ui) struct Notices {
    chosen: Option<MessageId>,
}

/// The page.
pub(super) fn show(app: &mut App, ui: &mut Ui, rect: Rect, now: Now, acts: &mut Vec<Action>) {
    if app.model.shot.notices.is_empty() && app.gaze.notices_before.is_none() {
        if app.model.loaded && app.model.shot.gaze.place == app.gaze.place {
            part(ui, "no-notices", rect, |ui| {
                widgets::empty(ui, text::empty_notices_title(now.lang), text::empty_notices_body(now.lang));
            });
        }
        return;
    }
    let detail_width = DETAIL_WIDTH.min(rect.width() * 0.48);
    let list = rect.with_max_x(rect.right() - detail_width - theme::GAP);
    let detail = rect.with_min_x(list.right() + theme::GAP);
    part(ui, "notice-list", list, |ui| show_list(app, ui, list, now, acts));
    part(ui, "notice", detail, |ui| show_detail(app, ui, detail, now, acts));
}

fn show_list(app: &mut App, ui: &mut Ui, rect: Rect, now: Now, acts: &mut Vec<Action>) {
    let p = theme::of(ui);
    ui.painter().rect(rect, theme::CARD_RADIUS, p.panel, Stroke::new(1.0, p.line), StrokeKind::Inside);
    let body = rect.with_max_y(rect.bottom() - FOOT).shrink(1.0);
    let rows = &app.model.shot.notices;
    let mut chosen = None;
    ui.scope_builder(egui::UiBuilder::new().max_rect(body), |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        egui::ScrollArea::vertical().id_salt("notices").auto_shrink(false).show_rows(
            ui,
            theme::ROW,
            rows.len(),
            |ui, range| {
                for row in rows.get(range).unwrap_or_default() {
                    if one_row(ui, row, app.pages.notices.chosen.as_ref() == Some(&row.id), now) {
                        chosen = Some(row.id.clone());
                    }
                }
            },
        );
    });
    if chosen.is_some() {
        app.pages.notices.chosen = chosen;
    }
    let foot = rect.with_min_y(rect.bottom() - FOOT);
    ui.painter().hline(foot.x_range(), foot.top(), Stroke::new(1.0, p.line));
    ui.scope_builder(egui::UiBuilder::new().max_rect(foot.shrink2(vec2(12.0, 6.0))), |ui| {
        ui.horizontal(|ui| paging(app, ui, now, acts));
    });
}

fn paging(app: &App, ui: &mut Ui, now: Now, acts: &mut Vec<Action>) {
    let rows = &app.model.shot.notices;
    let further = rows.len() >= NOTICES_PAGE as usize;
    if widgets::button(ui, Kind::Plain, text::newest(now.lang), app.gaze.notices_before.is_some()).clicked() {
        acts.push(Action::NoticesBefore(None));
    }
    if widgets::button(ui, Kind::Plain, text::older(now.lang), further).clicked()
        && let Some(last) = rows.last()
    {
        acts.push(Action::NoticesBefore(Some((last.at, last.id.clone()))));
    }
}

fn one_row(ui: &mut Ui, row: &NoticeRow, chosen: bool, now: Now) -> bool {
    let p = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW), Sense::click());
    let (look, word) = widgets::verdict_look(now.lang, row.verdict);
    let kind = kind(now, row);
    let number = row.order_no.as_ref().map_or("", |no| no.as_str());
    response
        .widget_info(|| WidgetInfo::selected(Role::ListItem, true, chosen, format!("{kind} {number} {word}").trim()));
    if chosen {
        ui.painter().rect_filled(rect, 0, p.sel);
        ui.painter().rect_filled(rect.with_max_x(rect.left() + 3.0), 0, p.accent);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 0, p.raised);
    }
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, p.line));
    let chip = widgets::chip_width(ui, word);
    let end = rect.right() - chip - 26.0;
    let cell = |from: f32, width: f32| {
        let left = rect.left() + from;
        Rect::from_min_max(pos2(left, rect.top()), pos2((left + width).min(end).max(left), rect.bottom()))
    };
    let small = || theme::font(theme::SMALL);
    let times = if now.lang == text::Lang::Zh { 88.0 } else { 106.0 };
    widgets::paint_cut(ui, cell(16.0, times), Align::Min, &text::moment(now.lang, row.at, now.at), small(), p.muted);
    widgets::paint_cut(ui, cell(24.0 + times, 112.0), Align::Min, kind, small(), p.text);
    let numbers = cell(144.0 + times, 260.0);
    if numbers.width() > 60.0 {
        widgets::paint_cut(ui, numbers, Align::Min, number, small(), p.muted);
    }
    widgets::chip_at(ui, pos2(rect.right() - chip - 14.0, rect.center().y), look, word);
    widgets::focus_ring(ui, &response, rect.shrink(3.0));
    response.clicked()
}

fn kind(now: Now, row: &NoticeRow) -> &'static str {
    if row.kind == "refund_notice" { text::refund_notice(now.lang) } else { text::pay_notice(now.lang) }
}

fn show_detail(app: &App, ui: &mut Ui, rect: Rect, now: Now, acts: &mut Vec<Action>) {
    let p = theme::of(ui);
    let lang = now.lang;
    ui.painter().rect(rect, theme::CARD_RADIUS, p.panel, Stroke::new(1.0, p.line), StrokeKind::Inside);
    let inside = rect.shrink(16.0);
    ui.scope_builder(egui::UiBuilder::new().max_rect(inside), |ui| {
        let chosen = app.pages.notices.chosen.as_ref();
        let Some(row) = chosen.and_then(|id| app.model.shot.notices.iter().find(|row| row.id == *id)) else {
            widgets::muted(ui, text::choose_notice(lang));
            return;
        };
        let (look, word) = widgets::verdict_look(lang, row.verdict);
        ui.spacing_mut().interact_size.y = 24.0;
        ui.horizontal(|ui| {
            widgets::bold_label(ui, kind(now, row), theme::NAME);
            widgets::chip(ui, look, word);
        });
        widgets::muted(ui, text::verdict_meaning(lang, row.verdict));
        widgets::fact(ui, text::col_time(lang), &text::moment_exact(row.at), false);
        widgets::fact(ui, text::col_from(lang), &text::tame(&row.peer, 60), false);
        if let Some(order_no) = &row.order_no {
            ui.horizontal(|ui| {
                widgets::caption(ui, text::col_order(lang));
                if widgets::link(ui, order_no.as_str(), theme::SMALL).clicked() {
                    acts.push(Action::OpenOrder(order_no.clone()));
                }
            });
        }
        widgets::section(ui, text::raw_message(lang));
        egui::ScrollArea::both().id_salt(row.id.as_str()).auto_shrink(false).show(ui, |ui| {
            let masked = text::tame(&mask(&row.text), 32 * 1024);
            let words = egui::RichText::new(masked).font(theme::font(theme::CAPTION)).color(p.muted);
            ui.add(egui::Label::new(words).selectable(true).wrap());
        });
    });
}

/// Hides who paid and the proof of it: a screenshot of this page must not be worth anything.
fn mask(raw: &str) -> String {
    let mut text = raw.to_owned();
    for field in ["openid", "sub_openid", "sign", "req_info"] {
        text = mask_between(&text, &format!("<{field}>"), &format!("</{field}>"));
        text = mask_between(&text, &format!("\"{field}\":\""), "\"");
    }
    text
}

fn mask_between(raw: &str, open: &str, close: &str) -> String {
    let mut masked = String::with_capacity(raw.len());
    let mut rest = raw;
    // ASCII lower case keeps every byte where it was, so places found in one text fit the other.
    while let Some(at) = rest.to_ascii_lowercase().find(open) {
        let (before, behind) = rest.split_at(at + open.len());
        masked.push_str(before);
        masked.push_str("***");
        rest = behind.to_ascii_lowercase().find(close).map_or("", |end| behind.split_at(end).1);
    }
    masked.push_str(rest);
    masked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_paid_and_the_signature_are_masked_wherever_they_stand() {
        let raw = "<xml><openid><![CDATA[oABC]]></openid><sign>0F3A</sign><total_fee>1</total_fee></xml>";
        assert_eq!(mask(raw), "<xml><openid>***</openid><sign>***</sign><total_fee>1</total_fee></xml>");
        assert_eq!(mask("<OpenID>oABC</OpenID>"), "<OpenID>***</OpenID>");
        assert_eq!(mask("<sign>never closed oABC"), "<sign>***");
        assert_eq!(mask(r#"{"openid":"oABC","x":1}"#), r#"{"openid":"***","x":1}"#);
        assert_eq!(mask("<a>中文</a>"), "<a>中文</a>");
    }
}
