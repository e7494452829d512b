//! Printers that could be the shop's: who takes a connection on port 9100 in the private networks of this computer, and those
//! its system knows. Nothing is said to anybody who answers: whatever hangs on such a port might print it.

use super::system_printer;
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream, UdpSocket},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

/// Where receipt printers listen.
pub const PRINTER_PORT: u16 = 9100;
/// A printer in the same network takes a connection within a few milliseconds.
const WAIT: Duration = Duration::from_millis(400);
const AT_ONCE: usize = 32;
/// A far address of each family of private networks: the way to it tells which address of ours is in one. Nothing is sent.
const FAR: [[u8; 4]; 4] = [[10, 255, 255, 254], [172, 31, 255, 254], [192, 168, 255, 254], [203, 0, 113, 1]];

/// A printer that was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum FoundPrinter {
    /// Somebody at this address takes connections as printers do.
    Network(SocketAddr),
    /// The system calls it so.
    System(String),
}

/// Ends a search before it is through.
#[derive(Debug, Clone, Default)]
pub struct SearchStop(Arc<AtomicBool>);

impl SearchStop {
    /// No further address is tried.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// True once it was ended.
    pub fn is_wanted(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl PartialEq for SearchStop {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// Looks for them. Blocks for some seconds at most.
pub fn find(stop: &SearchStop) -> Vec<FoundPrinter> {
    let there = answering(&neighbours(&own_addresses()), WAIT, stop);
    let system = if stop.is_wanted() { Vec::new() } else { system_printer::names() };
    there.into_iter().map(FoundPrinter::Network).chain(system.into_iter().map(FoundPrinter::System)).collect()
}

/// Every other address of the private networks these addresses of ours are in, at most 254 a network: no home and no shop has
/// more, and a larger network is somebody else's.
pub fn neighbours(own: &[Ipv4Addr]) -> Vec<SocketAddr> {
    let mut networks: Vec<[u8; 3]> = Vec::new();
    for address in own.iter().filter(|address| address.is_private()) {
        let [a, b, c, _] = address.octets();
        if !networks.contains(&[a, b, c]) {
            networks.push([a, b, c]);
        }
    }
    let hosts = networks.into_iter().flat_map(|[a, b, c]| (1..=254).map(move |d| Ipv4Addr::new(a, b, c, d)));
    hosts.filter(|host| !own.contains(host)).map(|host| (host, PRINTER_PORT).into()).collect()
}

/// Who of these takes a connection within `wait`, in order.
pub fn answering(all: &[SocketAddr], wait: Duration, stop: &SearchStop) -> Vec<SocketAddr> {
    let (next, found) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let look = || {
        while !stop.is_wanted() {
            let Some(address) = all.get(next.fetch_add(1, Ordering::Relaxed)) else { return };
            if TcpStream::connect_timeout(address, wait).is_ok() {
                found.lock().unwrap_or_else(PoisonError::into_inner).push(*address);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..AT_ONCE.min(all.len()) {
            scope.spawn(look);
        }
    });
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.sort_unstable();
    found
}

fn own_addresses() -> Vec<Ipv4Addr> {
    let mut own = Vec::new();
    for far in FAR {
        let towards = || {
            let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?;
            socket.connect((Ipv4Addr::from(far), PRINTER_PORT))?;
            socket.local_addr()
        };
        match towards().map(|address| address.ip()) {
            Ok(IpAddr::V4(address)) if !own.contains(&address) => own.push(address),
            Ok(_) => {}
            Err(error) => tracing::debug!(%error, "no way into such a network"),
        }
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    #[test]
    fn only_private_networks_of_this_computer_are_looked_through_and_each_once() {
        let own = [[192, 168, 1, 20], [192, 168, 1, 21], [10, 0, 3, 7], [8, 8, 8, 8], [127, 0, 0, 1], [169, 254, 1, 1]]
            .map(Ipv4Addr::from);
        let all = neighbours(&own);
        assert_eq!(all.len(), 252 + 253);
        assert!(all.iter().all(|address| address.port() == PRINTER_PORT));
        let inside = |address: &SocketAddr| matches!(address.ip(), IpAddr::V4(ip) if matches!(ip.octets(), [192, 168, 1, _] | [10, 0, 3, _]));
        assert!(all.iter().all(inside) && !all.iter().any(|address| own.iter().any(|own| address.ip() == *own)));
        assert!(neighbours(&[Ipv4Addr::LOCALHOST]).is_empty());
    }

    #[test]
    fn who_takes_a_connection_is_found_and_hears_nothing() {
        let printer = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let here = printer.local_addr().expect("its address");
        let gone = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port").local_addr().expect("its address");
        let found = answering(&[gone, here], Duration::from_secs(5), &SearchStop::default());
        assert_eq!(found, [here]);
        let (mut line, _) = printer.accept().expect("it connected");
        let mut heard = Vec::new();
        std::io::Read::read_to_end(&mut line, &mut heard).expect("closed");
        assert!(heard.is_empty(), "{heard:?}");
    }

    #[test]
    fn a_search_that_was_stopped_connects_nowhere() {
        let printer = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        printer.set_nonblocking(true).expect("set");
        let stop = SearchStop::default();
        stop.stop();
        assert!(answering(&[printer.local_addr().expect("its address")], WAIT, &stop).is_empty());
        assert!(printer.accept().is_err(), "nobody came");
    }
}
