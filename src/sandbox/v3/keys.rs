//! The keys of API v3: the merchant's, by which its calls are judged, and WeChat's own, with which answers and callbacks
//! are signed. Source: protocol 7.3, 7.4.

use crate::{
    base::{env::Env, private_file},
    domain::UnixSeconds,
    sandbox::{
        SandboxConfig, SandboxError, TrustMode,
        error::{files, tls_failed},
        rsa_keys::{self, Owner},
        tls,
    },
    wechat::v3::{ApiV3Key, MerchantKey, TrustKey},
};
use aws_lc_rs::digest;
use rcgen::{KeyPair, PKCS_RSA_SHA256, PublicKeyData as _};
use std::{
    fs,
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// The files of a sandbox's `dir`.
pub(in crate::sandbox) const PUBLIC_KEY: &str = "pub_key.pem";
const WECHAT_KEY: &str = "wechat_key.pem";
const PLATFORM_CERT: &str = "platform_cert.pem";
const PLATFORM_KEY: &str = "platform_key.pem";

const PLATFORM_NAME: &str = "Tenpay.com practice";
const PLATFORM_YEARS: i32 = 5;
const DAY_SECS: i64 = 24 * 60 * 60;
/// A public key's id has this many digits behind the merchant's number.
const ID_DIGITS: usize = 20;

/// A platform certificate with its secret half. Its serial number is the key's.
#[derive(Clone)]
pub(in crate::sandbox) struct PlatformCertificate {
    pub pem: String,
    pub key: MerchantKey,
    pub from: UnixSeconds,
    pub until: UnixSeconds,
}

struct KeyState {
    mode: TrustMode,
    api_v3_key: Option<ApiV3Key>,
    /// Oldest first.
    certificates: Vec<PlatformCertificate>,
}

/// All keys of one sandbox.
pub(in crate::sandbox) struct V3Keys {
    merchant: TrustKey,
    public: MerchantKey,
    state: Mutex<KeyState>,
}

impl V3Keys {
    /// Reads, or makes, the keys of `config.dir`. The merchant's certificate is there already.
    pub fn of(config: &SandboxConfig, env: &Env) -> Result<Self, SandboxError> {
        let dir = &config.dir;
        let merchant = fs::read(dir.join(tls::MERCHANT_CERT)).map_err(files)?;
        let merchant = TrustKey::from_certificate_pem(&merchant).map_err(files)?;
        let key = kept(dir, WECHAT_KEY).map_or_else(|| fresh(dir, WECHAT_KEY, Owner::WechatPay), Ok)?;
        private_file::write(&dir.join(PUBLIC_KEY), key.public_key_pem().as_bytes()).map_err(files)?;
        let id = public_key_id(config.account.mch_id.as_str(), &key);
        let keys = Self {
            merchant,
            public: signing(&id, &key)?,
            state: Mutex::new(KeyState {
                mode: config.trust,
                api_v3_key: config.api_v3_key.as_deref().map(ApiV3Key::parse).transpose().map_err(files)?,
                certificates: Vec::new(),
            }),
        };
        keys.set_mode(config.trust, dir, env)?;
        Ok(keys)
    }

    /// What the merchant's calls are verified with; its id is the certificate's serial number.
    pub const fn merchant(&self) -> &TrustKey {
        &self.merchant
    }

    /// The id of WeChat Pay's public key.
    pub fn public_key_id(&self) -> &str {
        self.public.serial()
    }

    /// From now on WeChat has these keys for the merchant.
    pub fn set_mode(&self, mode: TrustMode, dir: &Path, env: &Env) -> Result<(), SandboxError> {
        let mut state = self.state();
        if mode != TrustMode::PublicKey && state.certificates.is_empty() {
            state.certificates.push(first_certificate(dir, env)?);
        }
        state.mode = mode;
        Ok(())
    }

    /// The API v3 key, unless the merchant has set none.
    pub fn api_v3_key(&self) -> Option<ApiV3Key> {
        self.state().api_v3_key.clone()
    }

    /// The owner sets another API v3 key on the merchant platform.
    pub fn set_api_v3_key(&self, key: ApiV3Key) {
        self.state().api_v3_key = Some(key);
    }

    /// The next platform certificate, beside those there are: both are handed out, the newer one signs.
    pub fn rotate(&self, env: &Env) -> Result<(), SandboxError> {
        let next = issued(&rsa_keys::shared(Owner::PlatformNext)?, env, CertificateTerm::FromNow)?;
        self.state().certificates.push(next);
        Ok(())
    }

    /// The change of certificates is over: only the newest is left.
    pub fn retire_old(&self) {
        let certificates = &mut self.state().certificates;
        certificates.drain(..certificates.len().saturating_sub(1));
    }

    /// The merchant slept: its only certificate ran out yesterday, and WeChat still signs with it.
    pub fn expire(&self, env: &Env) -> Result<(), SandboxError> {
        self.state().certificates =
            vec![issued(&rsa_keys::shared(Owner::PlatformNext)?, env, CertificateTerm::UntilYesterday)?];
        Ok(())
    }

    /// The platform certificates of a merchant that has some.
    pub fn certificates(&self) -> Vec<PlatformCertificate> {
        let state = self.state();
        if state.mode == TrustMode::PublicKey { Vec::new() } else { state.certificates.clone() }
    }

    /// Who signs the answer of a request that names `asked`. Without a name, or under one WeChat has no key of, the platform
    /// certificate does, where there is one.
    pub fn answers_with(&self, asked: Option<&str>) -> MerchantKey {
        let named = asked.and_then(|serial| self.named(serial));
        named.or_else(|| self.certificates().pop().map(|newest| newest.key)).unwrap_or_else(|| self.public.clone())
    }

    /// The key of this id, of those WeChat uses for this merchant.
    pub fn named(&self, id: &str) -> Option<MerchantKey> {
        let has_public = self.state().mode != TrustMode::Certificate;
        if has_public && id == self.public.serial() {
            return Some(self.public.clone());
        }
        self.certificates().into_iter().map(|certificate| certificate.key).find(|key| key.serial() == id)
    }

    /// Who signs a callback. `draw` is a number below a thousand: below `permille` the public key signs while the change is
    /// under way; of two certificates either signs.
    pub fn announces_with(&self, draw: u64, permille: u32) -> MerchantKey {
        let by_public = match self.state().mode {
            TrustMode::PublicKey => true,
            TrustMode::Certificate => false,
            TrustMode::Mixed => draw < u64::from(permille),
        };
        if by_public {
            return self.public.clone();
        }
        let mut certificates = self.certificates();
        let newest = certificates.pop();
        let of_both = certificates.pop().filter(|_| draw.is_multiple_of(2)).or(newest);
        of_both.map_or_else(|| self.public.clone(), |certificate| certificate.key)
    }

    /// A key that signs rightly and has nothing to do with this merchant, under a name of the same kind as `instead_of`.
    pub fn unlisted(instead_of: &str) -> Result<MerchantKey, SandboxError> {
        signing(&instead_of.chars().map(another_digit).collect::<String>(), &rsa_keys::shared(Owner::Nobody)?)
    }

    /// The same key under the right name: what a forger who knows the name would do.
    pub fn forged(name: &str) -> Result<MerchantKey, SandboxError> {
        signing(name, &rsa_keys::shared(Owner::Nobody)?)
    }

    fn state(&self) -> MutexGuard<'_, KeyState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Another digit for each digit; letters and the prefix of a public key's id stay.
fn another_digit(c: char) -> char {
    match c {
        '0'..='8' => char::from_digit(c.to_digit(10).unwrap_or_default().saturating_add(1), 10).unwrap_or('1'),
        '9' => '0',
        other => other,
    }
}

/// `PUB_KEY_ID_01`, the merchant, and digits of the key itself: the same key has the same id after a restart.
fn public_key_id(mch_id: &str, key: &KeyPair) -> String {
    let hash = digest::digest(&digest::SHA256, &key.subject_public_key_info());
    let digits: String = hash.as_ref().iter().map(|byte| char::from(b'0'.saturating_add(byte % 10))).collect();
    format!("PUB_KEY_ID_01{mch_id}{}", digits.get(..ID_DIGITS).unwrap_or_default())
}

fn signing(id: &str, key: &KeyPair) -> Result<MerchantKey, SandboxError> {
    MerchantKey::from_pkcs8(id, &key.serialize_der()).map_err(files)
}

/// An RSA key of `dir` that can be read.
fn kept(dir: &Path, name: &str) -> Option<KeyPair> {
    let key = KeyPair::from_pem(&fs::read_to_string(dir.join(name)).ok()?).ok()?;
    (key.algorithm() == &PKCS_RSA_SHA256).then_some(key)
}

fn fresh(dir: &Path, name: &str, owner: Owner) -> Result<KeyPair, SandboxError> {
    let key = rsa_keys::shared(owner)?;
    private_file::write(&dir.join(name), key.serialize_pem().as_bytes()).map_err(files)?;
    Ok(key)
}

/// The certificate of `dir`, while it is valid; else a new one.
fn first_certificate(dir: &Path, env: &Env) -> Result<PlatformCertificate, SandboxError> {
    let read = || {
        let key = kept(dir, PLATFORM_KEY)?;
        let pem = fs::read_to_string(dir.join(PLATFORM_CERT)).ok()?;
        certificate_of(pem, &key).ok().filter(|it| it.from <= env.now() && env.now() < it.until)
    };
    if let Some(valid) = read() {
        return Ok(valid);
    }
    let key = fresh(dir, PLATFORM_KEY, Owner::Platform)?;
    let certificate = issued(&key, env, CertificateTerm::FromNow)?;
    private_file::write(&dir.join(PLATFORM_CERT), certificate.pem.as_bytes()).map_err(files)?;
    Ok(certificate)
}

/// When a certificate is valid.
#[derive(Clone, Copy)]
enum CertificateTerm {
    FromNow,
    UntilYesterday,
}

fn issued(key: &KeyPair, env: &Env, term: CertificateTerm) -> Result<PlatformCertificate, SandboxError> {
    let begins = match term {
        CertificateTerm::FromNow => env.now(),
        CertificateTerm::UntilYesterday => env.now().plus_days(-365),
    };
    let mut params = tls::leaf_params(PLATFORM_NAME, Vec::new(), begins, PLATFORM_YEARS)?;
    if matches!(term, CertificateTerm::UntilYesterday) {
        let end = env.now().plus(-DAY_SECS).beijing();
        let (month, day) = (u8::try_from(end.month()).unwrap_or(1), u8::try_from(end.day()).unwrap_or(1));
        params.not_after = rcgen::date_time_ymd(end.year().into(), month, day);
    }
    let mut serial = tls::fresh_serial(env).to_bytes();
    // It begins with a zero: whoever takes the number for a number loses it.
    if let Some(first) = serial.first_mut() {
        *first = (*first & 0x0F).max(1);
    }
    params.serial_number = Some(serial.into());
    certificate_of(params.self_signed(key).map_err(tls_failed)?.pem(), key)
}

fn certificate_of(pem: String, key: &KeyPair) -> Result<PlatformCertificate, SandboxError> {
    let read = TrustKey::from_certificate_pem(pem.as_bytes()).map_err(files)?;
    let (from, until) = read.valid().ok_or_else(|| files("a certificate without an end"))?;
    Ok(PlatformCertificate { key: signing(read.id().as_str(), key)?, pem, from, until })
}
