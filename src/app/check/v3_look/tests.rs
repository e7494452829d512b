//! What is asked of WeChat, and when: in a shop that has nothing to ask with, nothing.

use super::*;
use std::cell::RefCell;

/// WeChat as it answers here, and what it was asked.
struct WeChat {
    certificates: fn() -> Result<Vec<TrustKey>, NotFetched>,
    echo: fn() -> Result<(), NotEchoed>,
    asked: RefCell<Vec<&'static str>>,
}

impl V3Questions for WeChat {
    fn certificates(&self) -> Result<Vec<TrustKey>, NotFetched> {
        self.asked.borrow_mut().push("certificates");
        (self.certificates)()
    }

    fn echo(&self, keys: &TrustKeys) -> Result<(), NotEchoed> {
        self.asked.borrow_mut().push(if keys.is_empty() { "echo without a key" } else { "echo" });
        (self.echo)()
    }
}

const LEAST: &str =
    "[shop]\nname = \"山茶小铺\"\n[wechat]\napi = \"v3\"\napp_id = \"wx2421b1c4370ec43b\"\nmch_id = \"1900000109\"\n";
const PUBLIC: &str = "wechatpay_public_key = \"pub_key.pem\"\nwechatpay_public_key_id = \"PUB_KEY_ID_01190\"\n";

fn settings(folder: &Path, more: &str) -> Settings {
    std::fs::write(folder.join("settings.toml"), format!("{LEAST}{more}")).expect("written");
    std::fs::write(folder.join("pub_key.pem"), crate::settings::tests::public_key()).expect("written");
    Settings::load(folder).expect("good settings")
}

fn asked<'a>(folder: &'a Path, settings: &'a Settings, ahead: i64) -> V3Asked<'a> {
    let there = KeysThere { v2: false, v3: true };
    V3Asked {
        folder,
        data: ShopData::in_folder(folder),
        settings,
        key: None,
        there,
        clock_ahead: Some(ahead),
        certificate_usable: true,
    }
}

/// A shop with these settings; its clock is `ahead` of WeChat's.
fn looked(more: &str, ahead: i64, wechat: &WeChat) -> V3Facts {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = settings(folder.path(), more);
    look_at(&asked(folder.path(), &settings, ahead), (Messages::default(), Vec::new()), Some(wechat), NOW)
}

fn wechat() -> WeChat {
    WeChat { certificates: || Err(NotFetched::NoneThere), echo: || Ok(()), asked: RefCell::default() }
}

#[test]
fn a_merchant_with_a_public_key_is_asked_the_echo_alone() {
    let wechat = wechat();
    let facts = looked(PUBLIC, 0, &wechat);
    assert_eq!(*wechat.asked.borrow(), ["echo"]);
    assert!(matches!(facts.echo, Some(Ok(()))) && facts.fetched.is_none());
}

#[test]
fn one_without_is_asked_for_certificates_and_without_any_nothing_more() {
    let wechat = wechat();
    let facts = looked("", 0, &wechat);
    assert_eq!(*wechat.asked.borrow(), ["certificates"]);
    assert_eq!(facts.fetched, Some(Err(NotFetched::NoneThere)));
    assert!(facts.echo.is_none());
}

#[test]
fn with_a_clock_five_minutes_off_nothing_is_asked() {
    for more in ["", PUBLIC] {
        let wechat = wechat();
        let facts = looked(more, 300, &wechat);
        assert!(wechat.asked.borrow().is_empty() && facts.echo.is_none());
    }
}

const OLD: &str = "7E57000000000000000000000000000000000011";
const NOW: UnixSeconds = UnixSeconds::new(1_788_262_200);

fn message(verdict: NoticeVerdict, headers: &str, secs_ago: i64) -> NoticeRow {
    NoticeRow {
        id: crate::domain::MessageId::parse(&"0".repeat(32)).expect("an id"),
        at: NOW.plus(secs_ago.saturating_neg()),
        kind: "pay_notice".to_owned(),
        peer: String::new(),
        verdict,
        order_no: None,
        refund_no: None,
        headers: headers.to_owned(),
        text: String::new(),
    }
}

#[test]
fn what_the_key_does_not_open_counts_since_the_last_message_it_did() {
    use NoticeVerdict as V;
    let by_us = "user-agent: Mozilla/4.0\nwechatpay-serial: PUB_KEY_ID_01190\n";
    let kept = |verdicts: &[V]| verdicts.iter().map(|verdict| message(*verdict, by_us, 60)).collect::<Vec<_>>();
    let unopened = |verdicts: &[V]| messages(&kept(verdicts), &[], NOW).unopened;
    assert_eq!(unopened(&[]), 0);
    assert_eq!(unopened(&[V::Undecryptable, V::Undecryptable, V::Accepted, V::Undecryptable]), 2);
    assert_eq!(unopened(&[V::Accepted, V::Undecryptable]), 0, "the key was put right");
    assert_eq!(unopened(&[V::Undecryptable, V::WrongSignature, V::Malformed, V::Undecryptable]), 2);
    let v2 = message(V::Undecryptable, "content-type: text/xml\n", 60);
    let old = message(V::Undecryptable, by_us, 8 * 24 * 60 * 60);
    assert_eq!(messages(&[v2, old], &[], NOW), Messages::default(), "v2's have another key, and old ones another time");
}

#[test]
fn a_platform_certificate_named_in_a_message_counts_only_if_wechat_says_there_are_such() {
    let of = |signature: &str| {
        let headers = format!("wechatpay-serial: {OLD}\nwechatpay-signature: {signature}\n");
        message(NoticeVerdict::WrongSignature, &headers, 60)
    };
    assert_eq!(messages(&[of("kd9f")], &[], NOW).unknown_certificate.as_deref(), Some(OLD));
    assert_eq!(messages(&[of("WECHATPAY/SIGNTEST/kd9f")], &[], NOW).unknown_certificate, None, "a trial of WeChat's");
    let folder = tempfile::tempdir().expect("a folder");
    let settings = settings(folder.path(), PUBLIC);
    let named = |certificates| {
        let wechat = WeChat { certificates, ..wechat() };
        let found = Messages { unopened: 0, unknown_certificate: Some(OLD.to_owned()) };
        let facts = look_at(&asked(folder.path(), &settings, 0), (found, Vec::new()), Some(&wechat), NOW);
        assert_eq!(*wechat.asked.borrow(), ["certificates", "echo"]);
        facts.unknown_certificate
    };
    assert_eq!(named(|| Err(NotFetched::Ended)).as_deref(), Some(OLD));
    assert_eq!(named(|| Err(NotFetched::NoneThere)), None, "anybody can name one");
    assert_eq!(named(|| Ok(Vec::new())), None);
}
