//! Every line of the doctor in both languages: whole sentences, each in its own language, with a next step where something
//! is to be done.

use super::{
    finding::{AtDoor, NotEchoed, NotKnown, OpenCause, Reachability, Readers, TrustState, V3KeyState},
    words::{accepted, line},
    *,
};
use crate::{
    app::error_text::tests::{certificates, gateways, no_times},
    base::{
        address::PublicUrl,
        sentences::{assert_sentence, walk},
    },
    domain::{LeaseHold, OrderNo},
    settings::{BadPublicKey, BadSecrets, BadSettings, SecretsPlace},
    store::{Difference, FileDamage, HistoryFault, MovedShop, ServerFault, StoreError},
    tunnel::ProbeFailed,
    wechat::{BadEndpoint, v3::KeyId},
};
use std::io::ErrorKind;

const LANGS: [Lang; 2] = [Lang::Zh, Lang::En];
/// What the samples quote.
const DATA: [&str; 9] = [
    "PUB_KEY_ID_01190",
    "7E57000000000000000000000000000000000011",
    "/shop",
    "secrets.toml",
    "https://a.example.com",
    "SC20260901-0000000000001",
    "TRADE_OVERDUE",
    "raw words",
    "orders",
];

fn doors() -> Vec<AtDoor> {
    walk(AtDoor::Shop, |last| match last {
        AtDoor::Shop => Some(AtDoor::Nobody),
        AtDoor::Nobody => Some(AtDoor::OtherProgram),
        AtDoor::OtherProgram => Some(AtDoor::Refused(ErrorKind::PermissionDenied)),
        AtDoor::Refused(ErrorKind::PermissionDenied) => Some(AtDoor::Refused(ErrorKind::AddrNotAvailable)),
        AtDoor::Refused(ErrorKind::AddrNotAvailable) => Some(AtDoor::Refused(ErrorKind::Other)),
        AtDoor::Refused(_) => None,
    })
}

fn reachabilities() -> Vec<Reachability> {
    let url = PublicUrl::parse("https://a.example.com").expect("an address");
    walk(Reachability::NoAddress, |last| match last {
        Reachability::NoAddress => Some(Reachability::NamedByProgram),
        Reachability::NamedByProgram => Some(Reachability::ShopClosed(url.clone())),
        Reachability::ShopClosed(url) => Some(Reachability::ListenerNotOurs(url.clone())),
        Reachability::ListenerNotOurs(url) => Some(Reachability::Ours(url.clone())),
        Reachability::Ours(url) => Some(Reachability::Elsewhere(url.clone())),
        Reachability::Elsewhere(url) => Some(Reachability::NoAnswer(url.clone(), ProbeFailed::Status(502))),
        Reachability::NoAnswer(url, ProbeFailed::Status(_)) => {
            Some(Reachability::NoAnswer(url.clone(), ProbeFailed::NoConnection("raw words".to_owned())))
        }
        Reachability::NoAnswer(_, ProbeFailed::NoConnection(_)) => None,
    })
}

fn v3_keys() -> Vec<V3KeyState> {
    use V3KeyState as Key;
    walk(Key::There, |last| match last {
        Key::There => Some(Key::Proven),
        Key::Proven => Some(Key::Missing { only_v2: true }),
        Key::Missing { only_v2: true } => Some(Key::Missing { only_v2: false }),
        Key::Missing { .. } => Some(Key::OpensNoCertificate),
        Key::OpensNoCertificate => Some(Key::OpensNoMessage(1)),
        Key::OpensNoMessage(1) => Some(Key::OpensNoMessage(3)),
        Key::OpensNoMessage(_) => None,
    })
}

fn trusts() -> Vec<TrustState> {
    use TrustState as Keys;
    let (ours, theirs) = (KeyId::parse("PUB_KEY_ID_01190").expect("an id"), DATA[1].to_owned());
    let at = UnixSeconds::new(1_788_262_200);
    let mut all = walk(Keys::PublicKey(ours.clone()), |last| match last {
        Keys::PublicKey(_) => Some(Keys::Certificates(at)),
        Keys::Certificates(_) => Some(Keys::Both(ours.clone(), at)),
        Keys::Both(..) => Some(Keys::OtherId { ours: ours.clone(), theirs: theirs.clone() }),
        Keys::OtherId { .. } => Some(Keys::NotChangedOver(theirs.clone())),
        Keys::NotChangedOver(_) => Some(Keys::Expired(at)),
        Keys::Expired(_) => Some(Keys::NoCertificateForUs),
        Keys::NoCertificateForUs => Some(Keys::Sealed),
        Keys::Sealed => Some(Keys::Nothing),
        Keys::Nothing => Some(Keys::BadFile(BadPublicKey::Missing)),
        Keys::BadFile(_) => None,
    });
    let files = walk(BadPublicKey::Unreadable(ErrorKind::PermissionDenied), |last| match last {
        BadPublicKey::Missing => None,
        BadPublicKey::Unreadable(_) => Some(BadPublicKey::PrivateKey),
        BadPublicKey::PrivateKey => Some(BadPublicKey::Certificate),
        BadPublicKey::Certificate => Some(BadPublicKey::Broken),
        BadPublicKey::Broken => Some(BadPublicKey::Missing),
    });
    all.extend(files.into_iter().map(Keys::BadFile));
    all
}

