//! The ways to be reachable, for the status page: a name, short help, and the settings lines.

use super::tame;
use crate::tunnel::{TunnelTemplate, templates};

/// One way.
pub(in crate::ui) struct TunnelChoice {
    pub name: &'static str,
    pub help: &'static str,
    pub snippet: String,
}

/// Without a program of ours.
const BY_YOURSELF: &str = "[tunnel]\nkind = \"manual\"\npublic_url = \"https://<shop.example.com>\"";

texts! { in lang;
    /// A way in an owner's words, by the name of its template.
    tunnel_way(name: &str) = find name {
        "ssh" => "我有一台服务器（ssh）", "I have a server (ssh)";
        "frp" => "我有一台服务器（frp）", "I have a server (frp)";
        "cloudflared" => "域名在 Cloudflare", "My domain is at Cloudflare";
        "cloudflared (quick)" => "先试试：Cloudflare 临时地址", "Just trying: a quick Cloudflare address";
        "ngrok" => "我用 ngrok", "I use ngrok";
        "bore" => "我用 bore", "I use bore"
    }
    tunnel_by_hand: "我自己安排", "By myself";
    tunnel_none: "没有，主动去问微信", "None: ask WeChat instead";
    tunnel_none_works: "照常：付款一分钟内查到，退款、发货、对账、打小票都不受影响。", "Works: payments are found within a minute, and refunds, shipping, bills and receipts go on as ever.";
    tunnel_none_not: "做不了：买家不能在小程序里下单，也不能在里面申请退款。", "Does not: buyers cannot order in the mini program, nor ask for refunds there.";
    tunnel_by_hand_means: "公网地址由别的程序、路由器或服务器负责；掌柜每分钟检查一次，看它是不是通到这台电脑。", "Another program, router or server is responsible; Zhanggui checks once a minute that it reaches this computer.";
    /// What only the owner knows, by what stands there in the command.
    tunnel_blank(blank: &str) = find blank {
        "8719" => "服务器上的端口，例如 8719", "Port on the server, such as 8719";
        "user@shop.example.com" => "登录名@服务器", "Login@server";
        "frpc.toml" => "frpc.toml 放在哪里", "Where frpc.toml is";
        "token" => "隧道的令牌", "The tunnel's token";
        "server.example.com" => "bore 的服务器", "The bore server";
        "secret" => "bore 的口令", "The bore secret"
    }
    tunnel_program_here(program: &str, version: &str):
        "这台电脑上有 {program}：{version}", "{program} is on this computer: {version}", program = tame(program, 40), version = tame(version, 80);
    tunnel_program_gone(program: &str):
        "这台电脑上没有找到 {program}：先装好，再按“再找一次”", "{program} was not found on this computer: install it, then look again", program = tame(program, 40);
    tunnel_look_again: "再找一次", "Look again";
    /// All of them: the programs we can start, then the owner's own arrangement.
    tunnel_choices -> Vec<TunnelChoice> {
        let way =
            |of: &TunnelTemplate| TunnelChoice { name: tunnel_way(lang, of.name).unwrap_or(of.name), help: lang.pick(of.help_zh, of.help_en), snippet: of.settings() };
        let mut all: Vec<TunnelChoice> = templates().iter().map(way).collect();
        all.push(TunnelChoice {
            name: lang.pick("自行安排", "By yourself"),
            help: lang.pick(
                "公网地址由别的程序、路由器或服务器负责，掌柜只检查它能不能连到这台电脑。",
                "Another program, router or server is responsible for the public address; Zhanggui only checks that it reaches this computer.",
            ),
            snippet: BY_YOURSELF.to_owned(),
        });
        all
    }
}
