//! Every variant of every error this room words, in both languages: whole sentences, each in its own language.

use super::*;
use crate::{
    base::{
        address::BadPublicUrl,
        database_url::BadDatabaseUrl,
        sentences::{assert_sentence, walk},
    },
    settings::{Reason, SealedTrouble, Settings},
    store::{Difference, Refusal},
    ui::{
        no_window::{Library, NoWindow},
        text::{refusals::every_refusal, tame},
    },
};
use std::io::ErrorKind;

const LANGS: [Lang; 2] = [Lang::Zh, Lang::En];
/// What the samples quote.
const DATA: [&str; 8] = [
    "/shop/settings.toml",
    "/shop/new.db",
    "orders",
    "李雷",
    "SC20260901",
    "<you@server>",
    "P0001",
    "RF20260901-00000001",
];

/// The kind as the system reports it, with its own words.
fn io(kind: ErrorKind) -> std::io::Error {
    std::io::Error::new(kind, "raw words of the system")
}

fn public_urls() -> Vec<BadPublicUrl> {
    use BadPublicUrl as Bad;
    walk(Bad::NotHttps, |last| match last {
        Bad::NotHttps => Some(Bad::NotBare),
        Bad::NotBare => Some(Bad::NotAName),
        Bad::NotAName => Some(Bad::Private),
        Bad::Private => None,
    })
}

fn reasons() -> Vec<Reason> {
    use Reason as R;
    let mut all = walk(R::NotUnderstood("unknown field `nam`, expected `name`".to_owned()), |last| {
        Some(match last {
            R::NotUnderstood(_) => R::ApiVersion,
            R::ApiVersion => R::PublicKeyId,
            R::PublicKeyId => R::PublicKeyWithoutId,
            R::PublicKeyWithoutId => R::PublicKeyWithoutFile,
            R::PublicKeyWithoutFile => R::ShopName,
            R::ShopName => R::AppId,
            R::AppId => R::AppChannel,
            R::AppChannel => R::AppChannelSame,
            R::AppChannelSame => R::MchId,
            R::MchId => R::SignType,
            R::SignType => R::Bind,
            R::Bind => R::NotHttps,
            R::NotHttps => R::PayWithin,
            R::PayWithin => R::PickupAddress,
            R::PickupAddress => R::PickupHours,
            R::PickupHours => R::FreightFlat,
            R::FreightFlat => R::FreightFreeFrom,
            R::FreightFreeFrom => R::FreightRegions,
            R::FreightRegions => R::UsualCarrier,
            R::UsualCarrier => R::Waits,
            R::Waits => R::HoldSeconds,
            R::HoldSeconds => R::KeepDays,
            R::KeepDays => R::LockMinutes,
            R::LockMinutes => R::BackupDays,
            R::BackupDays => R::LimitOrders,
            R::LimitOrders => R::LimitPieces,
            R::LimitPieces => R::LimitPictures,
            R::LimitPictures => R::QuietHours,
            R::QuietHours => R::TunnelKind,
            R::TunnelKind => R::TunnelCommand,
            R::TunnelCommand => R::TunnelBlank("<you@server>".to_owned()),
            R::TunnelBlank(_) => R::PrinterName,
            R::PrinterName => R::PrinterTwice("李雷".to_owned()),
            R::PrinterTwice(_) => R::PrinterAddress,
            R::PrinterAddress => R::PrinterQueue,
            R::PrinterQueue => R::PrinterNumber,
            R::PrinterNumber => R::PrinterAccount,
            R::PrinterAccount => R::PrinterServer,
            R::PrinterServer => R::PrinterColumns,
            R::PrinterColumns => R::StoreUrl(BadDatabaseUrl::Shape),
            R::StoreUrl(BadDatabaseUrl::Shape) => R::StoreUrl(BadDatabaseUrl::Password),
            R::StoreUrl(BadDatabaseUrl::Password) => R::PublicUrl(BadPublicUrl::NotHttps),
            R::PublicUrl(_) => return None,
        })
    });
    all.extend(public_urls().into_iter().map(R::PublicUrl));
    all
}

#[test]
fn why_nothing_was_saved_is_a_sentence_in_both_languages() {
    let path = || std::path::PathBuf::from("/shop/settings.toml");
    let all = walk(NotSaved::Meanwhile(path()), |last| match last {
        NotSaved::Meanwhile(_) => Some(NotSaved::Unwritable { path: path(), why: io(ErrorKind::PermissionDenied) }),
        NotSaved::Unwritable { .. } => Some(NotSaved::PrintersByHand(path())),
        NotSaved::PrintersByHand(_) => Some(NotSaved::Bad(BadSettings::Missing(path()))),
        NotSaved::Bad(_) => Some(NotSaved::Shut(SealedTrouble::KeyringLocked)),
        NotSaved::Shut(_) => None,
    });
    for why in &all {
        assert_sentence(Lang::Zh, &not_saved(Lang::Zh, why), &DATA);
        assert_sentence(Lang::En, &not_saved(Lang::En, why), &DATA);
    }
}

