//! The settings: sections at the left, what each is about at the right, and a bar at the foot that says what is not saved yet
//! and what keeps it from being saved. What the owner chooses about the window itself holds at once.

mod card;
mod find;
mod message_form;
mod messages;
mod order_cards;
mod pay_card;
mod people;
pub(super) mod printers;
mod push_card;
mod save_bar;
mod section;
mod section_list;
mod state;
mod test_order_card;
mod window_part;

pub(in crate::ui) use section::Section;
pub(super) use state::SettingsPage;

use super::{
    form::SettingsForm,
    form_fields::{choice, mark_line, secret_field, short_field, switch_line, text_field},
    tunnel_fields,
};
use crate::{
    settings::{SecretKey, SettingKey},
    ui::{
        action::Action,
        file_tasks::FileTask,
        layout::part,
        screen::Screen,
        shop_switcher::ShopFile,
        text, theme,
        widgets::{self, ButtonKind, Emptiness, Icon},
    },
};
use card::card;
use egui::{self, Align, Key, Modifiers, Rect, Ui};
use state::FormState;

const SECTIONS: f32 = 188.0;
const MOST: f32 = 884.0;
const BAR: f32 = 52.0;
/// For the bar that scrolls the cards.
const BESIDE: f32 = 12.0;

/// The page.
pub(super) fn show(screen: &Screen<'_>, page: &mut SettingsPage, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let (p, lang) = (theme::of(ui), screen.now.lang);
    let head = rect.with_max_y(rect.top() + theme::CONTROL);
    widgets::label_at(ui, head, Align::Min, text::settings(lang), theme::bold(theme::TITLE), p.text);
    let body = rect.with_min_y(head.bottom() + 8.0);
    page.read_if_needed(screen, acts);
    section_list::show(page, ui, body.with_max_x(body.left() + SECTIONS), lang);
    let cards = body
        .with_min_x(body.left() + SECTIONS + theme::PAD)
        .with_max_x(rect.right().min(body.left() + SECTIONS + theme::PAD + MOST));
    // The bar stands beside the cards, and not beside the field.
    find::field(page, ui, head.with_max_x(cards.right() - BESIDE), lang);
    // Its room is kept for it: with the first sign that is typed no field goes out of sight, and no word in the making is lost.
    let bar = cards.with_min_y(cards.bottom() - BAR);
    let cards = cards.with_max_y(bar.top() - theme::GAP);
    part(ui, "settings", cards, |ui| {
        egui::ScrollArea::vertical().id_salt(("settings", page.section)).auto_shrink(false).show(ui, |ui| {
            // The bar stands beside the cards.
            ui.set_width(cards.width() - BESIDE);
            ui.spacing_mut().item_spacing.y = theme::GAP;
            inside(screen, page, ui, acts);
        });
    });
    if page.bar_wanted() {
        save_bar::show(page, ui, bar, lang, acts);
    }
    keys(page, ui, acts);
}

fn keys(page: &mut SettingsPage, ui: &Ui, acts: &mut Vec<Action>) {
    if ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::S)) {
        page.save(acts);
    }
    let typing = ui.ctx().text_edit_focused();
    if page.bar_wanted() && !typing && crate::ui::keys::key(ui, Key::Escape) {
        page.discard();
    }
}

/// Beside what WeChat knows of the mini program, the program itself.
fn mini_program_card(screen: &Screen<'_>, ui: &mut Ui, acts: &mut Vec<Action>) {
    let lang = screen.now.lang;
    card(ui, text::mini_program_title(lang), |ui| {
        widgets::muted(ui, text::mini_program_means(lang));
        if widgets::button(ui, ButtonKind::Plain, text::mini_program_write(lang), true).clicked() {
            acts.push(Action::FileTask(FileTask::shop_file(ShopFile::MiniProgram, screen.now)));
        }
    });
}

