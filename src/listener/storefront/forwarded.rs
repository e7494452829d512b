//! Where a buyer's phone is, if the tunnel says so. Everyone can write this header, so it decides nothing: it shares out
//! what strangers may ask, and it is the address WeChat wants to be told with an order.

use hyper::header::HeaderMap;
use std::net::{IpAddr, Ipv4Addr};

const HEADER: &str = "x-forwarded-for";

/// The last address in `X-Forwarded-For`: the one the tunnel itself wrote, where it writes any. `None` for what cannot
/// be a phone on the internet.
pub(super) fn address(headers: &HeaderMap) -> Option<IpAddr> {
    let line = headers.get_all(HEADER).iter().next_back()?.to_str().ok()?;
    let address = line.rsplit(',').next()?.trim().parse().ok()?;
    is_public(address).then_some(address)
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => {
            let [first, ..] = v6.segments();
            v6.to_ipv4_mapped().map_or((0x2000..0x4000).contains(&first), is_public_v4)
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

    #[test]
    fn the_tunnels_word_is_the_last_one_and_only_a_public_address_counts() {
        let of = |value: &str| {
            let value = HeaderValue::from_str(value).expect("a header");
            address(&HeaderMap::from_iter([(HeaderName::from_static(HEADER), value)])).map(|a| a.to_string())
        };
        assert_eq!(of("203.0.113.7").as_deref(), Some("203.0.113.7"));
        assert_eq!(of("1.1.1.1, 203.0.113.7").as_deref(), Some("203.0.113.7"));
        assert_eq!(of("2409:8a00::1").as_deref(), Some("2409:8a00::1"));
        for not in ["", "unknown", "127.0.0.1", "10.0.0.1", "192.168.1.9", "100.64.3.4", "::1", "fe80::1", "1.2.3.4:80"]
        {
            assert_eq!(of(not), None, "{not}");
        }
        assert_eq!(address(&HeaderMap::new()), None);
    }
}
