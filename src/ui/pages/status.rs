//! What works and what does not: a row for each part of the shop's way to its buyers, and beside it what to do. The messages
//! from WeChat lie folded under it, for whoever helps.

mod detail;
mod rows;

pub(super) use detail::sound;

use self::rows::{StatusRow, StatusStanding};
use super::{notices, notices::NoticesPage, overlays::Overlays};
use crate::{
    events::Subsystem,
    ui::{
        action::Action,
        file_tasks::FileTask,
        keys,
        layout::part,
        model::Place,
        screen::Screen,
        shop_switcher::ShopFile,
        text, theme,
        widgets::{self, ButtonKind, Glyph},
    },
};
use egui::{self, Align, Color32, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

const LIST: f32 = 540.0;
const ROW: f32 = 60.0;
const FOLD: f32 = 40.0;
const DISC: f32 = 11.0;

/// What the page remembers.
#[derive(Debug, Default)]
pub(in crate::ui) struct StatusPage {
    chosen: Option<StatusRow>,
    /// Which way to be reachable is explained.
    way: usize,
}

impl StatusPage {
    /// This part is the one to look at.
    pub fn look_at(&mut self, subsystem: Subsystem) {
        self.chosen = Some(StatusRow::Part(subsystem));
    }

    /// Whether something can be heard is the thing to look at.
    pub fn look_at_sound(&mut self) {
        self.chosen = Some(StatusRow::Sound);
    }
}

/// The page.
pub(super) fn show(screen: &Screen<'_>, page: &mut StatusPage, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let all = rows::all(screen);
    let head = Rect::from_min_size(rect.min, vec2(rect.width(), theme::CONTROL));
    let fold = rect.with_min_y(rect.bottom() - FOLD);
    let body = Rect::from_min_max(pos2(rect.left(), head.bottom() + 8.0), pos2(rect.right(), fold.top() - theme::GAP));
    show_head(screen, &all, ui, head, acts);
    if !screen.asks && !screen.keys_shown {
        walk(&all, page, ui);
    }
    let list = body.with_max_x(body.left() + LIST.min(body.width() * 0.5));
    let side = body.with_min_x(list.right() + theme::GAP);
    let shown = shown(&all, page);
    part(ui, "status-rows", list, |ui| show_rows(screen, page, (&all, shown), ui, list));
    ui.painter().rect(
        side,
        theme::CARD_RADIUS,
        theme::of(ui).panel,
        Stroke::new(1.0, theme::of(ui).line),
        StrokeKind::Inside,
    );
    if let Some(standing) = all.iter().find(|one| Some(one.row) == shown) {
        part(ui, "status-detail", side.shrink2(vec2(0.0, 2.0)), |ui| {
            detail::show(screen, standing, &mut page.way, ui, side, acts);
        });
    }
    if fold_bar(screen, ui, fold, false) {
        acts.push(Action::Go(Place::Log));
    }
}

/// The messages from WeChat, unfolded.
pub(super) fn show_log(
    screen: &Screen<'_>,
    page: &mut NoticesPage,
    over: &mut Overlays,
    ui: &mut Ui,
    rect: Rect,
    acts: &mut Vec<Action>,
) {
    let bar = rect.with_max_y(rect.top() + FOLD);
    if fold_bar(screen, ui, bar, true) {
        acts.push(Action::Go(Place::Status));
    }
    notices::show(screen, page, over, ui, rect.with_min_y(bar.bottom() + 8.0), acts);
}

/// The chosen row, else the worst, else the first.
fn shown(all: &[StatusStanding], page: &StatusPage) -> Option<StatusRow> {
    let chosen = page.chosen.filter(|chosen| all.iter().any(|one| one.row == *chosen));
    let of_rank = |rank| all.iter().find(|one| one.rank() == rank);
    let worst = of_rank(rows::BROKEN).or_else(|| of_rank(rows::LOOK));
    chosen.or_else(|| worst.or(all.first()).map(|one| one.row))
}

fn show_head(screen: &Screen<'_>, all: &[StatusStanding], ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let (p, lang) = (theme::of(ui), screen.now.lang);
    let title = text::system_status(lang);
    let width = widgets::label_at(ui, rect, Align::Min, title, theme::bold(theme::TITLE), p.text);
    // Whoever has new paper in hand does not look for it.
    let ((), right) = widgets::at_right(ui, "status-head", rect, |ui| {
        if widgets::button(ui, ButtonKind::Plain, text::printers(lang), true).clicked() {
            acts.push(Action::Go(Place::Printers));
        }
        if screen.facts.can_change_shop
            && widgets::button(ui, ButtonKind::Plain, text::support_write(lang), true).clicked()
        {
            acts.push(Action::FileTask(FileTask::shop_file(ShopFile::Support, screen.now)));
        }
    });
    let count = |rank| all.iter().filter(|one| one.rank() == rank).count();
    let summary = text::status_summary(lang, count(rows::WELL), count(rows::LOOK), count(rows::BROKEN));
    let host = screen.model.shot.people.host.as_ref();
    let works = host.map(|host| text::works_for_the_shop(lang, &host.seat, host.since_at, screen.now.at));
    let summary = works.map_or(summary.clone(), |works| format!("{summary} · {works}"));
    let place = rect.with_min_x(rect.left() + width + theme::GAP).with_max_x(right - theme::GAP);
    widgets::label_at(ui, place, Align::Min, &summary, theme::font(theme::SMALL), p.muted);
}

/// J and K, or the arrows, walk the rows.
fn walk(all: &[StatusStanding], page: &mut StatusPage, ui: &Ui) {
    let at = shown(all, page).and_then(|shown| all.iter().position(|one| one.row == shown));
    if let Some(next) = keys::walk(ui, all.len(), at, 0..0) {
        page.chosen = all.get(next).map(|one| one.row);
    }
}

fn show_rows(
    screen: &Screen<'_>,
    page: &mut StatusPage,
    (all, shown): (&[StatusStanding], Option<StatusRow>),
    ui: &mut Ui,
    rect: Rect,
) {
    let p = theme::of(ui);
    ui.painter().rect_filled(rect, theme::CARD_RADIUS, p.panel);
    ui.spacing_mut().item_spacing.y = 0.0;
    egui::ScrollArea::vertical().id_salt("status").auto_shrink(false).show(ui, |ui| {
        for one in all {
            if row(screen, one, shown == Some(one.row), ui) {
                page.chosen = Some(one.row);
            }
        }
    });
    widgets::card_edge(ui, rect);
}

fn row(screen: &Screen<'_>, one: &StatusStanding, chosen: bool, ui: &mut Ui) -> bool {
    let (p, now) = (theme::of(ui), screen.now);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), widgets::row_sense(chosen));
    widgets::row_focus(ui, &response, chosen);
    let name = format!("{} {}", one.name, one.sentence);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, ui.is_enabled(), chosen, name.trim()));
    widgets::row_ground(ui, rect, &response, chosen);
    let (ink, fill, glyph) = look(ui, one);
    let disc = pos2(rect.left() + 16.0 + DISC, rect.center().y);
    ui.painter().circle_filled(disc, DISC, fill);
    glyph.paint(ui.painter(), disc, ink);
    let when = one.since.map(|at| text::moment(now.lang, at, now.at)).unwrap_or_default();
    let small = theme::font(theme::SMALL);
    let right = rect.with_max_x(rect.right() - 16.0);
    let taken = if when.is_empty() {
        0.0
    } else {
        widgets::paint_cut(ui, right, Align::Max, &when, theme::font(theme::CAPTION), p.faint) + 12.0
    };
    let words = |top: f32, height: f32| {
        Rect::from_min_size(
            pos2(disc.x + DISC + 12.0, rect.top() + top),
            vec2(right.right() - taken - disc.x - DISC - 12.0, height),
        )
    };
    widgets::paint_cut(ui, words(10.0, 22.0), Align::Min, one.name, theme::font(theme::BODY), p.text);
    let ink = if one.rank() >= rows::LOOK { ink } else { p.muted };
    widgets::paint_cut(ui, words(31.0, 19.0), Align::Min, &one.sentence, small, ink);
    widgets::focus_ring(ui, &response, rect.shrink(3.0));
    response.clicked()
}