fn inside(screen: &Screen<'_>, page: &mut SettingsPage, ui: &mut Ui, acts: &mut Vec<Action>) {
    let lang = screen.now.lang;
    if !page.wanted.trim().is_empty() {
        return find::results(page, ui, lang);
    }
    if let Some((words, serious)) = &page.note {
        let p = theme::of(ui);
        let (icon, ink) = if *serious { (Icon::Bang, p.danger) } else { (Icon::Check, p.accent) };
        mark_line(ui, icon, ink, words);
    }
    if page.section == Section::Appearance {
        return window_part::appearance_cards(screen, ui, acts);
    }
    if page.section == Section::People {
        people::cards(screen, &mut page.people, ui, acts);
    }
    if page.section == Section::Messages {
        return messages::cards(screen, &mut page.messages, ui, acts);
    }
    if page.section == Section::About {
        return window_part::about_cards(screen, page, ui, acts);
    }
    if screen.facts.settings_folder.is_none() {
        if page.section == Section::People {
            return;
        }
        widgets::emptiness(ui, Emptiness::NotYet(Icon::Sliders), text::settings(lang), text::settings_practice(lang));
        ui.vertical_centered(|ui| window_part::leave_practice(screen, ui, acts));
        return;
    }
    let section = page.section;
    match &mut page.form {
        FormState::NotRead | FormState::Reading => {
            widgets::muted(ui, text::reading_title(lang));
        }
        FormState::Broken(bad) => {
            let why = text::error_text(lang, bad).unwrap_or_default();
            widgets::emptiness(ui, Emptiness::Broken, text::settings_broken_title(lang), &why);
            ui.vertical_centered(|ui| {
                if widgets::button(ui, ButtonKind::Plain, text::settings_read_again(lang), true).clicked() {
                    page.form = FormState::NotRead;
                }
            });
        }
        FormState::Ready(form) if section == Section::Printers => {
            acts.extend(printers::card(form, &mut page.printers, ui, lang).map(Action::FileTask));
            acts.extend(printers::receipts(form, ui, screen.now).map(Action::FileTask));
        }
        FormState::Ready(form) if section == Section::Address => card(ui, section.name(lang), |ui| {
            acts.extend(tunnel_fields::show(form, &mut page.tunnel, ui, lang).map(Action::FileTask));
        }),
        FormState::Ready(form) => cards(screen, section, form, ui, acts),
    }
    if section == Section::Pay && screen.facts.can_change_shop {
        test_order_card::show(&mut page.test_order, ui, lang, acts);
    }
    if section == Section::MiniProgram && screen.facts.can_change_shop {
        mini_program_card(screen, ui, acts);
    }
}

/// The card of a section.
fn cards(screen: &Screen<'_>, section: Section, form: &mut SettingsForm, ui: &mut Ui, acts: &mut Vec<Action>) {
    use SettingKey as Key;
    let (lang, facts) = (screen.now.lang, screen.facts);
    match section {
        Section::Shop => card(ui, section.name(lang), |ui| {
            text_field(form, ui, lang, Key::ShopName);
            let languages = [
                ("system", text::shop_language_system(lang)),
                ("zh", text::language_zh(lang)),
                ("en", text::language_en(lang)),
            ];
            choice(form, ui, lang, Key::ShopLanguage, &languages);
            widgets::caption(ui, text::settings_by_hand(lang));
        }),
        Section::MiniProgram => {
            card(ui, section.name(lang), |ui| {
                text_field(form, ui, lang, Key::AppId);
                secret_field(form, ui, lang, SecretKey::AppSecret);
                text_field(form, ui, lang, Key::AppChannelAppId);
                mark_line(ui, Icon::Lock, theme::of(ui).faint, text::secrets_kept(lang));
            });
            push_card::show(form, ui, lang, facts, acts);
        }
        Section::Pay => pay_card::show(form, ui, lang, acts),
        Section::Alerts => card(ui, section.name(lang), |ui| {
            for key in [Key::AlertSound, Key::AlertSpeak, Key::AlertDesktop, Key::AlertRepeat] {
                switch_line(form, ui, lang, key);
            }
            short_field(form, ui, lang, Key::QuietFrom);
            short_field(form, ui, lang, Key::QuietUntil);
        }),
        Section::Refunds => card(ui, section.name(lang), |ui| short_field(form, ui, lang, Key::HoldSeconds)),
        Section::Orders => order_cards::show(form, ui, lang, &screen.model.shot.carriers),
        Section::People => card(ui, text::lock_now(lang), |ui| short_field(form, ui, lang, Key::LockMinutes)),
        Section::Backup => card(ui, section.name(lang), |ui| {
            text_field(form, ui, lang, Key::BackupFolder);
            short_field(form, ui, lang, Key::BackupKeepDays);
        }),
        Section::Advanced => {
            card(ui, section.name(lang), |ui| {
                for key in [Key::WindowTray, Key::WindowAtLogin, Key::WindowKeepAwake] {
                    switch_line(form, ui, lang, key);
                }
                short_field(form, ui, lang, Key::KeepDays);
                for key in [Key::Bind, Key::Proxy, Key::PayUrl, Key::MiniprogramUrl, Key::ExtraRootCa] {
                    text_field(form, ui, lang, key);
                }
                text_field(form, ui, lang, Key::StoreUrl);
                secret_field(form, ui, lang, SecretKey::StorePassword);
                text_field(form, ui, lang, Key::StoreCa);
            });
            card(ui, text::waits_title(lang), |ui| {
                for key in [Key::ConfirmAfter, Key::UnpaidPoll, Key::RefundPoll, Key::RetryBackoff] {
                    text_field(form, ui, lang, key);
                }
                widgets::caption(ui, text::waits_means(lang));
            });
        }
        // Drawn with what the page remembers beside the form.
        Section::Printers | Section::Address | Section::Messages | Section::Appearance | Section::About => {}
    }
}
