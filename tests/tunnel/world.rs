//! A tunnel with everything around it handed in: a short pace, a knock that is told what to find, open ears.

use std::{
    net::SocketAddr,
    path::Path,
    sync::{Arc, Mutex, mpsc},
    time::{Duration, Instant},
};
use tempfile::TempDir;
use zhanggui::{
    base::{
        address::{Address, PublicUrl},
        env::Env,
    },
    domain::AtAddress,
    events::{Events, HealthState, ShopEvent, Subsystem},
    settings::TunnelSettings,
    tunnel::{Pace, ProbeFailed, Prober, Tunnel, TunnelSetup, TunnelStatus, TunnelView},
};

/// Far past what a step takes on a slow machine; a step that gets here has hung.
pub const TIMEOUT: Duration = Duration::from_mins(1);

/// Looks until it is so.
pub fn until<T>(what: &str, look: impl Fn() -> Option<T>) -> T {
    let end = Instant::now() + TIMEOUT;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < end, "{what}: not within a minute");
        std::thread::sleep(Duration::from_millis(10));
    }
}

pub fn url(raw: &str) -> PublicUrl {
    PublicUrl::parse(raw).unwrap()
}

/// Everything sooner than in a shop.
pub fn short_pace() -> Pace {
    Pace {
        backoff: vec![Duration::from_millis(30), Duration::from_millis(60)],
        steady: Duration::from_mins(1),
        probe: vec![Duration::from_millis(40)],
        grace: Duration::from_millis(300),
    }
}

/// Finds at the address what the test put there.
#[derive(Clone)]
pub struct Told(pub Arc<Mutex<Found>>);

/// Who answers at the address.
#[derive(Clone, Debug)]
pub enum Found {
    Us,
    Other(&'static str),
    Nobody,
}

impl Prober for Told {
    fn probe(&self, _: &PublicUrl, nonce: &str) -> Result<String, ProbeFailed> {
        match &*self.0.lock().unwrap() {
            Found::Us => Ok(format!("ours:{nonce}")),
            Found::Other(page) => Ok((*page).to_owned()),
            Found::Nobody => Err(ProbeFailed::NoConnection("no connection".to_owned())),
        }
    }
}

/// A tunnel under test.
pub struct World {
    pub tunnel: Option<Tunnel>,
    pub view: Arc<dyn TunnelView>,
    pub address: Address,
    pub told: Told,
    pub heard: mpsc::Receiver<ShopEvent>,
    pub folder: TempDir,
}

impl World {
    /// Runs `program` (a shell script, if it is not empty) with the address known or not.
    pub fn new(command: &[&str], known: Option<&str>) -> Self {
        Self::within(tempfile::tempdir().unwrap(), command, known)
    }

    pub fn within(folder: TempDir, command: &[&str], known: Option<&str>) -> Self {
        let address = Address::new(known.map(url));
        let (told, events) = (Told(Arc::new(Mutex::new(Found::Us))), Events::default());
        let (hear, heard) = mpsc::channel();
        events.listen(move |event| drop(hear.send(event.clone())));
        let settings = if command.is_empty() {
            TunnelSettings::Manual
        } else {
            TunnelSettings::Command(command.iter().map(|part| (*part).to_owned()).collect())
        };
        let setup = TunnelSetup {
            settings,
            address: address.clone(),
            listener: SocketAddr::from(([127, 0, 0, 1], 8719)),
            probe: Arc::new(told.clone()),
            proves: Arc::new(
                |nonce, answer| {
                    if answer == format!("ours:{nonce}") { AtAddress::Here } else { AtAddress::Unknown }
                },
            ),
            heard: Arc::new(|_| {}),
            events,
            env: Env::system(),
            folder: folder.path().to_owned(),
            pace: short_pace(),
        };
        let tunnel = Tunnel::start(setup).unwrap();
        let view = tunnel.view();
        Self { tunnel: Some(tunnel), view, address, told, heard, folder }
    }

    pub fn status(&self) -> TunnelStatus {
        self.view.status()
    }

    pub fn find(&self, found: Found) {
        *self.told.0.lock().unwrap() = found;
    }

    /// Waits until the tunnel's health is as `fits` wants it.
    pub fn subsystem(&self, what: &str, fits: impl Fn(&HealthState) -> bool) -> HealthState {
        let end = Instant::now() + TIMEOUT;
        while let Ok(event) = self.heard.recv_timeout(end.saturating_duration_since(Instant::now())) {
            if let ShopEvent::HealthChanged(Subsystem::Tunnel, state) = event
                && fits(&state)
            {
                return state;
            }
        }
        panic!("the tunnel's health did not become {what}");
    }

    pub fn stop(&mut self) {
        self.tunnel.take().unwrap().stop();
    }
}

/// A program of the test's own, under the name of a real one.
pub fn program(folder: &Path, name: &str, script: &str) -> String {
    use std::os::unix::fs::PermissionsExt as _;
    let path = folder.join(name);
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path.display().to_string()
}

/// True while a process runs; one that has ended and was not yet taken notice of does not.
pub fn runs(pid: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit_once(')').is_some_and(|(_, behind)| !behind.trim_start().starts_with(['Z', 'X']))
}

pub fn kill(pid: u32) {
    nix::sys::signal::kill(nix::unistd::Pid::from_raw(i32::try_from(pid).unwrap()), nix::sys::signal::SIGKILL).unwrap();
}
