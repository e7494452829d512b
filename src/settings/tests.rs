//! What a settings file may say, and the sentence for each it may not.

use super::*;
use crate::{
    domain::{Api, BuyerLimits, SignType},
    ui::{Lang, error_text},
};
use std::path::Path;

const GOOD: &str = "[shop]\nname = \"山茶小铺\"\n[wechat]\napp_id = \"wx2421b1c4370ec43b\"\nmch_id = \"1900000109\"\n";

/// The public key of the vectors, as WeChat's platform hands one out.
pub(crate) fn public_key() -> String {
    let keys: serde_json::Value =
        serde_json::from_str(include_str!("../../tests/fixtures/wechat/v3-keys.json")).unwrap();
    let der = keys["wechat_pay_public_key"]["public_key_spki_der_base64"].as_str().expect("a key");
    let lines: Vec<&str> = der.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", lines.join("\n"))
}

/// The line and what is said of it, which has its Chinese too.
fn wrong(text: &str) -> (usize, String) {
    let (line, reason) = Settings::parse(text, Path::new("shop")).expect_err("must be refused");
    let (english, path) = (reason.to_string(), "shop/settings.toml".into());
    let chinese = error_text(Lang::Zh, &BadSettings::Line { path, line, reason }).expect("a sentence");
    assert!(chinese.contains(&format!("第 {line} 行：")), "{english}: {chinese}");
    (line, english)
}

#[test]
fn a_short_file_is_enough_and_the_rest_has_defaults() {
    let settings = Settings::parse(GOOD, Path::new("shop")).expect("good settings");
    assert_eq!(settings.sign_type, SignType::HmacSha256);
    assert_eq!(settings.bind.to_string(), "127.0.0.1:8719");
    assert_eq!(settings.schedules.confirm_after, [0, 5, 15, 60, 300]);
    assert_eq!(settings.merchant_cert, Path::new("shop/certs/apiclient_cert.pem"));
    assert_eq!((settings.hold_secs, settings.pay_within_secs, settings.keep_days), (10, 1800, 400));
    let limits = BuyerLimits { orders: 50, open_unpaid_pieces: 50, picture_bytes: 100 * 1024 * 1024 };
    assert_eq!(settings.limits, limits);
}

#[test]
fn every_key_a_shop_may_set_is_known() {
    let whole = "[shop]\nname = \"山茶小铺\"\nlanguage = \"zh\"\n[wechat]\napi = \"v2\"\n\
        app_id = \"wx2421b1c4370ec43b\"\nmch_id = \"1900000109\"\nsign_type = \"HMAC-SHA256\"\n\
        pay_url = \"https://api.mch.weixin.qq.com\"\nminiprogram_url = \"https://api.weixin.qq.com\"\n\
        merchant_cert = \"certs/apiclient_cert.pem\"\nmerchant_key = \"certs/apiclient_key.pem\"\n\
        wechatpay_public_key = \"certs/pub_key.pem\"\n\
        wechatpay_public_key_id = \"PUB_KEY_ID_0119000001092026010100000000000001\"\n\
        app_channel_app_id = \"wx5e7a3d1f9b2c4860\"\nextra_root_ca = \"\"\nproxy = \"\"\n[listener]\nbind = \"127.0.0.1:8719\"\n[tunnel]\nkind = \"manual\"\n\
        public_url = \"https://shop.example.com\"\ncommand = []\n[orders]\npay_within_minutes = 30\n\
        [refunds]\nhold_seconds = 10\n[jobs]\nconfirm_after = [0, 5, 15, 60, 300]\n\
        unpaid_poll = [60, 120, 300, 600, 1800]\nrefund_poll = [60, 120, 180, 240, 300, 600, 1200, 1800, 3600]\n\
        retry_backoff = [2, 5, 15, 60, 300, 900]\n[alerts]\nsound = true\ndesktop = true\n\
        repeat_until_seen = true\nspeak = true\nquiet_from = \"22:00\"\nquiet_until = \"08:00\"\n\
        [window]\ntray = true\nat_login = false\nkeep_awake = false\n\
        [[printers]]\nkind = \"escpos-tcp\"\naddress = \"192.168.1.50:9100\"\nauto = true\n\
        [[printers]]\nname = \"后厨\"\nkind = \"feieyun\"\naddress = \"123456789\"\naccount = \"shop@example.com\"\n\
        server = \"https://api.feieyun.cn\"\nauto = false\ncolumns = 48\n[receipts]\nheading = \"山茶小铺\"\n\
        logo = \"手冲咖啡\"\npicture = \"pictures/receipt/mark.png\"\nfooter = \"谢谢惠顾\"\nqr = true\n\
        [shipping]\ncarrier = \"SF\"\n[notices]\nkeep_days = 90\n[limits]\norders = 20\nopen_unpaid_pieces = 30\npicture_mib = 40\n";
    let settings = Settings::parse(whole, Path::new("shop")).expect("all known");
    assert_eq!((settings.printers.len(), settings.keep_days), (2, 90));
    assert_eq!(settings.receipt_picture.as_deref(), Some(Path::new("shop/pictures/receipt/mark.png")));
    let limits = BuyerLimits { orders: 20, open_unpaid_pieces: 30, picture_bytes: 40 * 1024 * 1024 };
    assert_eq!(settings.limits, limits);
    assert_eq!((settings.printers[0].name.as_str(), settings.printers[0].columns), ("192.168.1.50:9100", 32));
    assert_eq!((settings.schedules, settings.usual_carrier.as_deref()), (Schedules::default(), Some("SF")));
    assert_eq!(settings.window, Window::default());
    assert_eq!(settings.alerts, Alerts { quiet: QuietHours::parse("22:00", "08:00"), ..Alerts::default() });
    let v3 = Settings::parse(&whole.replace("api = \"v2\"", "api = \"v3\""), Path::new("shop")).expect("v3 is known");
    assert_eq!((settings.api, settings.sign_type), (Api::V2, SignType::HmacSha256));
    assert_eq!((v3.api, v3.sign_type), (Api::V3, SignType::Rsa), "whatever v2 orders were signed with");
    assert_eq!(settings.wechatpay_public_key, v3.wechatpay_public_key, "it may be there before the switch");
}

