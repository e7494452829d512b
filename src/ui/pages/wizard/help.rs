//! The help beside a page: where a value is found on WeChat's site, with a drawing of it.

use super::{state::Wizard, step::Step};
use crate::{
    domain::Api,
    ui::{
        pages::form::SettingsForm,
        text,
        text::Lang,
        theme,
        widgets::{self, ButtonKind},
    },
};
use egui::{self, Align, OpenUrl, Rect, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

/// A page of WeChat's site.
struct Site {
    host: &'static str,
    menu: &'static str,
    path: &'static str,
    other: (&'static str, &'static str),
    row: (&'static str, &'static str),
}

pub(super) fn show(wizard: &Wizard, ui: &mut Ui) {
    let (step, lang, p) = (wizard.step, wizard.lang, theme::of(ui));
    theme::card(p).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 10.0;
        match step {
            Step::Program => {
                title(ui, text::help_program_title(lang));
                let site = Site {
                    host: "mp.weixin.qq.com",
                    menu: text::help_program_menu(lang),
                    path: text::help_program_path(lang),
                    other: (text::help_program_other(lang), ""),
                    row: (text::help_program_row(lang), text::help_reset(lang)),
                };
                drawing(ui, &site);
                steps(ui, &[text::help_program_1(lang), text::help_program_2(lang), text::help_program_3(lang)]);
                open(ui, text::help_open_platform(lang), "https://mp.weixin.qq.com/");
            }
            Step::Merchant => merchant(ui, lang, wizard.ready().map_or(Api::V2, SettingsForm::api)),
            Step::Address => plain(ui, text::help_address_title(lang), text::help_address_body(lang)),
            Step::Printer => plain(ui, text::help_printer_title(lang), text::help_printer_body(lang)),
            Step::Shop | Step::Proof => plain(ui, text::help_shop_title(lang), text::help_shop_body(lang)),
        }
    });
}

/// Where the keys of WeChat Pay are.
fn merchant(ui: &mut Ui, lang: Lang, api: Api) {
    let (name, other, row) = match api {
        Api::V2 => (
            text::help_merchant_title(lang),
            (text::help_merchant_other(lang), text::help_there(lang)),
            text::help_merchant_row(lang),
        ),
        Api::V3 => (text::help_v3_title(lang), (text::help_v3_other(lang), "pub_key.pem"), text::help_v3_row(lang)),
    };
    title(ui, name);
    let site = Site {
        host: "pay.weixin.qq.com",
        menu: text::help_merchant_menu(lang),
        path: text::help_merchant_path(lang),
        other,
        row: (row, text::help_set(lang)),
    };
    drawing(ui, &site);
    let mut all = vec![text::help_merchant_1(lang), text::help_merchant_2(lang), text::help_merchant_3(lang)];
    if api == Api::V3 {
        all.push(text::help_v3_4(lang));
    }
    steps(ui, &all);
    open(ui, text::help_open_merchant(lang), "https://pay.weixin.qq.com/");
}

fn plain(ui: &mut Ui, name: &str, body: &str) {
    title(ui, name);
    widgets::muted(ui, body);
}

fn title(ui: &mut Ui, words: &str) {
    ui.label(egui::RichText::new(words).size(theme::BODY));
}

fn open(ui: &mut Ui, words: &str, url: &str) {
    if widgets::button(ui, ButtonKind::Plain, words, true).clicked() {
        ui.ctx().open_url(OpenUrl::new_tab(url));
    }
}

fn steps(ui: &mut Ui, all: &[&str]) {
    for (at, words) in all.iter().enumerate() {
        ui.horizontal_top(|ui| {
            ui.allocate_ui(vec2(14.0, 18.0), |ui| widgets::caption(ui, &(at + 1).to_string()));
            widgets::muted(ui, words);
        });
    }
}

/// A browser with the page in it; what is wanted has a red frame.
fn drawing(ui: &mut Ui, site: &Site) {
    let p = theme::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 172.0), Sense::hover());
    let (line, painter) = (Stroke::new(1.0, p.line), ui.painter());
    painter.rect(rect, theme::RADIUS, p.bg, line, StrokeKind::Inside);
    let bar = rect.with_max_y(rect.top() + 24.0);
    for at in 0..3 {
        painter.circle_filled(pos2(bar.left() + 12.0 + at as f32 * 10.0, bar.center().y), 3.0, p.line);
    }
    let small = |rect: Rect, align, words: &str, ink| {
        widgets::paint_cut(ui, rect, align, words, theme::font(theme::TINY), ink);
    };
    small(bar.with_min_x(bar.left() + 46.0), Align::Min, site.host, p.faint);
    painter.hline(rect.x_range(), bar.bottom(), line);
    let split = rect.left() + 88.0;
    painter.vline(split, bar.bottom()..=rect.bottom(), line);
    let menu =
        |at: f32| Rect::from_min_size(pos2(rect.left() + 8.0, bar.bottom() + 12.0 + at * 20.0), vec2(76.0, 16.0));
    for at in [0.0, 1.0, 3.0] {
        painter.rect_filled(menu(at).with_max_x(menu(at).left() + 44.0).shrink2(vec2(0.0, 5.0)), 3, p.line);
    }
    small(menu(2.0), Align::Min, site.menu, p.accent);
    let row = |at: f32| {
        Rect::from_min_max(
            pos2(split + 10.0, bar.bottom() + 10.0 + at * 30.0),
            pos2(rect.right() - 10.0, bar.bottom() + 34.0 + at * 30.0),
        )
    };
    small(row(0.0).with_max_y(row(0.0).top() + 16.0), Align::Min, site.path, p.faint);
    small(row(1.0), Align::Min, site.other.0, p.muted);
    small(row(1.0), Align::Max, site.other.1, p.faint);
    let wanted = row(2.0).expand2(vec2(5.0, 2.0));
    painter.rect(wanted, 5, p.panel, Stroke::new(1.0, p.danger), StrokeKind::Inside);
    small(row(2.0), Align::Min, site.row.0, p.text);
    small(row(2.0), Align::Max, site.row.1, p.accent);
}
