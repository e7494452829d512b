//! What becomes of a settings file when it is changed: only what is changed, all of it or nothing.

use super::*;
use proptest::prelude::*;
use std::{fs, path::Path};

/// As an owner writes it: comments, an order of one's own, Windows' line ends in one place.
const OWN: &str = "# 我的店\n[wechat]   # 微信\nmch_id = \"1900000109\" # 商户号\napp_id = 'wx2421b1c4370ec43b'\n\n\
    [shop]\nname =  \"山茶小铺\"\r\n# 语言\nlanguage = \"zh\"\n\n[refunds]\nhold_seconds = 10   # 十秒\n\n\
    [[printers]] # 前台\nname = \"前台\"\nkind = \"escpos-tcp\"\naddress = \"192.168.1.50:9100\"\n\n\
    # 后厨的\n[[printers]]\nname = \"后厨\"\nkind = \"escpos-tcp\"\naddress = \"192.168.1.51:9100\"\n";

fn text(words: &str) -> SettingValue {
    SettingValue::Text(words.to_owned())
}

fn folder_with(text: &[u8]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("settings.toml"), text).unwrap();
    folder
}

fn saved(before: &str, changes: &[SettingChange]) -> String {
    let folder = folder_with(before.as_bytes());
    SettingsDocument::open(folder.path()).expect("read").save(changes).expect("saved");
    let after = fs::read(folder.path().join("settings.toml")).unwrap();
    String::from_utf8(after).unwrap()
}

#[test]
fn a_change_touches_its_value_and_no_other_byte() {
    let after = saved(
        OWN,
        &[
            SettingChange::Set(SettingKey::ShopName, text("茶花\"小\"铺")),
            SettingChange::Set(SettingKey::HoldSeconds, SettingValue::Number(30)),
            SettingChange::Set(SettingKey::MchId, text("1900000109")),
        ],
    );
    let wanted = OWN.replace("\"山茶小铺\"", "'茶花\"小\"铺'").replace("= 10   # 十秒", "= 30   # 十秒");
    assert_eq!(after, wanted);
}

#[test]
fn a_new_key_comes_at_the_end_of_its_section_and_a_new_section_at_the_end() {
    let after = saved(
        OWN,
        &[
            SettingChange::Set(SettingKey::SignType, text("MD5")),
            SettingChange::Set(SettingKey::QuietFrom, text("22:00")),
            SettingChange::Set(SettingKey::QuietUntil, text("08:00")),
            SettingChange::Set(SettingKey::AlertSound, SettingValue::Switch(true)),
        ],
    );
    let wanted = OWN.replace("ec43b'\n", "ec43b'\nsign_type = \"MD5\"\r\n")
        + "[alerts]\r\nquiet_from = \"22:00\"\r\nquiet_until = \"08:00\"\r\n";
    assert_eq!(after, wanted, "what is by default and not written gets no line");
}

#[test]
fn sections_in_braces_and_dotted_keys_are_changed_in_their_place() {
    let braces = "shop = { name = \"a\" }\nwechat.app_id = \"wx2421b1c4370ec43b\"\nwechat.mch_id = \"1900000109\"\n";
    let changes = [
        SettingChange::Set(SettingKey::ShopLanguage, text("en")),
        SettingChange::Set(SettingKey::MchId, text("1900000110")),
    ];
    let wanted = braces.replace("\"a\" }", "\"a\", language = \"en\" }").replace("0109", "0110");
    assert_eq!(saved(braces, &changes), wanted);
}

#[test]
fn printers_are_added_changed_and_taken_away() {
    let folder = folder_with(OWN.as_bytes());
    let document = SettingsDocument::open(folder.path()).expect("read");
    let mut printers = document.printers();
    assert_eq!(printers.len(), 2);
    let mut kitchen = printers.remove(1);
    kitchen.auto = true;
    let third = Printer { name: "仓库".into(), address: "192.168.1.52:9100".into(), ..kitchen.clone() };
    let changed = [SettingChange::SetPrinter(1, kitchen.clone()), SettingChange::AddPrinter(third.clone())];
    let document = document.save(&changed).expect("saved");
    assert_eq!(document.printers()[1..], [kitchen.clone(), third]);
    let document = document.save(&[SettingChange::RemovePrinter(0)]).expect("saved");
    assert_eq!(document.printers()[0], kitchen);
    let after = fs::read_to_string(document.path()).unwrap();
    assert!(after.contains("# 后厨的\n") && !after.contains("前台"), "{after}");
}

#[test]
fn what_somebody_else_wrote_meanwhile_is_not_written_over() {
    let folder = folder_with(OWN.as_bytes());
    let document = SettingsDocument::open(folder.path()).expect("read");
    let theirs = OWN.replace("十秒", "十秒钟");
    fs::write(document.path(), &theirs).unwrap();
    let change = [SettingChange::Set(SettingKey::HoldSeconds, SettingValue::Number(30))];
    assert!(matches!(document.save(&change), Err(NotSaved::Meanwhile(_))));
    assert_eq!(fs::read_to_string(document.path()).unwrap(), theirs);
    let again = SettingsDocument::open(folder.path()).expect("read again");
    again.save(&change).expect("saved over what was read");
}

