//! OpenSSH: `ssh -R` to a server of the test's own on this computer.

use crate::{
    shop::{ShopBehind, free_port},
    world::until,
};
use std::{
    net::{Ipv4Addr, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
};
use zhanggui::settings::TunnelSettings;

/// `None` where there is no server to be had: then this machine cannot tell. CI demands one (`ZHANGGUI_SSHD=required`).
fn sshd() -> Option<&'static str> {
    let found =
        ["/usr/sbin/sshd", "/usr/local/sbin/sshd", "/usr/bin/sshd"].into_iter().find(|path| Path::new(path).exists());
    assert!(found.is_some() || std::env::var_os("ZHANGGUI_SSHD").is_none(), "there is no sshd on this machine");
    found
}

/// A server that lets in one key, and whoever has it as the user who runs the test.
struct Server {
    child: Child,
    port: u16,
}

impl Server {
    fn start(sshd: &str, folder: &Path, port: u16) -> Self {
        // Run as root it wants this directory of its own; anyone else needs none.
        drop(std::fs::create_dir_all("/run/sshd"));
        let config = folder.join("sshd_config");
        let lines = [
            format!("Port {port}"),
            "ListenAddress 127.0.0.1".to_owned(),
            format!("HostKey {}", folder.join("host").display()),
            format!("AuthorizedKeysFile {}", folder.join("user.pub").display()),
            format!("PidFile {}", folder.join("sshd.pid").display()),
            "StrictModes no\nUsePAM no\nPasswordAuthentication no\nPermitRootLogin prohibit-password".to_owned(),
        ];
        std::fs::write(&config, lines.join("\n")).unwrap();
        let child = Command::new(sshd).args(["-D", "-e", "-f"]).arg(&config).stderr(Stdio::null()).spawn().unwrap();
        until("sshd listens", || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok());
        Self { child, port }
    }

    /// With everyone it let in: they serve the open tunnels.
    fn kill(&mut self) {
        let children = format!("/proc/{0}/task/{0}/children", self.child.id());
        let sessions = std::fs::read_to_string(children).unwrap_or_default();
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        for session in sessions.split_whitespace() {
            let id = nix::unistd::Pid::from_raw(session.parse().unwrap());
            let _gone = nix::sys::signal::kill(id, nix::sys::signal::SIGKILL); // it may have ended by itself
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill_quietly();
    }
}

impl Server {
    fn kill_quietly(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn key(folder: &Path, name: &str) {
    let made = Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(folder.join(name)).status();
    assert!(made.unwrap().success());
}

fn user() -> String {
    let asked = Command::new("id").arg("-un").output().unwrap();
    String::from_utf8(asked.stdout).unwrap().trim().to_owned()
}

#[test]
fn a_shop_behind_ssh_loses_no_order_when_the_tunnel_is_killed() {
    let Some(program) = sshd() else {
        eprintln!("NOT RUN: there is no sshd on this machine (package openssh-server)");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    key(folder.path(), "host");
    key(folder.path(), "user");
    let (port, far) = (free_port(), free_port());
    let mut server = Server::start(program, folder.path(), port);
    let command: Vec<String> = [
        "ssh",
        "-N",
        "-T",
        "-F",
        "none",
        "-o",
        "BatchMode=yes",
        "-o",
        "ExitOnForwardFailure=yes",
        "-o",
        "ServerAliveInterval=1",
        "-o",
        "ServerAliveCountMax=2",
        "-o",
        "StrictHostKeyChecking=no",
        "-o",
        "UserKnownHostsFile=/dev/null",
        "-o",
        "IdentitiesOnly=yes",
        "-i",
    ]
    .into_iter()
    .map(str::to_owned)
    .chain([
        folder.path().join("user").display().to_string(),
        "-p".to_owned(),
        server.port.to_string(),
        "-R".to_owned(),
        format!("127.0.0.1:{far}:127.0.0.1:{{port}}"),
        format!("{}@127.0.0.1", user()),
    ])
    .collect();
    let mut shop = ShopBehind::open("sshd", TunnelSettings::Command(command), Some(far));
    shop.reachable();
    let mut turn = 0;
    shop.sell(30, |shop| {
        turn += 1;
        if turn == 1 {
            shop.kill_client();
        } else {
            server.kill();
            server = Server::start(program, folder.path(), port);
            shop.count_kill();
        }
        shop.reachable();
    });
    shop.none_is_lost();
}