#[test]
fn what_api_v3_needs_is_read_strictly() {
    let with = |lines: &str| format!("{GOOD}{lines}\n");
    assert_eq!(Settings::parse(GOOD, Path::new("shop")).expect("good").api, Api::V2);
    assert_eq!(wrong(&with("api = \"v4\"")), (6, Reason::ApiVersion.to_string()));
    assert_eq!(wrong(&with("api = \"V3\"")).0, 6);
    assert_eq!(wrong(&with("sign_type = \"RSA\"")), (6, Reason::SignType.to_string()), "only v2 has a choice");
    assert_eq!(wrong(&with("api = \"v3\"\nsign_type = \"SHA1\"")).0, 7);
    let (file, id) = ("wechatpay_public_key = \"certs/pub_key.pem\"", "wechatpay_public_key_id = \"PUB_KEY_ID_01190\"");
    assert_eq!(wrong(&with(file)), (6, Reason::PublicKeyWithoutId.to_string()));
    assert_eq!(wrong(&with(id)), (6, Reason::PublicKeyWithoutFile.to_string()));
    let key = Settings::parse(&with(&format!("api = \"v3\"\n{file}\n{id}")), Path::new("shop")).expect("both");
    let key = key.wechatpay_public_key.expect("a key");
    assert_eq!((key.path.as_path(), key.id.as_str()), (Path::new("shop/certs/pub_key.pem"), "PUB_KEY_ID_01190"));
    for bad in ["01190", "pub_key_id_01190", "PUB_KEY_ID_", "PUB_KEY_ID_01190X", "PUB_KEY_ID_０１", "7F0A"] {
        let both = with(&format!("{file}\nwechatpay_public_key_id = \"{bad}\""));
        assert_eq!(wrong(&both), (7, Reason::PublicKeyId.to_string()), "{bad}");
    }
    let platform = Settings::parse(&with("api = \"v3\""), Path::new("shop")).expect("by platform certificates");
    assert_eq!(platform.wechatpay_public_key, None);
}

