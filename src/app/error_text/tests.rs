//! Every variant of every error that can end a command, in both languages: whole sentences, each in its own language.

use super::*;
use crate::{
    base::sentences::{assert_sentence, walk},
    domain::{
        Api, Day, MchId, ShortPassphrase, UnixSeconds,
        bill::{BillFault, BillFigure},
    },
    settings::{NotSaved, SealedTrouble},
    store::StoreError,
    wechat::{
        BadCertificate, BadEndpoint, CertificatePart, GatewayError, NoAnswer, NoTime, NotRecorded, NotSent, Pause,
    },
};
use std::io::Error as IoError;

const LANGS: [Lang; 2] = [Lang::Zh, Lang::En];
/// What the samples quote.
const DATA: [&str; 6] = ["/shop", "secrets.toml", "TRADE_OVERDUE", "raw words", "yesterday", "sheet.xlsx"];

fn io(kind: ErrorKind) -> IoError {
    IoError::new(kind, "raw words of the system")
}

fn keys() -> Vec<BadKey> {
    walk(BadKey::Blank, |last| match last {
        BadKey::Blank => Some(BadKey::Length(5)),
        BadKey::Length(_) => Some(BadKey::Character),
        BadKey::Character => Some(BadKey::Placeholder),
        BadKey::Placeholder => None,
    })
}

fn app_secrets() -> Vec<BadSecret> {
    walk(BadSecret::Shape, |last| match last {
        BadSecret::Shape => Some(BadSecret::Blank),
        BadSecret::Blank => None,
    })
}

fn secrets() -> Vec<BadSecrets> {
    use BadSecrets as Bad;
    let path = || "/shop/secrets.toml".into();
    let first = Bad::Missing { name: "ZHANGGUI_API_KEY", key: "api_key", path: path() };
    let mut all = walk(first, |last| match last {
        Bad::Missing { .. } => Some(Bad::Open(path())),
        Bad::Open(_) => Some(Bad::Unreadable { path: path(), why: io(ErrorKind::PermissionDenied) }),
        Bad::Unreadable { .. } => Some(Bad::Line { path: path(), line: 2 }),
        Bad::Line { .. } => Some(Bad::NotText(path())),
        Bad::NotText(_) => Some(Bad::Key(BadKey::Blank)),
        Bad::Key(_) => Some(Bad::V3Key(BadKey::Blank)),
        Bad::V3Key(_) => Some(Bad::AppSecret(BadSecret::Blank)),
        Bad::AppSecret(_) => Some(Bad::Push(BadPushSecret::Token)),
        Bad::Push(_) => Some(Bad::Shut { path: path(), why: SealedTrouble::NoKeyring }),
        Bad::Shut { .. } => None,
    });
    all.extend(keys().into_iter().map(Bad::Key));
    all.extend(keys().into_iter().map(Bad::V3Key));
    all.extend(app_secrets().into_iter().map(Bad::AppSecret));
    all.push(Bad::Push(BadPushSecret::Key));
    all
}

fn starts() -> Vec<StartError> {
    use StartError as Bad;
    walk(Bad::AlreadyOpen("/shop".into()), |last| match last {
        Bad::AlreadyOpen(path) => Some(Bad::Folder { path: path.clone(), why: io(ErrorKind::PermissionDenied) }),
        Bad::Folder { .. } => Some(Bad::HalfRestored("/shop".into())),
        Bad::HalfRestored(_) => Some(Bad::NoFolder),
        Bad::NoFolder => Some(Bad::Store(StoreError::Locked)),
        Bad::Store(_) => Some(Bad::Gateway(BadEndpoint::RootCa)),
        Bad::Gateway(_) => None,
    })
}

fn moves() -> Vec<MoveFault> {
    use MoveFault as Bad;
    walk(Bad::Store(StoreError::Older), |last| match last {
        Bad::Store(_) => Some(Bad::SamePlace),
        Bad::SamePlace => Some(Bad::FileExists("/shop/sheet.xlsx".into())),
        Bad::FileExists(_) => Some(Bad::ShopExists),
        Bad::ShopExists => Some(Bad::BadSource),
        Bad::BadSource => Some(Bad::ChangedMeanwhile),
        Bad::ChangedMeanwhile => Some(Bad::Differs { table: "orders".to_owned(), sent: 60, arrived: 59 }),
        Bad::Differs { .. } => None,
    })
}

