//! Who is behind a login code.

use crate::server::{Pki, Reply, Server};
use std::{
    net::TcpListener,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};
use zhanggui::{
    domain::AppId,
    wechat::{
        Endpoint, LoginError, MiniProgram,
        miniprogram::{AppSecret, Client},
    },
};

const SECRET: &str = "0123456789abcdef0123456789abcdef";
const GOOD: &str = r#"{"openid":"oTEST00000000000000000000001","session_key":"o0q0otL8aEzpcZL/FT9WsQ=="}"#;

fn client(url: &str, pki: &Pki) -> Client {
    let root = Some(pki.root_pem.clone().into_bytes());
    let endpoint = Endpoint {
        miniprogram_url: url.to_owned(),
        extra_root_ca: root,
        deadline: Duration::from_secs(10),
        ..Endpoint::wechat()
    };
    Client::new(AppId::parse("wx7e57000000000001").unwrap(), AppSecret::new(SECRET).unwrap(), &endpoint).unwrap()
}

#[test]
fn a_good_code_names_the_buyer_and_the_code_cannot_add_to_the_question() {
    let pki = Pki::new();
    let server = Server::start(&pki, |_| Reply::Answer(200, GOOD.into()));
    let openid = client(&server.url, &pki).login("081&secret=x").unwrap();
    assert_eq!(openid.as_str(), "oTEST00000000000000000000001");
    let expected = format!(
        "/sns/jscode2session?appid=wx7e57000000000001&secret={SECRET}&js_code=081%26secret%3Dx&grant_type=authorization_code"
    );
    assert_eq!(server.heard()[0].target, expected);
}

#[test]
fn each_refusal_says_who_can_help() {
    let pki = Pki::new();
    for (code, expected) in [
        (40029, LoginError::BadCode(40029)),
        (40163, LoginError::BadCode(40163)),
        (40226, LoginError::BadCode(40226)),
        (40013, LoginError::Misconfigured(40013)),
        (40125, LoginError::Misconfigured(40125)),
        (45011, LoginError::TryAgain("code 45011".to_owned())),
        (99999, LoginError::TryAgain("code 99999".to_owned())),
    ] {
        let server = Server::start(&pki, move |_| {
            Reply::Answer(200, format!(r#"{{"errcode":{code},"errmsg":"{SECRET}"}}"#).into())
        });
        assert_eq!(client(&server.url, &pki).login("code"), Err(expected));
        assert_eq!(server.heard().len(), 1);
    }
}

#[test]
fn busy_is_asked_once_more_and_not_twice() {
    let (pki, asked) = (Pki::new(), AtomicUsize::new(0));
    let busy = r#"{"errcode":-1,"errmsg":"system error"}"#;
    let once = Server::start(&pki, move |_| match asked.fetch_add(1, Ordering::SeqCst) {
        0 => Reply::Answer(200, busy.into()),
        _ => Reply::Answer(200, GOOD.into()),
    });
    assert!(client(&once.url, &pki).login("code").is_ok());
    let always = Server::start(&pki, move |_| Reply::Answer(200, busy.into()));
    assert!(matches!(client(&always.url, &pki).login("code"), Err(LoginError::TryAgain(_))));
    assert_eq!(always.heard().len(), 2);
}

#[test]
fn whatever_goes_wrong_the_secret_is_in_no_message() {
    let pki = Pki::new();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let broken = Server::start(&pki, |_| Reply::HangUp);
    let odd = Server::start(&pki, |_| Reply::Answer(200, b"<html>".to_vec()));
    let down = Server::start(&pki, |_| Reply::Answer(503, Vec::new()));
    for url in [format!("https://{free}"), broken.url.clone(), odd.url.clone(), down.url.clone()] {
        let client = client(&url, &pki);
        let error = client.login("code").unwrap_err();
        assert!(matches!(error, LoginError::TryAgain(_)), "{error:?}");
        let said = format!("{error:?} {error} {client:?} {:?}", AppSecret::new(SECRET));
        assert!(!said.contains(SECRET), "{said}");
    }
    for code in ["", "has space", &"x".repeat(200)] {
        assert!(matches!(client(&down.url, &pki).login(code), Err(LoginError::BadCode(_))));
    }
}
