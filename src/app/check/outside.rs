//! What the doctor asks others: WeChat, the door, and the way to the door.

use crate::app::check::line::{CheckLine, in_either};
use crate::{
    app::start::{certificate_files, endpoint},
    base::env::Env,
    base::lang::Lang,
    domain::{OrderNo, UnixSeconds},
    in_chinese,
    settings::{Secrets, Settings, TunnelSettings},
    tunnel::{LocalProber, ProbeFailed, Prober},
    wechat::{
        self, Account, CallRecord, Gateway, GatewayError, NotRecorded, NotSent, OrderStatus, Outgoing, v2::V2Gateway,
    },
};
use std::{
    io::ErrorKind,
    net::{SocketAddr, TcpListener},
};

/// A clock this far off still shows honest times; certificates and cloud printers forgive more.
const CLOCK_SECS: i64 = 60;

/// The lines about the world outside this folder.
pub(super) fn look(
    settings: &Settings,
    secrets: Option<&Secrets>,
    probe: Option<&dyn Prober>,
    env: &Env,
    lang: Lang,
) -> Vec<CheckLine> {
    let nonce = env.rng.hex(16);
    let home = at_home(settings.bind, &nonce);
    let mut lines = vec![clock(settings, env.now(), lang)];
    lines.extend(secrets.map(|secrets| wechat(settings, secrets, env, lang)));
    lines.push(listener(settings.bind, &home, lang));
    lines.push(tunnel(settings, &home, probe, &nonce, lang));
    lines
}

fn clock(settings: &Settings, now: UnixSeconds, lang: Lang) -> CheckLine {
    let there = match wechat::time_at(&endpoint(settings)) {
        Ok(there) => there,
        Err(why) => return CheckLine::bad("clock", in_either(lang, &why, in_chinese::no_time), no_line(lang)),
    };
    let off = now.since(there);
    let said = match (lang, off) {
        (Lang::Zh, 0) => "和微信的时间一致".to_owned(),
        (Lang::En, 0) => "the same as WeChat's".to_owned(),
        (Lang::Zh, 1..) => format!("比微信的时间快 {off} 秒"),
        (Lang::En, 1..) => format!("{off} s ahead of WeChat's"),
        (Lang::Zh, _) => format!("比微信的时间慢 {} 秒", off.saturating_abs()),
        (Lang::En, _) => format!("{} s behind WeChat's", off.saturating_abs()),
    };
    if off.saturating_abs() <= CLOCK_SECS {
        return CheckLine::good("clock", said);
    }
    let next = lang.pick("打开电脑的自动对时", "let this computer set its clock by itself");
    CheckLine::bad("clock", said, next)
}

/// The doctor's question leaves no row: it is about a number nobody has, and moves nothing.
struct Unrecorded;

impl CallRecord for Unrecorded {
    fn leaving(&self, _: Outgoing<'_>) -> Result<(), NotRecorded> {
        Ok(())
    }
}

/// WeChat is asked about an order nobody placed. "There is no such order", rightly signed, proves the line, the merchant
/// number, the mini program and the key in one answer.
fn wechat(settings: &Settings, secrets: &Secrets, env: &Env, lang: Lang) -> CheckLine {
    let (app_id, mch_id) = (settings.app_id.clone(), settings.mch_id.clone());
    let account = Account { app_id, app_channel_app_id: None, mch_id, key: secrets.api_key.clone() };
    let files = certificate_files(settings);
    let gateway = match V2Gateway::watching(account, &endpoint(settings), files, env.clone()) {
        Ok(gateway) => gateway,
        Err(error) => {
            let next =
                lang.pick("改正 settings.toml 里的地址或证书", "put the address or the root in settings.toml right");
            return CheckLine::bad("wechat", in_either(lang, &error, in_chinese::endpoint), next);
        }
    };
    let nobodys = OrderNo::fresh(env.now(), env.rng.number());
    let answer = gateway.query_order(&nobodys, settings.sign_type, &Unrecorded).result;
    let next = match &answer {
        Ok(OrderStatus::NotThere | OrderStatus::NotPaid | OrderStatus::Closed | OrderStatus::Paid { .. }) => {
            let said = lang.pick("微信认得这个商户和密钥", "WeChat knows this merchant and its key");
            return CheckLine::good("wechat", said.to_owned());
        }
        Err(GatewayError::NotSent(NotSent::NoConnection(_)) | GatewayError::NoAnswer(wechat::NoAnswer::Broken(_))) => {
            no_line(lang)
        }
        Err(GatewayError::Wait { .. }) => lang.pick("过一分钟再检查", "check again in a minute"),
        Err(_) => lang.pick(
            "在微信商户平台核对商户号、AppID 和 APIv2 密钥",
            "compare merchant number, AppID and APIv2 key with WeChat's merchant platform",
        ),
    };
    let found = answer.err().map_or_else(String::new, |error| in_either(lang, &error, in_chinese::gateway));
    CheckLine::bad("wechat", found, next)
}

fn no_line(lang: Lang) -> &'static str {
    lang.pick(
        "检查网络、代理和 settings.toml 里的地址",
        "look at the network, the proxy and the address in settings.toml",
    )
}

/// Who is at the door.
enum Home {
    /// The open shop: its answer to our question.
    Open(String),
    /// Nobody: the shop is closed and the port is free.
    Closed,
    /// Something that is not a shop.
    Taken,
    /// Nobody, and the port cannot be had all the same.
    Refused(ErrorKind),
}