fn movings() -> Vec<MovingError> {
    use MovingError as Bad;
    let mut all = walk(Bad::Start(StartError::NoFolder), |last| match last {
        Bad::Start(_) => Some(Bad::Fault(MoveFault::SamePlace)),
        Bad::Fault(_) => Some(Bad::Settings(NotSaved::Meanwhile("/shop/sheet.xlsx".into()))),
        Bad::Settings(_) => None,
    });
    all.extend(moves().into_iter().map(Bad::Fault));
    all
}

fn bill_faults() -> Vec<BillFault> {
    use BillFault as Bad;
    walk(Bad::Empty, |last| match last {
        Bad::Empty => Some(Bad::NotABill(vec!["交易时间".to_owned()])),
        Bad::NotABill(_) => Some(Bad::NoSummary),
        Bad::NoSummary => Some(Bad::BadSummary("raw words".to_owned())),
        Bad::BadSummary(_) => Some(Bad::Summary { figure: BillFigure::Lines, said: 3, counted: 2 }),
        Bad::Summary { .. } => MchId::parse("1900000109").ok().map(Bad::OtherMerchant),
        Bad::OtherMerchant(_) => Some(Bad::OtherDay(Day::of(UnixSeconds::new(1_788_262_200)))),
        Bad::OtherDay(_) => Some(Bad::Hash),
        Bad::Hash => Some(Bad::Unreadable("raw words".to_owned())),
        Bad::Unreadable(_) => None,
    })
}

fn bills() -> Vec<BillError> {
    use BillError as Bad;
    let mut all = walk(Bad::Start(StartError::NoFolder), |last| match last {
        Bad::Start(_) => Some(Bad::Store(StoreError::Locked)),
        Bad::Store(_) => Some(Bad::Gateway(BadEndpoint::Proxy)),
        Bad::Gateway(_) => Some(Bad::Fault(BillFault::Empty)),
        Bad::Fault(_) => Some(Bad::NoBill(Day::of(UnixSeconds::new(1_788_262_200)))),
        Bad::NoBill(_) => None,
    });
    all.extend(bill_faults().into_iter().map(Bad::Fault));
    all
}

fn exports() -> Vec<ExportError> {
    use ExportError as Bad;
    let not_written = |kind| Bad::NotWritten { path: "/shop/sheet.xlsx".into(), why: io(kind) };
    let mut all = walk(Bad::Store(StoreError::Older), |last| match last {
        Bad::Store(_) => Some(Bad::TooMany(2_000_000)),
        Bad::TooMany(_) => Some(not_written(ErrorKind::AlreadyExists)),
        Bad::NotWritten { .. } => Some(Bad::StateOfOthers),
        Bad::StateOfOthers => Some(Bad::Stopped),
        Bad::Stopped => Some(Bad::BadDay("yesterday".to_owned())),
        Bad::BadDay(_) => None,
    });
    all.push(not_written(ErrorKind::StorageFull));
    all
}

fn backups() -> Vec<BackupError> {
    use BackupError as Bad;
    walk(Bad::Store(StoreError::Older), |last| match last {
        Bad::Store(_) => Some(Bad::File { path: "/shop/sheet.xlsx".into(), why: io(ErrorKind::StorageFull) }),
        Bad::File { .. } => Some(Bad::NotABackup("/shop/sheet.xlsx".into())),
        Bad::NotABackup(_) => Some(Bad::WrongCode),
        Bad::WrongCode => Some(Bad::WrongPassphrase),
        Bad::WrongPassphrase => Some(Bad::TwoPassphrases),
        Bad::TwoPassphrases => Some(Bad::Passphrase(ShortPassphrase)),
        Bad::Passphrase(_) => Some(Bad::NeedsCode),
        Bad::NeedsCode => Some(Bad::NotACode),
        Bad::NotACode => Some(Bad::Damaged { part: "sheet.xlsx".to_owned() }),
        Bad::Damaged { .. } => Some(Bad::Newer),
        Bad::Newer => Some(Bad::NotEmpty("/shop".into())),
        Bad::NotEmpty(_) => Some(Bad::Start(StartError::AlreadyOpen("/shop".into()))),
        Bad::Start(_) => Some(Bad::Stopped),
        Bad::Stopped => Some(Bad::Secrets(BadSecrets::Open("/shop".into()))),
        Bad::Secrets(_) => None,
    })
}

fn sandboxes() -> Vec<SandboxError> {
    use SandboxError as Bad;
    walk(Bad::NotLoopback(([192, 0, 2, 1], 80).into()), |last| match last {
        Bad::NotLoopback(_) => Some(Bad::Listen(io(ErrorKind::AddrInUse))),
        Bad::Listen(_) => Some(Bad::Files("raw words".to_owned())),
        Bad::Files(_) => Some(Bad::Tls("raw words".to_owned())),
        Bad::Tls(_) => Some(Bad::Thread(io(ErrorKind::OutOfMemory))),
        Bad::Thread(_) => None,
    })
}

