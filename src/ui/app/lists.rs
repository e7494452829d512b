//! What the app does for the lists: keeps how they look, narrows them, and has them written as sheets.

use super::state::App;
use crate::{
    store::{OrderFilter, OrderQuery},
    ui::{
        action::ExportWish,
        exporting::{ExportFault, ExportProgress, ListExport, RunningExport},
        file_tasks::FileTask,
        look::KeptLooks,
        model::ParcelList,
        text,
        toast::{Toast, Tone},
    },
};
use std::path::PathBuf;

impl App {
    /// For the next start.
    pub(super) fn keep_list_looks(&mut self) {
        if let Some(memory) = &mut self.memory {
            let pages = &self.pages;
            memory.keep_lists(KeptLooks {
                orders: pages.orders.look.clone(),
                shipping: pages.shipping.look.clone(),
                products: pages.products.look.clone(),
                refunds: pages.refunds.look.clone(),
                notices: pages.notices.look().clone(),
            });
        }
    }

    /// The queue of parcels, narrowed and sorted; its tab stays.
    pub(super) fn list_parcels(&mut self, query: OrderQuery) {
        self.gaze.parcels = ParcelList(OrderQuery { filter: OrderFilter::All, ..query });
    }

    /// One sheet at a time.
    pub(super) fn export_list(&mut self, wish: ExportWish) {
        let ExportWish::Write { list, book, total } = wish else {
            self.export.iter().for_each(|export| export.progress.stop());
            return;
        };
        if self.export.is_some() {
            self.say(text::export_busy(self.lang).to_owned(), false);
            return;
        }
        let progress = ExportProgress::of(total);
        self.export = Some(RunningExport { kind: list.kind(), progress: progress.clone() });
        let wanted = ListExport { list: *list, now: self.env.now(), lang: self.lang };
        self.file_tasks.run(FileTask::ExportList { wanted, book, progress });
    }

    /// The sheet is there, or it is not; nothing where no file was chosen.
    pub(super) fn exported(&mut self, result: Option<Result<(u64, PathBuf), ExportFault>>) {
        let Some(RunningExport { kind, .. }) = self.export.take() else { return };
        match result {
            None => {}
            Some(Ok((rows, path))) => {
                let words = text::exported(self.lang, kind, rows, &path.display().to_string());
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