#[test]
fn a_file_that_is_not_wechats_public_key_says_what_it_is() {
    let public = public_key();
    let judged = |text: &str| judge_public_key(text.as_bytes());
    assert_eq!(judged(&public), Ok(()));
    assert_eq!(judged(&format!("\u{FEFF}  {}", public.replace('\n', " \r\n  "))), Ok(()), "out of a chat");
    for label in ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"] {
        assert_eq!(judged(&public.replace("PUBLIC KEY", label)), Err(BadPublicKey::PrivateKey), "{label}");
    }
    let both = format!("{public}{}", public.replace("PUBLIC KEY", "PRIVATE KEY"));
    assert_eq!(judged(&both), Err(BadPublicKey::PrivateKey), "never a file with a secret in it");
    assert_eq!(judged(&public.replace("PUBLIC KEY", "CERTIFICATE")), Err(BadPublicKey::Certificate));
    for broken in [&public[..public.len() / 2], "no key", ""] {
        assert_eq!(judged(broken), Err(BadPublicKey::Broken), "{broken}");
    }
    assert_eq!(judge_public_key(&[0xFF; 60]), Err(BadPublicKey::Broken));
    let folder = tempfile::tempdir().expect("a folder");
    let id = crate::wechat::v3::KeyId::parse("PUB_KEY_ID_01190").expect("an id");
    let key = PublicKeyFile { path: folder.path().join("pub_key.pem"), id: id.clone() };
    assert_eq!(key.load().map(drop), Err(BadPublicKey::Missing));
    std::fs::write(&key.path, "x").expect("written");
    assert_eq!(key.load().map(drop), Err(BadPublicKey::Broken));
    std::fs::write(&key.path, &public).expect("written");
    assert_eq!(key.load().map(|key| key.id().as_str().to_owned()), Ok(id.as_str().to_owned()));
}

#[test]
fn without_an_app_of_its_own_a_shop_has_no_app_channel() {
    let app = |value: &str| format!("{GOOD}app_channel_app_id = \"{value}\"\n");
    let read = |text: &str| Settings::parse(text, Path::new("shop")).expect("good settings").app_channel_app_id;
    assert_eq!((read(GOOD), read(&app("")), read(&app(" "))), (None, None, None));
    assert_eq!(read(&app("wx5e7a3d1f9b2c4860")).map(|app| app.to_string()), Some("wx5e7a3d1f9b2c4860".to_owned()));
    assert_eq!(wrong(&app("5e7a3d1f9b2c4860")).0, 6);
    let (line, why) = wrong(&app("wx2421b1c4370ec43b"));
    assert!(line == 6 && why.contains("not the mini program's"), "{why}");
}

#[test]
fn a_wrong_line_is_named() {
    assert_eq!(wrong(&format!("{GOOD}tls_verify = false\n")).0, 6);
    assert_eq!(wrong(&GOOD.replace("1900000109", "19x")).0, 5);
    assert_eq!(wrong(&format!("{GOOD}sign_type = \"SHA1\"\n")).0, 6);
    assert_eq!(wrong(&format!("{GOOD}[refunds]\nhold_seconds = -1\n")).0, 7);
    assert_eq!(wrong(&format!("{GOOD}[notices]\nkeep_days = 29\n")).0, 7);
    for key in ["orders", "open_unpaid_pieces", "picture_mib"] {
        let (line, why) = wrong(&format!("{GOOD}[limits]\n{key} = 0\n"));
        assert!(line == 7 && why.starts_with(key), "{line}: {why}");
    }
    assert_eq!(wrong(&format!("{GOOD}[limits]\nrefunds = 1\n")).0, 7);
    assert_eq!(wrong(&format!("{GOOD}[orders\n")).0, 6);
}

#[test]
fn quiet_hours_have_two_ends() {
    let with = |lines: &str| format!("{GOOD}[alerts]\n{lines}\n");
    for bad in [
        "quiet_from = \"22:00\"",
        "quiet_until = \"08:00\"",
        "quiet_from = \"8\"\nquiet_until = \"9\"",
        "quiet_from = \"08:00\"\nquiet_until = \"08:00\"",
        "quiet_from = \"24:00\"\nquiet_until = \"08:00\"",
    ] {
        assert_eq!(wrong(&with(bad)), (7, Reason::QuietHours.to_string()), "{bad}");
    }
    assert_eq!(Settings::parse(&with(""), Path::new("x")).expect("good").alerts.quiet, None);
}

