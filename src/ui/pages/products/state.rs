//! What the page of products remembers between frames.

use super::{
    draft::{ProductDraft, Saving},
    fields::ProductField,
    import::Import,
    listing::{ProductListing, answered},
};
use crate::{
    domain::ProductId,
    events::CommandOutcome,
    jobs::Command,
    sheets::fresh_id,
    store::{ProductRow, Refusal, families},
    ui::{
        action::Action,
        file_tasks::{FileTask, FileTaskResult},
        list_look::ListLook,
        pages::filters::{FilterMenu, ViewsMenu},
        text::{self, Lang},
    },
};
use std::{collections::BTreeSet, path::PathBuf, sync::Arc};

/// What the page remembers.
#[derive(Default)]
pub(in crate::ui) struct ProductsPage {
    /// The shop's products as they were last read, each with its variants; `None` before the page was looked at.
    pub(super) rows: Option<Arc<Vec<ProductRow>>>,
    /// The same row by row, as they were read.
    flat: Arc<Vec<ProductRow>>,
    /// A product that was taken off sale a moment ago: that can be undone.
    pub(super) taken_off: Option<ProductId>,
    /// One whose switch was just turned off in the list.
    pub(super) turning_off: Option<ProductId>,
    pub(super) listed: ProductListing,
    /// Its views.
    pub look: ListLook,
    /// The menu that is open over the list.
    pub(super) menu: Option<ProductsMenu>,
    pub(super) draft: Option<ProductDraft>,
    /// Where the owner wanted to go while the form held unsaved changes.
    pub(super) leaving: Option<FormExit>,
    /// The field that gets the keyboard in the next frame.
    pub(super) focus: Option<ProductField>,
    pub(super) picture_coming: bool,
    /// The place of the variant it is for; `None` for the product.
    pub(super) picture_of: Option<usize>,
    /// What became of the last picture, if not well.
    pub(super) picture_note: Option<String>,
    /// What became of the last sheet that was written.
    pub(super) note: Option<(String, bool)>,
    pub(super) import: Option<Import>,
    /// A product to open once the shop's products are read.
    pub(super) wanted: Option<ProductId>,
    /// Nothing had the keyboard at the end of the last frame: Enter means the form.
    pub(super) quiet: bool,
}

/// A menu over the list.
pub(super) enum ProductsMenu {
    /// The line the arrows stand on.
    Category(usize),
    Price(FilterMenu),
    Views(ViewsMenu),
    /// The line the arrows stand on.
    Export(usize),
}

/// Where to, out of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FormExit {
    List,
    Open(ProductId),
    New,
    Import(Option<PathBuf>),
    Window,
}

impl ProductsPage {
    /// The shop's products were read anew.
    pub fn rows_changed(&mut self, rows: &Arc<Vec<ProductRow>>) {
        let same = self.rows.is_some() && self.flat == *rows;
        if !same {
            self.rows = Some(Arc::new(families(rows)));
            self.flat = Arc::clone(rows);
        }
        self.listed.stale |= !same;
        if let Some(draft) = &mut self.draft
            && let Some(row) =
                self.rows.iter().flat_map(|rows| rows.iter()).find(|row| row.product.id.as_str() == draft.id.trim())
        {
            draft.refresh(row);
        }
        if let Some(import) = self.import.as_mut().filter(|_| !same) {
            import.judge(rows);
        }
        if let Some(id) = self.wanted.take() {
            self.open(id);
        }
    }

    /// No menu is open: the page was left.
    pub fn close_menu(&mut self) {
        self.menu = None;
    }

    /// Opens a product, as a click on its row does.
    pub fn open(&mut self, id: ProductId) {
        if self.rows.is_none() {
            self.wanted = Some(id);
            return;
        }
        self.listed.show_chosen = true;
        let id = self.product_of(id);
        self.leave(FormExit::Open(id), &mut Vec::new()); // only a sheet and the window's end ask for more
    }

