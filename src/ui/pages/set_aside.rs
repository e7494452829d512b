//! Rows that could not be written or read: a red mark on the day's page and on the order, with what it means and what is next.

use crate::{
    domain::OrderNo,
    store::AsideRow,
    ui::{
        app::Action,
        text, theme,
        widgets::{self, Now},
    },
};
use egui::{self, Rect, Stroke, StrokeKind, Ui};

/// Room for one of them on the day's page.
pub(super) const CARD: f32 = 112.0;
/// Room for the title and the margins.
pub(super) const HEAD: f32 = 48.0;

/// The list on the day's page.
pub(super) fn list(ui: &mut Ui, rect: Rect, now: Now, rows: &[AsideRow], acts: &mut Vec<Action>) {
    let p = theme::of(ui);
    ui.painter().rect(rect, theme::CARD_RADIUS, p.danger_bg, Stroke::new(1.0, p.danger), StrokeKind::Inside);
    ui.scope_builder(egui::UiBuilder::new().max_rect(rect.shrink2(egui::vec2(17.0, 12.0))), |ui| {
        let title = egui::RichText::new(text::set_aside_title(now.lang)).font(theme::bold(theme::BODY)).color(p.danger);
        ui.label(title);
        egui::ScrollArea::vertical().id_salt("set-aside").auto_shrink(false).show(ui, |ui| {
            for row in rows {
                ui.separator();
                one(ui, now, row);
                let order_no = OrderNo::parse(&row.row.order_no).ok();
                if let Some(order_no) = order_no
                    && ui.link(order_no.as_str()).clicked()
                {
                    acts.push(Action::OpenOrder(order_no));
                }
            }
        });
    });
}

/// The marks of one order, in its panel.
pub(super) fn of_order(ui: &mut Ui, now: Now, rows: &[AsideRow], order_no: &OrderNo) {
    let p = theme::of(ui);
    for row in rows.iter().filter(|row| row.row.order_no == order_no.as_str()) {
        theme::card(p).fill(p.danger_bg).inner_margin(12).show(ui, |ui| {
            ui.set_width(ui.available_width());
            one(ui, now, row);
        });
    }
}

fn one(ui: &mut Ui, now: Now, row: &AsideRow) {
    let (lang, p) = (now.lang, theme::of(ui));
    let what = format!("{} · {}", text::row_job(lang, row.row.job), text::tame(&row.row.key, 64));
    ui.label(egui::RichText::new(what).font(theme::bold(theme::BODY)).color(p.danger));
    widgets::sentence(ui, text::row_trouble(lang, row.row.trouble), p.text);
    widgets::sentence(ui, text::row_means(lang, row.row.job), p.text);
    widgets::muted(ui, &text::row_next(lang, row.next_at, now.at));
}
