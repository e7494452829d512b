//! Every message WeChat sent, and every one that only claimed to be from WeChat.

mod bar;

use self::bar::NoticesBar;
use super::{
    filters,
    notice_detail::{self, REPLAY},
    overlays::Overlays,
};
use crate::{
    domain::MessageId,
    store::{NoticeFilter, NoticeQuery, NoticeRow},
    ui::{
        action::Action,
        exporting::ListKind,
        keys::walk,
        layout::part,
        list_look::ListLook,
        model::{NOTICES_PAGE, Place},
        notice_sheet::notice_kind,
        screen::Screen,
        text, theme,
        widgets::{self, ButtonKind, Emptiness, Icon, Now},
    },
};
use egui::{self, Align, Rect, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

const DETAIL_WIDTH: f32 = 460.0;
const FOOT: f32 = 44.0;
/// The words above the list that count what was refused: a line, or two where there is less room.
const COUNTER: (f32, f32) = (20.0, 38.0);
const COUNTER_WIDTH: f32 = 1040.0;
/// From here on the tabs leave room for what the list is narrowed by.
const BESIDE_TABS: f32 = bar::WIDTH + 360.0;

/// What the list remembers.
#[derive(Default)]
pub(in crate::ui) struct NoticesPage {
    pub chosen: Option<MessageId>,
    /// The owner replayed a message: its new row is chosen once it is here.
    pub wait_for_replay: bool,
    pub(in crate::ui::pages) bar: NoticesBar,
    /// Where the list stands and how high it is, points.
    offset: f32,
    view: f32,
    /// The choice moved by key: the list follows it.
    follow: Option<usize>,
}

impl NoticesPage {
    /// The views that were given a name.
    pub const fn look(&self) -> &ListLook {
        &self.bar.look
    }

    /// New rows are here.
    pub fn rows_changed(&mut self, before: &[NoticeRow], after: &[NoticeRow]) {
        let new = |row: &&NoticeRow| row.peer == REPLAY && before.iter().all(|old| old.id != row.id);
        if self.wait_for_replay
            && let Some(row) = after.iter().find(new)
        {
            self.wait_for_replay = false;
            self.chosen = Some(row.id.clone());
            self.follow = Some(0);
        }
    }
}

/// The page.
pub(super) fn show(
    screen: &Screen<'_>,
    page: &mut NoticesPage,
    over: &mut Overlays,
    ui: &mut Ui,
    rect: Rect,
    acts: &mut Vec<Action>,
) {
    let tabs = Rect::from_min_size(rect.min, vec2(rect.width(), theme::CONTROL));
    let mut body = rect.with_min_y(tabs.bottom() + theme::GAP);
    if let Some(counter) = refused_counter(screen) {
        let strip = Rect::from_min_size(
            body.min,
            vec2(body.width(), if body.width() < COUNTER_WIDTH { COUNTER.1 } else { COUNTER.0 }),
        );
        part(ui, "refused-counter", strip, |ui| widgets::muted(ui, &counter));
        body.min.y = strip.bottom() + theme::GAP;
    }
    part(ui, "notice-tabs", tabs, |ui| show_tabs(screen, ui, acts));
    let bar = bar_place(tabs, &mut body);
    part(ui, "notice-bar", bar, |ui| bar::show(screen, &mut page.bar, ui, bar, acts));
    if screen.model.shot.notices.is_empty() && screen.gaze.notices_before.is_none() {
        if screen.model.loaded && screen.model.shot.gaze.place == screen.gaze.place {
            part(ui, "no-notices", body, |ui| nothing(screen, ui, acts));
        }
        return;
    }
    let detail_width = DETAIL_WIDTH.min(rect.width() * 0.48);
    let list = body.with_max_x(body.right() - detail_width - theme::GAP);
    let detail = body.with_min_x(list.right() + theme::GAP);
    if !screen.asks {
        keys(screen, page, ui);
    }
    part(ui, "notice-list", list, |ui| show_list(screen, page, ui, list, acts));
    part(ui, "notice", detail, |ui| notice_detail::show(screen, page.chosen.as_ref(), over, ui, detail, acts));
}

/// Beside the tabs where both have room, else under them.
fn bar_place(tabs: Rect, body: &mut Rect) -> Rect {
    if tabs.width() >= BESIDE_TABS {
        return tabs.with_min_x(tabs.right() - bar::WIDTH);
    }
    let under = Rect::from_min_size(body.min, tabs.size());
    body.min.y = under.bottom() + theme::GAP;
    under
}

/// Of a flood of forgeries the list keeps a sample; how many there were stands here.
fn refused_counter(screen: &Screen<'_>) -> Option<String> {
    let now = screen.now;
    let refused = &screen.model.shot.refused;
    if refused.is_empty() || !matches!(screen.gaze.notices.filter, NoticeFilter::All | NoticeFilter::Refused) {
        return None;
    }
    let all = refused.iter().map(|count| count.amount).fold(0, u64::saturating_add);
    let since = refused.iter().map(|count| count.first_at).min()?;
    let last = refused.iter().map(|count| count.last_at).max()?;
    let kinds: Vec<(&str, u64)> =
        refused.iter().map(|count| (widgets::verdict_look(now.lang, count.verdict).1, count.amount)).collect();
    let moment = |at| text::moment(now.lang, at, now.at);
    Some(text::refused_counter(now.lang, all, &kinds, &moment(since), &moment(last)))
}

fn show_tabs(screen: &Screen<'_>, ui: &mut Ui, acts: &mut Vec<Action>) {
    let now = screen.now;
    let lang = now.lang;
    // Only what wants the owner is counted: the others grow for ever and say nothing.
    let all = [
        (NoticeFilter::All, text::notices_all(lang), None),
        (NoticeFilter::Fine, text::notices_fine(lang), None),
        (NoticeFilter::Odd, text::notices_odd(lang), Some(screen.model.shot.counts.notices_odd)),
        (NoticeFilter::Refused, text::notices_refused(lang), None),
    ];
    if let Some(filter) = widgets::filters(ui, screen.gaze.notices.filter, &all) {
        acts.push(Action::Notices(NoticeQuery { filter, ..screen.gaze.notices.clone() }));
    }
}

fn nothing(screen: &Screen<'_>, ui: &mut Ui, acts: &mut Vec<Action>) {
    let now = screen.now;
    let lang = now.lang;
    let query = &screen.gaze.notices;
    let narrowed = query.came.is_some() || !query.number.is_empty();
    let (title, body) = match query.filter {
        _ if narrowed => (text::no_such_message(lang), text::no_such_message_body(lang)),
        NoticeFilter::All => (text::empty_notices_title(lang), text::empty_notices_body(lang)),
        NoticeFilter::Fine => (text::empty_fine_title(lang), text::empty_fine_body(lang)),
        NoticeFilter::Odd => (text::empty_odd_title(lang), text::empty_odd_body(lang)),
        NoticeFilter::Refused => (text::empty_refused_title(lang), text::empty_refused_body(lang)),
    };
    let why = match query.filter {
        _ if narrowed => Emptiness::NotYet(Icon::Message),
        NoticeFilter::Odd | NoticeFilter::Refused => Emptiness::Done,
        _ => Emptiness::NotYet(Icon::Message),
    };
    widgets::emptiness(ui, why, title, body);
    ui.vertical_centered(|ui| {
        let (name, next) = match query.filter {
            _ if narrowed => (text::clear_filters(lang), Action::Notices(query.filter.into())),
            NoticeFilter::All | NoticeFilter::Fine => (text::see_connection(lang), Action::Go(Place::Status)),
            _ => (text::show_all_messages(lang), Action::Notices(NoticeFilter::All.into())),
        };
        if widgets::button(ui, ButtonKind::Plain, name, true).clicked() {
            acts.push(next);
        }
    });
}

fn keys(screen: &Screen<'_>, page: &mut NoticesPage, ui: &Ui) {
    let rows = &screen.model.shot.notices;
    let row = screen.density.row();
    let at = page.chosen.as_ref().and_then(|id| rows.iter().position(|row| row.id == *id));
    let whole = |y: f32| (y / row).max(0.0);
    let in_sight = whole(page.offset).ceil() as usize..whole(page.offset + page.view).floor() as usize;
    if let Some(next) = walk(ui, rows.len(), at, in_sight) {
        page.chosen = rows.get(next).map(|row| row.id.clone());
        page.follow = Some(next);
    }
}

fn show_list(screen: &Screen<'_>, page: &mut NoticesPage, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let now = screen.now;
    let p = theme::of(ui);
    ui.painter().rect(rect, theme::CARD_RADIUS, p.panel, Stroke::new(1.0, p.line), StrokeKind::Inside);
    let body = rect.with_max_y(rect.bottom() - FOOT).shrink(1.0);
    let rows = &screen.model.shot.notices;
    page.view = body.height();
    let high = screen.density.row();
    let mut chosen = None;
    let mut area = egui::ScrollArea::vertical().id_salt("notices").auto_shrink(false);
    if let Some(at) = page.follow.take() {
        let y = at as f32 * high;
        area = area.vertical_scroll_offset(page.offset.clamp((y + high - page.view).max(0.0), y));
    }
    ui.scope_builder(egui::UiBuilder::new().max_rect(body), |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let shown = area.show_rows(ui, high, rows.len(), |ui, range| {
            let drawn = rows.get(range).unwrap_or_default();
            let is_chosen = |row: &&NoticeRow| page.chosen.as_ref() == Some(&row.id);
            let stop = drawn.iter().find(is_chosen).or(drawn.first()).map(|row| &row.id);
            for row in drawn {
                if one_row(ui, row, (is_chosen(&row), stop == Some(&row.id)), (now, high)) {
                    chosen = Some(row.id.clone());
                }
            }
        });
        page.offset = shown.state.clamped_offset().y;
    });
    if chosen.is_some() {
        page.chosen = chosen;
    }
    let foot = rect.with_min_y(rect.bottom() - FOOT);
    if filters::is_written(screen, ListKind::Notices) {
        part(ui, "notice-export-line", foot, |ui| filters::progress(screen, ui, foot, acts));
        widgets::card_edge(ui, rect);
        return;
    }
    ui.painter().hline(foot.x_range(), foot.top(), Stroke::new(1.0, p.line));
    ui.scope_builder(egui::UiBuilder::new().max_rect(foot.shrink2(vec2(12.0, 6.0))), |ui| {
        ui.horizontal(|ui| paging(screen, ui, acts));
    });
    if let Some(totals) = screen.totals() {
        let words = text::messages_listed(now.lang, totals.count);
        let place = foot.shrink2(vec2(16.0, 0.0));
        widgets::label_at(
            ui,
            place.with_min_x(foot.center().x),
            Align::Max,
            &words,
            theme::font(theme::SMALL),
            p.muted,
        );
    }
    widgets::card_edge(ui, rect);
}

