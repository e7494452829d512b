//! After an older file was put back: how far WeChat was asked, what was found, and the owner's word that the work goes on.

use crate::{
    domain::{Fen, LeaseHold, RefundNo},
    jobs::Command,
    store::{AskedOf, CatchingUp, CountAndSum, FoundRefund, RestoreFindings},
    ui::{
        action::{Action, Question},
        layout::part,
        model::{Place, RestoreShot},
        screen::Screen,
        text, theme,
        widgets::{self, ButtonKind, Emptiness, Icon},
    },
};
use egui::{self, Align, Color32, Rect, Stroke, Ui, pos2, vec2};

const TITLE: f32 = 32.0;
const SUMMARY: f32 = 70.0;
const FOOT: f32 = 52.0;
const HEAD: f32 = 40.0;
const STEP: f32 = 58.0;
const FOUND: f32 = 60.0;
/// From this width on both cards stand side by side.
const TWO_COLUMNS: f32 = 760.0;
const NOTHING: &str = "—";

/// The page.
pub(super) fn show(screen: &Screen<'_>, shot: &RestoreShot, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let lang = screen.now.lang;
    let title = rect.with_max_y(rect.top() + TITLE);
    widgets::label_at(ui, title, Align::Min, text::catching_up(lang), theme::bold(theme::TITLE), theme::of(ui).text);
    let summary = Rect::from_min_size(pos2(rect.left(), title.bottom() + 8.0), vec2(rect.width(), SUMMARY));
    show_summary(screen, &shot.state, ui, summary);
    let foot = rect.with_min_y(rect.bottom() - FOOT);
    let middle = Rect::from_min_max(
        pos2(rect.left(), summary.bottom() + theme::GAP),
        pos2(rect.right(), foot.top() - theme::GAP),
    );
    let (asked, found) = if rect.width() < TWO_COLUMNS {
        let half = middle.top() + HEAD + 4.0 * STEP + 48.0;
        (middle.with_max_y(half.min(middle.bottom())), middle.with_min_y((half + theme::GAP).min(middle.bottom())))
    } else {
        let cut = middle.left() + (middle.width() - theme::GAP) * 0.435;
        (middle.with_max_x(cut), middle.with_min_x(cut + theme::GAP))
    };
    show_asked(screen, &shot.state, ui, asked);
    show_found(screen, &shot.findings, ui, found, acts);
    show_foot(screen, &shot.state, ui, foot, acts);
}

fn ground(ui: &Ui, rect: Rect) {
    let p = theme::of(ui);
    ui.painter().rect_filled(rect, theme::CARD_RADIUS, p.panel);
    widgets::card_edge(ui, rect);
}

fn hairline(ui: &Ui, rect: Rect) {
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, theme::of(ui).line));
}

/// Until when the file goes, in words.
fn until(screen: &Screen<'_>, state: &CatchingUp) -> String {
    state.behind_at.map_or_else(|| NOTHING.to_owned(), |at| text::moment(screen.now.lang, at, screen.now.at))
}

fn show_summary(screen: &Screen<'_>, state: &CatchingUp, ui: &mut Ui, rect: Rect) {
    let (lang, p) = (screen.now.lang, theme::of(ui));
    ground(ui, rect);
    Icon::Archive.paint(ui.painter(), pos2(rect.left() + 30.0, rect.center().y), 22.0, p.warn);
    let words = rect.with_min_x(rect.left() + 58.0).shrink2(vec2(0.0, 12.0)).with_max_x(rect.right() - 16.0);
    let (first, second) = words.split_top_bottom_at_fraction(0.5);
    let head = text::restore_head(lang, state.cause, &until(screen, state));
    widgets::label_at(ui, first, Align::Min, &head, theme::font(theme::BODY), p.text);
    widgets::whole_at(ui, second, text::catching_up_until(lang), theme::font(theme::SMALL), p.muted);
}

/// One kind of question, or the owner's own step.
struct StepRow {
    name: &'static str,
    how: &'static str,
    asked: Option<AskedOf>,
    /// It is over, or nothing of it is left.
    over: bool,
}

fn steps(screen: &Screen<'_>, state: &CatchingUp) -> [StepRow; 4] {
    let lang = screen.now.lang;
    let begun = state.found_at.is_some();
    let row = |name, how, asked: AskedOf| StepRow { name, how, asked: Some(asked), over: begun && asked.is_over() };
    [
        row(text::ask_refunds(lang), text::ask_refunds_how(lang), state.refunds),
        row(text::ask_orders(lang), text::ask_orders_how(lang), state.orders),
        row(text::ask_payments(lang), text::ask_payments_how(lang), state.payments),
        StepRow { name: text::seen_the_list(lang), how: text::seen_the_list_how(lang), asked: None, over: false },
    ]
}

