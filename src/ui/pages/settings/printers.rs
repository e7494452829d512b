//! The printers and the receipts in the settings.

use super::card::card as titled;
use crate::{
    devices::receipt::{COLUMNS_NARROW, ReceiptLanguage, ReceiptTemplate, layout, sample},
    settings::{PrinterKind, Reason, SecretKey, SettingKey, judge_printer},
    ui::{
        file_tasks::FileTask,
        pages::{
            form::SettingsForm,
            form_fields::{Check, secret_field, switch_line, text_field, words_field},
            logo_field,
            printer_search::PrinterSearch,
            printers::receipt_paper,
        },
        text,
        text::Lang,
        theme,
        widgets::{self, ButtonKind, Now},
    },
};
use egui::{Align, Id, Layout, Ui};

/// As wide as a roll of 58 mm looks.
const PAPER: f32 = 300.0;
const KINDS: [PrinterKind; 4] =
    [PrinterKind::EscposTcp, PrinterKind::System, PrinterKind::Feieyun, PrinterKind::Yilianyun];

/// The printers: each with its fields, and one more.
pub(in crate::ui) fn card(
    form: &mut SettingsForm,
    search: &mut PrinterSearch,
    ui: &mut Ui,
    lang: Lang,
) -> Option<FileTask> {
    let mut wish = None;
    titled(ui, text::section_printers(lang), |ui| wish = list(form, search, ui, lang));
    wish
}

/// The same without a card around it.
pub(in crate::ui) fn list(
    form: &mut SettingsForm,
    search: &mut PrinterSearch,
    ui: &mut Ui,
    lang: Lang,
) -> Option<FileTask> {
    if form.printers.is_empty() {
        widgets::muted(ui, text::printers_none_yet(lang));
    }
    let (mut gone, mut changed, mut wish) = (None, false, None);
    for at in 0..form.printers.len() {
        ui.push_id(("printer", at), |ui| {
            if at > 0 {
                ui.separator();
            }
            let (removed, touched) = one(form, ui, lang, at);
            changed |= touched;
            gone = removed.then_some(at).or(gone);
            let ready = form.printers.get(at).filter(|draft| judge_printer(&draft.printer).is_ok());
            if let Some(draft) = ready {
                wish = search.test(ui, &draft.printer, || template(form), lang).or(wish.take());
            }
        });
    }
    if let Some(at) = gone {
        form.printers.remove(at);
    }
    if gone.is_some() || changed {
        form.judge_whole();
    }
    ui.horizontal(|ui| {
        wish = search.button(ui, lang).or(wish.take());
        if widgets::button(ui, ButtonKind::Plain, text::printer_add(lang), true).clicked() {
            let name = format!("{} {}", text::printer_word(lang), form.printers.len() + 1);
            form.add_printer(name, PrinterKind::EscposTcp, String::new());
        }
    });
    search.list(form, ui, lang);
    let kind = |wanted| form.printers.iter().any(|draft| draft.printer.kind == wanted);
    let (feieyun, yilianyun) = (kind(PrinterKind::Feieyun), kind(PrinterKind::Yilianyun));
    if feieyun {
        secret_field(form, ui, lang, SecretKey::Feieyun);
    }
    if yilianyun {
        secret_field(form, ui, lang, SecretKey::Yilianyun);
    }
    wish
}

/// Whether it goes, and whether it changed.
fn one(form: &mut SettingsForm, ui: &mut Ui, lang: Lang, at: usize) -> (bool, bool) {
    let Some(draft) = form.printers.get_mut(at) else { return (false, false) };
    let wrong = judge_printer(&draft.printer).err();
    let printer = &mut draft.printer;
    let (mut removed, mut changed) = (false, false);
    let check = |fits: fn(&Reason) -> bool| match &wrong {
        Some(reason) if fits(reason) => Check::Wrong(text::setting_wrong(lang, reason)),
        _ => Check::Silent,
    };
    let id = |name| Id::unique(("printer", at, name));
    let name = check(|reason| matches!(reason, Reason::PrinterName));
    changed |= words_field(ui, id("name"), text::printer_name_field(lang), &mut printer.name, &name);
    widgets::caption(ui, text::printer_kind_field(lang));
    let kinds = KINDS.map(|kind| (kind, text::printer_kind(lang, kind.as_str()), None));
    if let Some(kind) = widgets::filters(ui, printer.kind, &kinds) {
        (printer.kind, changed) = (kind, true);
    }
    let address =
        check(|reason| matches!(reason, Reason::PrinterAddress | Reason::PrinterQueue | Reason::PrinterNumber));
    changed |= words_field(ui, id("address"), text::printer_address_field(lang), &mut printer.address, &address);
    if matches!(printer.kind, PrinterKind::Feieyun | PrinterKind::Yilianyun) {
        let account = check(|reason| matches!(reason, Reason::PrinterAccount));
        changed |= words_field(ui, id("account"), text::printer_account_field(lang), &mut printer.account, &account);
    }
    ui.horizontal(|ui| {
        let papers = [(32, text::paper_narrow(lang), None), (48, text::paper_wide(lang), None)];
        if let Some(columns) = widgets::filters(ui, printer.columns, &papers) {
            (printer.columns, changed) = (columns, true);
        }
        if widgets::switch(ui, printer.auto, text::printer_auto_field(lang), true).clicked() {
            (printer.auto, changed) = (!printer.auto, true);
        }
        ui.label(egui::RichText::new(text::printer_auto_field(lang)).size(theme::SMALL));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            removed = widgets::row_button(ui, text::printer_remove(lang), None).clicked();
        });
    });
    (removed, changed)
}

/// What stands on every receipt. The task, if it is to have another picture, or one was dropped.
pub(super) fn receipts(form: &mut SettingsForm, ui: &mut Ui, now: Now) -> Option<FileTask> {
    let lang = now.lang;
    let dropped = ui.input(|input| input.raw.dropped_files.first().map(|file| file.path().to_owned()));
    let mut wish = dropped.map(|path| FileTask::TakeLogo(form.document.folder().to_owned(), Some(path)));
    titled(ui, text::receipts_title(lang), |ui| {
        wish = logo_field::show(form, ui, lang).or(wish.take());
        for key in [SettingKey::ReceiptHeading, SettingKey::ReceiptLogo, SettingKey::ReceiptFooter] {
            text_field(form, ui, lang, key);
        }
        switch_line(form, ui, lang, SettingKey::ReceiptQr);
        widgets::caption(ui, text::receipt_preview(lang));
        if let Some(receipt) = sample(now.at) {
            ui.scope(|ui| {
                ui.set_max_width(PAPER);
                receipt_paper(ui, &layout(&receipt, &template(form), COLUMNS_NARROW), COLUMNS_NARROW);
            });
        }
    });
    wish
}

/// As it is typed, saved or not.
fn template(form: &SettingsForm) -> ReceiptTemplate {
    let heading = form.words(SettingKey::ReceiptHeading);
    let named = !heading.trim().is_empty();
    let in_english = form.words(SettingKey::ShopLanguage) == "en";
    ReceiptTemplate {
        picture: form.logo().and_then(Result::ok).cloned(),
        heading: if named { heading } else { form.words(SettingKey::ShopName) },
        logo: form.words(SettingKey::ReceiptLogo),
        footer: form.words(SettingKey::ReceiptFooter),
        qr: form.is_on(SettingKey::ReceiptQr),
        tongue: if in_english { ReceiptLanguage::En } else { ReceiptLanguage::Zh },
    }
}