fn settings() -> Vec<BadSettings> {
    use BadSettings as Bad;
    let line = |reason| Bad::Line { path: "/shop/settings.toml".into(), line: 3, reason };
    let mut all = walk(Bad::Missing("/shop/settings.toml".into()), |last| match last {
        Bad::Missing(path) => Some(Bad::Unreadable { path: path.clone(), why: io(ErrorKind::PermissionDenied) }),
        Bad::Unreadable { path, .. } => Some(Bad::NotText(path.clone())),
        Bad::NotText(_) => Some(line(Reason::Bind)),
        Bad::Line { .. } => None,
    });
    all.extend(reasons().into_iter().map(line));
    all
}

fn damages() -> Vec<FileDamage> {
    use FileDamage as D;
    let mut all = walk(D::CutShort, |last| match last {
        D::CutShort => Some(D::NotADatabase),
        D::NotADatabase => Some(D::OtherProgram),
        D::OtherProgram => Some(D::Migrations(String::new())),
        D::Migrations(_) => Some(D::Torn("database disk image is malformed".to_owned())),
        D::Torn(_) => None,
    });
    all.push(D::Migrations("no such migration".to_owned()));
    all
}

const NAMELESS: [fn(&Refusal) -> bool; 6] = [
    |why| matches!(why, Refusal::NotRefundable { name } if tame(name, 9).is_empty()),
    |why| matches!(why, Refusal::RefundTimeOver { name, .. } if tame(name, 9).is_empty()),
    |why| matches!(why, Refusal::RefundedPieces { name, .. } if tame(name, 9).is_empty()),
    |why| matches!(why, Refusal::BarcodeTaken { name, .. } if tame(name, 9).is_empty()),
    |why| matches!(why, Refusal::OutOfStock { name, .. } if tame(name, 9).is_empty()),
    |why| matches!(why, Refusal::Restock { name, .. } if tame(name, 9).is_empty()),
];

fn stores() -> Vec<StoreError> {
    use StoreError as Bad;
    let (raw, mut refused) = (|| "raw words".to_owned(), every_refusal());
    // A product has a name: the table of products takes no other.
    refused.retain(|why| !NAMELESS.iter().any(|is| is(why)));
    let rows = |table: &str| Difference { table: table.to_owned(), bucket: "SC20260901".to_owned() };
    let mut all = walk(Bad::Disk("disk I/O error".to_owned().into()), |last| match last {
        Bad::Disk(_) => Some(Bad::Locked),
        Bad::Locked => Some(Bad::Closed),
        Bad::Closed => Some(Bad::Newer { found: 99, known: 40 }),
        Bad::Newer { .. } => Some(Bad::Older),
        Bad::Older => Some(Bad::Altered(vec![rows("orders")])),
        Bad::Altered(found) if found.len() == 1 => Some(Bad::Altered(vec![rows("orders"); 5])),
        Bad::Altered(_) => Some(Bad::ForeignLog),
        Bad::ForeignLog => Some(Bad::Server(crate::store::ServerFault::Lost)),
        Bad::Server(_) => Some(Bad::Moved(MovedShop::Gone { to: "/shop/new.db".to_owned() })),
        Bad::Moved(MovedShop::Gone { .. }) => Some(Bad::Moved(MovedShop::Arriving { from: "/shop/new.db".to_owned() })),
        Bad::Moved(_) => Some(Bad::Rule(raw())),
        Bad::Rule(_) => Some(Bad::Unreadable(raw())),
        Bad::Unreadable(_) => Some(Bad::Other(raw())),
        Bad::Other(_) => Some(Bad::Damaged(FileDamage::CutShort)),
        Bad::Damaged(_) => refused.first().cloned().map(Bad::Refused),
        Bad::Refused(_) => None,
    });
    all.extend(KINDS.into_iter().map(|kind| Bad::Disk(io(kind).into())));
    all.extend(damages().into_iter().map(Bad::Damaged));
    all.extend(refused.into_iter().map(Bad::Refused));
    all
}

fn endpoints() -> Vec<BadEndpoint> {
    use BadEndpoint as Bad;
    walk(Bad::Address("https://".to_owned()), |last| match last {
        Bad::Address(_) => Some(Bad::RootCa),
        Bad::RootCa => Some(Bad::Proxy),
        Bad::Proxy => Some(Bad::Tls("no roots".to_owned())),
        Bad::Tls(_) => Some(Bad::Runtime(io(ErrorKind::OutOfMemory))),
        Bad::Runtime(_) => None,
    })
}