fn at_home(door: SocketAddr, nonce: &str) -> Home {
    let asked = LocalProber::new(door).map_err(|error| ProbeFailed(error.to_string())).and_then(|it| it.at_home(nonce));
    match asked {
        Ok(answer) if is_proof(&answer) => Home::Open(answer),
        Ok(_) => Home::Taken,
        // Bound and let go at once: nobody else can have noticed.
        Err(_) => match TcpListener::bind(door).map_err(|error| error.kind()) {
            Ok(_) => Home::Closed,
            Err(ErrorKind::AddrInUse) => Home::Taken,
            Err(kind) => Home::Refused(kind),
        },
    }
}

/// What `/healthz?probe=…` answers: 32 bytes in hex.
fn is_proof(answer: &str) -> bool {
    hex::decode(answer.trim()).is_ok_and(|proof| proof.len() == 32)
}

fn listener(door: SocketAddr, home: &Home, lang: Lang) -> CheckLine {
    match home {
        Home::Open(_) => CheckLine::good("listener", said(lang, door, "在接收", "takes messages in")),
        Home::Closed => {
            let what = ("空着，店铺打开后就会接收", "is free; the door opens with the shop");
            CheckLine::good("listener", said(lang, door, what.0, what.1))
        }
        Home::Taken => {
            let found = said(lang, door, "被别的程序占用", "is taken by another program");
            let next = lang.pick(
                "关掉那个程序，或在 settings.toml 的 [listener] 里换一个端口",
                "end that program, or choose another port under [listener] in settings.toml",
            );
            CheckLine::bad("listener", found, next)
        }
        Home::Refused(kind) => {
            let (zh, en) = match kind {
                ErrorKind::PermissionDenied => {
                    ("是只有管理员能用的端口", "is a port that only an administrator may use")
                }
                ErrorKind::AddrNotAvailable => ("不是这台电脑的地址", "is no address of this computer"),
                _ => ("用不了", "cannot be used"),
            };
            let next = lang.pick(
                "在 settings.toml 的 [listener] 里换一个地址或端口，例如 127.0.0.1:8719",
                "choose another address or port under [listener] in settings.toml, such as 127.0.0.1:8719",
            );
            CheckLine::bad("listener", said(lang, door, zh, en), next)
        }
    }
}

fn said(lang: Lang, door: SocketAddr, zh: &str, en: &str) -> String {
    format!("{door} {}", lang.pick(zh, en))
}

/// The same question at the door and at the public address. Only the open shop itself knows the answer, so two that are
/// the same mean that the way from the internet ends here. A closed shop has nobody to ask, and nothing wrong with it.
fn tunnel(settings: &Settings, home: &Home, probe: Option<&dyn Prober>, nonce: &str, lang: Lang) -> CheckLine {
    let Some(url) = &settings.public_url else { return without_address(settings, lang) };
    let Home::Open(ours) = home else {
        let why = match home {
            Home::Taken | Home::Refused(_) => {
                lang.pick("没有试：先看 listener 这一行", "was not tried: see the listener first")
            }
            _ => lang.pick("没有试：店铺没有打开", "was not tried: the shop is closed"),
        };
        return CheckLine::good("tunnel", format!("{url} {why}"));
    };
    let next = lang.pick("在连接页查看隧道", "look at the tunnel on the connection page");
    let answer = probe.map_or_else(|| Err(ProbeFailed("TLS".to_owned())), |probe| probe.probe(url, nonce));
    match answer {
        Ok(theirs) if theirs.trim() == ours.trim() => {
            let what = lang.pick("通到这家店铺", "leads to this very shop");
            CheckLine::good("tunnel", format!("{url} {what}"))
        }
        Ok(_) => {
            let what = lang.pick("由别的程序应答", "is answered by somebody else");
            CheckLine::bad("tunnel", format!("{url} {what}"), next)
        }
        Err(ProbeFailed(why)) => {
            let found = match lang {
                Lang::Zh => format!("{url} 从外面连不到这家店铺"),
                Lang::En => format!("{url} does not lead here: {why}"),
            };
            CheckLine::bad("tunnel", found, next)
        }
    }
}

fn without_address(settings: &Settings, lang: Lang) -> CheckLine {
    let found = match settings.tunnel {
        TunnelSettings::Manual => lang.pick(
            "没有公网地址：付款靠主动查询得知，买家下不了单",
            "no public address: payments are found by asking, and buyers cannot order",
        ),
        TunnelSettings::Command(_) => {
            lang.pick("地址由隧道程序给出，见连接页", "its program names the address: see the connection page")
        }
    };
    CheckLine::good("tunnel", found.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn why_a_port_cannot_be_had_is_told_in_the_owners_language() {
        let door = SocketAddr::from(([192, 0, 2, 1], 80));
        for (kind, chinese, english) in [
            (ErrorKind::AddrNotAvailable, "192.0.2.1:80 不是这台电脑的地址", "no address of this computer"),
            (ErrorKind::PermissionDenied, "192.0.2.1:80 是只有管理员能用的端口", "only an administrator"),
            (ErrorKind::Other, "192.0.2.1:80 用不了", "cannot be used"),
        ] {
            let line = |lang| listener(door, &Home::Refused(kind), lang);
            assert!(!line(Lang::Zh).ok && line(Lang::Zh).found == chinese, "{}", line(Lang::Zh));
            assert!(line(Lang::En).found.contains(english), "{}", line(Lang::En));
        }
    }
}