fn practices() -> Vec<PracticeError> {
    use PracticeError as Bad;
    let mut all = walk(Bad::Start(StartError::NoFolder), |last| match last {
        Bad::Start(_) => Some(Bad::Store(StoreError::Locked)),
        Bad::Store(_) => Some(Bad::Sandbox(SandboxError::Tls("raw words".to_owned()))),
        Bad::Sandbox(_) => Some(Bad::Calls(BadEndpoint::Proxy)),
        Bad::Calls(_) => Some(Bad::Secret(BadSecret::Shape)),
        Bad::Secret(_) => Some(Bad::Io(io(ErrorKind::StorageFull))),
        Bad::Io(_) => None,
    });
    all.extend(sandboxes().into_iter().map(Bad::Sandbox));
    all.extend(app_secrets().into_iter().map(Bad::Secret));
    all
}

pub(in crate::app) fn certificates() -> Vec<BadCertificate> {
    use BadCertificate as Bad;
    let other = || Some(Bad::OtherMerchant { found: "1900000109".to_owned() });
    let at = UnixSeconds::new(1_788_262_200);
    let parts = walk(CertificatePart::Certificate, |last| match last {
        CertificatePart::Certificate => Some(CertificatePart::Key),
        CertificatePart::Key => None,
    });
    let of = |what: CertificatePart| {
        walk(Bad::Missing { what }, move |last| match last {
            Bad::Missing { what } => Some(Bad::Unreadable { what: *what, reason: ErrorKind::PermissionDenied }),
            Bad::Unreadable { what, reason: ErrorKind::Other } => Some(Bad::NotPem { what: *what }),
            Bad::Unreadable { what, .. } => Some(Bad::Unreadable { what: *what, reason: ErrorKind::Other }),
            Bad::NotPem { .. } => Some(Bad::OtherPassword),
            Bad::OtherPassword => Some(Bad::NotP12),
            Bad::NotP12 => Some(Bad::P12Form),
            Bad::P12Form => Some(Bad::Swapped),
            Bad::Swapped => Some(Bad::EncryptedKey),
            Bad::EncryptedKey => Some(Bad::OtherKey),
            Bad::OtherKey => other(),
            Bad::OtherMerchant { .. } => Some(Bad::Expired { at }),
            Bad::Expired { at } => Some(Bad::NotYetValid { from: *at }),
            Bad::NotYetValid { .. } => None,
        })
    };
    parts.into_iter().flat_map(of).collect()
}

pub(in crate::app) fn no_times() -> Vec<NoTime> {
    use NoTime as No;
    walk(No::Endpoint(BadEndpoint::Proxy), |last| match last {
        No::Endpoint(_) => Some(No::NoConnection("raw words".to_owned())),
        No::NoConnection(_) => Some(No::Broken("raw words".to_owned())),
        No::Broken(_) => Some(No::TooLong),
        No::TooLong => Some(No::NoDate),
        No::NoDate => None,
    })
}

fn no_answers() -> Vec<NoAnswer> {
    use NoAnswer as No;
    walk(No::Broken("raw words".to_owned()), |last| match last {
        No::Broken(_) => Some(No::Status(502)),
        No::Status(_) => Some(No::Unreadable("raw words".to_owned())),
        No::Unreadable(_) => Some(No::Unproven),
        No::Unproven => Some(No::UnknownKey("raw words".to_owned())),
        No::UnknownKey(_) => Some(No::Undecryptable),
        No::Undecryptable => Some(No::Elsewhere("raw words")),
        No::Elsewhere(_) => Some(No::Unknown { code: "TRADE_OVERDUE".to_owned(), message: "raw words".to_owned() }),
        No::Unknown { .. } => Some(No::Unexplained),
        No::Unexplained => None,
    })
}

fn not_sents() -> Vec<NotSent> {
    use NotSent as Not;
    let mut all = walk(Not::NoConnection("raw words".to_owned()), |last| match last {
        Not::NoConnection(_) => Some(Not::Certificate(BadCertificate::Swapped)),
        Not::Certificate(_) => Some(Not::NotRecorded(NotRecorded("raw words".to_owned()))),
        Not::NotRecorded(_) => Some(Not::BadRequest("raw words")),
        Not::BadRequest(_) => Some(Not::NoKeyFor(Api::V2)),
        Not::NoKeyFor(Api::V2) => Some(Not::NoKeyFor(Api::V3)),
        Not::NoKeyFor(Api::V3) => Some(Not::NoTrustKey),
        Not::NoTrustKey => Some(Not::NoListOfRefunds),
        Not::NoListOfRefunds => Some(Not::NoAbnormalRefund),
        Not::NoAbnormalRefund => None,
    });
    all.extend(certificates().into_iter().map(Not::Certificate));
    all
}