fn not_echoed() -> Vec<NotEchoed> {
    let mut all = walk(NotEchoed::NoCertificate, |last| match last {
        NotEchoed::NoCertificate => Some(NotEchoed::ClockOff(-301)),
        NotEchoed::ClockOff(_) => Some(NotEchoed::NoTrustKey),
        NotEchoed::NoTrustKey => Some(NotEchoed::Endpoint(BadEndpoint::RootCa)),
        NotEchoed::Endpoint(_) => Some(NotEchoed::SignatureRefused),
        NotEchoed::SignatureRefused => Some(NotEchoed::OtherKey(DATA[0].to_owned())),
        NotEchoed::OtherKey(_) | NotEchoed::Call(_) => None,
    });
    all.extend(gateways().into_iter().map(NotEchoed::Call));
    all
}

fn readers() -> Vec<Readers> {
    let open = |more, cause| Readers::Open { names: vec!["/shop".to_owned()], more, cause };
    walk(Readers::Alone, |last| match last {
        Readers::Alone => Some(open(0, OpenCause::OfEverybody)),
        Readers::Open { cause: OpenCause::OfEverybody, .. } => Some(open(2, OpenCause::OfAnotherUser)),
        Readers::Open { cause: OpenCause::OfAnotherUser, .. } => Some(open(0, OpenCause::NotClosed)),
        Readers::Open { cause: OpenCause::NotClosed, .. } => Some(Readers::Elsewhere("/shop".into())),
        Readers::Elsewhere(_) => Some(Readers::NotLookedAt),
        Readers::NotLookedAt => None,
    })
}

fn unusable() -> Vec<StoreError> {
    use StoreError as Bad;
    walk(Bad::Locked, |last| match last {
        Bad::Locked => Some(Bad::Newer { found: 99, known: 40 }),
        Bad::Newer { .. } => Some(Bad::Older),
        Bad::Older => Some(Bad::ForeignLog),
        Bad::ForeignLog => Some(Bad::Damaged(FileDamage::CutShort)),
        Bad::Damaged(_) => Some(Bad::Altered(vec![different()])),
        Bad::Altered(_) => Some(Bad::Disk("raw words".to_owned().into())),
        Bad::Disk(_) => Some(Bad::Server(ServerFault::Lost)),
        Bad::Server(_) => Some(Bad::Moved(MovedShop::Gone { to: "/shop".to_owned() })),
        Bad::Moved(MovedShop::Gone { .. }) => Some(Bad::Moved(MovedShop::Arriving { from: "/shop".to_owned() })),
        Bad::Moved(_) | Bad::Refused(_) | Bad::Closed | Bad::Rule(_) | Bad::Unreadable(_) | Bad::Other(_) => None,
    })
}

fn different() -> Difference {
    Difference { table: "orders".to_owned(), bucket: String::new() }
}

fn of_the_file() -> Vec<Finding> {
    let first = OrderNo::parse("SC20260901-0000000000001").expect("a number");
    let mut all: Vec<Finding> = unusable().into_iter().map(|bad| Finding::Database(Rows::Unusable(bad))).collect();
    let rows = walk(Rows::Good { orders: 1, tables: 40 }, |last| match last {
        Rows::Good { orders: 1, .. } => Some(Rows::Good { orders: 60, tables: 40 }),
        Rows::Good { .. } => Some(Rows::OnServer { orders: 1 }),
        Rows::OnServer { orders: 1 } => Some(Rows::OnServer { orders: 60 }),
        Rows::OnServer { .. } => Some(Rows::Altered(vec![different()])),
        Rows::Altered(_) => Some(Rows::Anonymous(2)),
        Rows::Anonymous(_) => Some(Rows::Unusable(StoreError::Locked)),
        Rows::Unusable(_) => None,
    });
    all.extend(rows.into_iter().map(Finding::Database));
    let edited = |orders, fault| Steps::Edited { orders, first: first.clone(), fault };
    let steps = walk(Steps::Good { steps: 9, older: 0 }, |last| match last {
        Steps::Good { older: 0, .. } => Some(Steps::Good { steps: 9, older: 2 }),
        Steps::Good { .. } => Some(edited(1, HistoryFault::Step(0))),
        Steps::Edited { fault: HistoryFault::Step(_), .. } => Some(edited(2, HistoryFault::CutOff)),
        Steps::Edited { fault: HistoryFault::CutOff, .. } => Some(edited(1, HistoryFault::States)),
        Steps::Edited { fault: HistoryFault::States, .. } => Some(edited(2, HistoryFault::Marks)),
        Steps::Edited { fault: HistoryFault::Marks, .. } => Some(edited(2, HistoryFault::Money)),
        Steps::Edited { fault: HistoryFault::Money, .. } => Some(Steps::People),
        Steps::People => None,
    });
    all.extend(steps.into_iter().map(Finding::History));
    let sums = walk(Sums::Good, |last| match last {
        Sums::Good => Some(Sums::Wrong { orders: 1, first: first.clone() }),
        Sums::Wrong { orders: 1, .. } => Some(Sums::Wrong { orders: 2, first: first.clone() }),
        Sums::Wrong { .. } => Some(Sums::Tallies(vec!["orders".to_owned()])),
        Sums::Tallies(_) => None,
    });
    all.extend(sums.into_iter().map(Finding::Sums));
    all
}

