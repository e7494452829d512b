//! What the shop sells: the list, the form beside it, and sheets in and out.

mod draft;
mod form;
mod import;
pub(in crate::ui::pages) mod list;
mod verdicts;

use super::{beside, deciding_key, in_front, key};
use crate::{
    domain::{Product, ProductId},
    events::CommandOutcome,
    jobs::Command,
    sheets::fresh_id,
    store::{ProductRow, Refusal},
    ui::{
        app::{Action, App},
        file_tasks::{FileTask, FileTaskResult},
        shell::part,
        text::{self, Lang},
        theme,
        widgets::{self, ButtonKind, Now, Tab},
    },
};
use draft::{ProductDraft, Saving};
use egui::{self, Key, Modifiers, Rect, Ui, vec2};
use import::Import;
use list::{Filter, ProductListing};
use std::{path::PathBuf, sync::Arc};

/// Below this width the form covers the list.
const NARROW: f32 = 860.0;

/// What the page remembers.
#[derive(Default)]
pub(in crate::ui) struct ProductsPage {
    /// The shop's products as they were last read; `None` before the page was looked at.
    rows: Option<Arc<Vec<ProductRow>>>,
    listed: ProductListing,
    draft: Option<ProductDraft>,
    /// Where the owner wanted to go while the form held unsaved changes.
    leaving: Option<FormExit>,
    /// The field that gets the keyboard in the next frame.
    focus: Option<draft::ProductField>,
    picture_coming: bool,
    /// What became of the last picture, if not well.
    picture_note: Option<String>,
    /// What became of the last sheet that was written.
    note: Option<(String, bool)>,
    import: Option<Import>,
    /// Nothing had the keyboard at the end of the last frame: Enter means the form.
    quiet: bool,
}

/// Where to, out of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
enum FormExit {
    List,
    Open(ProductId),
    New,
    Import(Option<PathBuf>),
    Window,
}

