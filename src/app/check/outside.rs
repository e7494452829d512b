//! What the doctor asks others: WeChat, the door, and the way to the door.

use crate::{
    app::{
        check::{
            finding::{AtDoor, Finding, NotKnown, Reachability},
            v3::{self, KeysThere},
            v3_look::{self, V3Asked},
        },
        shop_data::ShopData,
        wechat_access::{certificate_files, endpoint},
    },
    base::env::Env,
    domain::{Api, OrderNo, SignType, UnixSeconds},
    settings::{Secrets, Settings, TunnelSettings},
    tunnel::{LocalProber, ProbeFailed, Prober},
    wechat::{self, Account, ApiKey, Gateway as _, NoTime, Unrecorded, v2::V2Gateway},
};
use std::{
    io::ErrorKind,
    net::{SocketAddr, TcpListener},
    path::Path,
};

/// What is known of the shop before anybody is asked.
pub(super) struct ShopLooked<'a> {
    pub folder: &'a Path,
    pub data: &'a ShopData,
    pub settings: &'a Settings,
    /// `None` where they cannot be used.
    pub secrets: Option<&'a Secrets>,
    pub there: KeysThere,
    pub certificate_usable: bool,
}

/// The findings about the world outside this folder.
pub(super) fn look(shop: &ShopLooked<'_>, probe: Option<&dyn Prober>, env: &Env) -> Vec<Finding> {
    let (settings, nonce) = (shop.settings, env.rng.hex(16));
    let (door, answer) = at_door(settings.bind, &nonce);
    let clock = clock(settings, env.now());
    let asked = V3Asked {
        folder: shop.folder,
        data: shop.data.clone(),
        settings,
        key: shop.secrets.and_then(|secrets| secrets.api_v3_key.as_ref()),
        there: shop.there,
        clock_ahead: clock.as_ref().ok().copied(),
        certificate_usable: shop.certificate_usable,
    };
    let mut found = vec![Finding::Clock(clock)];
    let v2 = shop.secrets.and_then(|secrets| secrets.api_key.as_ref());
    found.extend(v2.map(|key| Finding::WeChat(wechat(settings, key, env))));
    found.extend(v3::findings(v3_look::look(&asked, env)));
    found.push(Finding::Listener(settings.bind, door));
    found.push(Finding::Tunnel(tunnel(settings, (door, &answer), probe, &nonce)));
    found
}

/// Seconds ahead of WeChat's.
pub(super) fn clock(settings: &Settings, now: UnixSeconds) -> Result<i64, NoTime> {
    wechat::time_at(&endpoint(settings)).map(|there| now.since(there))
}

/// WeChat is asked about an order nobody placed. "There is no such order", rightly signed, proves the line, the merchant
/// number, the mini program and the key in one answer.
pub(super) fn wechat(settings: &Settings, key: &ApiKey, env: &Env) -> Result<(), NotKnown> {
    let (app_id, mch_id) = (settings.app_id.clone(), settings.mch_id.clone());
    let account = Account { app_id, app_channel_app_id: None, mch_id, key: key.clone() };
    let files = certificate_files(settings);
    let gateway = V2Gateway::watching(account, &endpoint(settings), files, env.clone()).map_err(NotKnown::Endpoint)?;
    let nobodys = OrderNo::fresh(env.now(), env.rng.number());
    let sign_type = if settings.sign_type.api() == Api::V2 { settings.sign_type } else { SignType::HmacSha256 };
    gateway.query_order(&nobodys, sign_type, &Unrecorded).result.map(drop).map_err(NotKnown::Call)
}

/// Who is at the door, and what the open shop answers there to our question; empty where it is not the shop.
fn at_door(door: SocketAddr, nonce: &str) -> (AtDoor, String) {
    match LocalProber::new(door).ok().and_then(|prober| prober.at_home(nonce).ok()) {
        Some(answer) if is_proof(&answer) => (AtDoor::Shop, answer),
        Some(_) => (AtDoor::OtherProgram, String::new()),
        // Bound and let go at once: nobody else can have noticed.
        None => match TcpListener::bind(door).map_err(|error| error.kind()) {
            Ok(_) => (AtDoor::Nobody, String::new()),
            Err(ErrorKind::AddrInUse) => (AtDoor::OtherProgram, String::new()),
            Err(kind) => (AtDoor::Refused(kind), String::new()),
        },
    }
}

/// What `/healthz?probe=…` answers begins with 32 bytes in hex.
fn is_proof(answer: &str) -> bool {
    hex::decode(own_proof(answer)).is_ok_and(|proof| proof.len() == 32)
}

/// What only the very program that answers can say; behind it stands which installation of the shop it is.
fn own_proof(answer: &str) -> &str {
    answer.split_whitespace().next().unwrap_or_default()
}

/// The same question at the door and at the public address. Only the open shop itself knows the answer, so two that are
/// the same mean that the way from the internet ends here. A closed shop has nobody to ask, and nothing wrong with it.
fn tunnel(settings: &Settings, (door, ours): (AtDoor, &str), probe: Option<&dyn Prober>, nonce: &str) -> Reachability {
    let Some(url) = settings.public_url.clone() else {
        return match settings.tunnel {
            TunnelSettings::Manual => Reachability::NoAddress,
            TunnelSettings::Command(_) => Reachability::NamedByProgram,
        };
    };
    match door {
        AtDoor::Shop => {}
        AtDoor::Nobody => return Reachability::ShopClosed(url),
        AtDoor::OtherProgram | AtDoor::Refused(_) => return Reachability::ListenerNotOurs(url),
    }
    let no_way = || Err(ProbeFailed::NoConnection("TLS".to_owned()));
    match probe.map_or_else(no_way, |probe| probe.probe(&url, nonce)) {
        Ok(theirs) if own_proof(&theirs) == own_proof(ours) => Reachability::Ours(url),
        Ok(_) => Reachability::Elsewhere(url),
        Err(failed) => Reachability::NoAnswer(url, failed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{app::check::words, base::lang::Lang};

    #[test]
    fn why_a_port_cannot_be_had_is_told_in_the_owners_language() {
        let door = SocketAddr::from(([192, 0, 2, 1], 80));
        for (kind, chinese, english) in [
            (ErrorKind::AddrNotAvailable, "192.0.2.1:80 不是这台电脑的地址", "no address of this computer"),
            (ErrorKind::PermissionDenied, "192.0.2.1:80 是只有管理员能用的端口", "only an administrator"),
            (ErrorKind::Other, "192.0.2.1:80 用不了", "cannot be used"),
        ] {
            let line = |lang| words::line(lang, &Finding::Listener(door, AtDoor::Refused(kind)));
            assert!(!line(Lang::Zh).ok && line(Lang::Zh).found == chinese, "{}", line(Lang::Zh));
            assert!(line(Lang::En).found.contains(english), "{}", line(Lang::En));
        }
    }
}