fn show_asked(screen: &Screen<'_>, state: &CatchingUp, ui: &mut Ui, rect: Rect) {
    let (lang, p) = (screen.now.lang, theme::of(ui));
    ground(ui, rect);
    let head = rect.with_max_y(rect.top() + HEAD);
    let inside = head.shrink2(vec2(18.0, 0.0));
    widgets::label_at(ui, inside, Align::Min, text::asked_at_wechat(lang), theme::font(theme::BODY), p.text);
    hairline(ui, head);
    let mut top = head.bottom();
    for row in steps(screen, state) {
        let place = Rect::from_min_size(pos2(rect.left(), top), vec2(rect.width(), STEP));
        show_step(screen, &row, ui, place);
        top = place.bottom();
    }
    let note =
        Rect::from_min_max(pos2(rect.left() + 18.0, top), pos2(rect.right() - 18.0, (top + 48.0).min(rect.bottom())));
    widgets::whole_at(ui, note, text::asking_goes_on(lang), theme::font(theme::SMALL), p.muted);
}

fn show_step(screen: &Screen<'_>, row: &StepRow, ui: &mut Ui, rect: Rect) {
    let (lang, p) = (screen.now.lang, theme::of(ui));
    let middle = pos2(rect.left() + 30.0, rect.center().y);
    if row.over {
        ui.painter().circle_filled(middle, 12.0, p.accent);
        Icon::Check.paint(ui.painter(), middle, 14.0, p.on_accent);
    } else {
        let busy = row.asked.is_some();
        let (fill, line) = if busy { (p.info_bg, p.info_bg) } else { (Color32::TRANSPARENT, p.line) };
        ui.painter().circle(middle, 12.0, fill, Stroke::new(1.5, line));
    }
    let right = rect.with_min_x(rect.right() - 110.0).with_max_x(rect.right() - 18.0);
    let said = match row.asked {
        Some(asked) => text::asked_of(lang, asked.done, asked.all),
        None => text::step_waits(lang).to_owned(),
    };
    widgets::label_at(ui, right, Align::Max, &said, theme::font(theme::SMALL), p.muted);
    let words = rect.with_min_x(rect.left() + 54.0).with_max_x(right.left() - 8.0).shrink2(vec2(0.0, 9.0));
    let (name, how) = words.split_top_bottom_at_fraction(0.54);
    widgets::label_at(ui, name, Align::Min, row.name, theme::font(theme::BODY), p.text);
    widgets::label_at(ui, how, Align::Min, row.how, theme::font(theme::CAPTION), p.muted);
    if let Some(asked) = row.asked.filter(|asked| !row.over && asked.all > 0) {
        let bar = Rect::from_min_max(pos2(words.left(), rect.bottom() - 7.0), pos2(words.right(), rect.bottom() - 3.0));
        ui.painter().rect_filled(bar, 2, p.track);
        let share = asked.done as f32 / asked.all as f32;
        ui.painter().rect_filled(bar.with_max_x(bar.left() + bar.width() * share), 2, p.info);
    }
    hairline(ui, rect);
}

/// A line of what was found, as it is drawn.
struct FoundRow {
    icon: Icon,
    ink: Color32,
    title: String,
    means: String,
    sum: String,
    end: FoundEnd,
}

