//! The doctor about API v3, against WeChat's stand-in over real TLS: a shop that is well in each of its modes, and seven that are
//! not. Each broken one is named by its own line, with what to do.

use super::{
    threats_program::{API_KEY, API_V3_KEY, APP_SECRET, account},
    world::HandClock,
};
use std::{fs, path::PathBuf, sync::Arc};
use tempfile::TempDir;
use zhanggui::{
    app::check::{self, CheckLine},
    base::env::Env,
    sandbox::{Sandbox, SandboxConfig, TrustMode},
    ui::Lang,
};

/// A shop of API v3 that was never opened, and its WeChat.
struct Clinic {
    data: PathBuf,
    sandbox: Sandbox,
    env: Env,
    keys: Vec<(&'static str, &'static str)>,
    _folder: TempDir,
}

impl Clinic {
    fn new(trust: TrustMode) -> Self {
        let (folder, env) = (tempfile::tempdir().unwrap(), Env::system());
        let data = folder.path().join("data");
        fs::create_dir(&data).unwrap();
        let config = SandboxConfig {
            api_v3_key: Some(API_V3_KEY.to_owned()),
            trust,
            ..SandboxConfig::new(&folder.path().join("sandbox"), account(), APP_SECRET)
        };
        let sandbox = Sandbox::start(config, env.clone()).expect("the stand-in starts");
        let keys = vec![("ZHANGGUI_API_V3_KEY", API_V3_KEY), ("ZHANGGUI_APP_SECRET", APP_SECRET)];
        let clinic = Self { data, sandbox, env, keys, _folder: folder };
        clinic.sets("");
        clinic
    }

    /// Settings of API v3 with these lines under `[wechat]`.
    fn sets(&self, more: &str) {
        let (url, dir) = (self.sandbox.base_url(), self.sandbox.dir().display());
        let settings = format!(
            "[shop]\nname = \"山茶小铺\"\n[wechat]\napi = \"v3\"\napp_id = \"wx2421b1c4370ec43b\"\nmch_id = \"1900000109\"\n\
             pay_url = \"{url}\"\nminiprogram_url = \"{url}\"\nextra_root_ca = '{}'\nmerchant_cert = '{dir}/apiclient_cert.pem'\n\
             merchant_key = '{dir}/apiclient_key.pem'\n{more}[listener]\nbind = \"127.0.0.1:0\"\n",
            self.sandbox.ca_path().display(),
        );
        fs::write(self.data.join("settings.toml"), settings).unwrap();
    }

    fn names_the_public_key(&self, id: &str) {
        let file = self.sandbox.public_key_path();
        self.sets(&format!("wechatpay_public_key = '{}'\nwechatpay_public_key_id = \"{id}\"\n", file.display()));
    }

    fn with_the_public_key(trust: TrustMode) -> Self {
        let clinic = Self::new(trust);
        clinic.names_the_public_key(&clinic.sandbox.public_key_id());
        clinic
    }

    /// What the doctor says of API v3, the clock and the keys; what is said of the folder and the data is not about them.
    fn looked(&self) -> Vec<CheckLine> {
        let key = |name: &str| self.keys.iter().find(|(known, _)| *known == name).map(|(_, key)| (*key).to_owned());
        let about = ["secrets", "certificate", "clock", "wechat", "v3_key", "trust_keys", "wechat_v3"];
        let english = check::look(&self.data, Lang::En, key, &self.env);
        let chinese = check::look(&self.data, Lang::Zh, key, &self.env);
        for line in english.iter().chain(&chinese).filter(|line| about.contains(&line.check)) {
            println!("{line}");
        }
        english.into_iter().filter(|line| about.contains(&line.check)).collect()
    }

    /// The lines that are not well.
    fn not_well(&self) -> Vec<CheckLine> {
        self.looked().into_iter().filter(|line| !line.ok).collect()
    }

    #[track_caller]
    fn first_trouble(&self, name: &str, says: &str) {
        let lines = self.not_well();
        let first = lines.first().expect("something is wrong");
        assert!(first.check == name && first.found.contains(says) && !first.next.is_empty(), "{lines:#?}");
    }
}

