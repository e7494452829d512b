//! The programs that can make this computer reachable, with the lines for the settings.

/// How the public address becomes known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Discovery {
    /// It stands in the settings.
    Settings,
    /// The program prints it.
    Printed,
}

/// A program and how to use it. `<…>` is to be replaced by the owner; `{port}` is filled in by us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TunnelTemplate {
    /// What it is called.
    pub name: &'static str,
    /// The command; its first part is the program.
    pub command: &'static [&'static str],
    /// The argument by which it says its version and ends.
    pub ask_version: &'static str,
    /// How the address becomes known.
    pub discovery: Discovery,
    /// What it takes, in Chinese.
    pub help_zh: &'static str,
    /// What it takes, in English.
    pub help_en: &'static str,
}

impl TunnelTemplate {
    /// The lines for settings.toml.
    pub fn settings(&self) -> String {
        let command: Vec<String> = self.command.iter().map(|part| format!("\"{part}\"")).collect();
        let url = match self.discovery {
            Discovery::Settings => "public_url = \"https://<shop.example.com>\"\n",
            Discovery::Printed => "",
        };
        format!("[tunnel]\nkind = \"command\"\n{url}command = [{}]", command.join(", "))
    }
}

/// All of them, the steadiest first.
pub const fn templates() -> &'static [TunnelTemplate] {
    TEMPLATES
}

const TEMPLATES: &[TunnelTemplate] = &[
    TunnelTemplate {
        name: "ssh",
        command: &[
            "ssh",
            "-N",
            "-T",
            "-o",
            "BatchMode=yes",
            "-o",
            "ControlPath=none",
            "-o",
            "ExitOnForwardFailure=yes",
            "-o",
            "ServerAliveInterval=15",
            "-o",
            "ServerAliveCountMax=3",
            "-R",
            "127.0.0.1:<8719>:127.0.0.1:{port}",
            "<user@shop.example.com>",
        ],
        ask_version: "-V",
        discovery: Discovery::Settings,
        help_zh: "有一台带域名和 HTTPS 的服务器就够了：ssh 把服务器上的端口接到这台电脑，服务器上的 nginx 或 caddy 把域名转到那个端口。先用密钥登录一次，确认不需要输密码。",
        help_en: "All you need is a server with a name and HTTPS: ssh brings a port of the server to this computer, and nginx or caddy there passes the name on to that port. Log in once with a key first, so that no password is asked for.",
    },
    TunnelTemplate {
        name: "frp",
        command: &["frpc", "-c", "<frpc.toml>"],
        ask_version: "--version",
        discovery: Discovery::Settings,
        help_zh: "服务器上运行 frps，这台电脑运行 frpc。frpc.toml 里把 localPort 写成这台电脑上的端口，customDomains 写成公网域名；frps 的管理页面不要用默认密码。",
        help_en: "frps runs on a server, frpc on this computer. In frpc.toml write the listener's port as localPort and the public name as customDomains; do not leave the dashboard of frps on its default password.",
    },
    TunnelTemplate {
        name: "cloudflared",
        command: &["cloudflared", "tunnel", "--no-autoupdate", "run", "--token", "<token>"],
        ask_version: "--version",
        discovery: Discovery::Settings,
        help_zh: "域名放在 Cloudflare 上，建一个固定隧道，把它的地址指到 http://127.0.0.1:8719，再把令牌填在这里。",
        help_en: "With your name at Cloudflare make a named tunnel, point it at http://127.0.0.1:8719, and put its token here.",
    },
    TunnelTemplate {
        name: "cloudflared (quick)",
        command: &["cloudflared", "tunnel", "--no-autoupdate", "--url", "http://127.0.0.1:{port}"],
        ask_version: "--version",
        discovery: Discovery::Printed,
        help_zh: "不用账号，适合试用：每次启动换一个地址，掌柜会自己认出来，但小程序里的服务器域名也要跟着改。",
        help_en: "Needs no account, good for trying: every start gives another address. Zhanggui reads it by itself, but the mini program's server name has to follow.",
    },
    TunnelTemplate {
        name: "ngrok",
        command: &["ngrok", "http", "{port}", "--log=stdout", "--log-format=logfmt"],
        ask_version: "version",
        discovery: Discovery::Printed,
        help_zh: "先用 ngrok config add-authtoken 登录。免费版的地址会变；有固定域名时加上 --url=https://你的域名。",
        help_en: "Log in first with ngrok config add-authtoken. The free address changes; with a name of your own add --url=https://your.name.",
    },
    TunnelTemplate {
        name: "bore",
        command: &[
            "bore",
            "local",
            "{port}",
            "--to",
            "<server.example.com>",
            "--port",
            "<8719>",
            "--secret",
            "<secret>",
        ],
        ask_version: "--version",
        discovery: Discovery::Settings,
        help_zh: "bore 只转发端口，没有 HTTPS：服务器上还要有 nginx 或 caddy 把域名转到那个端口。",
        help_en: "bore forwards a port without HTTPS: a server with nginx or caddy must pass its name on to that port.",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_complete_and_its_lines_are_settings() {
        for template in templates() {
            assert!(!template.help_zh.is_empty() && !template.help_en.is_empty(), "{}", template.name);
            let lines: toml::Table = template.settings().parse().expect("TOML");
            let tunnel = lines["tunnel"].as_table().expect("a table");
            assert_eq!(tunnel["kind"].as_str(), Some("command"));
            assert_eq!(tunnel["command"].as_array().map(Vec::len), Some(template.command.len()));
        }
    }
}
