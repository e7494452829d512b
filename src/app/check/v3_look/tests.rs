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

/// A shop with these settings; its clock is `ahead` of WeChat's.
fn looked(more: &str, ahead: i64, wechat: &WeChat) -> V3Facts {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("settings.toml"), format!("{LEAST}{more}")).expect("written");
    std::fs::write(folder.path().join("pub_key.pem"), crate::settings::tests::public_key()).expect("written");
    let settings = Settings::load(folder.path()).expect("good settings");
    let asked = V3Asked {
        folder: folder.path(),
        settings: &settings,
        key: None,
        there: KeysThere { v2: false, v3: true },
        clock_ahead: Some(ahead),
        certificate_usable: true,
    };
    look_with(&asked, Some(wechat), UnixSeconds::new(1_788_262_200))
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