#[test]
fn a_shop_of_api_v3_that_is_well_is_told_so_in_each_of_its_modes() {
    for trust in [TrustMode::PublicKey, TrustMode::Mixed] {
        let clinic = Clinic::with_the_public_key(trust);
        let lines = clinic.looked();
        assert!(lines.iter().all(|line| line.ok), "{lines:#?}");
        assert!(lines.iter().any(|line| line.check == "wechat_v3"), "{lines:#?}");
        assert!(lines.iter().all(|line| line.check != "wechat"), "nobody asks about a v2 key that is not there");
    }
    let by_certificates = Clinic::new(TrustMode::Certificate);
    let lines = by_certificates.looked();
    assert!(lines.iter().all(|line| line.ok), "{lines:#?}");
    assert!(lines.iter().any(|line| line.found.contains("opens what WeChat encrypts")), "{lines:#?}");
}

#[test]
fn a_shop_in_the_switch_is_asked_about_both_of_its_keys() {
    let mut clinic = Clinic::with_the_public_key(TrustMode::PublicKey);
    clinic.keys.push(("ZHANGGUI_API_KEY", API_KEY));
    let lines = clinic.looked();
    assert!(lines.iter().all(|line| line.ok) && lines.len() == 7, "{lines:#?}");
}

#[test]
fn one_with_the_id_of_another_public_key_is_told_both_ids() {
    let clinic = Clinic::new(TrustMode::PublicKey);
    clinic.names_the_public_key("PUB_KEY_ID_0119000001092026010100000000009999");
    clinic.first_trouble("trust_keys", &clinic.sandbox.public_key_id());
}

#[test]
fn one_whose_platform_certificate_expired_hears_that_no_money_leaves() {
    let clinic = Clinic::new(TrustMode::Certificate);
    clinic.sandbox.expire_certificate().unwrap();
    clinic.first_trouble("trust_keys", "no call that moves money leaves");
}

#[test]
fn one_with_another_api_v3_key_than_the_platforms_is_told_so() {
    let mut clinic = Clinic::new(TrustMode::Certificate);
    clinic.keys[0].1 = "PracticeKeyOfAnOlderShopV3000001";
    clinic.first_trouble("v3_key", "do not open with the API v3 key");
}

#[test]
fn one_without_a_public_key_where_there_are_no_certificates_hears_that_no_money_leaves() {
    let clinic = Clinic::new(TrustMode::PublicKey);
    clinic.first_trouble("trust_keys", "no call that moves money leaves");
}

#[test]
fn one_with_the_key_of_api_v2_alone_is_told_the_two_ways_out() {
    let mut clinic = Clinic::with_the_public_key(TrustMode::PublicKey);
    clinic.keys[0] = ("ZHANGGUI_API_KEY", API_KEY);
    clinic.first_trouble("secrets", "ZHANGGUI_API_V3_KEY");
    let lines = clinic.not_well();
    assert!(lines.iter().any(|line| line.check == "v3_key" && line.found.contains("API v2 only")), "{lines:#?}");
}

#[test]
fn one_whose_clock_is_off_is_told_of_the_clock_and_of_no_key() {
    let mut clinic = Clinic::with_the_public_key(TrustMode::PublicKey);
    let later = clinic.env.now().plus(301);
    clinic.env = Env { clock: Arc::new(HandClock::at(later.get())), ..clinic.env };
    let lines = clinic.not_well();
    let names: Vec<&str> = lines.iter().map(|line| line.check).collect();
    assert_eq!(names, ["clock", "wechat_v3"], "{lines:#?}");
    assert!(lines[1].found.contains("clock"), "{lines:#?}");
}

#[test]
fn one_that_did_not_begin_the_change_on_the_platform_is_told_to_begin_it() {
    let clinic = Clinic::with_the_public_key(TrustMode::Certificate);
    clinic.first_trouble("trust_keys", "the change to the public key was not begun");
    let serial = clinic.sandbox.certificate_serials().pop().expect("one");
    clinic.first_trouble("trust_keys", &serial);
}