enum FoundEnd {
    Mark(&'static str),
    Open(RefundNo),
}

fn rows(screen: &Screen<'_>, findings: &RestoreFindings, ui: &Ui) -> Vec<FoundRow> {
    let (lang, p) = (screen.now.lang, theme::of(ui));
    let mut rows: Vec<FoundRow> = findings.refunds.iter().map(|found| refund_row(screen, found, ui)).collect();
    let mut sum = |of: CountAndSum, (icon, ink), title: String, means: &str, mark| {
        if of.count > 0 {
            let sum = Fen::new(of.sum).map(|sum| text::found_sum(lang, sum)).unwrap_or_default();
            rows.push(FoundRow { icon, ink, title, means: means.to_owned(), sum, end: FoundEnd::Mark(mark) });
        }
    };
    let (paid, unpaid, same) = (findings.paid, findings.unpaid, findings.same);
    let added = text::found_added(lang);
    sum(paid, (Icon::Receipt, p.accent), text::found_paid(lang, paid.count), text::found_paid_means(lang), added);
    sum(
        unpaid,
        (Icon::Receipt, p.muted),
        text::found_unpaid(lang, unpaid.count),
        text::found_unpaid_means(lang),
        added,
    );
    let mark = text::found_same_mark(lang);
    sum(same, (Icon::Back, p.muted), text::found_same(lang, same.count), text::found_same_means(lang), mark);
    rows
}

fn refund_row(screen: &Screen<'_>, found: &FoundRefund, ui: &Ui) -> FoundRow {
    let lang = screen.now.lang;
    let sum = |amount: Option<Fen>| amount.map_or_else(|| NOTHING.to_owned(), |amount| text::found_sum(lang, amount));
    FoundRow {
        icon: Icon::Back,
        ink: theme::of(ui).danger,
        title: text::found_refund(lang, &text::tame(&found.buyer, 20), found.kind),
        means: text::found_amounts(lang, &sum(found.theirs), &sum(found.ours)),
        sum: sum(found.theirs.or(found.ours)),
        end: FoundEnd::Open(found.refund_no.clone()),
    }
}

fn show_found(screen: &Screen<'_>, findings: &RestoreFindings, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let (lang, p) = (screen.now.lang, theme::of(ui));
    ground(ui, rect);
    let head = rect.with_max_y(rect.top() + HEAD);
    let inside = head.shrink2(vec2(18.0, 0.0));
    widgets::label_at(ui, inside, Align::Min, text::what_was_found(lang), theme::font(theme::BODY), p.text);
    hairline(ui, head);
    let view = rect.with_min_y(head.bottom());
    let rows = rows(screen, findings, ui);
    if rows.is_empty() {
        part(ui, "found-nothing", view.shrink(16.0), |ui| {
            let icon = Emptiness::NotYet(Icon::Archive);
            widgets::emptiness(ui, icon, text::found_nothing(lang), text::found_nothing_means(lang));
        });
        return;
    }
    part(ui, "found", view, |ui| {
        egui::ScrollArea::vertical().id_salt("found").auto_shrink(false).show_rows(
            ui,
            FOUND,
            rows.len(),
            |ui, range| {
                ui.spacing_mut().item_spacing.y = 0.0;
                for at in range {
                    let (place, _) = ui.allocate_exact_size(vec2(ui.available_width(), FOUND), egui::Sense::hover());
                    if let Some(row) = rows.get(at) {
                        show_row(screen, (at, row), ui, place, acts);
                    }
                }
            },
        );
    });
}

fn show_row(screen: &Screen<'_>, (at, row): (usize, &FoundRow), ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let p = theme::of(ui);
    row.icon.paint(ui.painter(), pos2(rect.left() + 28.0, rect.center().y), 18.0, row.ink);
    let end = rect.with_min_x(rect.right() - 104.0).with_max_x(rect.right() - 18.0);
    let sum = rect.with_min_x(end.left() - 116.0).with_max_x(end.left() - 12.0);
    let words = rect.with_min_x(rect.left() + 48.0).with_max_x(sum.left() - 8.0).shrink2(vec2(0.0, 10.0));
    let (title, means) = words.split_top_bottom_at_fraction(0.54);
    widgets::label_at(ui, title, Align::Min, &row.title, theme::font(theme::BODY), p.text);
    widgets::label_at(ui, means, Align::Min, &row.means, theme::font(theme::CAPTION), p.muted);
    widgets::label_at(ui, sum, Align::Max, &row.sum, theme::font(theme::BODY), p.text);
    match &row.end {
        FoundEnd::Mark(mark) => {
            widgets::label_at(ui, end, Align::Max, mark, theme::font(theme::SMALL), p.muted);
        }
        FoundEnd::Open(refund_no) => {
            widgets::at_right(ui, ("found-open", at), end, |ui| {
                if widgets::row_button(ui, text::found_open(screen.now.lang), None).clicked() {
                    acts.push(Action::OpenRefund(refund_no.clone()));
                }
            });
        }
    }
    hairline(ui, rect);
}

fn show_foot(screen: &Screen<'_>, state: &CatchingUp, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let (lang, p) = (screen.now.lang, theme::of(ui));
    let hold = screen.model.shot.lease.as_ref().and_then(|shot| shot.lease.hold);
    ground(ui, rect);
    let buttons = rect.shrink2(vec2(16.0, 8.0));
    let ((), left) = widgets::at_right(ui, "catching-up-foot", buttons, |ui| {
        if widgets::tall_button(ui, ButtonKind::Plain, text::look_only(lang), true).clicked() {
            acts.push(Action::Go(Place::Orders));
        }
        if widgets::tall_button(ui, ButtonKind::Main, text::go_on(lang), state.is_asked()).clicked() {
            acts.push(go_on(screen, hold, ui));
        }
    });
    let words = buttons.with_max_x(left - theme::GAP);
    let handed_over = hold == Some(LeaseHold::HandedOver);
    let said = if handed_over { text::old_computer_handed_over(lang) } else { text::old_computer(lang) };
    widgets::whole_at(ui, words, said, theme::font(theme::SMALL), p.muted);
}

/// The owner's word. Where the shop was another computer's and was not handed over, that one has to be gone.
fn go_on(screen: &Screen<'_>, hold: Option<LeaseHold>, ui: &Ui) -> Action {
    let lang = screen.now.lang;
    match hold {
        Some(LeaseHold::OtherOwner | LeaseHold::Elsewhere | LeaseHold::Sending) => {
            let buttons = (text::old_computer_is_gone(lang), text::hand_over_not(lang));
            let wish = Action::ShopAll(vec![Command::TakeShopOver, Command::AcceptRestore]);
            let title = text::take_over_question(lang).to_owned();
            let question = Question::about(ui.ctx(), title, buttons, ButtonKind::Danger, wish);
            Action::Ask(Box::new(question.fact(text::old_computer_must_be_gone(lang))))
        }
        None | Some(LeaseHold::Asking | LeaseHold::HandedOver) => Action::Shop(Command::AcceptRestore),
    }
}
