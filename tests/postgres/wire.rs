//! A line between a seat and its server that can be cut: for a while both ways, as by a switch that lost its power, or for good
//! after so many bytes.

use std::{
    io::{ErrorKind, Read as _, Write as _},
    net::Shutdown,
    os::unix::net::{UnixListener, UnixStream},
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;
use zhanggui::store::ServerAddress;

/// Each side gives a silent line up after this: the server one that holds the shop's lock, and a seat.
const SERVER_MISSES: Duration = Duration::from_secs(6);
const SEAT_MISSES: Duration = Duration::from_secs(15);
const LOOKS: Duration = Duration::from_millis(10);

/// What becomes of all that goes over it.
#[derive(Default)]
struct Cuts {
    /// Nothing passes since then.
    since: Mutex<Option<Instant>>,
    /// So many bytes pass to the server, and from it, until the line breaks once; `i64::MAX`: it does not.
    to_server: AtomicI64,
    from_server: AtomicI64,
}

/// Which way bytes go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    ToServer,
    FromServer,
}

impl Cuts {
    fn left(&self, way: Way) -> &AtomicI64 {
        if way == Way::ToServer { &self.to_server } else { &self.from_server }
    }
}

/// The line.
pub struct Wire {
    folder: TempDir,
    cuts: Arc<Cuts>,
}

impl Wire {
    /// To the server at this socket.
    pub fn to(socket: &Path) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let listener = UnixListener::bind(folder.path().join(".s.PGSQL.5432")).expect("a socket");
        let cuts = Arc::new(Cuts::default());
        cuts.to_server.store(i64::MAX, Ordering::SeqCst);
        cuts.from_server.store(i64::MAX, Ordering::SeqCst);
        let (all, socket) = (Arc::clone(&cuts), socket.to_owned());
        thread::spawn(move || {
            for client in listener.incoming() {
                let Ok(client) = client else { return };
                // Over a line that is cut nobody is reached.
                if all.since.lock().expect("whole").is_none()
                    && let Ok(server) = UnixStream::connect(&socket)
                {
                    both_ways(&client, &server, &all);
                }
            }
        });
        Self { folder, cuts }
    }

    pub fn address(&self, database: &str) -> ServerAddress {
        let folder = self.folder.path().display().to_string().replace('/', "%2F");
        ServerAddress::parse(&format!("postgresql://shop@{folder}/{database}"), None).expect("an address")
    }

    /// From now on nothing passes, either way.
    pub fn is_cut(&self) {
        *self.cuts.since.lock().expect("whole") = Some(Instant::now());
    }

    /// What was on its way arrives now, where both sides waited so long.
    pub fn is_mended(&self) {
        *self.cuts.since.lock().expect("whole") = None;
    }

    /// It breaks once when so many bytes more have passed this way.
    pub fn breaks_after(&self, bytes: i64, way: Way) {
        self.cuts.left(way).store(bytes, Ordering::SeqCst);
    }

    /// So many are still to pass until it breaks; it breaks no more.
    pub fn holds_again(&self, way: Way) -> i64 {
        self.cuts.left(way).swap(i64::MAX, Ordering::SeqCst)
    }
}

fn both_ways(client: &UnixStream, server: &UnixStream, cuts: &Arc<Cuts>) {
    for way in [Way::ToServer, Way::FromServer] {
        let (client, server) = (client.try_clone().expect("a line"), server.try_clone().expect("a line"));
        let cuts = Arc::clone(cuts);
        thread::spawn(move || {
            pass_on(&client, &server, &cuts, way);
            drop(client.shutdown(Shutdown::Both));
            drop(server.shutdown(Shutdown::Both));
        });
    }
}

fn pass_on(client: &UnixStream, server: &UnixStream, cuts: &Cuts, way: Way) {
    let (mut from, mut to) = if way == Way::ToServer { (client, server) } else { (server, client) };
    from.set_read_timeout(Some(LOOKS)).expect("set");
    let mut bytes = [0; 8_192];
    loop {
        let read = match from.read(&mut bytes) {
            Ok(0) => return,
            Ok(read) => read,
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => 0,
            Err(_) => return,
        };
        if !waits_while_cut(client, server, cuts) {
            return;
        }
        let count = i64::try_from(read).expect("few");
        let left = cuts.left(way);
        let before = left.load(Ordering::SeqCst);
        if before == i64::MAX {
            if to.write_all(&bytes[..read]).is_err() {
                return;
            }
            continue;
        }
        // Only what may still pass passes; then it breaks, once.
        let passes = count.min(before);
        left.store(if count > before { i64::MAX } else { before - count }, Ordering::SeqCst);
        if to.write_all(&bytes[..usize::try_from(passes).expect("few")]).is_err() || count > before {
            return;
        }
    }
}

/// False where a side gave the line up meanwhile.
fn waits_while_cut(client: &UnixStream, server: &UnixStream, cuts: &Cuts) -> bool {
    let mut missed = false;
    loop {
        let Some(since) = *cuts.since.lock().expect("whole") else { return !missed };
        if since.elapsed() > SERVER_MISSES && !missed {
            missed = true;
            drop(server.shutdown(Shutdown::Both));
        }
        if since.elapsed() > SEAT_MISSES {
            drop(client.shutdown(Shutdown::Both));
            return false;
        }
        thread::sleep(LOOKS);
    }
}
