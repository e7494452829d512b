//! How other programs are started: each gets an environment made for it and nothing else of ours. What a shop keeps in
//! its environment (the API key, the AppSecret, a printer cloud's key) is handed on to nobody.

use std::{
    ffi::{OsStr, OsString},
    process::{Command, Stdio},
};

/// What every program needs to find its files, its words and the desktop.
const FOR_ALL: &[&str] = &[
    // where things are, and whose
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "SHELL",
    "TMPDIR",
    "TZ",
    // its language; LC_… is handed on too
    "LANG",
    "LANGUAGE",
    // the desktop: the window, the bus, sound. XDG_… is handed on too
    "DISPLAY",
    "XAUTHORITY",
    "WAYLAND_DISPLAY",
    "DBUS_SESSION_BUS_ADDRESS",
    "PULSE_SERVER",
    "PIPEWIRE_REMOTE",
    // the print server, where it is another computer
    "CUPS_SERVER",
    // Windows: without these no program starts
    "SystemRoot",
    "SystemDrive",
    "windir",
    "ComSpec",
    "PATHEXT",
    "TEMP",
    "TMP",
    "USERPROFILE",
    "USERNAME",
    "APPDATA",
    "LOCALAPPDATA",
    "ProgramData",
    "ProgramFiles",
    "PSModulePath",
];

/// Families of which all are handed on.
const FAMILIES: [&str; 2] = ["LC_", "XDG_"];

/// What the tunnel's program may need besides: the way out of this network, and the keys that are its own.
const FOR_THE_TUNNEL: &[&str] = &[
    "SSH_AUTH_SOCK",
    "SSH_AGENT_PID",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "no_proxy",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "NGROK_AUTHTOKEN",
    "TUNNEL_TOKEN",
    "BORE_SECRET",
];

/// Those of them whose value is a secret of the tunnel.
const TUNNEL_KEYS: [&str; 3] = ["NGROK_AUTHTOKEN", "TUNNEL_TOKEN", "BORE_SECRET"];

/// A program of the system: a player, a voice, the printer. Nobody answers its questions.
pub(crate) fn program(name: impl AsRef<OsStr>) -> Command {
    with_environment(name.as_ref(), |_| false)
}

/// The tunnel's program.
pub(crate) fn tunnel(name: impl AsRef<OsStr>) -> Command {
    with_environment(name.as_ref(), |variable| FOR_THE_TUNNEL.contains(&variable))
}

/// The tunnel's own keys that are handed on to it: what it prints must not show them.
pub(crate) fn tunnel_keys() -> Vec<String> {
    TUNNEL_KEYS.iter().filter_map(|name| std::env::var(name).ok()).collect()
}

/// This very program once more, with everything it has: for [`crate::base::environment`], which takes the keys out.
#[cfg(unix)]
#[expect(clippy::disallowed_methods, reason = "it is the program itself, which takes the keys out next")]
pub(crate) fn same_environment(program: &std::path::Path) -> Command {
    Command::new(program)
}

#[expect(clippy::disallowed_methods, reason = "this is where programs are started")]
fn with_environment(name: &OsStr, also: impl Fn(&str) -> bool) -> Command {
    let mut command = Command::new(name);
    command.env_clear().envs(handed_on(std::env::vars_os(), also)).stdin(Stdio::null());
    command
}

