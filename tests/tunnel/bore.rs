//! bore: its server in the test, its client as a program of its own that we supervise.

use crate::shop::{ShopBehind, free_port};
use std::{
    net::{IpAddr, Ipv4Addr},
    time::Duration,
};
use tokio::runtime::{Builder, Runtime};
use zhanggui::settings::TunnelSettings;

const LOCAL: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
/// Tells this test program that it is the client: from where to where.
const ROLE: &str = "ZHANGGUI_TEST_BORE";

fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

/// Not a promise: what the supervised program does. Without its role it does nothing.
#[test]
fn client_role() {
    let Ok(role) = std::env::var(ROLE) else { return };
    let (near, far) = role.split_once(':').unwrap();
    runtime().block_on(async {
        let (near, far) = (near.parse().unwrap(), far.parse().unwrap());
        let client =
            bore_cli::client::Client::new("127.0.0.1", near, "127.0.0.1", far, Some("camellia")).await.unwrap();
        client.listen().await.unwrap();
    });
}

fn server(far: u16) -> Runtime {
    let runtime = runtime();
    runtime.spawn(async move {
        // Its port is a fixed one: while another still holds it, it comes again, as a service would.
        loop {
            let mut server = bore_cli::server::Server::new(far..=far, Some("camellia"));
            server.set_bind_addr(LOCAL);
            server.set_bind_tunnels(LOCAL);
            if let Err(error) = server.listen().await {
                eprintln!("bore's server: {error:#}");
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
    runtime
}

#[test]
fn a_shop_behind_bore_loses_no_order_when_the_tunnel_is_killed() {
    let far = free_port();
    let mut serving = Some(server(far));
    let this = std::env::current_exe().unwrap().display().to_string();
    let role = format!("{ROLE}={{port}}:{far}");
    let command = ["env", &role, &this, "--exact", "bore::client_role", "--nocapture"];
    let command = command.into_iter().map(str::to_owned).collect();
    let mut shop = ShopBehind::open("bore", TunnelSettings::Command(command), Some(far));
    shop.reachable();
    let mut turn = 0;
    shop.sell(30, |shop| {
        turn += 1;
        if turn == 1 {
            shop.kill_client();
        } else {
            serving.take().unwrap().shutdown_timeout(Duration::from_secs(5));
            serving = Some(server(far));
            shop.count_kill();
        }
        shop.reachable();
    });
    shop.none_is_lost();
}
