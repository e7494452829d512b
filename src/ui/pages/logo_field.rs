//! The picture at the head of the receipts, in the wizard and in the settings: as a printer draws it, another one, or none.

use super::{
    form::{LogoGone, SettingsForm},
    form_fields::{Check, block, check_line},
    printers::{dots_height, paint_dots},
};
use crate::{
    devices::receipt::COLUMNS_NARROW,
    ui::{
        file_tasks::FileTask,
        text::{self, Lang},
        theme,
        widgets::{self, ButtonKind},
    },
};
use egui::{Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role, vec2};

/// As wide as a roll of 58 mm looks, without its margins.
const PAPER: f32 = 260.0;
const MARGIN: f32 = 10.0;

/// The task, if another picture is wanted.
pub(super) fn show(form: &mut SettingsForm, ui: &mut Ui, lang: Lang) -> Option<FileTask> {
    let (mut wanted, mut gone) = (false, false);
    block(ui, |ui| {
        widgets::caption(ui, text::logo_title(lang));
        let logo = form.logo();
        if let Some(Ok(logo)) = logo {
            // Paper is white, whatever the window looks like.
            let (p, dots) = (theme::palette(false), logo.dots(COLUMNS_NARROW));
            let size = vec2(PAPER, dots_height(&dots, PAPER)) + vec2(MARGIN, MARGIN) * 2.0;
            let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
            response.widget_info(|| WidgetInfo::labeled(Role::Image, true, text::logo_seen(lang)));
            ui.painter().rect(rect, theme::RADIUS, p.panel, Stroke::new(1.0, p.line), StrokeKind::Inside);
            paint_dots(ui, rect.shrink(MARGIN), &dots, p.text);
        }
        ui.horizontal(|ui| {
            wanted = widgets::button(ui, ButtonKind::Plain, text::choose_picture(lang), true).clicked();
            gone = logo.is_some() && widgets::button(ui, ButtonKind::Plain, text::logo_none(lang), true).clicked();
        });
        match logo {
            Some(Err(LogoGone)) => check_line(ui, &Check::Wrong(text::logo_gone(lang).to_owned())),
            _ => drop(widgets::caption(ui, text::logo_hint(lang))),
        }
    });
    if gone {
        form.put_logo(None);
    }
    wanted.then(|| FileTask::TakeLogo(form.document.folder().to_owned(), None))
}
