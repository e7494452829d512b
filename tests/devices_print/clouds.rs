//! The printer clouds as they answer, on a TLS server of our own: every code of the protocol, and no answer at all.

use super::server::{Heard as Asked, Pki, Reply, Server};
use std::{
    cell::Cell,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};
use zhanggui::{
    base::env::{Clock, Env, SystemRng},
    devices::{
        CloudEndpoint,
        feieyun::{Feieyun, FeieyunAccount},
        printer::{PrintAnswer, PrintNotRecorded, ReceiptPrinter, Sent},
        receipt::{Receipt, ReceiptTemplate, sample},
        yilianyun::{TokenKeep, Yilianyun, YilianyunAccount},
    },
    domain::{PrintTrouble, UnixSeconds},
    settings::PrinterKey,
};

const SECRET: &str = "testsecret00000000000000000000ab";
const JOB: &str = "0123456789abcdef0123456789abcdef";

struct Noon(AtomicI64);

impl Clock for Noon {
    fn now(&self) -> UnixSeconds {
        UnixSeconds::new(self.0.load(Ordering::Relaxed))
    }
}

fn env() -> Env {
    Env { clock: Arc::new(Noon(AtomicI64::new(1_767_225_600))), rng: Arc::new(SystemRng) }
}

fn endpoint(server: &Server, pki: &Pki) -> CloudEndpoint {
    let mut endpoint = CloudEndpoint::new(&server.url, Some(pki.root_pem.clone().into_bytes()), None);
    endpoint.deadline = Duration::from_secs(2);
    endpoint
}

fn template() -> ReceiptTemplate {
    ReceiptTemplate {
        picture: None,
        heading: "山茶小铺".to_owned(),
        footer: "谢谢".to_owned(),
        qr: true,
        ..ReceiptTemplate::default()
    }
}

fn example() -> Receipt {
    let mut receipt = sample(UnixSeconds::new(1_767_225_600)).unwrap();
    "少糖<CUT>".clone_into(&mut receipt.note);
    receipt
}

fn feieyun(server: &Server, pki: &Pki) -> Feieyun {
    let key = PrinterKey::new("TESTUKEY00000001").unwrap();
    let account = FeieyunAccount { user: "shop@example.com".to_owned(), key, sn: "123456789".to_owned() };
    Feieyun::new("后厨", account, 32, template(), &endpoint(server, pki), env()).unwrap()
}

fn yilianyun(server: &Server, pki: &Pki, tokens: TokenKeep) -> Yilianyun {
    let key = PrinterKey::new(SECRET).unwrap();
    let account = YilianyunAccount { client_id: "1000000001".to_owned(), key, machine_code: "4004500001".to_owned() };
    Yilianyun::new("外卖", account, 32, template(), &endpoint(server, pki), env(), tokens).unwrap()
}

/// Prints; the row was asked for exactly when something could have left.
fn prints(printer: &dyn ReceiptPrinter) -> (Sent, usize) {
    let leaves = Cell::new(0);
    let sent = printer.print(&example(), JOB, &|| {
        leaves.set(leaves.get() + 1);
        Ok(())
    });
    (sent, leaves.get())
}

/// One field of a form.
fn field(asked: &Asked, name: &str) -> String {
    let url = format!("https://form.invalid/?{}", asked.body);
    let url = reqwest::Url::parse(&url).unwrap();
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
}

fn answers(text: &str) -> Reply {
    Reply::Answer(200, text.as_bytes().to_vec())
}

