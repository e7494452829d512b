//! What the program leaves behind and what it opens: no secret in any file or line, and one port.

use super::threats_program::{API_KEY, API_V3_KEY, APP_SECRET, Besieged, Program, ask, connect, request};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use std::{fs, net::TcpStream, path::PathBuf, process::Command, time::Duration};
use zhanggui::{
    domain::{PrepayId, Product, ProductId, RefundNo},
    store::RefundApproval,
};

const PUSH_TOKEN: &str = "PracticeTokenOfTheBesiegedPush01";
const PUSH_KEY: &str = "PracticeKeyOfThePushOfTheBesiegedShop000000";

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
        facts: zhanggui::domain::ProductFacts::default(),
    };
    store.put_product(coffee, shop.env.now()).wait().unwrap();
    store.close().unwrap();
    shop
}

/// A call of a buyer's phone.
fn call(line: &mut TcpStream, (method, path): (&str, &str), token: &str, body: &str) -> serde_json::Value {
    let (status, body) = ask(line, &request(method, path, token, body)).expect("an answer");
    assert!(status < 300, "{method} {path}: {status} {body}");
    serde_json::from_str(&body).unwrap()
}

/// What a buyer has bought, and the token of the phone.
struct Purchase {
    token: String,
    order_no: String,
}

/// Logs in, orders, pays at the stand-in and waits until the shop says that the money is there.
fn purchase(shop: &Besieged, program: &Program) -> Purchase {
    let mut line = connect(program.door).unwrap();
    let mut call = |method: &str, path: &str, token: &str, body: &str| call(&mut line, (method, path), token, body);
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
            return Purchase { token, order_no };
        }
        std::thread::sleep(Duration::from_millis(150));
    }
    panic!("the payment did not arrive");
}

/// The buyer asks for all of it back. Answers the number.
fn asks_back(program: &Program, bought: &Purchase) -> RefundNo {
    let path = format!("/api/v1/orders/{}/refunds", bought.order_no);
    let body = r#"{"reason":"洒了","contact":"13800000000","amount_fen":3900}"#;
    let asked = call(&mut connect(program.door).unwrap(), ("POST", &path), &bought.token, body);
    RefundNo::parse(asked["refund_no"].as_str().unwrap()).unwrap()
}

/// While the program is down, the owner says yes.
fn approve(shop: &Besieged, refund_no: RefundNo) {
    let store = shop.store();
    let (amount, reply) = (super::world::fen(39_00), String::new());
    let yes = RefundApproval { refund_no, seen: 1, amount, reply, pieces: None, restock: Vec::new() };
    store.approve_refund(yes, shop.env.now(), shop.env.now()).wait().unwrap();
    store.close().unwrap();
}

/// The merchant's certificate lies in the shop's folder, and WeChat's message push is set up: secrets more.
fn with_all_secrets(shop: &Besieged) -> String {
    let certs = shop.data.join("certs");
    fs::create_dir(&certs).unwrap();
    for file in ["apiclient_cert.pem", "apiclient_key.pem"] {
        fs::copy(shop.sandbox.dir().join(file), certs.join(file)).unwrap();
    }
    let key = fs::read_to_string(certs.join("apiclient_key.pem")).unwrap();
    key.lines().nth(3).unwrap().to_owned()
}

/// A tunnel that tells what it was given: on its output, and in this file.
fn with_telling_tunnel(shop: &Besieged) -> PathBuf {
    let given = shop.data.parent().unwrap().join("tunnel-environment");
    let tunnel = format!(
        "kind = \"command\"\ncommand = [\"sh\", \"-c\", \"env | tee -a '{}'; exec sleep 600\"]\n",
        given.display()
    );
    let settings = shop.data.join("settings.toml");
    let told = fs::read_to_string(&settings).unwrap().replace("[tunnel]\n", &format!("[tunnel]\n{tunnel}"));
    fs::write(&settings, told).unwrap();
    given
}

/// The program with the secrets of the message push in its environment too.
fn serve(shop: &Besieged) -> Program {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zhanggui"));
    command.env("ZHANGGUI_PUSH_TOKEN", PUSH_TOKEN).env("ZHANGGUI_PUSH_KEY", PUSH_KEY);
    shop.serve_by(command, "trace")
}

fn holds(bytes: &[u8], secret: &str) -> bool {
    bytes.windows(secret.len()).any(|window| window == secret.as_bytes())
}

/// A secret as it may stand somewhere: as it is, in hex, and in base64 of either alphabet wherever it begins.
fn forms(secret: &str) -> Vec<String> {
    let mut forms = vec![secret.to_owned(), hex::encode(secret), hex::encode_upper(secret)];
    for before in 0..3 {
        let words = format!("{}{secret}", &"xx"[..before]);
        for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
            let coded = engine.encode(&words);
            // What its neighbours have a part in is left out.
            let front = [0, 2, 3][before];
            let end = coded.len() - usize::from(words.len() % 3 != 0);
            forms.push(coded[front..end].to_owned());
        }
    }
    forms
}

/// Everywhere the program may have written, and what is there.
#[derive(Default)]
struct Places(Vec<(String, Vec<u8>)>);