fn paging(screen: &Screen<'_>, ui: &mut Ui, acts: &mut Vec<Action>) {
    let now = screen.now;
    let rows = &screen.model.shot.notices;
    let further = rows.len() >= NOTICES_PAGE as usize;
    if widgets::button(ui, ButtonKind::Plain, text::newest(now.lang), screen.gaze.notices_before.is_some()).clicked() {
        acts.push(Action::NoticesBefore(None));
    }
    if widgets::button(ui, ButtonKind::Plain, text::older(now.lang), further).clicked()
        && let Some(last) = rows.last()
    {
        acts.push(Action::NoticesBefore(Some((last.at, last.id.clone()))));
    }
}

fn one_row(ui: &mut Ui, row: &NoticeRow, (chosen, stop): (bool, bool), (now, high): (Now, f32)) -> bool {
    let p = theme::of(ui);
    let size = vec2(ui.available_width(), high);
    let (rect, response) = ui.allocate_exact_size(size, widgets::row_sense(stop));
    widgets::row_focus(ui, &response, stop);
    let (look, word) = widgets::verdict_look(now.lang, row.verdict);
    let kind = notice_kind(now.lang, row);
    let number = row.order_no.as_ref().map_or("", |no| no.as_str());
    response
        .widget_info(|| WidgetInfo::selected(Role::ListItem, true, chosen, format!("{kind} {number} {word}").trim()));
    widgets::row_ground(ui, rect, &response, chosen);
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
