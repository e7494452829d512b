use super::*;
use crate::wechat::{NotRecorded, NotSent, Outgoing};
use aws_lc_rs::{
    encoding::{AsDer as _, Pkcs8V1Der, PublicKeyX509Der},
    rsa::KeySize,
    signature::{KeyPair as _, RsaKeyPair},
};
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use rcgen::{CertificateParams, KeyPair, SerialNumber, date_time_ymd};
use std::{
    collections::VecDeque,
    sync::{
        LazyLock,
        atomic::{AtomicUsize, Ordering},
    },
};

const NOW: UnixSeconds = UnixSeconds::new(1_790_000_000);
const OLD: &str = "4157F09EFDC096DE15EBE81A47057A7232F1B8E1";
const NEW: &str = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1";

static PAIR: LazyLock<RsaKeyPair> = LazyLock::new(|| RsaKeyPair::generate(KeySize::Rsa2048).expect("a key"));

/// A platform certificate that counts in these years.
fn certificate(serial: &str, (from, until): (i32, i32)) -> FetchedCertificate {
    let pkcs8: Pkcs8V1Der<'_> = PAIR.as_der().expect("its bytes");
    let pair = KeyPair::try_from(pkcs8.as_ref()).expect("a key");
    let mut params = CertificateParams::default();
    params.serial_number = Some(SerialNumber::from(hex::decode(serial).expect("hex")));
    (params.not_before, params.not_after) = (date_time_ymd(from, 1, 1), date_time_ymd(until, 1, 1));
    let pem = params.self_signed(&pair).expect("a certificate").pem();
    let key = TrustKey::from_certificate_pem(pem.as_bytes()).expect("a trust key");
    FetchedCertificate { pem, key }
}

fn public_key() -> TrustKey {
    let der: PublicKeyX509Der<'_> = PAIR.public_key().as_der().expect("its bytes");
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", BASE64.encode(der.as_ref()));
    let id = KeyId::parse("PUB_KEY_ID_0119000001092026090100000000000001").expect("an id");
    TrustKey::from_public_pem(id, pem.as_bytes()).expect("a key")
}

type CertificatesAnswer = Result<Vec<FetchedCertificate>, GatewayError>;

struct Nobody;

impl CallRecord for Nobody {
    fn leaving(&self, _: Outgoing<'_>) -> Result<(), NotRecorded> {
        Ok(())
    }
}

/// Keys in a folder, and a WeChat that gives what it is told to.
struct KeysWorld {
    folder: tempfile::TempDir,
    upkeep: TrustUpkeep,
    asked: Arc<AtomicUsize>,
    answers: Arc<Mutex<VecDeque<CertificatesAnswer>>>,
}

impl KeysWorld {
    fn new(public_key: Option<TrustKey>) -> Self {
        Self::of(tempfile::tempdir().expect("a folder"), public_key)
    }

    fn of(folder: tempfile::TempDir, public_key: Option<TrustKey>) -> Self {
        let (asked, answers) =
            (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(VecDeque::<CertificatesAnswer>::new())));
        let (count, said) = (Arc::clone(&asked), Arc::clone(&answers));
        let fetch: FetchCertificates = Arc::new(move |_| {
            count.fetch_add(1, Ordering::Relaxed);
            let result = said.lock().expect("answers").pop_front().unwrap_or(Ok(Vec::new()));
            Answered { raw: None, result }
        });
        let upkeep = TrustUpkeep::load(folder.path(), public_key, Arc::default(), fetch);
        Self { folder, upkeep, asked, answers }
    }

    fn will_say(&self, answer: CertificatesAnswer) {
        self.answers.lock().expect("answers").push_back(answer);
    }

    /// As the job does: asks where it is due.
    fn looks(&self, now: UnixSeconds, unknown: &[&str]) {
        let unknown: Vec<String> = unknown.iter().map(|id| (*id).to_owned()).collect();
        if let Some(of) = self.upkeep.due((&Schedules::default(), &unknown), now, now)
            && let Ok(fetched) = self.upkeep.fetch(&of, &Nobody, now)
        {
            self.upkeep.accept(&fetched, now);
        }
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }

    fn ids(&self) -> Vec<String> {
        let mut ids: Vec<String> = self.upkeep.keeper.current().iter().map(|key| key.id().to_string()).collect();
        ids.sort();
        ids
    }
}

fn refused(status: u16) -> CertificatesAnswer {
    Err(GatewayError::NoAnswer(NoAnswer::Status(status)))
}

