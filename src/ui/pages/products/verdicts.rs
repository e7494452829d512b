//! The rows of a trial: the line, the verdict, the product, and what would happen or why not.

use crate::{
    sheets::{Row, Sheet, Verdict},
    ui::{
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
    New,
    Change,
    Same,
    Refused,
}

impl Group {
    pub const ALL: [Self; 4] = [Self::New, Self::Change, Self::Same, Self::Refused];

    pub const fn of(verdict: &Verdict) -> Self {
        match verdict {
            Verdict::New(_) => Self::New,
            Verdict::Changes { .. } => Self::Change,
            Verdict::Unchanged(_) => Self::Same,
            Verdict::Refused(_) => Self::Refused,
        }
    }

    const fn look(self) -> Look {
        match self {
            Self::New => Look::Accent,
            Self::Change => Look::Info,
            Self::Same => Look::Check,
            Self::Refused => Look::Warn,
        }
    }

    pub const fn word(self, lang: Lang) -> &'static str {
        match self {
            Self::New => text::verdict_new(lang),
            Self::Change => text::verdict_change(lang),
            Self::Same => text::verdict_same(lang),
            Self::Refused => text::verdict_refused(lang),
        }
    }
}

struct Columns {
    line: Rect,
    verdict: Rect,
    product: Rect,
    what: Rect,
}

fn columns(row: Rect) -> Columns {
    let span = |from: f32, to: f32| Rect::from_min_max(pos2(from, row.top()), pos2(to, row.bottom()));
    let line = span(row.left() + 20.0, row.left() + 64.0);
    let verdict = span(line.right() + 16.0, line.right() + 16.0 + 112.0);
    let middle = verdict.right() + 12.0 + (row.right() - verdict.right()) * 0.36;
    let product = span(verdict.right() + 12.0, middle);
    let what = span(middle + 12.0, row.right() - 20.0);
    Columns { line, verdict, product, what }
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
    word(at.product, Align::Min, text::col_product(lang));
    word(at.what, Align::Min, text::col_what(lang));
}

/// The rows at `shown`, as far as they are seen.
pub(super) fn show(ui: &mut Ui, sheet: &Sheet, verdicts: &[Verdict], shown: &[usize], lang: Lang) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let area = egui::ScrollArea::vertical().id_salt("trial").auto_shrink(false);
    area.show_rows(ui, ROW, shown.len(), |ui, range| {
        for at in shown.get(range).unwrap_or_default() {
            if let (Some(row), Some(verdict)) = (sheet.rows.get(*at), verdicts.get(*at)) {
                one_row(ui, row, verdict, lang);
            }
        }
    });
}

fn one_row(ui: &mut Ui, row: &Row, verdict: &Verdict, lang: Lang) {
    let p = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let group = Group::of(verdict);
    let (name, what) = (product_name(row, verdict), explained(lang, verdict));
    let said = format!("{} {} {} {name} {what}", text::col_line(lang), row.line, group.word(lang));
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, said.trim_end()));
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, p.line));
    let at = columns(rect);
    let small = || theme::font(theme::SMALL);
    widgets::paint_cut(ui, at.line, Align::Max, &row.line.to_string(), small(), p.faint);
    widgets::chip_at(ui, at.verdict.left_center(), group.look(), group.word(lang));
    widgets::paint_cut(ui, at.product, Align::Min, &name, small(), p.text);
    let ink = if group == Group::Refused { p.warn } else { p.muted };
    let width = widgets::paint_cut(ui, at.what, Align::Min, &what, small(), ink);
    if width >= at.what.width() - 1.0 {
        response.on_hover_text(what);
    }
}

/// Which product a row is about, as far as it says.
fn product_name(row: &Row, verdict: &Verdict) -> String {
    let raw = match verdict {
        Verdict::New(wanted) | Verdict::Changes { wanted, .. } => format!("{}  {}", wanted.name, wanted.id),
        Verdict::Unchanged(_) | Verdict::Refused(_) => {
            let cells = row.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
            cells.take(3).collect::<Vec<_>>().join("  ")
        }
    };
    text::tame(&raw, 60).replace('\n', " ")
}

fn explained(lang: Lang, verdict: &Verdict) -> String {
    match verdict {
        Verdict::New(wanted) => text::new_row(lang, wanted.price, wanted.stock.unwrap_or(0), wanted.on_sale),
        Verdict::Unchanged(_) => String::new(),
        Verdict::Refused(cause) => text::row_cause(lang, cause),
        Verdict::Changes { wanted, before } => {
            let mut all = Vec::new();
            if wanted.name != before.name {
                let (old, new) = (text::tame(&before.name, 40), text::tame(&wanted.name, 40));
                all.push(text::from_to(text::product_name(lang), &old, &new));
            }
            if wanted.price != before.price {
                let (old, new) = (before.price.to_string(), wanted.price.to_string());
                all.push(text::from_to(text::col_price(lang), &old, &new));
            }
            if let Some(stock) = wanted.stock {
                let (old, new) = (text::count(u64::from(before.stock)), text::count(u64::from(stock)));
                all.push(text::from_to(text::col_stock(lang), &old, &new));
            }
            if wanted.on_sale != before.on_sale {
                let word = |on: bool| if on { text::yes_on_sale(lang) } else { text::no_on_sale(lang) };
                all.push(format!("{} → {}", word(before.on_sale), word(wanted.on_sale)));
            }
            all.join(text::and_then(lang))
        }
    }
}