#[test]
fn what_could_not_be_used_is_refused_before_a_byte_is_written() {
    let folder = folder_with(OWN.as_bytes());
    let document = SettingsDocument::open(folder.path()).expect("read");
    let bad = document.save(&[SettingChange::Set(SettingKey::HoldSeconds, SettingValue::Number(3601))]);
    assert!(
        matches!(bad, Err(NotSaved::Bad(BadSettings::Line { line: 12, reason: Reason::HoldSeconds, .. }))),
        "{bad:?}"
    );
    assert_eq!(fs::read_to_string(document.path()).unwrap(), OWN);
}

#[test]
fn a_folder_that_refuses_is_told_and_the_file_stays() {
    let folder = folder_with(OWN.as_bytes());
    let document = SettingsDocument::open(folder.path()).expect("read");
    // Where the half-written file would stand, there is something else: also root cannot write there.
    fs::create_dir(folder.path().join("settings.toml.new")).unwrap();
    let change = [SettingChange::Set(SettingKey::HoldSeconds, SettingValue::Number(30))];
    assert!(matches!(document.save(&change), Err(NotSaved::Unwritable { .. })));
    assert_eq!(fs::read_to_string(document.path()).unwrap(), OWN);
}

#[test]
fn a_half_written_file_is_not_guessed_at() {
    let folder = folder_with(b"[shop]\nname = \"a");
    assert!(matches!(SettingsDocument::open(folder.path()), Err(BadSettings::Line { line: 2, .. })));
    assert!(matches!(SettingsDocument::open(Path::new("no-such-folder")), Err(BadSettings::Missing(_))));
}

#[test]
fn the_mark_of_an_editor_stays_and_other_encodings_become_utf_8() {
    let marked = [b"\xEF\xBB\xBF".as_slice(), OWN.as_bytes()].concat();
    let folder = folder_with(&marked);
    let change = [SettingChange::Set(SettingKey::HoldSeconds, SettingValue::Number(30))];
    SettingsDocument::open(folder.path()).expect("read").save(&change).expect("saved");
    let after = fs::read(folder.path().join("settings.toml")).unwrap();
    assert!(after.starts_with(b"\xEF\xBB\xBF# ") && Settings::load(folder.path()).is_ok());
    let folder = folder_with(include_bytes!("../../tests/fixtures/settings/settings-gbk.toml"));
    SettingsDocument::open(folder.path()).expect("read").save(&change).expect("saved");
    let after = Settings::load(folder.path()).expect("read");
    assert_eq!((after.shop_name.as_str(), after.hold_secs), ("山茶小铺", 30));
    assert!(String::from_utf8(fs::read(folder.path().join("settings.toml")).unwrap()).is_ok());
}

#[test]
fn a_draft_grows_page_by_page_and_becomes_the_settings_only_when_it_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let draft = SettingsDocument::draft(folder.path()).expect("an empty one");
    let draft = draft.save(&[SettingChange::Set(SettingKey::ShopName, text("山茶小铺"))]).expect("saved");
    assert!(matches!(draft.finish(), Err(NotSaved::Bad(_))), "half of it is no shop");
    assert!(!folder.path().join("settings.toml").exists());
    let draft = SettingsDocument::draft(folder.path()).expect("taken up again");
    assert_eq!(draft.value(SettingKey::ShopName), text("山茶小铺"));
    let rest = [
        SettingChange::Set(SettingKey::AppId, text("wx2421b1c4370ec43b")),
        SettingChange::Set(SettingKey::MchId, text("1900000109")),
    ];
    draft.save(&rest).expect("saved").finish().expect("whole");
    assert!(Settings::load(folder.path()).is_ok() && !folder.path().join(DRAFT).exists());
}

