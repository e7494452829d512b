//! The status page: how WeChat reaches this computer, and what to do where it does not.

use crate::{
    shop::{NOW, Shop, order_no},
    world::World,
};
use std::sync::{Arc, Mutex};
use zhanggui::{
    events::{HealthState, ShopEvent, Subsystem, Trouble},
    jobs::Command,
    tunnel::{CannotRun, Probe, ProbeFailed, ProbeOutcome, TunnelState, TunnelStatus, TunnelView},
    ui::{Lang, Reach},
};

#[derive(Clone, Default)]
pub struct Tunnel(Arc<Mutex<(TunnelStatus, u32, u32)>>);

impl TunnelView for Tunnel {
    fn status(&self) -> TunnelStatus {
        self.0.lock().expect("no panic before").0.clone()
    }

    fn probe_now(&self) {
        self.0.lock().expect("no panic before").1 += 1;
    }

    fn restart(&self) {
        self.0.lock().expect("no panic before").2 += 1;
    }
}

impl Tunnel {
    pub fn running() -> Self {
        let tunnel = Self::default();
        tunnel.0.lock().expect("no panic before").0 = TunnelStatus {
            state: TunnelState::Running { since: NOW.plus(-7200) },
            program: Some(("cloudflared".into(), 4711)),
            public_url: Some("https://quiet-river.trycloudflare.com".into()),
            lines: vec!["INF Registered tunnel connection".into()],
            last_probe: Some(Probe { at: NOW.plus(-40), outcome: ProbeOutcome::Ours }),
            restarts: 2,
        };
        tunnel
    }

    fn becomes(&self, change: impl FnOnce(&mut TunnelStatus)) {
        change(&mut self.0.lock().expect("no panic before").0);
    }
}

pub fn open(tunnel: Option<Tunnel>, lang: Lang) -> World {
    let reach = Reach {
        listener: "127.0.0.1:8719".into(),
        tunnel: tunnel.map(|tunnel| Arc::new(tunnel) as Arc<dyn TunnelView>),
        settings_file: "/home/shop/settings.toml".into(),
        ..Reach::default()
    };
    let mut world = World::reached(Shop::camellia(), lang, reach);
    world.click(if lang == Lang::Zh { "系统状态" } else { "System status" });
    world
}

#[test]
fn a_running_tunnel_says_where_it_leads_and_can_be_probed_and_restarted() {
    let tunnel = Tunnel::running();
    let mut world = open(Some(tunnel.clone()), Lang::En);
    world.click_part("Messages and orders come in");
    world.sees("127.0.0.1:8719");
    world.click_part("Buyers can open the shop");
    world.sees("https://quiet-river.trycloudflare.com");
    world.sees("cloudflared (PID 4711)");
    world.sees_part("(2 h ago)");
    world.sees_part("reaches this computer");
    world.sees_part("INF Registered tunnel connection");
    world.click("Copy public address");
    world.sees("Copied");
    world.click("Check now");
    world.click("Restart the tunnel");
    let (_, probes, restarts) = tunnel.0.lock().expect("no panic before").clone();
    assert_eq!((probes, restarts), (1, 1));
}

#[test]
fn a_stranger_at_the_public_address_is_said_plainly() {
    let tunnel = Tunnel::running();
    tunnel.becomes(|status| {
        status.last_probe = Some(Probe { at: NOW, outcome: ProbeOutcome::Elsewhere("404 Not Found".into()) });
    });
    let world = open(Some(tunnel), Lang::En);
    world.sees_part("a stranger would accept your messages");
    world.sees_part("404 Not Found");
}

#[test]
fn why_a_probe_got_no_answer_is_told_in_the_readers_language() {
    for (failed, zh, en) in [
        (
            ProbeFailed::NoConnection("no route".into()),
            "连不上（技术信息：no route）",
            "no connection (technical: no route)",
        ),
        (ProbeFailed::Status(502), "HTTP 状态码 502", "HTTP status 502"),
    ] {
        let tunnel = Tunnel::running();
        let outcome = ProbeOutcome::NoAnswer(failed);
        tunnel.becomes(|status| status.last_probe = Some(Probe { at: NOW, outcome: outcome.clone() }));
        open(Some(tunnel.clone()), Lang::Zh).sees_part(zh);
        open(Some(tunnel), Lang::En).sees_part(en);
    }
}

