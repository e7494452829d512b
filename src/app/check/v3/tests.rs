//! A shop that is well, and seven that are not: each is told by its own line, with what to do.

use super::*;
use crate::{app::check::words, base::lang::Lang};

const NOW: UnixSeconds = UnixSeconds::new(1_788_262_200);
const DAY: i64 = 24 * 60 * 60;

fn id(name: &str) -> KeyId {
    KeyId::parse(name).expect("a key's name")
}

/// A merchant of today: both keys, a public key, and WeChat has answered.
fn well() -> V3Facts {
    V3Facts {
        api: Api::V3,
        keys: KeysThere { v2: false, v3: true },
        clock_ahead: Some(1),
        certificate_usable: true,
        public_key: Some(Ok(id("PUB_KEY_ID_01190"))),
        certificates: Vec::new(),
        fetched: None,
        echo: Some(Ok(())),
        unopened: 0,
        unknown_certificate: None,
        now: NOW,
    }
}

/// A merchant of before: platform certificates, fetched and opened.
fn by_certificates() -> V3Facts {
    let certificate = (NOW.plus(-DAY), NOW.plus(300 * DAY));
    V3Facts { public_key: None, certificates: vec![certificate], fetched: Some(Ok(())), ..well() }
}

/// The lines of a shop, by name.
fn lines(facts: V3Facts) -> Vec<(String, String)> {
    let found = findings(facts);
    let told = found.iter().map(|finding| {
        let (chinese, english) = (words::line(Lang::Zh, finding), words::line(Lang::En, finding));
        assert_eq!((chinese.ok, chinese.check), (english.ok, english.check));
        (if english.ok { String::new() } else { english.check.to_owned() }, english.to_string())
    });
    told.collect()
}

/// The one line that is not well, and all that follow from it.
fn not_well(facts: V3Facts) -> Vec<(String, String)> {
    lines(facts).into_iter().filter(|(name, _)| !name.is_empty()).collect()
}

/// This line is the only one that is not well, and says this.
#[track_caller]
fn only(facts: V3Facts, name: &str, says: &str) {
    let found = not_well(facts);
    let [(at, said)] = found.as_slice() else { panic!("{found:#?}") };
    assert!(at == name && said.contains(says) && said.contains('→'), "{said}");
}

#[test]
fn a_shop_that_is_well_has_three_good_lines_in_each_of_its_modes() {
    for facts in [
        well(),
        by_certificates(),
        V3Facts { certificates: vec![(NOW, NOW.plus(DAY))], ..well() },
        V3Facts { api: Api::V2, keys: KeysThere { v2: true, v3: true }, ..well() },
    ] {
        let said = lines(facts);
        assert!(said.len() == 3 && said.iter().all(|(bad, _)| bad.is_empty()), "{said:#?}");
    }
    let v2 = V3Facts { api: Api::V2, keys: KeysThere { v2: true, v3: false }, ..well() };
    assert_eq!(findings(v2).len(), 0, "a shop of API v2 hears nothing of v3");
}

#[test]
fn one_with_the_public_key_of_another_is_told_by_its_id() {
    let echo = Some(Err(NotEchoed::OtherKey("PUB_KEY_ID_07777".to_owned())));
    let found = not_well(V3Facts { echo, ..well() });
    assert!(found[0].0 == "trust_keys" && found[0].1.contains("PUB_KEY_ID_07777"), "{found:#?}");
    assert!(found[0].1.contains("PUB_KEY_ID_01190"), "both are named");
}

#[test]
fn one_whose_platform_certificate_has_ended_sends_no_money_and_is_told_so() {
    let ended = NOW.plus(-DAY);
    let certificates = vec![(NOW.plus(-900 * DAY), NOW.plus(-400 * DAY)), (NOW.plus(-400 * DAY), ended)];
    let facts = V3Facts { certificates, fetched: None, echo: None, ..by_certificates() };
    let found = not_well(facts);
    assert!(found[0].0 == "trust_keys" && found[0].1.contains(&ended.to_dashed()), "{found:#?}");
    assert!(found[0].1.contains("no call that moves money leaves"), "{found:#?}");
    assert!(found[1].0 == "wechat_v3" && found.len() == 2, "and nobody is asked: {found:#?}");
}

#[test]
fn one_with_a_wrong_api_v3_key_is_told_from_what_it_does_not_open() {
    only(V3Facts { unopened: 3, ..well() }, "v3_key", "3 of WeChat's messages");
    only(V3Facts { fetched: Some(Err(NotFetched::Sealed)), ..by_certificates() }, "v3_key", "platform certificates");
    only(V3Facts { unopened: 1, ..well() }, "v3_key", "one of WeChat's messages");
}

#[test]
fn one_without_any_key_to_believe_answers_by_sends_no_money_and_is_told_so() {
    for fetched in [None, Some(Err(NotFetched::NoAnswer))] {
        let found = not_well(V3Facts { public_key: None, echo: None, fetched, ..well() });
        assert!(found[0].0 == "trust_keys" && found[0].1.contains("no call that moves money leaves"), "{found:#?}");
    }
    let found = not_well(V3Facts { public_key: Some(Err(BadPublicKey::Certificate)), echo: None, ..well() });
    assert!(found[0].1.contains("This is a certificate"), "{found:#?}");
}

#[test]
fn one_that_chose_api_v3_and_has_the_key_of_v2_only_is_told_the_two_ways_out() {
    let facts = V3Facts { keys: KeysThere { v2: true, v3: false }, echo: None, ..well() };
    only(facts, "v3_key", "a key of API v2 only");
}

#[test]
fn one_whose_clock_is_five_minutes_off_is_told_of_the_clock_and_not_of_its_keys() {
    for ahead in [300, -300, 86_400] {
        let facts = V3Facts { clock_ahead: Some(ahead), echo: None, ..well() };
        only(facts, "wechat_v3", "clock");
    }
    assert!(not_well(V3Facts { clock_ahead: Some(299), ..well() }).is_empty());
    assert!(not_well(V3Facts { clock_ahead: None, ..well() }).is_empty(), "the clock has its own line");
}

#[test]
fn one_that_did_not_begin_the_change_to_the_public_key_is_told_to_begin_it() {
    let old = "7E57000000000000000000000000000000000011".to_owned();
    let facts = V3Facts { unknown_certificate: Some(old.clone()), fetched: Some(Err(NotFetched::Ended)), ..well() };
    only(facts, "trust_keys", &old);
    let facts = V3Facts { echo: Some(Err(NotEchoed::OtherKey(old.clone()))), ..well() };
    assert!(not_well(facts)[0].1.contains("the change to the public key"), "answers say it too");
    let facts = V3Facts { public_key: None, fetched: Some(Err(NotFetched::NoneThere)), echo: None, ..well() };
    let found = not_well(facts);
    assert!(
        found[0].0 == "trust_keys" && found[0].1.contains("gives this merchant no platform certificate"),
        "{found:#?}"
    );
}

#[test]
fn without_a_certificate_nothing_is_asked_and_its_own_line_says_why() {
    only(V3Facts { certificate_usable: false, echo: None, ..well() }, "wechat_v3", "certificate");
}