#[test]
fn a_value_is_judged_while_it_is_typed_by_the_rules_of_the_file() {
    let judged = |key: SettingKey, words: &str| judge(key, &key.of_words(words), &[]);
    assert_eq!(judged(SettingKey::ShopName, " 山茶小铺 "), Ok(()));
    assert_eq!(judged(SettingKey::ShopName, ""), Err(Reason::ShopName));
    assert_eq!(judged(SettingKey::MchId, "19000"), Err(Reason::MchId));
    assert_eq!(judged(SettingKey::HoldSeconds, "ten"), Err(Reason::HoldSeconds));
    assert_eq!(judged(SettingKey::LimitOrders, "0"), Err(Reason::LimitOrders));
    assert_eq!(judged(SettingKey::UsualCarrier, "SF"), Ok(()));
    assert_eq!(judged(SettingKey::UsualCarrier, "顺丰"), Err(Reason::UsualCarrier));
    for waits in ["1", "0 5 15", "0，5、15", " 2, 5 ,15 "] {
        assert_eq!(judged(SettingKey::RefundPoll, waits), Ok(()), "{waits}");
    }
    for waits in ["", "0", "5 0", "five", "5 -1", "86401", "1.5", &"1 ".repeat(31)] {
        assert_eq!(judged(SettingKey::RefundPoll, waits), Err(Reason::Waits), "{waits}");
    }
    assert_eq!(judged(SettingKey::Bind, "localhost"), Err(Reason::Bind));
    assert_eq!(judged(SettingKey::ReceiptFooter, "谢谢\"光临\""), Ok(()));
    let app = [(SettingKey::AppId, text("wx2421b1c4370ec43b"))];
    let same = judge(SettingKey::AppChannelAppId, &text("wx2421b1c4370ec43b"), &app);
    assert_eq!(same, Err(Reason::AppChannelSame));
    for key in SettingKey::ALL {
        if !matches!(key, SettingKey::ShopName | SettingKey::AppId | SettingKey::MchId) {
            assert_eq!(judge(*key, &key.usual(), &[]), Ok(()), "{key:?}");
        }
    }
}

#[test]
fn what_is_wrong_with_a_secret_is_told_without_it() {
    let judged = |key, words: &str| judge_secret(key, &SecretWords::new(words.to_owned()));
    let good = "TestApiV2Key00000000000000000001";
    assert_eq!(judged(SecretKey::ApiKey, good), Ok(()));
    assert_eq!(judged(SecretKey::ApiKey, &format!("{} ", &good[1..])), Err(BadSecretWords::Blank(31)));
    assert_eq!(judged(SecretKey::ApiKey, &good[2..]), Err(BadSecretWords::Length(30)));
    assert_eq!(judged(SecretKey::ApiKey, "192006250b4c09247ec02edce69f6a2d"), Err(BadSecretWords::Placeholder));
    let good = "TestApiV3Key00000000000000000001";
    assert_eq!(judged(SecretKey::ApiV3Key, good), Ok(()));
    for blank in [" ", "\u{3000}", "\u{00A0}", "\u{200B}", "\u{FEFF}", "\r\n"] {
        let around = judged(SecretKey::ApiV3Key, &format!("{good}{blank}"));
        assert_eq!(around, Err(BadSecretWords::Blank(32)), "{blank:?}");
    }
    assert_eq!(judged(SecretKey::ApiV3Key, &good[1..]), Err(BadSecretWords::Length(31)));
    assert_eq!(judged(SecretKey::ApiV3Key, &good.replace('T', "Ｔ")), Err(BadSecretWords::Character));
    assert_eq!(judged(SecretKey::ApiV3Key, &"7".repeat(32)), Err(BadSecretWords::Placeholder));
    assert_eq!(
        judged(SecretKey::AppSecret, "\u{FEFF}0123456789abcdef0123456789abcdef"),
        Err(BadSecretWords::Blank(32))
    );
    assert_eq!(judged(SecretKey::AppSecret, "0123456789abcdef0123456789abcde!"), Err(BadSecretWords::Character));
    assert_eq!(judged(SecretKey::Feieyun, ""), Err(BadSecretWords::Empty));
}

proptest! {
    #[test]
    fn nothing_changed_is_nothing_written(comment in "[^\u{0}-\u{1F}\u{7F}]{0,40}", at in 0_usize..20, crlf: bool) {
        let mut lines: Vec<String> = OWN.replace("\r\n", "\n").lines().map(str::to_owned).collect();
        let place = at.min(lines.len());
        lines.insert(place, format!("#{comment}"));
        let text = lines.join(if crlf { "\r\n" } else { "\n" });
        let folder = folder_with(text.as_bytes());
        let document = SettingsDocument::open(folder.path()).expect("read");
        let same: Vec<SettingChange> =
            SettingKey::ALL.iter().map(|key| SettingChange::Set(*key, document.value(*key))).collect();
        document.save(&same).expect("saved");
        prop_assert_eq!(fs::read(document.path()).unwrap(), text.as_bytes());
    }

    #[test]
    fn a_change_leaves_all_lines_but_its_own(name in "\\PC{1,40}", seconds in 0_u32..3600) {
        prop_assume!(!name.trim().is_empty());
        let after = saved(OWN, &[
            SettingChange::Set(SettingKey::ShopName, text(&name)),
            SettingChange::Set(SettingKey::HoldSeconds, SettingValue::Number(seconds)),
        ]);
        let (before, after): (Vec<_>, Vec<_>) = (OWN.split('\n').collect(), after.split('\n').collect());
        prop_assert_eq!(before.len(), after.len());
        let other = before.iter().zip(&after).filter(|(before, after)| before != after).count();
        prop_assert!(other <= 2);
    }
}
