//! What the program leaves behind and what it opens: no secret in any file or line, and one port.

use super::threats_program::{API_KEY, APP_SECRET, Besieged, Program, ask, connect, request};
use std::{fs, time::Duration};
use zhanggui::domain::{PrepayId, Product, ProductId};

fn with_coffee() -> Besieged {
    let shop = Besieged::new();
    let store = shop.store();
    let coffee = Product {
        id: ProductId::parse("coffee").unwrap(),
        name: "挂耳咖啡".to_owned(),
        price: super::world::fen(39_00),
        stock: 10,
        on_sale: true,
        picture: None,
    };
    store.put_product(coffee, shop.env.now()).wait().unwrap();
    store.close().unwrap();
    shop
}

/// Logs in, orders, pays at the stand-in and waits until the shop says that the money is there. Answers the token.
fn purchase(shop: &Besieged, program: &Program) -> String {
    let mut line = connect(program.door).unwrap();
    let mut call = |method: &str, path: &str, token: &str, body: &str| -> serde_json::Value {
        let (status, body) = ask(&mut line, &request(method, path, token, body)).expect("an answer");
        assert!(status < 300, "{method} {path}: {status} {body}");
        serde_json::from_str(&body).unwrap()
    };
    let code = shop.sandbox.login_code(&shop.sandbox.fresh_buyer());
    let login = call("POST", "/api/v1/login", "", &format!(r#"{{"code":"{code}"}}"#));
    let token = login["token"].as_str().unwrap().to_owned();
    let order = r#"{"items":[{"product_id":"coffee","quantity":1}],"receiver":{"name":"李雷","phone":"13800000000","address":"上海市静安区 1 号"},"note":""}"#;
    let order_no = call("POST", "/api/v1/orders", &token, order)["order_no"].as_str().unwrap().to_owned();
    let sheet = call("POST", &format!("/api/v1/orders/{order_no}/pay"), &token, r#"{"channel":"mini_program"}"#);
    let prepay = sheet["package"].as_str().unwrap().strip_prefix("prepay_id=").unwrap();
    shop.sandbox.pay(&PrepayId::parse(prepay).unwrap()).unwrap();
    for _ in 0..600 {
        if call("GET", &format!("/api/v1/orders/{order_no}"), &token, "")["state"] == "to_ship" {
            return token;
        }
        std::thread::sleep(Duration::from_millis(150));
    }
    panic!("the payment did not arrive");
}

fn holds(bytes: &[u8], secret: &str) -> bool {
    bytes.windows(secret.len()).any(|window| window == secret.as_bytes())
}

#[test]
fn after_a_whole_purchase_no_file_and_no_line_holds_a_secret() {
    let shop = with_coffee();
    // As talkative as the program gets, its libraries too.
    let program = shop.serve("trace");
    let token = purchase(&shop, &program);
    let mut texts: Vec<(String, Vec<u8>)> = Vec::new();
    let mut collect = |when: &str| {
        texts.extend(shop.traces().iter().map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (format!("{name}, {when}"), fs::read(path).unwrap())
        }));
    };
    collect("while open");
    let said = program.stop();
    collect("after closing");
    texts.push(("what it printed".to_owned(), said.into_bytes()));
    let bytes: usize = texts.iter().map(|(_, text)| text.len()).sum();
    assert!(texts.iter().any(|(name, text)| name.starts_with("stderr") && text.len() > 1_000), "it was talkative");
    for (what, secret) in
        [("the key", API_KEY), ("the secret", APP_SECRET), ("a token", &token), ("a session key", "session_key")]
    {
        let found: Vec<&str> =
            texts.iter().filter(|(_, text)| holds(text, secret)).map(|(name, _)| name.as_str()).collect();
        assert!(found.is_empty(), "{what} is in {found:?}");
    }
    println!("secrets looked for in {} files and {bytes} bytes: 0 hits", texts.len());
}

/// Also a library's child has what its parent has.
#[cfg(target_os = "linux")]
#[test]
fn the_program_that_serves_has_no_key_in_its_environment() {
    let shop = with_coffee();
    let program = shop.serve("error");
    // It has them all the same: the purchase is signed with one and logs in with the other.
    purchase(&shop, &program);
    let environment = fs::read(format!("/proc/{}/environ", program.id())).unwrap();
    assert!(environment.split(|byte| *byte == 0).any(|line| line.starts_with(b"PATH=")));
    for (what, secret) in [("the key", API_KEY), ("the secret", APP_SECRET), ("a name", "ZHANGGUI_API_KEY=")] {
        assert!(!holds(&environment, secret), "{what} is in the environment of the program");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_program_listens_on_one_port_of_this_computer_and_on_no_other() {
    let shop = with_coffee();
    let program = shop.serve("error");
    purchase(&shop, &program);
    let sockets: Vec<String> = fs::read_dir(format!("/proc/{}/fd", program.id()))
        .unwrap()
        .flatten()
        .filter_map(|entry| fs::read_link(entry.path()).ok())
        .filter_map(|to| to.to_str()?.strip_prefix("socket:[")?.strip_suffix(']').map(str::to_owned))
        .collect();
    let mut listening = Vec::new();
    for table in ["/proc/net/tcp", "/proc/net/tcp6"] {
        for line in fs::read_to_string(table).unwrap_or_default().lines().skip(1) {
            let words: Vec<&str> = line.split_whitespace().collect();
            // Local address, state (0A listens), and the socket's number.
            if words[3] == "0A" && sockets.iter().any(|socket| socket == words[9]) {
                listening.push(words[1].to_owned());
            }
        }
    }
    let port = program.door.port();
    assert_eq!(listening, [format!("0100007F:{port:04X}")], "127.0.0.1 and nothing else");
    println!("ports open: {}", listening.len());
}