#[test]
fn feieyun_takes_a_receipt_under_a_number_and_is_asked_about_it() {
    let pki = Pki::new();
    let server = Server::start(&pki, |asked| match field(asked, "apiname").as_str() {
        "Open_printMsg" => {
            answers(r#"{"msg":"ok","ret":0,"data":"123456789_20260101090000_0123456789","serverExecutedTime":5}"#)
        }
        "Open_queryOrderState" if field(asked, "orderid").ends_with("89") => {
            answers(r#"{"msg":"ok","ret":0,"data":true}"#)
        }
        "Open_queryOrderState" => answers(r#"{"msg":"ok","ret":0,"data":false}"#),
        _ => answers(r#"{"msg":"ok","ret":0,"data":"离线"}"#),
    });
    let printer = feieyun(&server, &pki);
    let (sent, leaves) = prints(&printer);
    assert_eq!((sent, leaves), (Sent::Accepted("123456789_20260101090000_0123456789".to_owned()), 1));
    let asked = server.heard();
    assert_eq!(asked[0].target, "/Api/Open/");
    assert_eq!(field(&asked[0], "sig"), "d6bff7e03179c6369e460eecf42455695fd142e7");
    assert_eq!((field(&asked[0], "sn").as_str(), field(&asked[0], "times").as_str()), ("123456789", "1"));
    let content = field(&asked[0], "content");
    assert!(content.starts_with("<C><B>山茶小铺</B></C><BR>") && content.ends_with("<CUT>"), "{content}");
    assert!(content.contains("少糖＜CUT＞") && content.matches("<CUT>").count() == 1, "{content}");
    assert!(!asked[0].body.contains("TESTUKEY"), "the key never travels");
    assert_eq!(printer.ask("1_1_0123456789"), PrintAnswer::Printed);
    let PrintAnswer::NotYet(Some(why)) = printer.ask("1_1_77") else { panic!("it is offline") };
    assert_eq!(why.0, PrintTrouble::Offline);
}

#[test]
fn every_answer_of_feieyuns_has_its_consequence() {
    let cases: [(&str, Option<PrintTrouble>); 7] = [
        (r#"{"msg":"error","ret":-2,"data":null,"serverExecutedTime":1}"#, Some(PrintTrouble::Account)),
        (r#"{"msg":"error","ret":-3,"data":null}"#, Some(PrintTrouble::Key)),
        (r#"{"msg":"error","ret":1001,"data":null}"#, Some(PrintTrouble::NotBound)),
        (r#"{"msg":"error","ret":"1002","data":null}"#, Some(PrintTrouble::NotBound)),
        (r#"{"msg":"太长了","ret":4711,"data":null}"#, Some(PrintTrouble::Other)),
        (r#"{"msg":"ok","ret":0,"data":null}"#, None),
        ("<html>busy</html>", None),
    ];
    for (body, refused) in cases {
        let pki = Pki::new();
        let server = Server::start(&pki, move |_| answers(body));
        match (prints(&feieyun(&server, &pki)).0, refused) {
            (Sent::Refused(why), Some(trouble)) => assert_eq!(why.0, trouble, "{body}"),
            (Sent::Unknown { why, again: false }, None) => assert_eq!(why.0, PrintTrouble::NoAnswer, "{body}"),
            (other, _) => panic!("{body}: {other:?}"),
        }
        assert_eq!(server.heard().len(), 1, "nothing is sent a second time by itself");
    }
}

#[test]
fn a_cloud_that_breaks_off_may_have_it_and_one_that_cannot_be_reached_has_not() {
    for reply in [0, 1, 2, 3] {
        let pki = Pki::new();
        let server = Server::start(&pki, move |_| match reply {
            0 => Reply::HangUp,
            1 => Reply::Half,
            2 => Reply::Silence,
            _ => Reply::Answer(500, Vec::new()),
        });
        let (sent, leaves) = prints(&feieyun(&server, &pki));
        assert!(matches!(sent, Sent::Unknown { again: false, .. }) && leaves == 1, "{reply}: {sent:?}");
        assert_eq!(server.heard().len(), 1);
    }
    let pki = Pki::new();
    let gone = Server::start(&pki, |_| Reply::HangUp);
    let stranger = Pki::new();
    let (sent, _) = prints(&feieyun(&gone, &stranger));
    assert!(matches!(sent, Sent::NotSent(_)) && gone.heard().is_empty(), "a certificate of nobody's: {sent:?}");
    let refused = feieyun(&gone, &pki).print(&example(), JOB, &|| Err(PrintNotRecorded("full".to_owned())));
    assert!(matches!(refused, Sent::NotSent(_)) && gone.heard().is_empty(), "no row, no receipt");
}

#[test]
fn yilianyuns_token_is_fetched_once_kept_over_a_restart_and_renewed_once() {
    let pki = Pki::new();
    let server = Server::start(&pki, |asked| match asked.target.as_str() {
        "/oauth/oauth" if asked_before(asked) => answers(r#"{"error":"0","body":{"access_token":"fresh"}}"#),
        "/print/index" if field(asked, "access_token") == "fresh" => {
            answers(r#"{"error":"0","error_description":"success","body":{"id":"100000001","origin_id":"x"}}"#)
        }
        "/printer/getorderstatus" => answers(r#"{"error":0,"body":{"status":"1"}}"#),
        _ => answers(r#"{"error":"18","error_description":"access_token过期或错误"}"#),
    });
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tokens.toml");
    std::fs::write(&file, "1000000001 = \"worn\"\n").unwrap();
    let printer = yilianyun(&server, &pki, TokenKeep::in_file(file.clone()));
    assert_eq!(prints(&printer), (Sent::Accepted("100000001".to_owned()), 1));
    let asked = server.heard();
    let paths: Vec<&str> = asked.iter().map(|asked| asked.target.as_str()).collect();
    assert_eq!(paths, ["/print/index", "/oauth/oauth", "/print/index"], "a worn token, a fresh one, the same receipt");
    assert_eq!(field(&asked[0], "sign"), "4d8d1db0cffef36a762ee1ebf2844ff4");
    for asked in [&asked[0], &asked[2]] {
        assert_eq!((field(asked, "origin_id").as_str(), field(asked, "idempotence").as_str()), (JOB, "1"));
    }
    assert_ne!(field(&asked[0], "id"), field(&asked[2], "id"), "a fresh number for each request");
    assert_eq!(field(&asked[0], "id").as_bytes()[14], b'4');
    let content = field(&asked[0], "content");
    assert!(content.contains("<FS>山茶小铺</FS>") && !content.contains("<BR>") && content.matches('\n').count() > 10);
    let again = yilianyun(&server, &pki, TokenKeep::in_file(file.clone()));
    assert_eq!(again.ask("100000001"), PrintAnswer::Printed);
    assert_eq!(server.heard().len(), 4, "the token was kept");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o077, 0);
    }
}

/// Always: the server fetches nothing else.
fn asked_before(asked: &Asked) -> bool {
    field(asked, "grant_type") == "client_credentials"
}

#[test]
fn a_token_that_is_never_taken_makes_no_storm() {
    let pki = Pki::new();
    let server = Server::start(&pki, |asked| match asked.target.as_str() {
        "/oauth/oauth" => answers(r#"{"error":"0","body":{"access_token":"t"}}"#),
        _ => answers(r#"{"error":"14","error_description":"token"}"#),
    });
    let (sent, _) = prints(&yilianyun(&server, &pki, TokenKeep::default()));
    assert!(matches!(&sent, Sent::Refused(why) if why.0 == PrintTrouble::Key), "{sent:?}");
    assert_eq!(server.heard().len(), 4, "two tokens, two tries");
}

#[test]
fn every_answer_of_yilianyuns_has_its_consequence() {
    enum Wanted {
        NotSent,
        Person,
        Mend(PrintTrouble),
    }
    use PrintTrouble as P;
    use Wanted::{Mend, NotSent, Person};
    for (error, wanted) in [
        (2, Mend(P::Account)),
        (5, Mend(P::Account)),
        (6, Mend(P::Account)),
        (8, Mend(P::NotBound)),
        (9, NotSent),
        (10, Mend(P::NotBound)),
        (11, Mend(P::Key)),
        (12, Mend(P::Other)),
        (13, Person),
        (14, Mend(P::Key)),
        (17, Mend(P::NotBound)),
        (18, Mend(P::Key)),
        (19, Mend(P::Account)),
        (20, Mend(P::Key)),
        (33, Mend(P::Other)),
    ] {
        let pki = Pki::new();
        let server = Server::start(&pki, move |asked| match asked.target.as_str() {
            "/oauth/oauth" => answers(r#"{"error":0,"body":{"access_token":"t"}}"#),
            _ => answers(&format!(r#"{{"error":{error},"error_description":"no"}}"#)),
        });
        match (prints(&yilianyun(&server, &pki, TokenKeep::default())).0, wanted) {
            (Sent::NotSent(_), NotSent) | (Sent::Unknown { again: false, .. }, Person) => {}
            (Sent::Refused(why), Mend(trouble)) => assert_eq!(why.0, trouble, "{error}"),
            (other, _) => panic!("{error}: {other:?}"),
        }
    }
}

#[test]
fn an_order_of_a_hundred_lines_still_fits_a_cloud_and_says_what_is_missing() {
    let pki = Pki::new();
    let server = Server::start(&pki, |_| answers(r#"{"msg":"ok","ret":0,"data":"1"}"#));
    let mut large = example();
    let line = large.goods[0].clone();
    large.goods =
        (0..100).map(|_| zhanggui::devices::receipt::ReceiptGoods { name: "长".repeat(60), ..line.clone() }).collect();
    assert!(matches!(feieyun(&server, &pki).print(&large, JOB, &|| Ok(())), Sent::Accepted(_)));
    let content = field(&server.heard()[0], "content");
    assert!(content.len() <= 5000 && content.contains("未打印行数") && content.contains("合计"), "{}", content.len());
}
