//! The public address: what WeChat and the mini program see of this shop's door. Its rules, and the one handle that
//! everyone who needs the address in effect holds.

use std::{
    fmt,
    net::IpAddr,
    sync::{Arc, PoisonError, RwLock},
};

/// `https://` and a host name the internet can find: no port, no path, no query (protocol, "Numbers, text limits and
/// amounts": WeChat calls nothing else).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(String);

/// Why an address cannot be told to WeChat. Each is a sentence for the owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPublicUrl {
    /// Not `https://`.
    #[error("public_url must begin with https://: WeChat calls nothing else")]
    NotHttps,
    /// A port, a path, a query, a name and password, or nothing at all.
    #[error("public_url must be a host name alone: no port, no path, no query")]
    NotBare,
    /// Not a name as names are written.
    #[error("public_url must be a host name with a dot in it, like shop.example.com")]
    NotAName,
    /// An address or a name that means something only on this computer or in this house.
    #[error("public_url must be reachable from the internet: this one means something only on this network")]
    Private,
}

/// Ends of names that never lead here from the internet (RFC 6761, RFC 6762, RFC 8375).
const PRIVATE_ENDS: [&str; 8] = ["localhost", "local", "internal", "intranet", "lan", "home", "home.arpa", "invalid"];

impl PublicUrl {
    /// The only way in. A last `/` is forgiven.
    ///
    /// # Errors
    /// [`BadPublicUrl`], a sentence for the owner.
    pub fn parse(raw: &str) -> Result<Self, BadPublicUrl> {
        let host = raw.trim().strip_prefix("https://").ok_or(BadPublicUrl::NotHttps)?;
        let host = host.strip_suffix('/').unwrap_or(host).to_ascii_lowercase();
        if host.is_empty() || host.contains(['/', '?', '#', ':', '@', '[', '\\', ' ']) {
            return Err(BadPublicUrl::NotBare);
        }
        if host.parse::<IpAddr>().is_ok() {
            // WeChat wants a name with a certificate; a number is most often somebody's own network.
            return Err(BadPublicUrl::Private);
        }
        if PRIVATE_ENDS.iter().any(|end| host == *end || host.ends_with(&format!(".{end}"))) {
            return Err(BadPublicUrl::Private);
        }
        if host.len() > 253 || !host.contains('.') || !host.split('.').all(is_label) {
            return Err(BadPublicUrl::NotAName);
        }
        Ok(Self(format!("https://{host}")))
    }

    /// `https://shop.example.com`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_label(label: &str) -> bool {
    let fits = (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-');
    fits && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// The public address in effect, for everyone who must tell WeChat of it. A tunnel may find out its address late or
/// change it; all clones are the same handle.
#[derive(Debug, Clone, Default)]
pub struct Address(Arc<RwLock<Option<PublicUrl>>>);

impl Address {
    /// Known from the start; `None` where there is none (yet).
    pub fn new(known: Option<PublicUrl>) -> Self {
        Self(Arc::new(RwLock::new(known)))
    }

    /// Now. `None`: WeChat is asked instead of listened to.
    pub fn current(&self) -> Option<PublicUrl> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Another one from now on; answers the one before.
    pub fn set(&self, url: Option<PublicUrl>) -> Option<PublicUrl> {
        std::mem::replace(&mut *self.0.write().unwrap_or_else(PoisonError::into_inner), url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_wechat_can_call_is_a_name_over_https() {
        for (raw, plain) in [
            ("https://shop.example.com", "https://shop.example.com"),
            (" https://Shop.Example.com/ ", "https://shop.example.com"),
            ("https://a-1.trycloudflare.com", "https://a-1.trycloudflare.com"),
            ("https://xn--fiq228c.example", "https://xn--fiq228c.example"),
        ] {
            assert_eq!(PublicUrl::parse(raw).map(|url| url.to_string()), Ok(plain.to_owned()), "{raw}");
        }
    }

    #[test]
    fn every_other_address_is_refused_with_its_reason() {
        use BadPublicUrl as Bad;
        for (raw, why) in [
            ("", Bad::NotHttps),
            ("http://shop.example.com", Bad::NotHttps),
            ("shop.example.com", Bad::NotHttps),
            ("https://", Bad::NotBare),
            ("https://shop.example.com:8443", Bad::NotBare),
            ("https://shop.example.com/wechat", Bad::NotBare),
            ("https://shop.example.com?x=1", Bad::NotBare),
            ("https://me@shop.example.com", Bad::NotBare),
            ("https://[::1]", Bad::NotBare),
            ("https://127.0.0.1", Bad::Private),
            ("https://192.168.1.9", Bad::Private),
            ("https://8.8.8.8", Bad::Private),
            ("https://localhost", Bad::Private),
            ("https://shop.localhost", Bad::Private),
            ("https://counter.local", Bad::Private),
            ("https://shop.internal", Bad::Private),
            ("https://shop.invalid", Bad::Private),
            ("https://shop", Bad::NotAName),
            ("https://-shop.example.com", Bad::NotAName),
            ("https://shop..example.com", Bad::NotAName),
            ("https://店铺.example.com", Bad::NotAName),
        ] {
            assert_eq!(PublicUrl::parse(raw), Err(why), "{raw}");
        }
    }

    #[test]
    fn every_clone_of_the_handle_sees_the_new_address() {
        let (one, other) =
            (PublicUrl::parse("https://a.example").unwrap(), PublicUrl::parse("https://b.example").unwrap());
        let handle = Address::new(Some(one.clone()));
        let clone = handle.clone();
        assert_eq!(handle.set(Some(other.clone())), Some(one));
        assert_eq!(clone.current(), Some(other));
    }
}
