//! Shipping by sheet: the list out, the sheet in, its trial, and the run until its last row.

pub(super) mod choose;
mod rows;
mod run;
mod trial;

use crate::{
    domain::OrderNo,
    events::CommandOutcome,
    sheets::ship::{Carriers, OddNumbers, ShipCause, ShipSheet, ShipVerdict, Standing},
    ui::{
        app::{Action, App},
        file_tasks::{FileTask, SheetTrouble},
        model::Place,
        shell::part,
        text::{self, Lang},
        theme,
        widgets::Now,
    },
};
use egui::{Event, Key, Modifiers, Rect, Stroke, StrokeKind, Ui};
use rows::ShipRowGroup;
use std::{collections::HashMap, path::PathBuf, sync::Arc};

/// What the page remembers.
#[derive(Default)]
pub(in crate::ui) struct ShippingSheetPage {
    reading: bool,
    path: String,
    /// Why there is no trial.
    trouble: Option<String>,
    /// What became of the last file that was written or printed.
    note: Option<(String, bool)>,
    trial: Option<ShipTrial>,
}

/// A sheet that was read, judged against the shop as it is now.
struct ShipTrial {
    file: String,
    sheet: Arc<ShipSheet>,
    verdicts: Arc<Vec<ShipVerdict>>,
    filter: Option<ShipRowGroup>,
    shown: Vec<usize>,
    /// It was said yes to, and the answer is not here yet.
    sent: bool,
    /// The shop's orders were not here yet: nothing is said about the rows.
    judged: bool,
    /// What the owner wants of numbers that do not look like their carrier's.
    odd: OddNumbers,
    /// By what it was judged last.
    known: Option<TrialContext>,
}

/// What a trial is judged by.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::ui) struct TrialContext {
    pub standings: HashMap<OrderNo, Standing>,
    /// WeChat's id and the name.
    pub carriers: Vec<(String, String)>,
}

impl ShippingSheetPage {
    /// The numbers to be looked up.
    pub fn sheet(&self) -> Option<Arc<ShipSheet>> {
        self.trial.as_ref().map(|trial| Arc::clone(&trial.sheet))
    }

    fn busy(&self) -> bool {
        self.reading || self.trial.as_ref().is_some_and(|trial| trial.sent)
    }

    /// Another sheet: chosen, dropped, named or pasted.
    fn fetch(&mut self, task: FileTask, acts: &mut Vec<Action>) {
        if !self.busy() {
            self.reading = true;
            self.trouble = None;
            self.note = None;
            acts.push(Action::FileTask(task));
        }
    }

    /// The sheet is on its way: it was dropped on another page.
    pub const fn coming(&mut self) {
        self.reading = true;
    }

    /// The sheet is here, or why not.
    pub fn read(&mut self, read: Result<(String, Arc<ShipSheet>), SheetTrouble>, lang: Lang) {
        self.reading = false;
        match read {
            Ok((file, sheet)) => self.trial = Some(ShipTrial::new(file, sheet)),
            Err(trouble) => {
                self.trial = None;
                self.trouble = Some(text::sheet_trouble(lang, &trouble));
            }
        }
    }

    /// The dialog was left, or could not be shown.
    pub fn nothing(&mut self, why: Option<String>) {
        if std::mem::take(&mut self.reading) {
            self.trouble = why;
        } else {
            self.note = why.map(|why| (why, true));
        }
    }

    /// True if this is the sheet on trial and nothing was said about its rows yet, or other things are known now.
    pub fn wants_judging(&self, sheet: Option<&Arc<ShipSheet>>, changed: bool) -> bool {
        self.trial.as_ref().is_some_and(|trial| sheet == Some(&trial.sheet) && (changed || !trial.judged))
    }

    /// True while a sheet is expected.
    pub const fn waits(&self) -> bool {
        self.reading
    }

    /// Something was written or printed, or not.
    pub fn wrote(&mut self, words: String, serious: bool) {
        self.note = Some((words, serious));
    }

    /// The shop's orders are here: the trial tells what would become of it now.
    pub fn judge(&mut self, known: &TrialContext) {
        if let Some(trial) = self.trial.as_mut().filter(|trial| !trial.sent) {
            trial.judge(known);
        }
    }

    /// The wish could not be handed over.
    pub fn not_sent(&mut self) {
        if let Some(trial) = &mut self.trial {
            trial.sent = false;
        }
    }

    /// The run was stored, or not.
    pub fn answered(&mut self, outcome: &CommandOutcome, lang: Lang) {
        match outcome {
            CommandOutcome::Done => self.trial = None,
            CommandOutcome::Refused(_) | CommandOutcome::TooLate => {
                self.not_sent();
                self.note = Some((text::sheet_not_now(lang).to_owned(), true));
            }
            CommandOutcome::NotStored(trouble, _) => {
                self.not_sent();
                self.note = Some((text::trouble_meaning(lang, *trouble).to_owned(), true));
            }
        }
    }
}

