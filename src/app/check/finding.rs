//! What the doctor found: one variant a kind of line, with its data. The words are made at the very end.

use crate::{
    base::address::PublicUrl,
    domain::{LeaseHold, OrderNo, UnixSeconds},
    settings::{BadPublicKey, BadSecrets, BadSettings, SecretsPlace},
    store::{Difference, HistoryFault, StoreError},
    tunnel::ProbeFailed,
    wechat::{BadCertificate, BadEndpoint, GatewayError, NoTime, v3::KeyId},
};
use std::{io::ErrorKind, net::SocketAddr, path::PathBuf};

/// What one look found.
#[derive(Debug)]
pub(super) enum Finding {
    /// The settings file.
    Settings(Result<(), BadSettings>),
    /// The keys, and where they are kept; `None` where the environment alone has them.
    Secrets(Result<Option<SecretsPlace>, BadSecrets>),
    /// The merchant certificate, and until when it is good.
    Certificate(Result<UnixSeconds, BadCertificate>),
    /// How many seconds this clock is ahead of WeChat's.
    Clock(Result<i64, NoTime>),
    /// Whether WeChat knows the merchant and the key of API v2.
    WeChat(Result<(), NotKnown>),
    /// The key of API v3.
    V3Key(V3KeyState),
    /// By what WeChat's answers and messages of API v3 are believed.
    TrustKeys(TrustState),
    /// Whether WeChat accepts what the merchant signs by API v3, and its answer can be believed.
    Echo(Result<(), NotEchoed>),
    /// Who is at the shop's own door.
    Listener(SocketAddr, AtDoor),
    /// Where the public address leads.
    Tunnel(Reachability),
    /// Who else may read the shop's files.
    Files(Readers),
    /// Why the shop is not run from here, if it is not.
    Lease(Option<LeaseHold>),
    /// How many whole days old the newest backup is; `None` where there is none yet.
    Backup(Option<i64>),
    /// The rows of the data file.
    Database(Rows),
    /// The steps of the orders.
    History(Steps),
    /// The sums and the counts.
    Sums(Sums),
}

/// One is made every day the shop is open.
const BACKUP_OLD_DAYS: i64 = 3;
/// A clock this far off still shows honest times; certificates and cloud printers forgive more.
const CLOCK_SECS: u64 = 60;

impl Finding {
    /// The line's name: the same in every language.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Settings(_) => "settings",
            Self::Secrets(_) => "secrets",
            Self::Certificate(_) => "certificate",
            Self::Clock(_) => "clock",
            Self::WeChat(_) => "wechat",
            Self::V3Key(_) => "v3_key",
            Self::TrustKeys(_) => "trust_keys",
            Self::Echo(_) => "wechat_v3",
            Self::Listener(..) => "listener",
            Self::Tunnel(_) => "tunnel",
            Self::Files(_) => "files",
            Self::Lease(_) => "lease",
            Self::Backup(_) => "backup",
            Self::Database(_) => "database",
            Self::History(_) => "history",
            Self::Sums(_) => "sums",
        }
    }

    /// True if nothing has to be done.
    pub const fn is_well(&self) -> bool {
        match self {
            Self::Settings(found) => found.is_ok(),
            Self::Secrets(found) => found.is_ok(),
            Self::Certificate(found) => found.is_ok(),
            Self::Clock(Ok(ahead)) => ahead.unsigned_abs() <= CLOCK_SECS,
            Self::Clock(Err(_)) => false,
            Self::WeChat(found) => found.is_ok(),
            Self::V3Key(key) => matches!(key, V3KeyState::There | V3KeyState::Proven),
            Self::TrustKeys(keys) => {
                matches!(keys, TrustState::PublicKey(_) | TrustState::Certificates(_) | TrustState::Both(..))
            }
            Self::Echo(found) => found.is_ok(),
            Self::Listener(_, door) => matches!(door, AtDoor::Shop | AtDoor::Nobody),
            Self::Tunnel(way) => !matches!(way, Reachability::Elsewhere(_) | Reachability::NoAnswer(..)),
            Self::Files(readers) => matches!(readers, Readers::Alone | Readers::NotLookedAt),
            Self::Lease(hold) => matches!(hold, None | Some(LeaseHold::Asking)),
            Self::Backup(days) => match days {
                Some(days) => *days < BACKUP_OLD_DAYS,
                None => true,
            },
            Self::Database(rows) => matches!(rows, Rows::Good { .. } | Rows::OnServer { .. }),
            Self::History(steps) => matches!(steps, Steps::Good { .. }),
            Self::Sums(sums) => matches!(sums, Sums::Good),
        }
    }
}

/// Why WeChat does not say that it knows the shop.
#[derive(Debug)]
pub(super) enum NotKnown {
    /// It cannot be asked.
    Endpoint(BadEndpoint),
    /// What it answered, if anything.
    Call(GatewayError),
}

