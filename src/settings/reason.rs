//! What a settings file has wrong.

use crate::base::{address::BadPublicUrl, database_url::BadDatabaseUrl};

/// What is wrong on a line of the settings. Its words say what to write instead; the Chinese is in `ui/text`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// Not TOML, an unknown key, or a value of the wrong kind, in the parser's words.
    #[error("{0}")]
    NotUnderstood(String),
    /// A version of WeChat's API that is not spoken.
    #[error("api must be \"v2\" or \"v3\"")]
    ApiVersion,
    /// Not what WeChat calls a public key of its own.
    #[error("wechatpay_public_key_id must be PUB_KEY_ID_ and digits, as it stands on WeChat's merchant platform")]
    PublicKeyId,
    /// The file of WeChat's public key, and not what it is called.
    #[error("wechatpay_public_key_id must name the key in wechatpay_public_key: PUB_KEY_ID_ and digits")]
    PublicKeyWithoutId,
    /// What WeChat's public key is called, and not where it lies.
    #[error("wechatpay_public_key must name the file of the key that wechatpay_public_key_id names")]
    PublicKeyWithoutFile,
    /// No name over the shop's door, or a long one.
    #[error("name must have 1 to 40 characters")]
    ShopName,
    /// Not a mini program's number.
    #[error("app_id must be wx and 16 hex characters")]
    AppId,
    /// Not an app's number.
    #[error("app_channel_app_id must be wx and 16 hex characters, or empty where the shop has no app")]
    AppChannel,
    /// The mini program's number in the app's place.
    #[error("app_channel_app_id must be the app's own appid from the Open Platform, not the mini program's")]
    AppChannelSame,
    /// Not a merchant's number.
    #[error("mch_id must be 8 to 10 digits")]
    MchId,
    /// A way to sign that WeChat does not know.
    #[error("sign_type must be \"HMAC-SHA256\" or \"MD5\"")]
    SignType,
    /// Nothing that can be listened on.
    #[error("bind must be an address and a port: 127.0.0.1:8719")]
    Bind,
    /// An address of WeChat without TLS.
    #[error("must begin with https://")]
    NotHttps,
    /// A public address WeChat cannot call.
    #[error(transparent)]
    PublicUrl(#[from] BadPublicUrl),
    /// Too little or too much time to pay.
    #[error("pay_within_minutes must be 2 to 10080")]
    PayWithin,
    /// Buyers may come, and nobody says where, or it is too long.
    #[error("pickup_address must have 1 to 200 characters where pickup is true")]
    PickupAddress,
    /// Too many words about when somebody is there.
    #[error("pickup_hours must have at most 100 characters")]
    PickupHours,
    /// No amount for sending, or too much.
    #[error("flat must be an amount up to 10000, in yuan: \"8.00\"; empty where sending costs nothing")]
    FreightFlat,
    /// No sum from which sending costs nothing.
    #[error("free_from must be an amount in yuan: \"99.00\"; empty where no sum is large enough")]
    FreightFreeFrom,
    /// No list of provinces.
    #[error(
        "regions must name provinces in Chinese, each group with what sending there costs behind it, and semicolons between the groups"
    )]
    FreightRegions,
    /// Not what WeChat calls a carrier.
    #[error("carrier must be a carrier's id in WeChat's list, such as SF; empty for the one used last")]
    UsualCarrier,
    /// No list of waits, or one that would ask without a pause.
    #[error("a schedule must have 1 to 30 waits in seconds, each at most 86400, the last at least 1: [2, 5, 15]")]
    Waits,
    /// Too much time to take a refund back.
    #[error("hold_seconds must be 0 to 3600")]
    HoldSeconds,
    /// Messages kept too shortly or for too long.
    #[error("keep_days must be 30 to 3650")]
    KeepDays,
    /// An address of a database that cannot be used.
    #[error(transparent)]
    StoreUrl(#[from] BadDatabaseUrl),
    /// Backups kept too shortly or for too long.
    #[error("keep_days of the backups must be 1 to 3650")]
    BackupDays,
    /// After how many idle minutes a window locks.
    #[error("lock_minutes must be 1 to 480")]
    LockMinutes,
    /// A buyer's orders of a day.
    #[error("orders must be 1 to 1000000: how many orders one buyer may place in a day")]
    LimitOrders,
    /// A buyer's unpaid pieces.
    #[error("open_unpaid_pieces must be 1 to 1000000: how many pieces one buyer may hold without having paid")]
    LimitPieces,
    /// A buyer's pictures of a day.
    #[error("picture_mib must be 1 to 1000000: how many MiB of pictures one buyer may send in a day")]
    LimitPictures,
    /// One end of the quiet hours without the other, or no time of the day.
    #[error("the quiet hours need two different times: quiet_from = \"22:00\" and quiet_until = \"08:00\"")]
    QuietHours,
    /// Nobody who looks after a tunnel.
    #[error("kind must be \"manual\" or \"command\"")]
    TunnelKind,
    /// A tunnel of ours without its program.
    #[error("command must name the tunnel's program: command = [\"ssh\", \"-N\", ...]")]
    TunnelCommand,
    /// A place of a template that was not filled in, as it stands there.
    #[error("replace {0} in command by your own")]
    TunnelBlank(String),
    /// No name of a printer, or a long one.
    #[error("a printer's name must have 1 to 40 characters")]
    PrinterName,
    /// Two printers of this name.
    #[error("two printers are called {0:?}: give one another name")]
    PrinterTwice(String),
    /// Not a host and a port.
    #[error("address must be a host and a port: 192.168.1.50:9100")]
    PrinterAddress,
    /// Not a name the system has for a printer.
    #[error("address must be what this system calls the printer, without blanks")]
    PrinterQueue,
    /// Not a number at a printer cloud.
    #[error("address must be the printer's number: letters and digits")]
    PrinterNumber,
    /// No account at a printer cloud.
    #[error("account must name the account at the cloud")]
    PrinterAccount,
    /// A printer cloud without TLS.
    #[error("server must begin with https://")]
    PrinterServer,
    /// Paper of no known width.
    #[error("columns must be 24 to 64 (58 mm paper: 32, 80 mm: 48)")]
    PrinterColumns,
}