pub(in crate::app) fn gateways() -> Vec<GatewayError> {
    use GatewayError as Bad;
    let (code, message) = (|| "TRADE_OVERDUE".to_owned(), || "raw words".to_owned());
    let mut all = walk(Bad::Declined { code: code(), message: message() }, |last| match last {
        Bad::Declined { .. } => Some(Bad::NotEnough { message: message() }),
        Bad::NotEnough { .. } => Some(Bad::Misconfigured { code: code(), message: message() }),
        Bad::Misconfigured { code, .. } if !code.is_empty() => {
            Some(Bad::Misconfigured { code: String::new(), message: message() })
        }
        Bad::Misconfigured { .. } => Some(Bad::Wait { code: code(), pause: Pause::This }),
        Bad::Wait { .. } => Some(Bad::NoAnswer(NoAnswer::Unproven)),
        Bad::NoAnswer(_) => Some(Bad::NotSent(NotSent::BadRequest("raw words"))),
        Bad::NotSent(_) => None,
    });
    all.extend(no_answers().into_iter().map(Bad::NoAnswer));
    all.extend(not_sents().into_iter().map(Bad::NotSent));
    all
}

#[test]
fn every_error_that_ends_a_command_is_a_whole_sentence_in_both_languages() {
    let mut all: Vec<Box<dyn Error>> = Vec::new();
    all.extend(secrets().into_iter().map(|bad| Box::new(bad) as Box<dyn Error>));
    all.extend(starts().into_iter().map(|bad| Box::new(bad) as Box<dyn Error>));
    all.extend(backups().into_iter().map(|bad| Box::new(bad) as Box<dyn Error>));
    all.extend(moves().into_iter().map(|bad| Box::new(bad) as Box<dyn Error>));
    all.extend(movings().into_iter().map(|bad| Box::new(bad) as Box<dyn Error>));
    all.extend(bills().into_iter().map(|bad| Box::new(bad) as Box<dyn Error>));
    all.extend(exports().into_iter().map(|bad| Box::new(bad) as Box<dyn Error>));
    all.extend(practices().into_iter().map(|bad| Box::new(bad) as Box<dyn Error>));
    all.extend(sandboxes().into_iter().map(|bad| Box::new(bad) as Box<dyn Error>));
    all.push(Box::new(io(ErrorKind::PermissionDenied)));
    let mut sentences = 0;
    for (error, lang) in all.iter().flat_map(|error| LANGS.map(|lang| (error, lang))) {
        let said = error_text(lang, error.as_ref()).unwrap_or_else(|| panic!("no words for {error:?}"));
        assert_sentence(lang, &said, &DATA);
        sentences += 1;
    }
    eprintln!("{sentences} sentences of errors that end a command");
}

#[test]
fn why_wechat_cannot_be_asked_is_a_whole_sentence_in_both_languages() {
    let mut said = Vec::new();
    for lang in LANGS {
        said.extend(no_times().iter().map(|why| (lang, no_time(lang, why))));
        said.extend(gateways().iter().map(|error| (lang, gateway_error(lang, error))));
        said.extend(certificates().iter().map(|bad| (lang, certificate_error(lang, bad))));
    }
    for (lang, said) in &said {
        assert_sentence(*lang, said, &DATA);
    }
    eprintln!("{} sentences of WeChat that cannot be asked", said.len());
}

#[derive(Debug, thiserror::Error)]
#[error("raw words")]
struct Outer(#[source] BadSecrets);

#[test]
fn the_first_known_cause_is_told_and_an_unknown_one_as_technical_information() {
    let open = StartError::AlreadyOpen("shop".into());
    assert_eq!(told(Lang::Zh, &open), "这家店已经在另一个窗口或后台服务里打开（shop）");
    let inner = Outer(BadSecrets::Key(BadKey::Length(5)));
    assert_eq!(told(Lang::Zh, &inner), "API 密钥有 5 个字符；微信的密钥是 32 个");
    for lang in LANGS {
        let unknown = told(lang, &std::fmt::Error);
        assert_sentence(lang, &unknown, &DATA);
        assert!(unknown.contains(&std::fmt::Error.to_string()), "{unknown}");
    }
}
