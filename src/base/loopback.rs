//! A door on loopback: one thread takes the calls, one after the other, until it is dropped.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

/// Both sides are one computer: who needs longer hangs.
const TIMEOUT: Duration = Duration::from_secs(1);

/// Open until dropped.
#[derive(Debug)]
pub(crate) struct LoopbackDoor {
    at: SocketAddr,
    over: Arc<AtomicBool>,
    ear: Option<thread::JoinHandle<()>>,
}

impl LoopbackDoor {
    /// Opens on a free port. `serve` gets each call on a thread of this `name`, with both its timeouts set to `timeout`.
    ///
    /// # Errors
    /// No port, or no thread.
    pub fn open(name: &str, timeout: Duration, serve: impl Fn(TcpStream) + Send + 'static) -> io::Result<Self> {
        let door = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let (at, over) = (door.local_addr()?, Arc::new(AtomicBool::new(false)));
        let ended = Arc::clone(&over);
        let ear = thread::Builder::new().name(name.to_owned()).spawn(move || {
            for line in door.incoming() {
                if ended.load(Ordering::Acquire) {
                    return;
                }
                // A line that breaks before it is served is nobody's.
                if let Ok(line) = line.and_then(|line| timed(line, timeout)) {
                    serve(line);
                }
            }
        })?;
        Ok(Self { at, over, ear: Some(ear) })
    }

    /// Where it is.
    pub const fn address(&self) -> SocketAddr {
        self.at
    }
}

impl Drop for LoopbackDoor {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Release);
        // The ear waits for a call.
        if call(self.at, TIMEOUT).is_ok()
            && let Some(ear) = self.ear.take()
        {
            drop(ear.join());
        }
    }
}

/// Calls a door on this computer.
///
/// # Errors
/// Nobody is there.
pub(crate) fn call(at: SocketAddr, timeout: Duration) -> io::Result<TcpStream> {
    timed(TcpStream::connect_timeout(&at, timeout)?, timeout)
}

fn timed(line: TcpStream, timeout: Duration) -> io::Result<TcpStream> {
    line.set_read_timeout(Some(timeout))?;
    line.set_write_timeout(Some(timeout))?;
    Ok(line)
}
