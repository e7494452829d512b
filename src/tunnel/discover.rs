//! Which public address a tunnel's program says it was given. Strict: a line is believed only in the shape the program
//! is known to print, because an address that is printed somewhere is not yet ours.

use crate::base::address::PublicUrl;

/// Reads the output of one kind of program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OutputReader {
    /// A box of dashes with `https://….trycloudflare.com` in it.
    Cloudflared,
    /// `… msg="started tunnel" … url=https://…` (with `--log=stdout`).
    Ngrok,
    /// `listening at bore.pub:12345`: a port, so nothing WeChat can call.
    Bore,
    /// Services behind `ssh -R` that give a name: localhost.run and serveo print it.
    Ssh,
    /// The address is in the settings.
    Settings,
}

/// What a line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum LineMeaning {
    /// This address is ours now.
    Address(PublicUrl),
    /// An address WeChat cannot call; the sentence says why.
    Unusable(String),
}

impl OutputReader {
    /// By the program's name.
    pub fn of(program: &str) -> Self {
        let name = program.rsplit(['/', '\\']).next().unwrap_or(program).to_ascii_lowercase();
        match name.strip_suffix(".exe").unwrap_or(&name) {
            "cloudflared" => Self::Cloudflared,
            "ngrok" => Self::Ngrok,
            "bore" => Self::Bore,
            "ssh" | "autossh" => Self::Ssh,
            _ => Self::Settings,
        }
    }

    /// What `line` says, if it says anything about an address.
    pub fn read(self, line: &str) -> Option<LineMeaning> {
        match self {
            Self::Cloudflared => word_ending(line, ".trycloudflare.com"),
            Self::Ngrok => {
                line.contains("started tunnel").then_some(())?;
                let url = line.split_whitespace().find_map(|word| word.strip_prefix("url="))?;
                address(url)
            }
            Self::Bore => {
                let place = line.split_once("listening at ")?.1.split_whitespace().next()?;
                Some(LineMeaning::Unusable(format!(
                    "bore gives {place}, which is neither https nor port 443; put a name with https before it and write \
                     that into public_url"
                )))
            }
            Self::Ssh => {
                let after = line
                    .split_once("tunneled with tls termination, ")
                    .or_else(|| line.split_once("Forwarding HTTP traffic from "))?
                    .1;
                address(after.split_whitespace().next()?)
            }
            Self::Settings => None,
        }
    }
}

fn word_ending(line: &str, end: &str) -> Option<LineMeaning> {
    let found = line.split([' ', '|', '\t']).find(|word| word.starts_with("https://") && word.ends_with(end))?;
    address(found)
}

fn address(raw: &str) -> Option<LineMeaning> {
    PublicUrl::parse(raw.trim_matches('"')).ok().map(LineMeaning::Address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(program: &str, line: &str) -> Option<String> {
        match OutputReader::of(program).read(line) {
            Some(LineMeaning::Address(url)) => Some(url.to_string()),
            Some(LineMeaning::Unusable(why)) => Some(format!("! {why}")),
            None => None,
        }
    }

    #[test]
    fn the_address_is_read_from_the_line_each_program_prints() {
        let quick = "2026-09-01T11:30:00Z INF |  https://camellia-tea-shop-quick.trycloudflare.com                |";
        assert_eq!(read("cloudflared", quick).as_deref(), Some("https://camellia-tea-shop-quick.trycloudflare.com"));
        let ngrok = "t=2026-09-01T19:30:00+0800 lvl=info msg=\"started tunnel\" obj=tunnels name=command_line \
                     addr=http://127.0.0.1:8719 url=https://a1b2-c3.ngrok-free.app";
        assert_eq!(read("/usr/local/bin/ngrok", ngrok).as_deref(), Some("https://a1b2-c3.ngrok-free.app"));
        let run = "a1b2c3.lhr.life tunneled with tls termination, https://a1b2c3.lhr.life";
        assert_eq!(read("ssh", run).as_deref(), Some("https://a1b2c3.lhr.life"));
        let serveo = "Forwarding HTTP traffic from https://shop.serveo.net";
        assert_eq!(read("C:\\Windows\\System32\\OpenSSH\\ssh.exe", serveo).as_deref(), Some("https://shop.serveo.net"));
        let bore = read("bore", "2026-09-01T11:30:00Z  INFO bore_cli::client: listening at bore.pub:41325");
        assert!(bore.is_some_and(|why| why.contains("bore.pub:41325") && why.contains("https")));
    }

    #[test]
    fn an_address_that_is_merely_mentioned_is_not_believed() {
        for (program, line) in [
            ("cloudflared", "visit https://developers.cloudflare.com/argo-tunnel for help"),
            ("cloudflared", "https://evil.example/?x=.trycloudflare.com"),
            ("ngrok", "lvl=info msg=\"update available\" url=https://ngrok.com"),
            ("ssh", "Welcome to https://localhost.run"),
            ("frpc", "start proxy success https://shop.example.com"),
            ("ngrok", "msg=\"started tunnel\" url=http://a.ngrok-free.app"),
        ] {
            assert_eq!(read(program, line), None, "{line}");
        }
    }
}
