//! Where a buyer's phone is, if the tunnel says so. Everyone can write this header, so it decides nothing: it shares out
//! what callers without a token may ask, and it is the address WeChat wants to be told with an order.
//!
//! Only the tunnel's own program, which runs on this computer, is listened to, and of what it hands on only the last hop:
//! it wrote that one itself. Whatever stands to the left came from outside and can be made up.

use hyper::header::HeaderMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

const HEADER: &str = "x-forwarded-for";

/// Where a request comes from, as far as anyone can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Origin {
    /// Whose part of the anonymous budget it takes; `None` where everyone looks the same.
    pub share: Option<IpAddr>,
    /// What WeChat is told: this computer's own address only where nothing better is known.
    pub told: IpAddr,
}

impl Origin {
    /// From the connection's other end, and from the headers where that is a program on this computer.
    pub fn of(headers: &HeaderMap, peer: IpAddr) -> Self {
        let peer = peer.to_canonical();
        if !peer.is_loopback() {
            return Self { share: Some(peer), told: peer };
        }
        let hop = last_hop(headers).filter(|hop| is_a_device(*hop));
        Self { share: hop.filter(|hop| is_public(*hop)), told: hop.unwrap_or(peer) }
    }
}

/// The last address in `X-Forwarded-For` that is not this computer's own: a second program here, between the tunnel and
/// us, adds the tunnel's. What cannot be read hides everything to its left.
fn last_hop(headers: &HeaderMap) -> Option<IpAddr> {
    let lines = headers.get_all(HEADER).iter().rev();
    let hops = lines.flat_map(|line| line.to_str().unwrap_or_default().rsplit(','));
    hops.map(read).find(|hop| hop.is_none_or(|address| !address.is_loopback())).flatten()
}

/// An address in any of the spellings programs use: with or without a port, IPv6 with or without brackets, IPv4 dressed
/// as IPv6.
fn read(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim().trim_matches('"');
    let bare = hop.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(hop);
    let with_port = || hop.parse().map(|socket: SocketAddr| socket.ip());
    bare.parse().or_else(|_| with_port()).map(|address: IpAddr| address.to_canonical()).ok()
}

/// One that a phone can have, be it in a carrier's or a household's own network.
const fn is_a_device(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => !(v4.is_unspecified() || v4.is_loopback() || v4.is_broadcast() || v4.is_multicast()),
        IpAddr::V6(v6) => !(v6.is_unspecified() || v6.is_loopback() || v6.is_multicast()),
    }
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => {
            let [first, ..] = v6.segments();
            (0x2000..0x4000).contains(&first)
        }
    }
}

const fn is_public_v4(v4: Ipv4Addr) -> bool {
    let shared = matches!(v4.octets(), [100, 64..=127, ..]); // a carrier's own network
    let nowhere = v4.is_unspecified() || v4.is_loopback() || v4.is_link_local() || v4.is_broadcast();
    !(nowhere || shared || v4.is_private() || v4.is_multicast())
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::{HeaderName, HeaderValue};

    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    fn origin(lines: &[&str], peer: &str) -> (Option<String>, String) {
        let name = HeaderName::from_static(HEADER);
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(&name, HeaderValue::from_str(line).expect("a header"));
        }
        let Origin { share, told } = Origin::of(&headers, peer.parse().expect("an address"));
        (share.map(|address| address.to_string()), told.to_string())
    }

    #[test]
    fn the_last_hop_before_the_tunnel_counts_in_every_spelling() {
        for (line, told) in [
            ("203.0.113.7", "203.0.113.7"),
            (" 203.0.113.7 ", "203.0.113.7"),
            ("203.0.113.7:80", "203.0.113.7"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
            ("[::ffff:203.0.113.7]", "203.0.113.7"),
            ("[::ffff:203.0.113.7]:443", "203.0.113.7"),
            ("\"203.0.113.7\"", "203.0.113.7"),
            ("2409:8a00::1", "2409:8a00::1"),
            ("[2409:8a00::1]", "2409:8a00::1"),
            ("[2409:8a00::1]:443", "2409:8a00::1"),
            ("\"[2409:8a00::1]:443\"", "2409:8a00::1"),
            // made up by whoever sent the request: never looked at
            ("1.1.1.1, 203.0.113.7", "203.0.113.7"),
            ("127.0.0.1, 10.0.0.1, 203.0.113.7:5", "203.0.113.7"),
            ("unknown, 203.0.113.7", "203.0.113.7"),
            // a second program on this computer, behind the tunnel's
            ("203.0.113.7, 127.0.0.1", "203.0.113.7"),
            ("203.0.113.7, ::1, ::ffff:127.0.0.1", "203.0.113.7"),
        ] {
            assert_eq!(origin(&[line], "127.0.0.1"), (Some(told.to_owned()), told.to_owned()), "{line}");
            assert_eq!(origin(&[line], "::1").1, told, "{line}");
        }
        let two = origin(&["1.1.1.1", "203.0.113.7"], "127.0.0.1");
        assert_eq!(two.1, "203.0.113.7", "the last of several headers is the tunnel's");
        assert_eq!(origin(&["203.0.113.7", "127.0.0.1"], "127.0.0.1").1, "203.0.113.7");
    }

    #[test]
    fn an_address_without_the_internet_is_told_to_wechat_and_shares_nothing_out() {
        for private in ["10.0.0.1", "192.168.1.9", "100.64.3.4", "169.254.1.1", "fe80::1", "fd00::1"] {
            assert_eq!(origin(&[private], "127.0.0.1"), (None, private.to_owned()), "better than this computer's own");
        }
    }

    #[test]
    fn where_nothing_is_known_nothing_is_made_up() {
        for line in [
            "",
            "unknown",
            "not an address",
            "127.0.0.1",
            "::1",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "::",
            "1.2.3",
            "1.2.3.4:99999",
            "203.0.113.7, hidden",
            "203.0.113.7,",
            "[2409:8a00::1",
            "2409:8a00::1]:443",
        ] {
            assert_eq!(origin(&[line], "127.0.0.1"), (None, HERE.to_string()), "{line}");
        }
        assert_eq!(origin(&[], "::ffff:127.0.0.1"), (None, HERE.to_string()));
    }

    #[test]
    fn only_a_program_on_this_computer_is_believed() {
        for peer in ["192.168.1.5", "198.51.100.9", "2409:8a00::9", "::ffff:198.51.100.9"] {
            let canonical = peer.trim_start_matches("::ffff:").to_owned();
            let seen = origin(&["203.0.113.7"], peer);
            assert_eq!(seen, (Some(canonical.clone()), canonical), "what it says of others is hearsay");
        }
    }
}
