//! The ways to be reachable, for the status page: a name, short help, and the settings lines.

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
    /// All of them: the programs we can start, then the owner's own arrangement.
    tunnel_choices -> Vec<TunnelChoice> {
        let way =
            |of: &TunnelTemplate| TunnelChoice { name: of.name, help: lang.pick(of.help_zh, of.help_en), snippet: of.settings() };
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