fn handed_on(
    all: impl IntoIterator<Item = (OsString, OsString)>,
    also: impl Fn(&str) -> bool,
) -> Vec<(OsString, OsString)> {
    let wanted = |name: &str| {
        let named = |known: &&str| if cfg!(windows) { known.eq_ignore_ascii_case(name) } else { **known == *name };
        FOR_ALL.iter().any(named) || FAMILIES.iter().any(|family| name.starts_with(family)) || also(name)
    };
    all.into_iter().filter(|(name, _)| name.to_str().is_some_and(wanted)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{collections::BTreeSet, io::Write as _};

    /// Set where this test binary is started again as a shop with secrets in its environment.
    const SHOP: &str = "ZHANGGUI_TEST_SPAWN";
    const SECRETS: [(&str, &str); 6] = [
        ("ZHANGGUI_API_KEY", "TestApiV2Key00000000000000000001"),
        ("ZHANGGUI_APP_SECRET", "0123456789abcdef0123456789abcdef"),
        ("ZHANGGUI_FEIEYUN_UKEY", "TESTUKEY00000001"),
        ("ZHANGGUI_YILIANYUN_SECRET", "testsecret"),
        ("AWS_SECRET_ACCESS_KEY", "anothers"),
        ("LD_PRELOAD", ""),
    ];

    fn again(test: &str) -> [String; 4] {
        let here = module_path!().split_once("::").map_or("", |(_, below_the_crate)| below_the_crate);
        let name = format!("{here}::{test}");
        ["--exact".to_owned(), name, "--ignored".to_owned(), "--nocapture".to_owned()]
    }

    /// What a child printed about its environment.
    fn names(said: &[u8]) -> BTreeSet<String> {
        let said = String::from_utf8_lossy(said);
        said.lines().filter_map(|line| line.strip_prefix("child: ")).map(str::to_owned).collect()
    }

    #[test]
    fn a_program_we_start_sees_a_named_few_variables_and_no_secret() {
        let me = std::env::current_exe().expect("a path");
        let mut shop = Command::new(&me); // spawns directly: it is the shop itself that is played here
        let shop = shop.args(again("a_shop_that_starts_its_programs")).envs(SECRETS).env(SHOP, "1");
        let shop = shop.env("SSH_AUTH_SOCK", "/run/agent").env("LC_ALL", "zh_CN.UTF-8").env("DISPLAY", ":77");
        let said = shop.output().expect("it runs");
        assert!(said.status.success(), "{said:?}");
        let (said, errors) = (String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr));
        for (name, value) in SECRETS {
            assert!(!said.contains(&format!("{name}=")), "{name} is handed on:\n{said}");
            assert!(value.is_empty() || !said.contains(value), "the value of {name} is handed on:\n{said}");
        }
        for (child, name, there) in [
            ("program", "DISPLAY=:77", true),
            ("program", "LC_ALL=zh_CN.UTF-8", true),
            ("program", "SSH_AUTH_SOCK=/run/agent", false),
            ("tunnel", "SSH_AUTH_SOCK=/run/agent", true),
            ("tunnel", "DISPLAY=:77", true),
        ] {
            assert_eq!(said.contains(&format!("{child}: {name}\n")), there, "{child} {name}:\n{said}{errors}");
        }
    }

    /// The shop: starts this test binary once more, in each of the two ways there are.
    #[test]
    #[ignore = "the shop of the test above"]
    fn a_shop_that_starts_its_programs() {
        assert!(std::env::var_os(SHOP).is_some() && std::env::var_os("ZHANGGUI_API_KEY").is_some());
        let me = std::env::current_exe().expect("a path");
        for (kind, mut command) in [("program", program(&me)), ("tunnel", tunnel(&me))] {
            let said = command.args(again("a_child_that_prints_its_environment")).output().expect("it runs");
            let all = names(&said.stdout);
            assert!(all.iter().any(|line| line.starts_with("PATH=")), "{said:?}");
            for line in all {
                writeln!(std::io::stdout(), "{kind}: {line}").expect("heard");
            }
        }
    }

    #[test]
    #[ignore = "the child of the test above"]
    fn a_child_that_prints_its_environment() {
        for (name, value) in std::env::vars_os() {
            writeln!(std::io::stdout(), "child: {}={}", name.display(), value.display()).expect("heard");
        }
    }

    #[test]
    fn nothing_of_ours_is_on_the_lists() {
        let ours = |name: &&&str| name.to_ascii_uppercase().starts_with("ZHANGGUI");
        assert_eq!(FOR_ALL.iter().chain(FOR_THE_TUNNEL).find(ours), None);
        assert!(TUNNEL_KEYS.iter().all(|key| FOR_THE_TUNNEL.contains(key)));
    }
}