#[test]
fn a_tunnel_that_stopped_says_when_it_is_started_again_and_that_no_order_is_lost() {
    let tunnel = Tunnel::running();
    tunnel.becomes(|status| {
        status.state = TunnelState::Waiting { until: NOW.plus(8), why: "exit status 1".into() };
    });
    let world = open(Some(tunnel.clone()), Lang::En);
    world.sees_part("(exit status 1) and is started again in 8 s");
    world.sees_part("payments are still confirmed by asking");
    tunnel.becomes(|status| status.state = TunnelState::Failed(CannotRun::NotThere("frpc".into())));
    open(Some(tunnel.clone()), Lang::En).sees_part("There is no program frpc on this computer");
    open(Some(tunnel), Lang::Zh).sees_part("这台电脑上没有 frpc 这个程序");
}

#[test]
fn a_program_that_told_no_address_yet_cannot_be_probed_and_says_why() {
    let tunnel = Tunnel::running();
    tunnel.becomes(|status| (status.public_url, status.last_probe) = (None, None));
    let mut world = open(Some(tunnel.clone()), Lang::En);
    world.sees_part("the public address is not known");
    tunnel.becomes(|status| status.public_url = Some("https://found.example.com".into()));
    world.hears(&ShopEvent::TunnelChanged);
    world.sees("https://found.example.com");
}

#[test]
fn without_a_public_address_the_page_explains_how_the_shop_lives_by_asking() {
    let mut world = open(None, Lang::En);
    world.silence();
    world.sees("No public address: asking only");
    world.sees_part("no order is lost");
    world.click_part("Messages from WeChat");
    world.sees_part("it is normal that there is none");
    world.click_part("Buyers can open the shop");
    world.misses("Check now");
    world.click("By yourself");
    world.sees_part("kind = \"manual\"");
    world.click("Copy settings");
    world.sees("Copied");
    world.sees("/home/shop/settings.toml");
}

#[test]
fn unpaid_orders_bound_to_an_old_address_are_counted_and_asked_about() {
    let shop = Shop::camellia();
    shop.rows().bound = vec![order_no(111), order_no(117)];
    let mut world = World::open(shop);
    world.click("System status");
    world.sees_part("Unpaid orders bound to an old address 2 orders");
    world.sees("Unpaid orders bound to an old address");
    world.sees_part("2 unpaid orders");
    world.click("Ask WeChat about them");
    let asked = [order_no(111), order_no(117)].map(Command::AskAboutOrder);
    assert_eq!(world.wishes(), asked);
    world.sees_part("WeChat is being asked");
}

#[test]
fn the_last_good_message_has_its_time() {
    let shop = Shop::camellia();
    let mut world = World::open(shop.clone());
    world.click("System status");
    world.click_part("Messages from WeChat The last one: just now");
    world.sees_part("10:42 (just now)");
    shop.rows().notices.clear();
    world.hears(&ShopEvent::NoticeListed);
    world.sees("Last valid message");
    world.misses_part("10:42 (just now)");
}

#[test]
fn the_status_page_speaks_chinese_too() {
    let mut world = open(Some(Tunnel::running()), Lang::Zh);
    world.sees_part("穿透程序在运行");
    world.sees("程序的输出");
    world.hears(&ShopEvent::HealthChanged(Subsystem::Listener, HealthState::Dead(Trouble::PortTaken, "8719".into())));
    world.click_part("通知和订单送得进来 收不到通知和订单");
    world.sees_part("接单用的端口被占用");
    world.click_part("买家能打开店铺");
    world.click("自行安排");
}

#[test]
fn a_damaged_file_has_a_light_of_its_own_that_leads_to_what_to_do() {
    let mut world = World::open(Shop::camellia());
    world.misses_part("Data file");
    world.hears(&ShopEvent::HealthChanged(Subsystem::Database, HealthState::Dead(Trouble::Damaged, "torn".into())));
    world.click("Data file damaged");
    world.sees_part("copy the whole shop folder, then run zhanggui check.");
}

#[test]
fn an_order_that_cannot_be_read_any_more_says_so_and_can_be_closed() {
    let shop = Shop::camellia();
    let mut world = World::open(shop.clone());
    world.click_part("SC20260901-00000116");
    shop.rows().orders.retain(|detail| detail.row.key.order_no != order_no(116));
    world.hears(&ShopEvent::OrderChanged(order_no(116)));
    world.sees_part("cannot be read or is gone");
    world.click("Close details");
    world.misses_part("cannot be read or is gone");
}