/// How the key of API v3 stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum V3KeyState {
    /// It is there, and nothing speaks against it.
    There,
    /// It opened what WeChat encrypts.
    Proven,
    /// It is not, though new orders are made with API v3.
    Missing {
        /// There is one of API v2.
        only_v2: bool,
    },
    /// WeChat's platform certificates do not open with it.
    OpensNoCertificate,
    /// So many of WeChat's messages do not.
    OpensNoMessage(u32),
}

/// By what WeChat's answers and messages of API v3 are believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TrustState {
    /// WeChat's public key.
    PublicKey(KeyId),
    /// Platform certificates, until this moment.
    Certificates(UnixSeconds),
    /// Both, while a merchant changes over.
    Both(KeyId, UnixSeconds),
    /// The file of the public key cannot be used.
    BadFile(BadPublicKey),
    /// WeChat answers with another public key than the one the settings name.
    OtherId {
        /// The settings'.
        ours: KeyId,
        /// WeChat's.
        theirs: String,
    },
    /// WeChat still signs with this platform certificate, which is not here.
    NotChangedOver(String),
    /// All platform certificates have ended, the last one at this moment.
    Expired(UnixSeconds),
    /// WeChat has no platform certificate for this merchant, and the settings name no public key.
    NoCertificateForUs,
    /// Platform certificates that the API v3 key does not open: it has to be put right first.
    Sealed,
    /// Nothing at all.
    Nothing,
}

/// Why the echo of API v3 did not come back, or was not asked.
#[derive(Debug)]
pub(super) enum NotEchoed {
    /// Not asked: the merchant certificate cannot be used.
    NoCertificate,
    /// Not asked: this clock is so many seconds ahead of WeChat's.
    ClockOff(i64),
    /// Not asked: there is nothing by which the answer could be believed.
    NoTrustKey,
    /// It cannot be asked.
    Endpoint(BadEndpoint),
    /// WeChat does not accept the signature.
    SignatureRefused,
    /// The answer was signed with this key, which is not here.
    OtherKey(String),
    /// What it answered, if anything.
    Call(GatewayError),
}

/// Who is at the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AtDoor {
    /// The open shop.
    Shop,
    /// Nobody: the shop is closed and the port is free.
    Nobody,
    /// Something that is not a shop.
    OtherProgram,
    /// Nobody, and the port cannot be had all the same.
    Refused(ErrorKind),
}

/// Where the public address leads.
#[derive(Debug)]
pub(super) enum Reachability {
    /// There is none.
    NoAddress,
    /// The tunnel's program names it once it runs.
    NamedByProgram,
    /// Not tried: there is nobody at the door to compare with.
    ShopClosed(PublicUrl),
    /// Not tried: the door has its own line.
    ListenerNotOurs(PublicUrl),
    /// To this very shop.
    Ours(PublicUrl),
    /// To somebody else.
    Elsewhere(PublicUrl),
    /// Nowhere.
    NoAnswer(PublicUrl, ProbeFailed),
}

/// Who else on this computer may read the shop's files.
#[derive(Debug)]
#[cfg_attr(not(test), allow(dead_code, reason = "each system has its own of them"))]
pub(super) enum Readers {
    /// Nobody.
    Alone,
    /// Others: the first names, and how many more there are.
    Open {
        /// What may be read.
        names: Vec<String>,
        /// How many are not named.
        more: usize,
        /// What is to be done about it.
        cause: OpenCause,
    },
    /// The folder is outside the user's own (Windows).
    Elsewhere(PathBuf),
    /// Neither modes nor Windows' lists: nothing is known, and nothing is claimed.
    NotLookedAt,
}

/// Why others may read it, as far as it decides what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(windows, allow(dead_code, reason = "files have modes on the others only"))]
pub(super) enum OpenCause {
    /// Everybody may put files into the folder.
    OfEverybody,
    /// Some of it belongs to another user.
    OfAnotherUser,
    /// Nobody has closed it yet, or the disk keeps no permissions.
    NotClosed,
}

/// The rows of the data file.
#[derive(Debug)]
pub(super) enum Rows {
    /// As they were written.
    Good { orders: u64, tables: u64 },
    /// On a database server, which looks after its pages itself.
    OnServer { orders: u64 },
    /// Not as they were written.
    Altered(Vec<Difference>),
    /// So many belong to no order.
    Anonymous(u32),
    /// The file cannot be used.
    Unusable(StoreError),
}

/// The steps of the orders.
#[derive(Debug)]
pub(super) enum Steps {
    /// As they were written; `older` have no amounts to compare with.
    Good { steps: u64, older: u64 },
    /// Of `orders`; the first by number, and what is wrong with it.
    Edited { orders: u64, first: OrderNo, fault: HistoryFault },
    /// Those of the orders are; those of the people, or the people themselves, are not.
    People,
}

/// The sums and the counts.
#[derive(Debug)]
pub(super) enum Sums {
    /// They agree with the rows.
    Good,
    /// Of `orders` they do not; the first by number.
    Wrong { orders: u64, first: OrderNo },
    /// Counts that are not what the rows say, by name.
    Tallies(Vec<String>),
}
