//! Why a database server cannot be used, for whoever mends it.

/// What is wrong with the server, or with how it is reached. Nothing changed, but for [`ServerFault::Unknown`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ServerFault {
    /// Its address cannot be read; in the driver's words.
    #[error("the address of the database server cannot be used: {0}")]
    Address(String),
    /// A password stands in the address, where everybody can read it.
    #[error("a password stands in the address of the database server")]
    PasswordInAddress,
    /// Nobody answers there; in the system's words.
    #[error("the database server does not answer: {0}")]
    Unreachable(String),
    /// The connection broke off. Whatever was not committed is undone.
    #[error("the connection to the database server was lost")]
    Lost,
    /// The connection broke off while a commit was on its way, and nobody could be asked since whether it was kept.
    #[error("the connection to the database server was lost during a commit, and whether it was kept is not known")]
    Unknown,
    /// User or password are wrong, or the server lets nobody in from here.
    #[error("the database server refuses the user or the password")]
    Login,
    /// It asks for a password, and none is known.
    #[error("the database server asks for a password, and none is stored")]
    NoPassword,
    /// No such database.
    #[error("there is no database {0} on the server")]
    NoDatabase(String),
    /// The user may not do what a shop needs; in the server's words.
    #[error("the user of the database may not do that: {0}")]
    NotAllowed(String),
    /// The server speaks in clear, over a network.
    #[error("the database server offers no encrypted connection")]
    NoTls,
    /// Its certificate is not the one of this host, ran out, or is signed by nobody known; in the words of the check.
    #[error("the certificate of the database server is not valid: {0}")]
    Certificate(String),
    /// As many connections as it takes.
    #[error("the database server takes no more connections")]
    TooManyConnections,
    /// Older than what a shop needs.
    #[error("the database server is PostgreSQL {found}, and a shop needs {needed} or newer")]
    TooOld {
        /// Its version.
        found: i64,
        /// The oldest that will do.
        needed: i64,
    },
    /// A setting by which it loses what it has confirmed.
    #[error("the database server has {0} = off, and loses what it confirmed when its power fails")]
    Forgets(&'static str),
    /// A copy that only follows another server.
    #[error("the database server is a standby, and takes no changes")]
    Standby,
    /// Another server took over from it: what is written here nobody else will ever see.
    #[error("another database server has taken over from this one")]
    LeftBehind,
    /// It confirms nothing without its standby, and none follows it.
    #[error("the standby of the database server is missing, and without it nothing is confirmed")]
    NoStandby,
    /// Something between hands each transaction to another connection, and nothing that a seat sets for itself holds.
    #[error("something between this program and the database server changes the connection with every transaction")]
    SharedConnections,
    /// The database is another shop's.
    #[error("the database is the shop of {app_id} and merchant {mch_id}, and the settings name another")]
    OtherShop {
        /// Its mini program.
        app_id: String,
        /// Its merchant.
        mch_id: String,
    },
    /// There is no shop in the database yet.
    #[error("there is no shop in the database yet")]
    NoShop,
    /// The database holds tables that are no shop's.
    #[error("the database holds the tables of another program")]
    OtherProgram,
    /// This is done with a shop in a file only.
    #[error("this can be done with a shop in a file only")]
    FileOnly,
}
