//! Which keys a merchant of API v3 has. Source: protocol 7.4.

/// Which keys WeChat has for the merchant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrustMode {
    /// Merchants since late 2024: WeChat Pay's public key and no certificate at all.
    PublicKey,
    /// Merchants of before, who have not begun to change: platform certificates only, whatever a request asks for.
    Certificate,
    /// The change is under way: answers come as the request asks, callbacks with either.
    Mixed,
}