impl ProductsPage {
    /// The shop's products were read anew.
    pub fn rows_changed(&mut self, rows: &Arc<Vec<ProductRow>>) {
        let same = self.rows.as_ref() == Some(rows);
        self.rows = Some(Arc::clone(rows));
        self.listed.stale |= !same;
        if let Some(draft) = &mut self.draft
            && let Some(row) = rows.iter().find(|row| row.product.id.as_str() == draft.id.trim())
        {
            draft.refresh(row);
        }
        if let Some(import) = self.import.as_mut().filter(|_| !same) {
            import.judge(rows);
        }
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

    fn row(&self, id: &ProductId) -> Option<&ProductRow> {
        self.rows.as_ref()?.iter().find(|row| row.product.id == *id)
    }

    fn chosen(&self) -> Option<&ProductId> {
        self.draft.as_ref().and_then(ProductDraft::product_id)
    }

    /// Leaves the form, or asks first when something would be lost.
    fn leave(&mut self, to: FormExit, acts: &mut Vec<Action>) {
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

    fn go(&mut self, to: FormExit, acts: &mut Vec<Action>) {
        if !self.chosen_is_not(&to) {
            return;
        }
        self.leaving = None;
        self.draft = None;
        self.picture_note = None;
        self.note = None;
        match to {
            FormExit::List => {}
            FormExit::Open(id) => self.draft = self.row(&id).map(ProductDraft::of),
            FormExit::New => {
                let rows = self.rows.as_deref().map(Vec::as_slice).unwrap_or_default();
                self.draft = Some(ProductDraft::new(&fresh_id(rows.iter().map(|row| &row.product.id))));
                self.focus = Some(draft::ProductField::Name);
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
        let sent = |draft: &&mut ProductDraft| draft.saving == Saving::Sent && draft.id.trim() == change.id.as_str();
        let Some(draft) = self.draft.as_mut().filter(sent) else { return list::answered(outcome, lang) };
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
                draft.left.push(draft::ProductField::Id);
                self.focus = Some(draft::ProductField::Id);
                None
            }
            other => list::answered(other, lang),
        }
    }

    /// A file task has ended.
    pub fn result(&mut self, result: FileTaskResult, lang: Lang) {
        let picture = std::mem::take(&mut self.picture_coming);
        match result {
            FileTaskResult::Picture(Ok(file)) => {
                if let Some(draft) = &mut self.draft {
                    draft.picture = Some(file);
                }
            }
            FileTaskResult::Picture(Err(trouble)) => self.picture_note = Some(text::picture_trouble(lang, &trouble)),
            FileTaskResult::Sheet(read) => {
                let rows = self.rows.clone();
                if let Some(import) = &mut self.import {
                    import.read(read, rows.as_deref().map(Vec::as_slice), lang);
                }
            }
            FileTaskResult::Written(Ok(path)) => {
                self.note = Some((text::written_to(lang, &path.display().to_string()), false));
            }
            FileTaskResult::Written(Err(why)) => self.note = Some((text::not_written(lang, &why), true)),
            FileTaskResult::Nothing { no_dialog } => {
                let why = if picture { text::no_dialog_picture(lang) } else { text::no_dialog(lang) };
                self.nothing(picture, no_dialog.then_some(why));
            }
            // The page of refunds asked for it.
            FileTaskResult::ShipSheet(_)
            | FileTaskResult::ForShipping(_)
            | FileTaskResult::Timeline(_)
            | FileTaskResult::ReplyPicture(_) => {}
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

/// The page.
pub(super) fn show(app: &mut App, ui: &mut Ui, rect: Rect, now: Now, acts: &mut Vec<Action>) {
    let page = &mut app.pages.products;
    if let Some(to) = page.leaving.take_if(|_| page.draft.as_ref().is_none_or(|d| d.saving == Saving::No && !d.dirty()))
    {
        page.go(to, acts);
    }
    dropped(app, ui, now, acts);
    if app.pages.products.import.is_some() {
        import::show(app, ui, rect, now, acts);
        return;
    }
    if app.pages.products.rows.is_none() {
        return;
    }
    let bar = Rect::from_min_size(rect.min, vec2(rect.width(), theme::CONTROL));
    let body = rect.with_min_y(bar.bottom() + theme::GAP);
    part(ui, "product-bar", bar, |ui| toolbar(app, ui, bar, now, acts));
    let open = app.pages.products.draft.is_some();
    let (form, left) = beside(open, body, NARROW);
    if let Some(left) = left {
        list::show(app, ui, left, now, acts);
    }
    if let Some(form) = form {
        part(ui, "product-form", form, |ui| form::show(app, ui, form, now, acts));
    }
    if !app.pages.asks() {
        keys(app, ui, acts);
    }
    app.pages.products.quiet = ui.ctx().memory(|memory| memory.focused().is_none());
    hovering(ui, rect, app.pages.products.draft.is_some(), now.lang);
}

fn toolbar(app: &mut App, ui: &mut Ui, rect: Rect, now: Now, acts: &mut Vec<Action>) {
    let lang = now.lang;
    let page = &mut app.pages.products;
    page.listed.bring_up_to_date(page.rows.as_deref().map(Vec::as_slice).unwrap_or_default());
    let tab = |value: Filter, name: &'static str| Tab { value, name, count: page.listed.count(value) };
    let all = [
        tab(Filter::All, text::products_all(lang)),
        tab(Filter::OnSale, text::products_on_sale(lang)),
        tab(Filter::Short, text::products_short(lang)),
        tab(Filter::OffSale, text::products_off_sale(lang)),
    ];
    if let Some(filter) = widgets::tabs(ui, page.listed.filter, &all) {
        page.listed.choose(filter);
    }
    let editing_new = page.draft.as_ref().is_some_and(|draft| draft.before.is_none());
    // One filled button per screen: while a product is open, that is its own "Save".
    let kind = if page.draft.is_some() { ButtonKind::Plain } else { ButtonKind::Main };
    let add = text::add_product(lang);
    widgets::at_right(ui, "product-actions", rect, |ui| {
        let rows = page.rows.as_deref().map(Vec::as_slice).unwrap_or_default();
        let name = if rows.is_empty() { text::save_template(lang) } else { text::export_csv(lang) };
        if widgets::button(ui, ButtonKind::Plain, name, true).clicked() {
            acts.push(Action::FileTask(FileTask::WriteProducts(Arc::new(products_of(rows)), lang)));
        }
        if widgets::button(ui, ButtonKind::Plain, text::import_csv(lang), true).clicked() {
            page.leave(FormExit::Import(None), acts);
        }
        let pressed = if editing_new {
            widgets::button(ui, kind, add, false)
        } else {
            widgets::button_with_key(ui, kind, add, Some("N"))
        };
        if pressed.clicked() && !editing_new {
            page.leave(FormExit::New, acts);
        }
    });
}

fn products_of(rows: &[ProductRow]) -> Vec<Product> {
    rows.iter().map(|row| row.product.clone()).collect()
}

fn keys(app: &mut App, ui: &Ui, acts: &mut Vec<Action>) {
    let page = &mut app.pages.products;
    if in_front(ui) && ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::F)) {
        ui.ctx().memory_mut(|memory| memory.request_focus(list::find_id()));
    }
    let by = if key(ui, Key::J) || key(ui, Key::ArrowDown) {
        Some(1)
    } else if key(ui, Key::K) || key(ui, Key::ArrowUp) {
        Some(-1)
    } else {
        None
    };
    let rows = page.rows.as_deref().map(Vec::as_slice).unwrap_or_default();
    if let Some(id) = by.and_then(|by| page.listed.next(rows, page.chosen(), by)) {
        page.listed.show_chosen = true;
        page.leave(FormExit::Open(id), acts);
    }
    if deciding_key(ui, Key::N) {
        page.leave(FormExit::New, acts);
    }
}

/// A file that fell onto the window: a sheet is tried, a picture goes to the product that is open.
fn dropped(app: &mut App, ui: &Ui, now: Now, acts: &mut Vec<Action>) {
    let files = ui.input(|input| input.raw.dropped_files.clone());
    let Some(path) = files.first().map(|file| file.path().to_owned()) else { return };
    let page = &mut app.pages.products;
    page.note = None;
    match kind_of(&path) {
        Dropped::Sheet => match &mut page.import {
            Some(import) => import.try_file(path, acts),
            None => page.leave(FormExit::Import(Some(path)), acts),
        },
        Dropped::Picture if page.import.is_none() && page.draft.is_some() => form::take_picture(page, Some(path), acts),
        Dropped::Picture => page.note = Some((text::drop_needs_product(now.lang).to_owned(), true)),
        Dropped::Unknown => page.note = Some((text::drop_unknown(now.lang).to_owned(), true)),
    }
}

#[derive(PartialEq)]
enum Dropped {
    Sheet,
    Picture,
    Unknown,
}

fn kind_of(path: &std::path::Path) -> Dropped {
    match path.extension().unwrap_or_default().to_string_lossy().to_lowercase().as_str() {
        "csv" | "txt" | "tsv" | "xls" | "xlsx" => Dropped::Sheet,
        "jpg" | "jpeg" | "png" | "webp" => Dropped::Picture,
        _ => Dropped::Unknown,
    }
}

/// While a file is held over the window: what letting go would do.
fn hovering(ui: &Ui, rect: Rect, open: bool, lang: Lang) {
    let hovered = ui.input(|input| input.raw.hovered_files.first().and_then(|file| file.path.clone()));
    let Some(path) = hovered else { return };
    let words = match kind_of(&path) {
        Dropped::Sheet => text::drop_sheet_here(lang),
        Dropped::Picture if open => text::drop_picture_here(lang),
        Dropped::Picture => text::drop_needs_product(lang),
        Dropped::Unknown => text::drop_unknown(lang),
    };
    let p = theme::of(ui);
    let layer = egui::LayerId::new(egui::Order::Foreground, egui::Id::unique("drop-here"));
    let painter = ui.ctx().layer_painter(layer);
    painter.rect(rect, theme::CARD_RADIUS, p.accent_bg, egui::Stroke::new(2.0, p.accent), egui::StrokeKind::Inside);
    painter.text(rect.center(), egui::Align2::CENTER_CENTER, words, theme::bold(theme::NAME), p.accent);
}