impl Places {
    fn collect(&mut self, shop: &Besieged, when: &str) {
        self.0.extend(shop.traces().iter().map(|path| {
            let name = path.strip_prefix(shop.data.parent().unwrap()).unwrap().display();
            (format!("{name}, {when}"), fs::read(path).unwrap())
        }));
    }

    fn add(&mut self, name: &str, bytes: impl Into<Vec<u8>>) {
        self.0.push((name.to_owned(), bytes.into()));
    }
}

/// A command of the program, to its end; what it printed is a place too.
fn runs(shop: &Besieged, places: &mut Places, words: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zhanggui"));
    command.arg("--data").arg(&shop.data).args(words).current_dir(shop.data.parent().unwrap());
    command.env("RUST_LOG", "trace").env("ZHANGGUI_API_KEY", API_KEY).env("ZHANGGUI_APP_SECRET", APP_SECRET);
    command.env("ZHANGGUI_API_V3_KEY", API_V3_KEY);
    command.env("ZHANGGUI_PUSH_TOKEN", PUSH_TOKEN).env("ZHANGGUI_PUSH_KEY", PUSH_KEY);
    let output = command.output().unwrap();
    places.add(&format!("what {words:?} printed"), [output.stdout, output.stderr].concat());
}

#[test]
fn after_a_purchase_a_refund_a_crash_and_every_export_no_secret_is_anywhere() {
    let shop = with_coffee();
    let private_key = with_all_secrets(&shop);
    let given = with_telling_tunnel(&shop);
    let mut places = Places::default();
    // As talkative as the program gets, its libraries too.
    let program = serve(&shop);
    let bought = purchase(&shop, &program);
    let refund_no = asks_back(&program, &bought);
    for _ in 0..200 {
        if fs::read(&given).is_ok_and(|told| holds(&told, "PATH=")) {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(holds(&fs::read(&given).unwrap(), "PATH="), "the tunnel told what it was given");
    places.collect(&shop, "while open");
    places
        .add("the environment of the program", fs::read(format!("/proc/{}/environ", program.id())).unwrap_or_default());
    program.kill();
    places.collect(&shop, "after a crash");
    approve(&shop, refund_no);
    let program = serve(&shop);
    let back = shop.sandbox.wait_until(Duration::from_mins(2), |ledger| ledger.refunds().next().is_some());
    assert!(back, "the refund never left");
    let said = program.stop();
    places.add("what it printed", said);
    for words in [
        ["export", "orders", "orders.csv"].as_slice(),
        &["export", "refunds", "refunds.csv"],
        &["export", "ledger", "ledger.csv"],
        &["check", "--json"],
        &["support", "help.zip"],
        &["backup", "one.zgb"],
        &["export", "nothing", "nothing.csv"],
    ] {
        runs(&shop, &mut places, words);
    }
    places.collect(&shop, "after closing");
    for name in ["orders.csv", "refunds.csv", "ledger.csv", "one.zgb", "help.zip", "tunnel-environment"] {
        places.add(name, fs::read(shop.data.parent().unwrap().join(name)).expect(name));
    }
    let Places(places) = places;
    let names: Vec<&str> = places.iter().map(|(name, _)| name.as_str()).collect();
    println!("{names:#?}");
    assert!(places.iter().any(|(name, text)| name.starts_with("stderr") && text.len() > 1_000), "it was talkative");
    for (what, secret) in [
        ("the key", API_KEY),
        ("the key of API v3", API_V3_KEY),
        ("the secret", APP_SECRET),
        ("the token of the message push", PUSH_TOKEN),
        ("its key", PUSH_KEY),
        ("the merchant's private key", &private_key),
        ("a token", &bought.token),
        ("a session key", "session_key"),
    ] {
        for form in forms(secret) {
            // The certificate's own file is where its key belongs.
            let found = places.iter().filter(|(name, text)| !name.contains("certs/") && holds(text, &form));
            let found: Vec<&str> = found.map(|(name, _)| name.as_str()).collect();
            assert!(found.is_empty(), "{what}, as {form:?}, is in {found:?}");
        }
    }
    let bytes: usize = places.iter().map(|(_, text)| text.len()).sum();
    println!(
        "secrets looked for in {} places and {bytes} bytes, each as it is, in hex and in base64: 0 hits",
        places.len()
    );
}

#[test]
fn a_secret_is_found_however_it_is_written() {
    use base64::engine::general_purpose::{STANDARD, URL_SAFE};
    for before in ["", "a", "ab", "abc", "?>~"] {
        let words = format!("{before}{API_KEY} and more");
        for written in [words.clone(), hex::encode(&words), STANDARD.encode(&words), URL_SAFE.encode(&words)] {
            assert!(forms(API_KEY).iter().any(|form| holds(written.as_bytes(), form)), "{written}");
        }
    }
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
    for (what, secret) in [
        ("the key", API_KEY),
        ("the key of API v3", API_V3_KEY),
        ("the secret", APP_SECRET),
        ("a name", "ZHANGGUI_API_KEY="),
        ("a name", "ZHANGGUI_API_V3_KEY="),
    ] {
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