#[test]
fn wechat_is_called_by_https_only_and_the_public_address_is_a_plain_host() {
    assert_eq!(wrong(&format!("{GOOD}pay_url = \"http://api.example\"\n")).0, 6);
    for bad in ["http://shop.example", "https://shop.example:8443", "https://shop.example/x", "https://a.example?x=1"] {
        assert_eq!(wrong(&format!("{GOOD}[tunnel]\npublic_url = \"{bad}\"\n")).0, 7, "{bad}");
    }
    let good = format!("{GOOD}[tunnel]\npublic_url = \"https://shop.example/\"\n");
    assert_eq!(
        Settings::parse(&good, Path::new("x")).expect("good").public_url.expect("one").as_str(),
        "https://shop.example"
    );
}

#[test]
fn the_tunnel_is_somebody_elses_or_a_program_of_ours() {
    let with = |lines: &str| Settings::parse(&format!("{GOOD}[tunnel]\n{lines}\n"), Path::new("x"));
    assert_eq!(with("").expect("good").tunnel, TunnelSettings::Manual);
    let ssh = with("kind = \"command\"\ncommand = [\"ssh\", \"-N\"]").expect("good").tunnel;
    assert_eq!(ssh.program(), Some(&["ssh".to_owned(), "-N".to_owned()][..]));
    assert_eq!(wrong(&format!("{GOOD}[tunnel]\nkind = \"magic\"\n")).0, 7);
    assert_eq!(wrong(&format!("{GOOD}[tunnel]\nkind = \"command\"\n")), (7, Reason::TunnelCommand.to_string()));
    assert_eq!(wrong(&format!("{GOOD}[tunnel]\nkind = \"command\"\ncommand = [\"\"]\n")).0, 8);
    let unfilled = wrong(&format!("{GOOD}[tunnel]\nkind = \"command\"\ncommand = [\"ssh\", \"<you@server>\"]\n"));
    assert!(unfilled.0 == 8 && unfilled.1.contains("<you@server>"), "{unfilled:?}");
}

#[test]
fn a_printer_that_could_not_be_reached_is_refused_with_its_line() {
    let wrong = |lines: &str| wrong(&format!("{GOOD}[[printers]]\n{lines}\n"));
    let tcp = "kind = \"escpos-tcp\"\naddress = \"10.0.0.9:9100\"";
    for (lines, part) in [
        ("kind = \"escpos-tcp\"\naddress = \"10.0.0.9\"".to_owned(), "port"),
        (format!("{tcp}\ncolumns = 12"), "columns"),
        (format!("{tcp}\nukey = \"x\""), "ukey"),
        ("kind = \"feieyun\"\naddress = \"123456789\"".to_owned(), "account"),
        (
            "kind = \"feieyun\"\naddress = \"123456789\"\naccount = \"a\"\nserver = \"http://x.example\"".to_owned(),
            "https",
        ),
    ] {
        let (line, why) = wrong(&lines);
        assert!(line >= 6 && why.contains(part), "{line} {why}");
    }
    let twice = wrong(&format!("{tcp}\n[[printers]]\n{tcp}"));
    assert!(twice.0 == 9 && twice.1.contains("two printers"), "{twice:?}");
}

#[test]
fn the_last_wait_of_a_schedule_repeats() {
    assert_eq!(Schedules::wait(&[2, 5, 15], 1), 5);
    assert_eq!(Schedules::wait(&[2, 5, 15], 99), 15);
    assert_eq!(Schedules::wait(&[], 0), 60);
}

#[test]
fn a_file_is_read_in_the_encodings_editors_save_it_in() {
    let folder = tempfile::tempdir().unwrap();
    let utf_8 = |text: &str| [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    for bytes in [
        include_bytes!("../../tests/fixtures/settings/settings-gbk.toml").to_vec(),
        include_bytes!("../../tests/fixtures/settings/settings-utf16.toml").to_vec(),
        utf_8(GOOD),
        utf_8(&GOOD.replace('\n', "\r\n")),
    ] {
        std::fs::write(folder.path().join("settings.toml"), &bytes).unwrap();
        assert_eq!(Settings::load(folder.path()).expect("read").shop_name, "山茶小铺", "{bytes:?}");
    }
    std::fs::write(folder.path().join("settings.toml"), [0xFF; 60]).unwrap();
    let bad = Settings::load(folder.path()).expect_err("no text");
    assert!(
        bad.to_string().contains("UTF-8") && error_text(Lang::Zh, &bad).is_some_and(|said| said.contains("UTF-8")),
        "{bad}"
    );
}