/// At least one of each kind; a new kind has to be named here.
fn every_finding() -> Vec<Finding> {
    let door = ([127, 0, 0, 1], 8719).into();
    let mut all: Vec<Finding> = walk(Finding::Settings(Ok(())), |last| match last {
        Finding::Settings(Ok(())) => Some(Finding::Settings(Err(BadSettings::Missing("/shop".into())))),
        Finding::Settings(Err(_)) => Some(Finding::Secrets(Ok(None))),
        Finding::Secrets(Ok(None)) => Some(Finding::Secrets(Ok(Some(SecretsPlace::Keyring)))),
        Finding::Secrets(Ok(Some(SecretsPlace::Keyring))) => Some(Finding::Secrets(Ok(Some(SecretsPlace::Beside)))),
        Finding::Secrets(Ok(Some(SecretsPlace::Beside))) => Some(Finding::Secrets(Ok(Some(SecretsPlace::Plain)))),
        Finding::Secrets(Ok(Some(SecretsPlace::Plain))) => {
            Some(Finding::Secrets(Err(BadSecrets::Open("/shop".into()))))
        }
        Finding::Secrets(Err(_)) => Some(Finding::Certificate(Ok(UnixSeconds::new(1_788_262_200)))),
        Finding::Certificate(_) => Some(Finding::Clock(Ok(0))),
        Finding::Clock(Ok(0)) => Some(Finding::Clock(Ok(86_400))),
        Finding::Clock(Ok(1..)) => Some(Finding::Clock(Ok(-86_400))),
        Finding::Clock(_) => Some(Finding::WeChat(Ok(()))),
        Finding::WeChat(Ok(())) => Some(Finding::WeChat(Err(NotKnown::Endpoint(BadEndpoint::RootCa)))),
        Finding::WeChat(Err(NotKnown::Endpoint(_) | NotKnown::Call(_))) => Some(Finding::V3Key(V3KeyState::There)),
        Finding::V3Key(_) => Some(Finding::TrustKeys(TrustState::Nothing)),
        Finding::TrustKeys(_) => Some(Finding::Echo(Ok(()))),
        Finding::Echo(_) => Some(Finding::Listener(door, AtDoor::Shop)),
        Finding::Listener(..) => Some(Finding::Tunnel(Reachability::NoAddress)),
        Finding::Tunnel(_) => Some(Finding::Files(Readers::Alone)),
        Finding::Files(_) => Some(Finding::Backup(None)),
        Finding::Backup(None) => Some(Finding::Backup(Some(0))),
        Finding::Backup(Some(0)) => Some(Finding::Backup(Some(9))),
        Finding::Backup(_) => Some(Finding::Lease(None)),
        Finding::Lease(_) => Some(Finding::Database(Rows::Anonymous(1))),
        Finding::Database(_) => Some(Finding::History(Steps::Good { steps: 1, older: 0 })),
        Finding::History(_) => Some(Finding::Sums(Sums::Good)),
        Finding::Sums(_) => None,
    });
    all.extend(certificates().into_iter().map(|bad| Finding::Certificate(Err(bad))));
    all.extend(no_times().into_iter().map(|why| Finding::Clock(Err(why))));
    all.extend(gateways().into_iter().map(|error| Finding::WeChat(Err(NotKnown::Call(error)))));
    all.extend(v3_keys().into_iter().map(Finding::V3Key));
    all.extend(trusts().into_iter().map(Finding::TrustKeys));
    all.extend(not_echoed().into_iter().map(|why| Finding::Echo(Err(why))));
    all.extend(doors().into_iter().map(|at| Finding::Listener(door, at)));
    all.extend(reachabilities().into_iter().map(Finding::Tunnel));
    all.extend(readers().into_iter().map(Finding::Files));
    all.extend(LeaseHold::ALL.iter().map(|hold| Finding::Lease(Some(*hold))));
    all.extend(of_the_file());
    all
}

#[test]
fn every_line_is_a_whole_sentence_in_both_languages_with_a_next_step_where_something_is_to_be_done() {
    let mut sentences = 0;
    for (finding, lang) in every_finding().iter().flat_map(|finding| LANGS.map(|lang| (finding, lang))) {
        let line = line(lang, finding);
        assert_sentence(lang, &line.found, &DATA);
        sentences += 1;
        assert_eq!(line.ok, line.next.is_empty(), "{line}");
        if !line.ok {
            assert_sentence(lang, &line.next, &DATA);
            sentences += 1;
        }
    }
    for lang in LANGS {
        assert_sentence(lang, &accepted(lang, &different()), &DATA);
        sentences += 1;
    }
    eprintln!("{sentences} sentences of the doctor");
}