/// The kinds that have words of their own, and one that has none.
const KINDS: [ErrorKind; 24] = [
    ErrorKind::NotFound,
    ErrorKind::PermissionDenied,
    ErrorKind::AlreadyExists,
    ErrorKind::StorageFull,
    ErrorKind::QuotaExceeded,
    ErrorKind::FileTooLarge,
    ErrorKind::ReadOnlyFilesystem,
    ErrorKind::IsADirectory,
    ErrorKind::NotADirectory,
    ErrorKind::InvalidFilename,
    ErrorKind::ResourceBusy,
    ErrorKind::ExecutableFileBusy,
    ErrorKind::AddrInUse,
    ErrorKind::AddrNotAvailable,
    ErrorKind::ConnectionRefused,
    ErrorKind::ConnectionReset,
    ErrorKind::ConnectionAborted,
    ErrorKind::BrokenPipe,
    ErrorKind::NetworkDown,
    ErrorKind::NetworkUnreachable,
    ErrorKind::TimedOut,
    ErrorKind::OutOfMemory,
    ErrorKind::StaleNetworkFileHandle,
    ErrorKind::Other,
];

/// Each error as whoever started the program has it in hand.
fn every_error() -> Vec<Box<dyn Error>> {
    let mut all: Vec<Box<dyn Error>> = Vec::new();
    all.extend(settings().into_iter().map(|bad| Box::new(bad) as Box<dyn Error>));
    all.extend(stores().into_iter().map(|bad| Box::new(bad) as Box<dyn Error>));
    all.extend(endpoints().into_iter().map(|bad| Box::new(bad) as Box<dyn Error>));
    all.extend(KINDS.into_iter().map(|kind| Box::new(io(kind)) as Box<dyn Error>));
    all
}

#[test]
fn every_error_is_a_whole_sentence_in_both_languages() {
    let mut sentences = 0;
    for error in every_error() {
        for lang in LANGS {
            let said = error_text(lang, error.as_ref()).unwrap_or_else(|| panic!("no words for {error:?}"));
            assert_sentence(lang, &said, &DATA);
            sentences += 1;
        }
    }
    eprintln!("{sentences} sentences of settings, data file and system");
    assert_eq!(error_text(Lang::Zh, &std::fmt::Error), None, "another room's");
}

#[test]
fn the_words_of_the_system_stand_behind_a_chinese_sentence_only_as_technical_information() {
    for kind in KINDS {
        let (said, known) = (io_error(Lang::Zh, &io(kind)), io_kind(kind).is_some());
        assert_eq!(said.contains("（技术信息：raw words of the system）"), !known, "{said}");
        assert_eq!(disk_fault(Lang::Zh, &io(kind).into()), said, "the same of a fault that was kept");
    }
}

#[test]
fn why_there_is_no_window_is_told_in_both_languages_the_readers_first() {
    let missing = vec![Library { file: "libXi.so.6", package: "libxi6" }];
    let no_window = walk(NoWindow::NoDisplay, |last| match last {
        NoWindow::NoDisplay => Some(NoWindow::Libraries(missing.clone())),
        NoWindow::Libraries(_) => Some(NoWindow::DisplayGone(":7".to_owned())),
        NoWindow::DisplayGone(_) => Some(NoWindow::NoDrawing(Vec::new())),
        NoWindow::NoDrawing(_) => None,
    });
    let mut all = walk(UiError::Thread(io(ErrorKind::OutOfMemory)), |last| match last {
        UiError::Thread(_) => Some(UiError::Window("raw words".to_owned())),
        UiError::Window(_) => Some(UiError::NoWindow(NoWindow::NoDisplay)),
        UiError::NoWindow(_) => None,
    });
    all.extend(no_window.into_iter().map(UiError::NoWindow));
    let mut sentences = 0;
    for (bad, lang) in all.iter().flat_map(|bad| LANGS.map(|lang| (bad, lang))) {
        let said = error_text(lang, bad).expect("a sentence");
        let (first, second) = said.split_once('\n').expect("both languages");
        for (lang, said) in [(lang, first), (lang.other(), second)] {
            assert_sentence(lang, said, &["libXi.so.6", "libxi6", ":7"]);
            sentences += 1;
        }
    }
    eprintln!("{sentences} sentences of the window that does not open");
}

/// Each way to misspell the settings, and a word its Chinese sentence holds.
const WRONG: [(&str, &str); 6] = [
    ("[orders]\npay_within_minutes = 1\n", "2 到 10080"),
    ("[refunds]\nhold_seconds = 4000\n", "0 到 3600"),
    ("[listener]\nbind = \"here\"\n", "127.0.0.1:8719"),
    ("[tunnel]\npublic_url = \"http://a.example.com\"\n", "https://"),
    ("[alerts]\nquiet_from = \"22:00\"\n", "免打扰"),
    ("[nonsense]\n", "看不懂"),
];

#[test]
fn what_is_wrong_in_the_settings_is_said_in_chinese_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    for (lines, word) in WRONG {
        let good = "[shop]\nname = \"山茶小铺\"\n[wechat]\napp_id = \"wx2421b1c4370ec43b\"\nmch_id = \"1900000109\"\n";
        std::fs::write(folder.path().join("settings.toml"), format!("{good}{lines}")).unwrap();
        let bad = Settings::load(folder.path()).expect_err(lines);
        let said = error_text(Lang::Zh, &bad).expect("a sentence");
        assert!(said.contains(word) && said.contains("行："), "{said}");
    }
}
