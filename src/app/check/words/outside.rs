//! The lines about the world outside the shop's folder.

use crate::{
    app::{
        check::finding::{AtDoor, NotKnown, Reachability},
        error_text::{gateway_error, no_time},
    },
    base::lang::Lang,
    ui::endpoint_error,
    wechat::{GatewayError, NoAnswer, NoTime, NotSent},
};
use std::io::ErrorKind;

pub(super) fn clock(lang: Lang, clock: &Result<i64, NoTime>) -> String {
    let ahead = match clock {
        Ok(ahead) => *ahead,
        Err(why) => return no_time(lang, why),
    };
    let off = ahead.unsigned_abs();
    match (lang, ahead) {
        (Lang::Zh, 0) => "和微信的时间一致".to_owned(),
        (Lang::En, 0) => "the same as WeChat's".to_owned(),
        (Lang::Zh, 1..) => format!("比微信的时间快 {off} 秒"),
        (Lang::En, 1..) => format!("{off} s ahead of WeChat's"),
        (Lang::Zh, _) => format!("比微信的时间慢 {off} 秒"),
        (Lang::En, _) => format!("{off} s behind WeChat's"),
    }
}

pub(super) const fn no_line(lang: Lang) -> &'static str {
    lang.pick_static(
        "检查网络、代理和 settings.toml 里的地址",
        "look at the network, the proxy and the address in settings.toml",
    )
}

pub(super) fn wechat(lang: Lang, known: &Result<(), NotKnown>) -> String {
    match known {
        Ok(()) => lang.pick("微信认得这个商户和密钥", "WeChat knows this merchant and its key").to_owned(),
        Err(NotKnown::Endpoint(bad)) => endpoint_error(lang, bad),
        Err(NotKnown::Call(error)) => gateway_error(lang, error),
    }
}

pub(super) fn next_of_wechat(lang: Lang, known: &Result<(), NotKnown>) -> &'static str {
    match known {
        Ok(()) => "",
        Err(NotKnown::Endpoint(_)) => {
            lang.pick_static("改正 settings.toml 里的地址或证书", "put the address or the root in settings.toml right")
        }
        Err(NotKnown::Call(error)) => next_of_call(
            lang,
            error,
            (
                "在微信商户平台核对商户号、AppID 和 APIv2 密钥",
                "compare merchant number, AppID and APIv2 key with WeChat's merchant platform",
            ),
        ),
    }
}

/// What to do about a question that came to nothing; `compare` where WeChat answered that it does not know us.
pub(super) const fn next_of_call(
    lang: Lang,
    error: &GatewayError,
    compare: (&'static str, &'static str),
) -> &'static str {
    match error {
        GatewayError::NotSent(NotSent::NoConnection(_)) | GatewayError::NoAnswer(NoAnswer::Broken(_)) => no_line(lang),
        GatewayError::Wait { .. } => lang.pick_static("过一分钟再检查", "check again in a minute"),
        _ => lang.pick_static(compare.0, compare.1),
    }
}

pub(super) const fn door(lang: Lang, door: AtDoor) -> &'static str {
    let (zh, en) = match door {
        AtDoor::Shop => ("在接收", "takes messages in"),
        AtDoor::Nobody => ("空着，店铺打开后就会接收", "is free; the door opens with the shop"),
        AtDoor::OtherProgram => ("被别的程序占用", "is taken by another program"),
        AtDoor::Refused(ErrorKind::PermissionDenied) => {
            ("是只有管理员能用的端口", "is a port that only an administrator may use")
        }
        AtDoor::Refused(ErrorKind::AddrNotAvailable) => ("不是这台电脑的地址", "is no address of this computer"),
        AtDoor::Refused(_) => ("用不了", "cannot be used"),
    };
    lang.pick_static(zh, en)
}

pub(super) const fn next_of_door(lang: Lang, door: AtDoor) -> &'static str {
    match door {
        AtDoor::Shop | AtDoor::Nobody => "",
        AtDoor::OtherProgram => lang.pick_static(
            "关掉那个程序，或在 settings.toml 的 [listener] 里换一个端口",
            "end that program, or choose another port under [listener] in settings.toml",
        ),
        AtDoor::Refused(_) => lang.pick_static(
            "在 settings.toml 的 [listener] 里换一个地址或端口，例如 127.0.0.1:8719",
            "choose another address or port under [listener] in settings.toml, such as 127.0.0.1:8719",
        ),
    }
}

pub(super) fn way_in(lang: Lang, way: &Reachability) -> String {
    let (url, zh, en) = match way {
        Reachability::NoAddress => {
            let said = lang.pick(
                "没有公网地址：付款靠主动查询得知，买家下不了单",
                "no public address: payments are found by asking, and buyers cannot order",
            );
            return said.to_owned();
        }
        Reachability::NamedByProgram => {
            let said = lang.pick(
                "地址由穿透程序给出，见“系统状态”页",
                "its program names the address: see the System status page",
            );
            return said.to_owned();
        }
        Reachability::NoAnswer(url, failed) if lang == Lang::En => {
            return format!("{url} does not lead here: {failed}");
        }
        Reachability::NoAnswer(url, _) => (url, "从外面连不到这家店铺", ""),
        Reachability::ShopClosed(url) => (url, "没有试：店铺没有打开", "was not tried: the shop is closed"),
        Reachability::ListenerNotOurs(url) => {
            (url, "没有试：先看 listener 这一行", "was not tried: see the listener first")
        }
        Reachability::Ours(url) => (url, "通到这家店铺", "leads to this very shop"),
        Reachability::Elsewhere(url) => (url, "由别的程序应答", "is answered by somebody else"),
    };
    format!("{url} {}", lang.pick(zh, en))
}
