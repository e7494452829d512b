//! Rows that could not be written or read: a red mark on the day's page and on the order, with what it means and what is next.

use crate::{
    domain::OrderNo,
    store::AsideRow,
    ui::{
        action::Action,
        text, theme,
        widgets::{self, Now},
    },
};
use egui::{self, Stroke, Ui};

/// The list on the day's page.
pub(super) fn list(ui: &mut Ui, now: Now, rows: &[AsideRow], acts: &mut Vec<Action>) {
    let p = theme::of(ui);
    let card = theme::card(p).fill(p.danger_bg).stroke(Stroke::new(1.0, p.danger));
    card.inner_margin(egui::Margin::symmetric(17, 12)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 4.0;
        let title = egui::RichText::new(text::set_aside_title(now.lang)).font(theme::bold(theme::BODY)).color(p.danger);
        ui.label(title);
        for row in rows {
            ui.separator();
            one(ui, now, row);
            if let Ok(order_no) = OrderNo::parse(&row.row.order_no)
                && widgets::link(ui, &text::open_this_order(now.lang, &order_no), theme::SMALL).clicked()
            {
                acts.push(Action::OpenOrder(order_no));
            }
        }
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
