//! A sheet on trial: what would become of each row, before anything is changed; then the import, and its result.

use super::{
    listing::{answered, barcodes_of, products_of},
    verdicts::{self, ProductRowGroup},
};
use crate::{
    domain::{ProductChange, StockChange},
    events::CommandOutcome,
    jobs::Command,
    sheets::{RowRequest, RowVerdict, Sheet},
    store::ProductRow,
    ui::{
        action::Action,
        file_tasks::{FileTask, SheetTrouble},
        layout::part,
        pages::trial_table,
        text::{self, Lang},
        theme,
        widgets::{self, ButtonKind, Tab},
    },
};
use egui::{Key, Modifiers, Rect, Stroke, StrokeKind, Ui};
use std::{path::PathBuf, sync::Arc};

/// The way of a sheet into the shop.
pub(super) struct Import {
    reading: bool,
    path: String,
    /// Why there is no trial.
    trouble: Option<String>,
    trial: Option<ProductTrial>,
}

/// A sheet that was read, judged against the shop as it is now.
struct ProductTrial {
    file: String,
    sheet: Arc<Sheet>,
    verdicts: Arc<Vec<RowVerdict>>,
    counts: [u64; 4],
    filter: Option<ProductRowGroup>,
    shown: Vec<usize>,
    stage: ImportStage,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ImportStage {
    Trial,
    /// So many products were sent to be written.
    Sent(usize),
    Done(usize),
}

impl Import {
    pub const fn new(reading: bool) -> Self {
        Self { reading, path: String::new(), trouble: None, trial: None }
    }

    fn busy(&self) -> bool {
        self.reading || self.trial.as_ref().is_some_and(|trial| matches!(trial.stage, ImportStage::Sent(_)))
    }

    /// Another file, by drop or by name.
    pub fn try_file(&mut self, path: PathBuf, acts: &mut Vec<Action>) {
        self.fetch(Some(path), acts);
    }

    fn fetch(&mut self, path: Option<PathBuf>, acts: &mut Vec<Action>) {
        if self.busy() {
            return;
        }
        self.reading = true;
        self.trouble = None;
        acts.push(Action::FileTask(FileTask::Sheet(path)));
    }

    /// The sheet is here, or why not.
    pub fn read(&mut self, read: Result<(String, Arc<Sheet>), SheetTrouble>, rows: Option<&[ProductRow]>, lang: Lang) {
        self.reading = false;
        match read {
            Ok((file, sheet)) => {
                let mut trial = ProductTrial::new(file, sheet);
                trial.judge(rows.unwrap_or_default());
                self.trial = Some(trial);
            }
            Err(trouble) => {
                self.trial = None;
                self.trouble = Some(text::sheet_trouble(lang, &trouble));
            }
        }
    }

    /// The dialog was left, or could not be shown.
    pub fn nothing(&mut self, why: Option<String>) {
        self.reading = false;
        self.trouble = why;
    }

    /// The shop's rows are here anew: the trial tells what would become of it now.
    pub fn judge(&mut self, rows: &[ProductRow]) {
        if let Some(trial) = self.trial.as_mut().filter(|trial| trial.stage == ImportStage::Trial) {
            trial.judge(rows);
        }
    }

    /// The import could not be handed over.
    pub fn not_sent(&mut self) {
        if let Some(trial) = self.trial.as_mut().filter(|trial| matches!(trial.stage, ImportStage::Sent(_))) {
            trial.stage = ImportStage::Trial;
        }
    }

    /// The import was carried out, or not.
    pub fn answered(&mut self, outcome: &CommandOutcome, lang: Lang) -> Option<(String, bool)> {
        let trial = self.trial.as_mut()?;
        let ImportStage::Sent(count) = trial.stage else { return None };
        trial.stage = if *outcome == CommandOutcome::Done { ImportStage::Done(count) } else { ImportStage::Trial };
        answered(outcome, lang)
    }
}

impl ProductTrial {
    fn new(file: String, sheet: Arc<Sheet>) -> Self {
        let verdicts = Arc::default();
        Self { file, sheet, verdicts, counts: [0; 4], filter: None, shown: Vec::new(), stage: ImportStage::Trial }
    }

