//! What the app does for the list of orders: keeps its look, and has it written as a sheet.

use super::state::App;
use crate::ui::{
    action::SheetWish,
    exporting::{ExportFault, ExportProgress, OrderExport},
    file_tasks::FileTask,
    text,
    toast::{Toast, Tone},
};
use std::path::PathBuf;

impl App {
    pub(super) fn keep_order_look(&mut self) {
        if let Some(memory) = &mut self.memory {
            memory.keep_orders(self.pages.orders.look.clone());
        }
    }

    /// One sheet at a time.
    pub(super) fn export_orders(&mut self, wish: SheetWish) {
        let SheetWish::Write { book, total } = wish else {
            self.pages.orders.export.iter().for_each(|export| export.stop());
            return;
        };
        if self.pages.orders.export.is_some() {
            self.say(text::export_busy(self.lang).to_owned(), false);
            return;
        }
        let progress = ExportProgress::of(total);
        self.pages.orders.export = Some(progress.clone());
        let wanted = OrderExport { query: self.gaze.query(), now: self.env.now(), lang: self.lang };
        self.file_tasks.run(FileTask::ExportOrders { wanted, book, progress });
    }

    /// The sheet is there, or it is not; nothing where no file was chosen.
    pub(super) fn exported(&mut self, result: Option<Result<(u64, PathBuf), ExportFault>>) {
        self.pages.orders.export = None;
        match result {
            None => {}
            Some(Ok((rows, path))) => {
                let words = text::exported(self.lang, rows, &path.display().to_string());
                self.message = Some(Toast { words, tone: Tone::Good });
            }
            Some(Err(ExportFault::Stopped)) => self.say(text::export_stopped(self.lang).to_owned(), false),
            Some(Err(ExportFault::TooMany)) => self.say(text::export_too_many(self.lang).to_owned(), true),
            Some(Err(ExportFault::Disk(why))) => self.say(text::disk_trouble(self.lang, &why), true),
            Some(Err(ExportFault::NotRead(why))) => {
                tracing::warn!("the list cannot be exported: {why}");
                self.say(text::trouble_meaning(self.lang, crate::events::Trouble::CannotRead).to_owned(), true);
            }
        }
    }
}
