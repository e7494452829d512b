use super::*;
use crate::{
    domain::{OrderState, RefundOrigin, RefundState},
    ui::theme,
};
use egui::epaint::text::{Fonts, TextOptions};
use std::collections::BTreeSet;

const FILES: &[&[samples::Sampler]] = &[
    alerts::ALL,
    api_v3::ALL,
    backup::ALL,
    bench::ALL,
    bills::ALL,
    certificate::ALL,
    complaints::ALL,
    figures::ALL,
    frame::ALL,
    health::ALL,
    history::ALL,
    lease::ALL,
    link::ALL,
    marks::ALL,
    merchant::ALL,
    messages::ALL,
    money::ALL,
    no_window::ALL,
    notice::ALL,
    order_list::ALL,
    packing::ALL,
    parcel_steps::ALL,
    people::ALL,
    printers::ALL,
    products::ALL,
    queue::ALL,
    reasons::ALL,
    refund_alarms::ALL,
    refund_troubles::ALL,
    refusals::ALL,
    report_troubles::ALL,
    restore::ALL,
    search::ALL,
    secrets::ALL,
    sentences::ALL,
    set_aside::ALL,
    settings_form::ALL,
    settlement::ALL,
    sheets::ALL,
    ship_sheet::ALL,
    shipping::ALL,
    slips::ALL,
    states::ALL,
    timeline::ALL,
    to_send::ALL,
    today::ALL,
    tunnel_setup::ALL,
    wizard::ALL,
    words::ALL,
];

/// What is the same in Chinese: products, units and keys; files, settings and commands as they are typed.
const LATIN: &str = "backup data owner-pin reset AppID Cloudflare Ctrl Debian End English Enter Esc Excel Home MiB OpenGL Ubuntu Vulkan WebP openid v2 v3 \
    account app_id csv feieyun_ukey libXi.so.6 libxi6 logs mch_id ods pay.weixin.qq.com pdf public_url receipts \
    secrets.key secrets.toml settings.toml shop.db-wal tunnel xls xlsx yilianyun_secret \
    App AppSecret EncodingAESKey Token apiclient_cert.pem apiclient_key.pem pub_key.pem p12 pem wx zip \
    add-authtoken apt-get bore caddy check chmod cloudflared config customDomains frp frpc frpc.toml frps http \
    https install postgresql localPort nginx ngrok thing2 amount3 port quick serve ssh url zhanggui APIv2 APIv3";

/// What puts the names it is given together, and so says nothing of none.
const NAMES_ONLY: [&str; 5] = ["goods", "message_why", "order_alert_about", "parcel_field", "standing"];

/// Each text with its name, once for each way its samples make it read.
fn every_text(lang: Lang) -> BTreeSet<(&'static str, String)> {
    let written = FILES.iter().copied().flatten();
    let mut all: BTreeSet<_> =
        written.flat_map(|(name, said)| said(lang).into_iter().map(move |text| (*name, text))).collect();
    all.extend(OrderState::ALL.iter().map(|state| ("OrderState", state.word(lang).to_owned())));
    all.extend(RefundState::ALL.iter().map(|state| ("RefundState", state.word(lang).to_owned())));
    all.extend(RefundOrigin::ALL.iter().map(|origin| ("RefundOrigin", origin.word(lang).to_owned())));
    all
}

#[test]
fn every_text_is_there_in_both_languages_and_the_embedded_fonts_can_print_it() {
    let mut fonts = Fonts::new(TextOptions::default(), theme::fonts());
    let all: Vec<_> = [Lang::Zh, Lang::En].into_iter().flat_map(every_text).collect();
    for (name, text) in &all {
        assert!(!text.trim().is_empty() || NAMES_ONLY.contains(name), "{name} says nothing");
    }
    let used: BTreeSet<char> = all.iter().flat_map(|(_, text)| text.chars()).filter(|c| !c.is_whitespace()).collect();
    for font in [theme::font(theme::BODY), theme::bold(theme::BODY)] {
        for &c in &used {
            let whose = || all.iter().find(|(_, text)| text.contains(c));
            assert!(fonts.has_glyph(&font, c), "{c:?} is missing: {:?}", whose());
        }
    }
    eprintln!("{} sentences in both languages", all.len());
}

/// What a shop owner would not say, and what stands in its place by now. None of it comes back.
const NOT_SAID_EN: [&str; 14] = [
    "You said no",
    "Take back",
    "To stock",
    "Came in",
    " door",
    "leads here",
    "Rightly signed",
    "not well",
    "Needs a look",
    "SQLite",
    "endpoint",
    "payload",
    "webhook",
    "daemon",
];
const NOT_SAID_ZH: [&str; 10] =
    ["监听", "的门", "通到这里", "上次探测", "已采纳", "需要看一眼", "SQLite", "回调", "载荷", "守护进程"];
/// As a whole text, a label, they say nothing; within a sentence they are ordinary words.
const NO_LABEL: [&str; 4] = ["Stays", "Fine", "经过", "很好"];

#[test]
fn words_a_shop_owner_would_not_say_do_not_come_back() {
    let mut found = BTreeSet::new();
    for (lang, words) in [(Lang::En, &NOT_SAID_EN[..]), (Lang::Zh, &NOT_SAID_ZH[..])] {
        for (name, text) in every_text(lang) {
            let said = words.iter().filter(|word| text.contains(**word));
            found.extend(said.map(|word| format!("{word:?} in {name}: {text}")));
            if NO_LABEL.contains(&text.as_str()) {
                found.insert(format!("{text:?} alone in {name}"));
            }
        }
    }
    // In Chinese a comma is a full-width one, and things in a row have 、 between them.
    for (name, text) in every_text(Lang::Zh) {
        if text.contains(", ") {
            found.insert(format!("a foreign comma in {name}: {text}"));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn english_texts_hold_no_chinese() {
    for (name, text) in every_text(Lang::En) {
        let chinese = text.replace("中文", "");
        assert!(!chinese.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c)), "{name}: {text}");
    }
}

#[test]
fn chinese_texts_hold_no_english() {
    let known: BTreeSet<&str> = LATIN.split(' ').collect();
    let mut found = BTreeSet::new();
    for (name, text) in every_text(Lang::Zh) {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric() && !"_-./".contains(c));
        let words = words
            .map(|word| word.trim_matches(['.', '-', '/']).trim_end_matches(".zip"))
            .filter(|word| !word.starts_with("RF20260901"));
        let words = words.filter(|word| word.chars().any(|c| c.is_ascii_lowercase()) && !known.contains(word));
        found.extend(words.map(|word| format!("{word:?} in {name}")));
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn every_argument_is_filled_in_and_no_text_is_longer_than_its_place() {
    for (lang, most_of_a_label, most) in [(Lang::Zh, 24, 200), (Lang::En, 56, 520)] {
        for (name, text) in every_text(lang) {
            // The tunnel's own placeholder stays.
            assert!(!text.replace("{port}", "").contains(['{', '}']), "{name}: {text}");
            let label = text.chars().all(|c| c.is_alphabetic() || " …".contains(c));
            let most = if label { most_of_a_label } else { most };
            let length = text.chars().count();
            assert!(length <= most || text.contains(&samples::LONG[..12]), "{name}: {length} characters: {text}");
        }
    }
}

#[test]
fn nasty_names_lose_what_turns_or_hides_text() {
    assert_eq!(tame("\u{202E}李\u{200B}雷\u{7}", 10), "李雷");
    assert_eq!(tame(&"长".repeat(50), 3), "长长长…");
}
