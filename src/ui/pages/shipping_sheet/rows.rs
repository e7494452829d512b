//! The rows of a trial: the line, the verdict, the order, and what would be told to WeChat or why not.

use crate::{
    sheets::ship::{ShipRow, ShipSheet, ShipVerdict},
    ui::{
        pages::shipping::carrier_name,
        text,
        text::Lang,
        theme,
        widgets::{self, Look},
    },
};
use eframe::egui::{self, Align, Rect, Sense, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

/// Height of the line with the columns' names.
pub(super) const HEAD: f32 = 32.0;
const ROW: f32 = 40.0;

/// What becomes of a row, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    Ships,
    Stays,
}

impl Group {
    pub const ALL: [Self; 2] = [Self::Ships, Self::Stays];

    pub const fn of(verdict: &ShipVerdict) -> Self {
        match verdict {
            ShipVerdict::Ship(_) => Self::Ships,
            ShipVerdict::Refused(_) => Self::Stays,
        }
    }

    const fn look(self) -> Look {
        match self {
            Self::Ships => Look::Accent,
            Self::Stays => Look::Warn,
        }
    }

    pub const fn word(self, lang: Lang) -> &'static str {
        match self {
            Self::Ships => text::ship_verdict_good(lang),
            Self::Stays => text::ship_verdict_bad(lang),
        }
    }
}

struct Columns {
    line: Rect,
    verdict: Rect,
    order: Rect,
    what: Rect,
}

fn columns(row: Rect) -> Columns {
    let span = |from: f32, to: f32| Rect::from_min_max(pos2(from, row.top()), pos2(to, row.bottom()));
    let line = span(row.left() + 20.0, row.left() + 64.0);
    let verdict = span(line.right() + 16.0, line.right() + 128.0);
    let middle = verdict.right() + 12.0 + (row.right() - verdict.right()) * 0.36;
    let order = span(verdict.right() + 12.0, middle);
    let what = span(middle + 12.0, row.right() - 20.0);
    Columns { line, verdict, order, what }
}

/// The names of the columns.
pub(super) fn head_row(ui: &Ui, rect: Rect, lang: Lang) {
    let p = theme::of(ui);
    let rect = rect.shrink2(vec2(1.0, 0.0));
    ui.painter().rect_filled(rect, 0, p.raised);
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, Stroke::new(1.0, p.line));
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, p.line));
    let at = columns(rect);
    let word = |rect: Rect, align: Align, name: &str| {
        widgets::paint_cut(ui, rect, align, name, theme::font(theme::CAPTION), p.faint);
    };
    word(at.line, Align::Max, text::col_line(lang));
    word(at.verdict, Align::Min, text::col_verdict(lang));
    word(at.order, Align::Min, text::ship_col_order(lang));
    word(at.what, Align::Min, text::col_what(lang));
}

/// The rows at `shown`, as far as they are seen.
pub(super) fn show(ui: &mut Ui, sheet: &ShipSheet, verdicts: &[ShipVerdict], shown: &[usize], lang: Lang) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let area = egui::ScrollArea::vertical().id_salt("ship-rows").auto_shrink(false);
    area.show_rows(ui, ROW, shown.len(), |ui, range| {
        for at in shown.get(range).unwrap_or_default() {
            if let (Some(row), Some(verdict)) = (sheet.rows.get(*at), verdicts.get(*at)) {
                one_row(ui, row, verdict, lang);
            }
        }
    });
}

fn one_row(ui: &mut Ui, row: &ShipRow, verdict: &ShipVerdict, lang: Lang) {
    let p = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let group = Group::of(verdict);
    let (order, what) = (order_words(row, verdict), explained(lang, verdict));
    let said = format!("{} {} {} {order} {what}", text::col_line(lang), row.line, group.word(lang));
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, said.trim_end()));
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, p.line));
    let at = columns(rect);
    let small = || theme::font(theme::SMALL);
    widgets::paint_cut(ui, at.line, Align::Max, &row.line.to_string(), small(), p.faint);
    widgets::chip_at(ui, at.verdict.left_center(), group.look(), group.word(lang));
    widgets::paint_cut(ui, at.order, Align::Min, &order, small(), p.text);
    let ink = if group == Group::Stays { p.warn } else { p.muted };
    let width = widgets::paint_cut(ui, at.what, Align::Min, &what, small(), ink);
    if width >= at.what.width() - 1.0 {
        response.on_hover_text(what);
    }
}

fn order_words(row: &ShipRow, verdict: &ShipVerdict) -> String {
    let raw = match verdict {
        ShipVerdict::Ship(wished) => format!("{}  {}", wished.order_no, wished.receiver),
        ShipVerdict::Refused(_) => row.order.clone(),
    };
    text::tame(&raw, 60).replace('\n', " ")
}

fn explained(lang: Lang, verdict: &ShipVerdict) -> String {
    match verdict {
        ShipVerdict::Ship(wished) => {
            let named = (!wished.carrier.is_empty()).then(|| carrier_name(lang, &wished.carrier, &[]));
            text::row_ships(lang, &named.unwrap_or_default(), &wished.tracking_no, wished.parcels)
        }
        ShipVerdict::Refused(cause) => text::ship_cause(lang, cause),
    }
}