    /// The wish could not be handed over: nothing is on its way.
    pub fn not_sent(&mut self) {
        if let Some(draft) = &mut self.draft {
            draft.saving = Saving::No;
        }
        if let Some(import) = &mut self.import {
            import.not_sent();
        }
        self.leaving = None;
    }

    /// True if closing the window would lose something that was typed.
    pub fn unsaved(&self) -> bool {
        self.draft.as_ref().is_some_and(|draft| draft.saving == Saving::No && draft.dirty())
    }

    /// The window is to be closed: the form asks first.
    pub fn before_closing(&mut self) {
        self.import = None;
        self.leaving = Some(FormExit::Window);
    }

    /// The product a number leads to: a variant's leads to the product it is one of.
    fn product_of(&self, id: ProductId) -> ProductId {
        let row = self.flat.iter().find(|row| row.product.id == id);
        row.and_then(|row| row.product.facts.variant.as_ref()).map_or(id, |variant| variant.of.clone())
    }

    /// Every id that is taken, also by variants.
    pub(super) fn ids(&self) -> impl Iterator<Item = &ProductId> {
        self.flat.iter().map(|row| &row.product.id)
    }

    /// The categories of the products, each once.
    pub(super) fn categories(&self) -> Vec<String> {
        let all = self.flat.iter().map(|row| row.product.facts.category.clone());
        all.filter(|category| !category.is_empty()).collect::<BTreeSet<_>>().into_iter().collect()
    }

    pub(super) fn row(&self, id: &ProductId) -> Option<&ProductRow> {
        self.rows.as_ref()?.iter().find(|row| row.product.id == *id)
    }

    pub(super) fn chosen(&self) -> Option<&ProductId> {
        self.draft.as_ref().and_then(ProductDraft::product_id)
    }

    /// Leaves the form, or asks first when something would be lost.
    pub(super) fn leave(&mut self, to: FormExit, acts: &mut Vec<Action>) {
        if self.draft.as_ref().is_some_and(|draft| draft.saving == Saving::Sent) {
            return;
        }
        if self.unsaved() && self.chosen_is_not(&to) {
            self.leaving = Some(to);
        } else {
            self.go(to, acts);
        }
    }

    fn chosen_is_not(&self, to: &FormExit) -> bool {
        !matches!(to, FormExit::Open(id) if self.chosen() == Some(id))
    }

    pub(super) fn go(&mut self, to: FormExit, acts: &mut Vec<Action>) {
        if !self.chosen_is_not(&to) {
            return;
        }
        self.leaving = None;
        self.draft = None;
        self.picture_note = None;
        self.note = None;
        self.taken_off = None;
        match to {
            FormExit::List => {}
            FormExit::Open(id) => self.draft = self.row(&id).map(ProductDraft::of),
            FormExit::New => {
                self.draft = Some(ProductDraft::new(&fresh_id(self.ids())));
                self.focus = Some(ProductField::Name);
            }
            FormExit::Import(path) => {
                let reading = path.is_some();
                self.import = Some(Import::new(reading));
                if reading {
                    acts.push(Action::FileTask(FileTask::Sheet(path)));
                }
            }
            FormExit::Window => acts.push(Action::CloseWindow),
        }
    }