fn look(ui: &Ui, one: &StatusStanding) -> (Color32, Color32, Glyph) {
    let p = theme::of(ui);
    match one.rank() {
        rows::BROKEN => (p.danger, p.danger_bg, Glyph::Bang),
        rows::LOOK => (p.warn, p.warn_bg, Glyph::Bang),
        rows::WELL => (p.accent, p.accent_bg, Glyph::Check),
        _ => (p.muted, p.line, Glyph::Ring),
    }
}

/// The bar that unfolds the log, or folds it again.
fn fold_bar(screen: &Screen<'_>, ui: &mut Ui, rect: Rect, open: bool) -> bool {
    let (p, lang) = (theme::of(ui), screen.now.lang);
    let response = ui.interact(rect, ui.scope_id().with("fold"), Sense::click());
    let name = text::protocol_log(lang);
    response.widget_info(|| WidgetInfo::selected(Role::Button, ui.is_enabled(), open, name));
    let fill = if response.hovered() { p.raised } else { p.panel };
    ui.painter().rect(rect, theme::CARD_RADIUS, fill, Stroke::new(1.0, p.line), StrokeKind::Inside);
    let sign = if open { Glyph::Caret } else { Glyph::After };
    sign.paint(ui.painter(), pos2(rect.left() + 22.0, rect.center().y), p.muted);
    let words = rect.with_min_x(rect.left() + 38.0);
    let width = widgets::paint_cut(ui, words, Align::Min, name, theme::font(theme::BODY), p.muted);
    let about = words.with_min_x(words.left() + width + 10.0).with_max_x(rect.right() - 16.0);
    widgets::paint_cut(ui, about, Align::Min, text::for_engineers(lang), theme::font(theme::SMALL), p.faint);
    widgets::focus_ring(ui, &response, rect);
    response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
}
