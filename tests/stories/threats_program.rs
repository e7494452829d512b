//! The real program, `zhanggui serve`, against WeChat's stand-in: started, called over its only port, killed.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};
use tempfile::TempDir;
use zhanggui::{
    base::env::Env,
    domain::{AppId, MchId, ShopId, UnixSeconds},
    sandbox::{Sandbox, SandboxConfig},
    store::{Store, WebhookSecrets},
    wechat::{Account, ApiKey},
};

pub const API_KEY: &str = "PracticeKeyOfTheBesiegedShop0001";
/// A shop that may change to API v3 has its key as well.
pub const API_V3_KEY: &str = "PracticeKeyOfTheBesiegedShopV301";
pub const APP_SECRET: &str = "fedcba98765432100123456789abcdef";
const PUBLIC: &str = "https://shop.example.com";
const HOOK: &str = "0123456789abcdef0123456789abcdef";

pub fn account() -> Account {
    Account {
        app_id: AppId::parse("wx2421b1c4370ec43b").unwrap(),
        app_channel_app_id: None,
        mch_id: MchId::parse("1900000109").unwrap(),
        key: ApiKey::new(API_KEY).unwrap(),
    }
}

/// A shop's folder with a stand-in beside it, not in it.
pub struct Besieged {
    pub data: PathBuf,
    pub sandbox: Sandbox,
    pub env: Env,
    folder: TempDir,
}

impl Besieged {
    pub fn new() -> Self {
        let (folder, env) = (tempfile::tempdir().unwrap(), Env::system());
        let data = folder.path().join("data");
        fs::create_dir(&data).unwrap();
        let config = SandboxConfig::new(&folder.path().join("sandbox"), account(), APP_SECRET);
        let sandbox = Sandbox::start(config, env.clone()).expect("the stand-in starts");
        let (url, ca) = (sandbox.base_url(), sandbox.ca_path());
        let settings = format!(
            "[shop]\nname = \"山茶小铺\"\n[wechat]\napp_id = \"wx2421b1c4370ec43b\"\nmch_id = \"1900000109\"\n\
             pay_url = \"{url}\"\nminiprogram_url = \"{url}\"\nextra_root_ca = '{}'\n\
             [tunnel]\npublic_url = \"{PUBLIC}\"\n[listener]\nbind = \"127.0.0.1:0\"\n\
             [jobs]\nconfirm_after = [0, 1]\nunpaid_poll = [1]\n",
            ca.display()
        );
        fs::write(data.join("settings.toml"), settings).unwrap();
        Self { data, sandbox, env, folder }
    }

    /// The shop's file, while the program is down. Its hooks are ours from the first opening on.
    pub fn store(&self) -> Store {
        let store = Store::open(&self.data.join("shop.db"), ShopId::main()).unwrap();
        let webhook_secrets =
            WebhookSecrets { pay: HOOK.to_owned(), refund: HOOK.chars().rev().collect(), push: "5".repeat(32) };
        store.webhook_secrets(webhook_secrets, UnixSeconds::new(1_788_228_000)).wait().unwrap();
        store
    }

    /// Starts the program and waits until it says where it listens; what it says is kept.
    pub fn serve(&self, log: &str) -> Program {
        self.serve_by(Command::new(env!("CARGO_BIN_EXE_zhanggui")), log)
    }

    /// The same where the command before `serve` is another, which must come to the program in the end.
    pub fn serve_by(&self, mut command: Command, log: &str) -> Program {
        let said = self.folder.path().join("stderr.log");
        let stderr = fs::File::options().create(true).append(true).open(&said).unwrap();
        self.to_serve(&mut command, log);
        let mut child = command.stdout(Stdio::piped()).stderr(stderr).spawn().expect("the program starts");
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let door = line.trim().strip_prefix("ready ").and_then(|door| door.parse().ok());
        let door: SocketAddr = door.unwrap_or_else(|| panic!("{line:?} {:?}", fs::read_to_string(&said)));
        self.sandbox.dig_tunnel(PUBLIC, &format!("http://{door}"));
        Program { child, door, out, line }
    }

    /// What the program is told to open this shop.
    pub fn to_serve(&self, command: &mut Command, log: &str) {
        command.args(["serve", "--data"]).arg(&self.data).env("RUST_LOG", log);
        command.env("ZHANGGUI_API_KEY", API_KEY).env("ZHANGGUI_APP_SECRET", APP_SECRET);
        command.env("ZHANGGUI_API_V3_KEY", API_V3_KEY);
    }

    /// Every file the program has left anywhere, and what it said.
    pub fn traces(&self) -> Vec<PathBuf> {
        let mut found = vec![self.folder.path().join("stderr.log")];
        walk(&self.data, &mut found);
        found
    }
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            walk(&entry.path(), found);
        } else {
            found.push(entry.path());
        }
    }
}

pub struct Program {
    child: Child,
    pub door: SocketAddr,
    out: BufReader<std::process::ChildStdout>,
    line: String,
}

impl Program {
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// kill -9.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// As the system ends a service; what it printed.
    pub fn stop(mut self) -> String {
        ask_to_end(&mut self.child);
        assert!(self.child.wait().unwrap().success());
        let mut said = std::mem::take(&mut self.line);
        self.out.read_to_string(&mut said).unwrap();
        said
    }
}

#[cfg(unix)]
pub fn ask_to_end(child: &mut Child) {
    use nix::{sys::signal, unistd::Pid};
    signal::kill(Pid::from_raw(i32::try_from(child.id()).unwrap()), signal::SIGTERM).unwrap();
}

/// A test that fails must not leave the program behind.
impl Drop for Program {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

pub fn connect(door: SocketAddr) -> Option<TcpStream> {
    let line = TcpStream::connect(door).ok()?;
    line.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    line.set_nodelay(true).ok()?;
    Some(line)
}

pub fn request(method: &str, path: &str, token: &str, body: &str) -> String {
    let bearer = if token.is_empty() { String::new() } else { format!("Authorization: Bearer {token}\r\n") };
    format!(
        "{method} {path} HTTP/1.1\r\nHost: shop\r\n{bearer}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

pub fn notice(body: &str) -> String {
    request("POST", &format!("/wechat/{HOOK}/pay"), "", body)
}

/// One request and its answer's status and body, on a connection that stays open. `None`: it broke.
pub fn ask(line: &mut TcpStream, request: &str) -> Option<(u16, String)> {
    line.write_all(request.as_bytes()).ok()?;
    let (mut bytes, mut piece) = (Vec::new(), [0; 4096]);
    loop {
        let read = line.read(&mut piece).ok().filter(|read| *read > 0)?;
        bytes.extend_from_slice(&piece[..read]);
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.to_ascii_lowercase();
        let length = length.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
        if body.len() >= length.unwrap_or_default() {
            let status = head.split(' ').nth(1)?.parse().ok()?;
            return Some((status, body.to_owned()));
        }
    }
}
