//! What the page of shipping sheets remembers between frames.

use super::rows::ShipRowGroup;
use crate::{
    events::CommandOutcome,
    sheets::ship::{Carriers, OddNumbers, ShipCause, ShipSheet, ShipVerdict},
    ui::{
        action::Action,
        file_tasks::{FileTask, SheetTrouble},
        model::TrialContext,
        text::{self, Lang},
    },
};
use std::sync::Arc;

/// What the page remembers.
#[derive(Default)]
pub(in crate::ui) struct ShippingSheetPage {
    pub(super) reading: bool,
    pub(super) path: String,
    /// Why there is no trial.
    pub(super) trouble: Option<String>,
    /// What became of the last file that was written or printed.
    pub(super) note: Option<(String, bool)>,
    pub(super) trial: Option<ShipTrial>,
}

/// A sheet that was read, judged against the shop as it is now.
pub(super) struct ShipTrial {
    pub(super) file: String,
    pub(super) sheet: Arc<ShipSheet>,
    pub(super) verdicts: Arc<Vec<ShipVerdict>>,
    pub(super) filter: Option<ShipRowGroup>,
    pub(super) shown: Vec<usize>,
    /// It was said yes to, and the answer is not here yet.
    pub(super) sent: bool,
    /// The shop's orders were not here yet: nothing is said about the rows.
    pub(super) judged: bool,
    /// What the owner wants of numbers that do not look like their carrier's.
    pub(super) odd: OddNumbers,
    /// By what it was judged last.
    pub(super) known: Option<TrialContext>,
}

impl ShippingSheetPage {
    /// The numbers to be looked up.
    pub fn sheet(&self) -> Option<Arc<ShipSheet>> {
        self.trial.as_ref().map(|trial| Arc::clone(&trial.sheet))
    }

    pub(super) fn busy(&self) -> bool {
        self.reading || self.trial.as_ref().is_some_and(|trial| trial.sent)
    }

    /// Another sheet: chosen, dropped, named or pasted.
    pub(super) fn fetch(&mut self, task: FileTask, acts: &mut Vec<Action>) {
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
            // No answer to a sheet.
            CommandOutcome::NotPaidOut(_) => {}
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
    pub(super) fn new(file: String, sheet: Arc<ShipSheet>) -> Self {
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

    pub(super) fn judge(&mut self, known: &TrialContext) {
        let carriers = Carriers::new(known.carriers.iter().cloned());
        self.verdicts = Arc::new(self.sheet.judge_with(&known.standings, &carriers, self.odd));
        self.judged = true;
        self.known = Some(known.clone());
        self.choose(self.filter);
    }

    pub(super) fn choose(&mut self, filter: Option<ShipRowGroup>) {
        self.filter = filter;
        let fits = |verdict: &ShipVerdict| filter.is_none_or(|group| ShipRowGroup::of(verdict) == group);
        self.shown = self.verdicts.iter().enumerate().filter(|(_, verdict)| fits(verdict)).map(|(at, _)| at).collect();
    }

    pub(super) fn count(&self, group: ShipRowGroup) -> usize {
        self.verdicts.iter().filter(|verdict| ShipRowGroup::of(verdict) == group).count()
    }

    /// How many numbers wait for the owner to look at them.
    pub(super) fn odd_numbers(&self) -> usize {
        self.verdicts.iter().filter(|verdict| **verdict == ShipVerdict::Refused(ShipCause::OddNumber)).count()
    }

    /// The owner has looked: the sheet is judged again, by what was known last.
    pub(super) fn take_odd_numbers(&mut self) {
        self.odd = OddNumbers::Take;
        if let Some(known) = self.known.take() {
            self.judge(&known);
        }
    }

    /// How many orders would be shipped.
    pub(super) fn orders(&self) -> usize {
        let mut all: Vec<_> = self.verdicts.iter().filter_map(ShipVerdict::wished).map(|w| &w.order_no).collect();
        all.sort_unstable();
        all.dedup();
        all.len()
    }
}
