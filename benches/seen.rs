//! From the buyer's payment to the order's row on the screen.
//!
//! `cargo bench --bench seen`. A whole shop against WeChat's stand-in over real HTTPS: the buyer pays, WeChat posts its
//! notification, the shop stores it, asks WeChat, confirms the order, tells the window, and the window draws the alert and
//! the row. Timed from the moment the payment is made, which is before the notification is posted. The window is drawn
//! without a graphics card and reads on its own thread.

#![allow(missing_docs, clippy::print_stdout)]
#![allow(clippy::disallowed_methods, reason = "a shop of its own in a folder of its own")]

#[path = "window/setup.rs"]
mod setup;

use egui::{Vec2, accesskit::Node};
use egui_kittest::{Harness, kittest::NodeT as _};
use serde_json::{Value, json};
use setup::setup;
use std::{
    path::Path,
    time::{Duration, Instant},
};
use zhanggui::{
    app::start::OpenShop,
    base::env::Env,
    domain::{AppId, Fen, MchId, PrepayId, Product, ProductId},
    sandbox::{Sandbox, SandboxConfig},
    settings::{PrinterKeys, Secrets, Settings},
    tunnel::LocalProber,
    ui::App,
    wechat::{Account, ApiKey, miniprogram::AppSecret},
};

const ORDERS: usize = 40;
const APART: Duration = Duration::from_millis(1100);
const TIMEOUT: Duration = Duration::from_secs(10);
/// Sixty frames a second, as a screen draws while something moves.
const FRAME: Duration = Duration::from_millis(16);
const KEY: &str = "PracticeKeyOfTheSeenShop00000001";
const SECRET: &str = "fedcba98765432100123456789abcdef";
const PUBLIC: &str = "https://shop.example.com";

type Failed = Box<dyn std::error::Error>;

fn main() -> Result<(), Failed> {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let env = Env::system();
    let account = Account {
        app_id: AppId::parse("wx2421b1c4370ec43b")?,
        app_channel_app_id: None,
        mch_id: MchId::parse("1900000109")?,
        key: ApiKey::new(KEY)?,
    };
    let config = SandboxConfig::new(&folder.path().join("sandbox"), account, SECRET);
    let sandbox = Sandbox::start(config, env.clone())?;
    let open = shop(folder.path(), &sandbox, &env)?;
    let door = open.listener.as_ref().ok_or("no listener")?.local_addr();
    sandbox.dig_tunnel(PUBLIC, &format!("http://{door}"));
    let mut window = window(&open, &env)?;
    let mut took: Vec<Duration> = Vec::new();
    for _ in 0..ORDERS {
        // The list goes by the second an order was placed in: the newest is to stand above the others.
        std::thread::sleep(APART);
        // Another one each time: the shop lets no one order without end.
        let (order_no, prepay_id) = Buyer::come(&sandbox, &format!("http://{door}"))?.orders()?;
        window.run_steps(2);
        let paid = Instant::now();
        sandbox.pay(&prepay_id).map_err(|error| format!("{error:?}"))?;
        while !on_screen(&window, &order_no) {
            if paid.elapsed() > TIMEOUT {
                return Err(format!("{order_no} is not on the screen after {TIMEOUT:?}").into());
            }
            std::thread::sleep(FRAME);
            window.step();
        }
        took.push(paid.elapsed());
    }
    took.sort_unstable();
    let at =
        |percent: usize| took.get(ORDERS.saturating_sub(1).saturating_mul(percent) / 100).copied().unwrap_or_default();
    println!(
        "paid to seen: {ORDERS} orders, median {} ms, p90 {} ms, slowest {} ms",
        at(50).as_millis(),
        at(90).as_millis(),
        at(100).as_millis()
    );
    drop(window);
    open.close();
    sandbox.stop();
    Ok(())
}