#[test]
fn certificates_are_fetched_at_a_start_without_any_and_every_twelve_hours() {
    let world = KeysWorld::new(None);
    world.will_say(Ok(vec![certificate(NEW, (2025, 2035))]));
    for minutes in 0..(12 * 60) {
        world.looks(NOW.plus(minutes * 60), &[]);
    }
    assert_eq!((world.asked(), world.ids()), (1, vec![NEW.to_owned()]));
    assert!(world.upkeep.usable_at(NOW));
    world.will_say(Ok(vec![certificate(OLD, (2025, 2035)), certificate(NEW, (2025, 2035))]));
    world.looks(NOW.plus(12 * 3600), &[]);
    assert_eq!((world.asked(), world.ids()), (2, vec![OLD.to_owned(), NEW.to_owned()]));
}

#[test]
fn with_a_public_key_none_are_fetched_and_those_that_are_kept_count_beside_it() {
    let world = KeysWorld::new(None);
    world.will_say(Ok(vec![certificate(NEW, (2025, 2035))]));
    world.looks(NOW, &[]);
    let world = KeysWorld::of(world.folder, Some(public_key()));
    (0..100).for_each(|hour| world.looks(NOW.plus(hour * 3600), &[]));
    assert_eq!(world.asked(), 0);
    assert_eq!(world.ids(), [NEW.to_owned(), public_key().id().to_string()], "a shop in the middle of the change");
}

#[test]
fn a_key_nobody_knows_in_an_answer_is_asked_for_once() {
    let world = KeysWorld::new(Some(public_key()));
    world.will_say(Ok(vec![certificate(NEW, (2025, 2035))]));
    (0..100).for_each(|hour| world.looks(NOW.plus(hour * 3600), &[OLD]));
    assert_eq!(world.asked(), 1);
    world.looks(NOW.plus(400_000), &[OLD, NEW]);
    world.looks(NOW.plus(400_000), &[OLD, NEW]);
    assert_eq!(world.asked(), 2);
    let another = "PUB_KEY_ID_0119000001092026090100000000000009";
    world.looks(NOW.plus(500_000), &[OLD, NEW, another, "rubbish"]);
    assert_eq!(world.asked(), 2, "no certificate can be that key");
}

#[test]
fn a_merchant_without_certificates_is_told_once_and_not_asked_in_a_storm() {
    for status in [403, 404] {
        let world = KeysWorld::new(None);
        (0..9).for_each(|_| world.will_say(refused(status)));
        for minutes in 0..(24 * 60) {
            world.looks(NOW.plus(minutes * 60), &[]);
        }
        assert_eq!(world.asked(), 2, "{status}: at the start, and twelve hours later");
        assert!(world.upkeep.is_refused() && !world.upkeep.usable_at(NOW));
    }
}

#[test]
fn without_a_line_it_is_tried_again_soon_and_less_and_less_often() {
    let world = KeysWorld::new(None);
    let no_line = || Err(GatewayError::NotSent(NotSent::NoConnection("refused".to_owned())));
    (0..99).for_each(|_| world.will_say(no_line()));
    for secs in 0..3600 {
        world.looks(NOW.plus(secs), &[]);
    }
    assert!((5..=20).contains(&world.asked()), "{}", world.asked());
    world.answers.lock().expect("answers").clear();
    world.will_say(Ok(vec![certificate(NEW, (2025, 2035))]));
    world.looks(NOW.plus(5000), &[]);
    assert!(world.upkeep.usable_at(NOW));
}

#[test]
fn what_was_fetched_is_there_at_a_start_without_a_line_and_gone_once_it_ended() {
    let world = KeysWorld::new(None);
    // The files bear the day they are written on, so this is today.
    let today = crate::base::env::Env::system().now();
    world.will_say(Ok(vec![certificate(OLD, (2020, 2040)), certificate(NEW, (2025, 2060))]));
    world.looks(today, &[]);
    let kept = world.folder.path().join(FOLDER);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        for path in fs::read_dir(&kept).expect("a folder").flatten().map(|entry| entry.path()) {
            assert_eq!(path.metadata().expect("a file").permissions().mode() & 0o777, 0o600, "{}", path.display());
        }
    }
    fs::write(kept.join("half.pem"), "-----BEGIN CERT").expect("a torn file");
    let world = KeysWorld::of(world.folder, None);
    assert_eq!(world.ids(), [OLD.to_owned(), NEW.to_owned()]);
    world.looks(today.plus(3600), &[]);
    assert_eq!(world.asked(), 0, "they are fresh");
    let later = UnixSeconds::new(2_300_000_000);
    world.will_say(Ok(vec![certificate(NEW, (2025, 2060))]));
    world.looks(later, &[]);
    assert_eq!(world.ids(), [NEW.to_owned()]);
    assert_eq!(kept_platform_certificates(world.folder.path()).len(), 1);
    assert!(kept.join("half.pem").exists(), "what nobody understands is left");
}