    fn judge(&mut self, rows: &[ProductRow]) {
        self.verdicts = Arc::new(self.sheet.judge(&products_of(rows), &barcodes_of(rows)));
        self.counts = ProductRowGroup::ALL
            .map(|group| self.verdicts.iter().filter(|verdict| ProductRowGroup::of(verdict) == group).count() as u64);
        self.choose(self.filter);
    }

    fn choose(&mut self, filter: Option<ProductRowGroup>) {
        self.filter = filter;
        let fits = |verdict: &RowVerdict| filter.is_none_or(|group| ProductRowGroup::of(verdict) == group);
        self.shown = self.verdicts.iter().enumerate().filter(|(_, verdict)| fits(verdict)).map(|(at, _)| at).collect();
    }

    fn count(&self, group: ProductRowGroup) -> u64 {
        let at = ProductRowGroup::ALL.iter().position(|known| *known == group).unwrap_or(0);
        self.counts.get(at).copied().unwrap_or(0)
    }

    /// The good rows as changes.
    fn changes(&self) -> Vec<ProductChange> {
        let change = |verdict: &RowVerdict| {
            let RowRequest { id, name, price, stock, on_sale, barcodes, facts } = verdict.request()?.clone();
            let picture = match verdict {
                RowVerdict::Changes { before, .. } => before.picture.clone(),
                _ => None,
            };
            let stock = stock.map_or(StockChange::Keep, StockChange::Set);
            Some(ProductChange { id, name, price, stock, on_sale, picture, barcodes, facts, variants: None })
        };
        self.verdicts.iter().filter_map(change).collect()
    }
}

/// The page while a sheet is on its way in; `note` is what became of the last file that was written.
pub(super) fn show(
    (open, note): (&mut Option<Import>, &mut Option<(String, bool)>),
    asks: bool,
    ui: &mut Ui,
    rect: Rect,
    lang: Lang,
    acts: &mut Vec<Action>,
) {
    let p = theme::of(ui);
    ui.painter().rect(rect, theme::CARD_RADIUS, p.panel, Stroke::new(1.0, p.line), StrokeKind::Inside);
    let Some(import) = open else { return };
    let left = if import.trial.is_some() {
        part(ui, "trial", rect, |ui| trial(import, note.as_ref(), ui, rect, lang, acts))
    } else {
        part(ui, "choose-sheet", rect.shrink(24.0), |ui| choose(import, note.as_ref(), ui, lang, acts))
    };
    let escaped = !asks && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    if (left || escaped) && !import.busy() {
        *open = None;
        *note = None;
    }
}

/// Which file. True to leave.
fn choose(import: &mut Import, note: Option<&(String, bool)>, ui: &mut Ui, lang: Lang, acts: &mut Vec<Action>) -> bool {
    let p = theme::of(ui);
    let mut leave = false;
    ui.set_max_width(620.0);
    widgets::heading(ui, text::import_title(lang));
    widgets::paragraph(ui, text::import_body(lang));
    ui.add_space(4.0);
    widgets::muted(ui, text::import_columns(lang));
    widgets::muted(ui, text::import_limits(lang));
    ui.add_space(12.0);
    let ready = !import.reading;
    ui.horizontal(|ui| {
        if widgets::button(ui, ButtonKind::Main, text::choose_csv(lang), ready).clicked() {
            import.fetch(None, acts);
        }
        if widgets::button(ui, ButtonKind::Plain, text::save_template(lang), ready).clicked() {
            acts.push(Action::FileTask(FileTask::ProductTemplate(lang)));
        }
        leave |= widgets::button_with_key(ui, ButtonKind::Plain, text::cancel(lang), Some("Esc")).clicked();
    });
    ui.add_space(8.0);
    widgets::caption(ui, text::csv_drop(lang));
    if let Some(path) = trial_table::path(ui, "csv-path", text::csv_path(lang), &mut import.path, lang) {
        import.fetch(Some(path), acts);
    }
    ui.add_space(8.0);
    if import.reading {
        widgets::muted(ui, text::reading_csv(lang));
    } else if let Some(trouble) = &import.trouble {
        widgets::sentence(ui, trouble, p.danger);
    }
    widgets::note(ui, note);
    leave
}

/// What would become of each row. True to leave.
fn trial(
    import: &mut Import,
    note: Option<&(String, bool)>,
    ui: &mut Ui,
    rect: Rect,
    lang: Lang,
    acts: &mut Vec<Action>,
) -> bool {
    let busy = import.busy();
    let Some(trial) = &mut import.trial else { return false };
    let mut other = false;
    let top = ui.scope_builder(trial_table::inside(rect), |ui| headline(trial, note, ui, lang)).response.rect.bottom();
    let foot = trial_table::below(ui, rect, top, text::col_product(lang), lang, |ui| {
        verdicts::show(ui, &trial.sheet, &trial.verdicts, &trial.shown, lang);
    });
    let mut leave = false;
    ui.scope_builder(trial_table::inside(foot), |ui| {
        ui.horizontal(|ui| (leave, other) = buttons(trial, busy, ui, lang, acts));
    });
    if other {
        import.fetch(None, acts);
    }
    leave
}

fn headline(trial: &mut ProductTrial, note: Option<&(String, bool)>, ui: &mut Ui, lang: Lang) {
    let p = theme::of(ui);
    ui.spacing_mut().item_spacing.y = 6.0;
    let refused = trial.count(ProductRowGroup::Refused) as usize;
    match trial.stage {
        ImportStage::Done(done) => drop(widgets::heading(ui, &text::imported(lang, done, refused))),
        ImportStage::Sent(_) => drop(widgets::heading(ui, text::importing(lang))),
        ImportStage::Trial => {
            widgets::heading(ui, text::import_title(lang));
            widgets::muted(ui, &text::trial_of(lang, &trial.file, trial.sheet.rows.len()));
        }
    }
    if !trial.sheet.ignored.is_empty() {
        widgets::sentence(ui, &text::ignored_columns(lang, &trial.sheet.ignored), p.warn);
    }
    widgets::note(ui, note);
    let tab = |value: Option<ProductRowGroup>, name: &'static str, count: u64| Tab { value, name, count };
    let mut all = vec![tab(None, text::all(lang), trial.verdicts.len() as u64)];
    all.extend(ProductRowGroup::ALL.map(|group| tab(Some(group), group.word(lang), trial.count(group))));
    if let Some(filter) = widgets::tabs(ui, trial.filter, &all) {
        trial.choose(filter);
    }
}

/// True to leave; true for another file.
fn buttons(trial: &mut ProductTrial, busy: bool, ui: &mut Ui, lang: Lang, acts: &mut Vec<Action>) -> (bool, bool) {
    let (mut leave, mut other) = (false, false);
    let count = (trial.count(ProductRowGroup::New) + trial.count(ProductRowGroup::Change)) as usize;
    let refused = trial.count(ProductRowGroup::Refused) > 0;
    match trial.stage {
        ImportStage::Done(_) => {
            leave |= widgets::key_button(ui, ButtonKind::Main, text::back_to_products(lang), "Esc", true).clicked();
        }
        ImportStage::Sent(_) => drop(widgets::key_button(ui, ButtonKind::Plain, text::importing(lang), "", false)),
        ImportStage::Trial => {
            let name = text::import_button(lang, count);
            let name = if count == 0 { text::nothing_to_import(lang) } else { &name };
            let press = if count == 0 {
                widgets::button(ui, ButtonKind::Plain, name, false).on_hover_text(text::import_nothing_meaning(lang))
            } else {
                widgets::button(ui, ButtonKind::Main, name, true)
            };
            if press.clicked() && count > 0 {
                trial.stage = ImportStage::Sent(count);
                acts.push(Action::Shop(Command::ImportProducts(trial.changes())));
            }
        }
    }
    if refused && widgets::button(ui, ButtonKind::Plain, text::save_refused(lang), !busy).clicked() {
        let task = FileTask::WriteRefused(Arc::clone(&trial.sheet), Arc::clone(&trial.verdicts), lang);
        acts.push(Action::FileTask(task));
    }
    if trial.stage == ImportStage::Trial {
        other |= widgets::button(ui, ButtonKind::Plain, text::choose_other_csv(lang), !busy).clicked();
        leave |= widgets::button_with_key(ui, ButtonKind::Plain, text::cancel(lang), Some("Esc")).clicked();
    }
    (leave, other)
}