    /// The answer to a product wish. Gives the sentence for the strip, if there is one, and whether it is serious.
    pub fn answered(&mut self, wish: &Command, outcome: &CommandOutcome, lang: Lang) -> Option<(String, bool)> {
        if let Command::ImportProducts(_) = wish {
            return self.import.as_mut().and_then(|import| import.answered(outcome, lang));
        }
        let Command::PutProduct { change, .. } = wish else { return None };
        let row = self.row(&change.id).cloned();
        let was_on = |draft: &ProductDraft| draft.before.as_ref().is_some_and(|row| row.product.on_sale);
        let saved_off = self.draft.as_ref().is_some_and(|it| it.product_id() == Some(&change.id) && was_on(it));
        let turned_off = self.turning_off.take_if(|id| *id == change.id).is_some();
        if *outcome == CommandOutcome::Done {
            let off = !change.on_sale && (turned_off || saved_off);
            self.taken_off = off.then(|| change.id.clone());
        }
        let sent = |draft: &&mut ProductDraft| draft.saving == Saving::Sent && draft.id.trim() == change.id.as_str();
        let Some(draft) = self.draft.as_mut().filter(sent) else { return answered(outcome, lang) };
        draft.saving = Saving::No;
        if *outcome == CommandOutcome::Done {
            draft.saved(row.as_ref());
            return None;
        }
        // Whoever waited for the save stays with what was not saved.
        self.leaving = None;
        match outcome {
            CommandOutcome::TooLate => {
                draft.stale(row.as_ref());
                None
            }
            CommandOutcome::Refused(Refusal::NumberTaken) => {
                draft.taken = Some(draft.id.clone());
                draft.left.push(ProductField::Id);
                self.focus = Some(ProductField::Id);
                None
            }
            other => answered(other, lang),
        }
    }

    /// A code was scanned while a product is open: it stands on it. False where none is open, or it is no barcode.
    pub fn take_code(&mut self, code: &str) -> bool {
        let open = self.draft.as_mut().filter(|draft| draft.saving == Saving::No);
        open.is_some_and(|draft| draft.add_barcode(code))
    }

    /// A file task has ended.
    pub fn result(&mut self, result: FileTaskResult, lang: Lang) {
        let picture = std::mem::take(&mut self.picture_coming);
        match result {
            FileTaskResult::Picture(Ok(file)) => {
                let variant = self.picture_of.take();
                if let Some(draft) = &mut self.draft {
                    let of = match variant {
                        Some(at) => draft.variants.get_mut(at).map(|it| &mut it.picture),
                        None => Some(&mut draft.picture),
                    };
                    if let Some(picture) = of {
                        *picture = Some(file);
                    }
                }
            }
            FileTaskResult::Picture(Err(trouble)) => self.picture_note = Some(text::picture_trouble(lang, &trouble)),
            FileTaskResult::Sheet(read) => {
                if let Some(import) = &mut self.import {
                    import.read(read, Some(&self.flat), lang);
                }
            }
            FileTaskResult::Written(Ok(path)) => {
                self.note = Some((text::written_to(lang, &path.display().to_string()), false));
            }
            FileTaskResult::Written(Err(why)) => self.note = Some((text::disk_trouble(lang, &why), true)),
            FileTaskResult::Nothing { no_dialog } => {
                let why = if picture { text::no_dialog_picture(lang) } else { text::no_dialog(lang) };
                self.nothing(picture, no_dialog.then_some(why));
            }
            // Other pages asked for these.
            FileTaskResult::ShipSheet(_)
            | FileTaskResult::SettingsRead(_)
            | FileTaskResult::SettingsSaved(_)
            | FileTaskResult::CertificateTaken(_)
            | FileTaskResult::PrintersFound(_)
            | FileTaskResult::PrinterTested(..)
            | FileTaskResult::PublicKeyTaken(_)
            | FileTaskResult::LogoTaken(_)
            | FileTaskResult::TunnelProgram(..)
            | FileTaskResult::Looked(..)
            | FileTaskResult::ProofBegun(_)
            | FileTaskResult::TestOrder(_)
            | FileTaskResult::PracticeBeside(_)
            | FileTaskResult::BillFile(_)
            | FileTaskResult::Exported(_)
            | FileTaskResult::ForShipping(_)
            | FileTaskResult::Slips { .. }
            | FileTaskResult::Timeline(_)
            | FileTaskResult::ReplyPicture(_)
            | FileTaskResult::ComplaintPicture(_) => {}
            FileTaskResult::Broke => self.nothing(picture, Some(text::file_task_broke(lang))),
        }
    }

    fn nothing(&mut self, picture: bool, why: Option<&str>) {
        let why = why.map(str::to_owned);
        match &mut self.import {
            _ if picture => self.picture_note = why,
            Some(import) => import.nothing(why),
            None => self.note = why.map(|why| (why, true)),
        }
    }
}