impl ShipTrial {
    fn new(file: String, sheet: Arc<ShipSheet>) -> Self {
        Self {
            file,
            sheet,
            verdicts: Arc::default(),
            filter: None,
            shown: Vec::new(),
            sent: false,
            judged: false,
            odd: OddNumbers::Hold,
            known: None,
        }
    }

    fn judge(&mut self, known: &TrialContext) {
        let carriers = Carriers::new(known.carriers.iter().cloned());
        self.verdicts = Arc::new(self.sheet.judge_with(&known.standings, &carriers, self.odd));
        self.judged = true;
        self.known = Some(known.clone());
        self.choose(self.filter);
    }

    fn choose(&mut self, filter: Option<ShipRowGroup>) {
        self.filter = filter;
        let fits = |verdict: &ShipVerdict| filter.is_none_or(|group| ShipRowGroup::of(verdict) == group);
        self.shown = self.verdicts.iter().enumerate().filter(|(_, verdict)| fits(verdict)).map(|(at, _)| at).collect();
    }

    fn count(&self, group: ShipRowGroup) -> usize {
        self.verdicts.iter().filter(|verdict| ShipRowGroup::of(verdict) == group).count()
    }

    /// How many numbers wait for the owner to look at them.
    fn odd_numbers(&self) -> usize {
        self.verdicts.iter().filter(|verdict| **verdict == ShipVerdict::Refused(ShipCause::OddNumber)).count()
    }

    /// The owner has looked: the sheet is judged again, by what was known last.
    fn take_odd_numbers(&mut self) {
        self.odd = OddNumbers::Take;
        if let Some(known) = self.known.take() {
            self.judge(&known);
        }
    }

    /// How many orders would be shipped.
    fn orders(&self) -> usize {
        let mut all: Vec<_> = self.verdicts.iter().filter_map(ShipVerdict::wished).map(|w| &w.order_no).collect();
        all.sort_unstable();
        all.dedup();
        all.len()
    }
}

/// Draws the page.
pub(super) fn show(app: &mut App, ui: &mut Ui, rect: Rect, now: Now, acts: &mut Vec<Action>) {
    let p = theme::of(ui);
    ui.painter().rect(rect, theme::CARD_RADIUS, p.panel, Stroke::new(1.0, p.line), StrokeKind::Inside);
    hear(app, ui, acts);
    let shot = &app.model.shot;
    let page = &mut app.pages.shipping_sheet;
    let leave = if page.trial.is_some() {
        part(ui, "ship-trial", rect, |ui| trial::show(page, ui, rect, now.lang, acts))
    } else if let Some(run) = &shot.ship_run {
        part(ui, "ship-run", rect, |ui| run::show(page, run, shot, ui, rect, now.lang, acts))
    } else {
        let to_ship = &shot.all_to_ship;
        part(ui, "ship-choose", rect.shrink(24.0), |ui| {
            choose::show(page, to_ship, &app.facts.shop_name, ui, now.lang, acts)
        })
    };
    let escaped = !app.pages.asks() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    let page = &mut app.pages.shipping_sheet;
    if (leave || escaped) && !page.busy() {
        if page.trial.take().is_none() {
            acts.push(Action::LeaveShippingSheet);
        }
        page.note = None;
    }
}

/// Sheets that are dropped or pasted.
fn hear(app: &mut App, ui: &Ui, acts: &mut Vec<Action>) {
    if app.model.shot.ship_run.is_some() {
        return;
    }
    let page = &mut app.pages.shipping_sheet;
    if let Some(path) = dropped(ui) {
        page.fetch(FileTask::ShipSheet(Some(path)), acts);
        return;
    }
    let typing = ui.ctx().text_edit_focused();
    let pasted = ui.input(|input| {
        input.events.iter().find_map(|event| match event {
            Event::Paste(text) if !typing && text.contains(['\t', ',', ';']) => Some(text.clone()),
            _ => None,
        })
    });
    if let Some(pasted) = pasted {
        page.fetch(FileTask::PastedSheet(pasted, app.lang), acts);
    }
}

/// A file that was dropped on the window in this frame.
fn dropped(ui: &Ui) -> Option<PathBuf> {
    ui.input(|input| input.raw.dropped_files.first().map(|file| file.path().to_owned()))
}

/// A sheet that is dropped on a page that has no use for files of its own is a shipping sheet.
pub(super) fn dropped_elsewhere(app: &App, ui: &Ui, acts: &mut Vec<Action>) {
    if matches!(app.gaze.place, Place::Products | Place::ShippingSheet) || app.pages.asks() {
        return;
    }
    let kinds = ["csv", "txt", "xlsx", "xls", "xlsb", "ods"];
    let is_sheet = |path: &PathBuf| {
        path.extension().and_then(|end| end.to_str()).is_some_and(|end| kinds.contains(&end.to_lowercase().as_str()))
    };
    if let Some(path) = dropped(ui).filter(is_sheet) {
        acts.push(Action::ShippingSheet);
        acts.push(Action::FileTask(FileTask::ShipSheet(Some(path))));
    }
}
