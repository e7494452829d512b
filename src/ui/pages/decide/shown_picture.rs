//! The picture a refusal can show the buyer: chosen from a dialog of the system, seen before it is sent, taken away again.

use crate::ui::{
    file_tasks::PictureTrouble,
    gallery::Gallery,
    pages::product_picture,
    text::{self, Lang},
    theme,
    widgets::{self, ButtonKind},
};
use egui::{self, Sense, Ui, WidgetInfo, accesskit::Role, vec2};

/// What it is drawn in, and how large its file is read.
pub(in crate::ui) const SMALL: egui::Vec2 = vec2(84.0, 63.0);
pub(in crate::ui) const SMALL_PIXELS: u32 = 256;

/// The picture while the dialog is open.
#[derive(Debug, Default)]
pub(super) struct ShownPicture {
    file: Option<String>,
    coming: bool,
    trouble: Option<String>,
}

impl ShownPicture {
    /// Its file in `pictures/replies/`.
    pub fn file(&self) -> Option<String> {
        self.file.clone()
    }

    /// True while one is being prepared: the answer waits for it.
    pub const fn is_coming(&self) -> bool {
        self.coming
    }

    /// What choosing one led to; `None`: nothing was chosen.
    pub fn result(&mut self, result: Result<Option<String>, PictureTrouble>, lang: Lang) {
        self.coming = false;
        match result {
            Ok(chosen) => self.file = chosen.or_else(|| self.file.take()),
            Err(trouble) => self.trouble = Some(text::picture_trouble(lang, &trouble)),
        }
    }

    /// Draws it; true if one is to be chosen.
    pub fn show(&mut self, gallery: &mut Gallery, ui: &mut Ui, lang: Lang) -> bool {
        let p = theme::of(ui);
        let mut choose = false;
        widgets::caption(ui, text::reply_picture(lang));
        ui.horizontal(|ui| {
            if let Some(file) = &self.file {
                small(ui, gallery, file, lang);
            }
            choose = widgets::button(ui, ButtonKind::Plain, text::choose_picture(lang), !self.coming).clicked();
            if self.file.is_some() && widgets::button(ui, ButtonKind::Plain, text::remove_picture(lang), true).clicked()
            {
                self.file = None;
            }
            if self.coming {
                widgets::caption(ui, text::picture_coming(lang));
            }
        });
        if let Some(trouble) = &self.trouble {
            widgets::sentence(ui, trouble, p.danger);
        }
        if choose {
            self.coming = true;
            self.trouble = None;
        }
        choose
    }
}

/// A picture that was shown to the buyer, or will be.
pub(in crate::ui) fn small(ui: &mut Ui, gallery: &mut Gallery, file: &str, lang: Lang) {
    let seen = gallery.reply(ui.ctx(), file, SMALL_PIXELS);
    let (rect, response) = ui.allocate_exact_size(SMALL, Sense::hover());
    product_picture::picture(ui, rect, Some(&seen), "");
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, text::reply_picture(lang)));
}