fn shop(folder: &Path, sandbox: &Sandbox, env: &Env) -> Result<OpenShop, Failed> {
    let (url, ca) = (sandbox.base_url(), sandbox.ca_path());
    let settings = format!(
        "[shop]\nname = \"山茶小铺\"\n[wechat]\napp_id = \"wx2421b1c4370ec43b\"\nmch_id = \"1900000109\"\n\
         pay_url = \"{url}\"\nminiprogram_url = \"{url}\"\nextra_root_ca = '{}'\n\
         [tunnel]\npublic_url = \"{PUBLIC}\"\n[listener]\nbind = \"127.0.0.1:0\"\n",
        ca.display()
    );
    std::fs::write(folder.join("settings.toml"), settings)?;
    let settings = Settings::load(folder)?;
    let secrets = Secrets {
        push: None,
        store_password: None,
        api_key: Some(ApiKey::new(KEY)?),
        api_v3_key: None,
        app_secret: AppSecret::new(SECRET)?,
        printers: PrinterKeys::default(),
    };
    // The public address is known to the stand-in alone.
    let probe = std::sync::Arc::new(LocalProber::new(settings.bind)?);
    let open = OpenShop::start_behind(folder, &settings, &secrets, env.clone(), probe)?;
    let product = Product {
        id: ProductId::parse("p-1")?,
        name: "挂耳咖啡".to_owned(),
        price: Fen::new(1280).ok_or("fen")?,
        stock: 1000,
        on_sale: true,
        picture: None,
        facts: zhanggui::domain::ProductFacts::default(),
    };
    open.store.put_product(product, env.now()).wait()?;
    Ok(open)
}

fn window(open: &OpenShop, env: &Env) -> Result<Harness<'static, App>, Failed> {
    let reader = Box::new(open.store.reader()?);
    let setup = setup(reader, open.workers.commands(), open.shop.events.clone(), env.clone());
    let size = Vec2::new(1280.0, 800.0);
    Ok(Harness::builder().with_size(size).with_max_steps(12).build_eframe(|cc| App::at_once(cc, setup)))
}

/// The order's row in the list, as one to be shipped.
fn on_screen(window: &Harness<'static, App>, order_no: &str) -> bool {
    let says = |node: &Node| node.label().is_some_and(|label| label.contains(order_no) && label.contains("待发货"));
    window.root().children_recursive().any(|node| says(node.accesskit_node().data()))
}

/// A buyer's phone: the storefront, and nothing else of the shop.
struct Buyer {
    runtime: tokio::runtime::Runtime,
    http: reqwest::Client,
    base: String,
    token: String,
}

impl Buyer {
    fn come(sandbox: &Sandbox, shop: &str) -> Result<Self, Failed> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let http = reqwest::Client::builder().no_proxy().build()?;
        let mut buyer = Self { runtime, http, base: format!("{shop}/api/v1"), token: String::new() };
        let code = sandbox.login_code(&sandbox.fresh_buyer());
        buyer.token = text(&buyer.post("/login", &json!({ "code": code }))?, "token")?;
        Ok(buyer)
    }

    /// Orders one piece and opens the payment sheet: the order's number, and what is to be paid.
    fn orders(&self) -> Result<(String, PrepayId), Failed> {
        let order = json!({
            "items": [{ "product_id": "p-1", "quantity": 1 }],
            "receiver": { "name": "李雷", "phone": "13800000001", "address": "广州市海珠区新港中路 397 号" },
            "note": ""
        });
        let order_no = text(&self.post("/orders", &order)?, "order_no")?;
        let sheet = self.post(&format!("/orders/{order_no}/pay"), &json!({ "channel": "mini_program" }))?;
        let package = text(&sheet, "package")?;
        Ok((order_no, PrepayId::parse(package.trim_start_matches("prepay_id="))?))
    }

    fn post(&self, path: &str, body: &Value) -> Result<Value, Failed> {
        let mut request = self.http.post(format!("{}{path}", self.base)).json(body);
        if !self.token.is_empty() {
            request = request.bearer_auth(&self.token);
        }
        let answer = self.runtime.block_on(async { request.send().await?.error_for_status()?.json().await });
        Ok(answer?)
    }
}

fn text(answer: &Value, name: &str) -> Result<String, Failed> {
    Ok(answer[name].as_str().ok_or_else(|| format!("no {name}"))?.to_owned())
}
