//! The command line. The program's own: the library knows nothing of it.

mod export_filter;

pub(super) use export_filter::ExportFilter;

use clap::{
    CommandFactory as _, Parser, Subcommand, ValueEnum,
    error::{ContextKind, ContextValue, ErrorKind},
};
use std::{net::SocketAddr, path::PathBuf};
use zhanggui::{
    base::database_url::{BadDatabaseUrl, DatabaseUrl},
    domain::{Api, Day},
    ui::Lang,
};

/// Zhanggui 掌柜: the merchant console of a small shop that sells through a WeChat mini program.
#[derive(Parser)]
#[command(version, about)]
pub(super) struct Arguments {
    /// The shop's folder (default: the system's data folder).
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// The language of the screen (default: the settings', else the system's).
    #[arg(long, global = true)]
    pub lang: Option<LangArgument>,
    /// Light or dark (default: as the system).
    #[arg(long, global = true)]
    pub theme: Option<ThemeArgument>,
    /// The shop's database on a server, in the place of the one the settings name: for a window, and for serve.
    #[arg(long, value_name = "URL", value_parser = DatabaseUrl::parse)]
    pub store: Option<DatabaseUrl>,
    #[command(subcommand)]
    pub command: Option<CliCommand>,
}

impl Arguments {
    /// The same where every word means something; a database that no window opens would be passed over in silence.
    pub fn checked(self) -> Result<Self, clap::Error> {
        let opens = matches!(self.command, None | Some(CliCommand::Serve));
        if self.store.is_none() || opens {
            return Ok(self);
        }
        let mut bad = clap::Error::new(ErrorKind::ArgumentConflict).with_cmd(&Self::command());
        bad.insert(ContextKind::InvalidArg, ContextValue::String("--store URL".to_owned()));
        let other = self.command.as_ref().map(CliCommand::name).unwrap_or_default();
        bad.insert(ContextKind::PriorArg, ContextValue::String(other.to_owned()));
        Err(bad)
    }
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum LangArgument {
    Zh,
    En,
}

impl LangArgument {
    pub const fn lang(self) -> Lang {
        match self {
            Self::Zh => Lang::Zh,
            Self::En => Lang::En,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum ThemeArgument {
    Light,
    Dark,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum ApiArgument {
    V2,
    V3,
}

impl ApiArgument {
    pub const fn api(self) -> Api {
        match self {
            Self::V2 => Api::V2,
            Self::V3 => Api::V3,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ExportArgument {
    /// Orders, with what is needed to send them.
    Orders,
    /// Refunds.
    Refunds,
    /// Every movement of money.
    Ledger,
    /// What is to be shipped now, the longest paid first.
    Shipping,
    /// Messages that came from WeChat, the newest first, without their texts.
    Notices,
    /// Products, as a sheet that can be imported again.
    Products,
}

/// Where a shop moves.
#[derive(Debug, Clone)]
pub(super) enum MoveTo {
    File(PathBuf),
    Database(DatabaseUrl),
}

impl MoveTo {
    fn parse(raw: &str) -> Result<Self, BadDatabaseUrl> {
        // A file may be called anything; but whoever writes this means a server.
        if raw.contains("://") { DatabaseUrl::parse(raw).map(Self::Database) } else { Ok(Self::File(raw.into())) }
    }
}

#[derive(Subcommand)]
pub(super) enum CliCommand {
    /// The window on a practice shop: orders arrive, refunds can be approved, no real money moves.
    Demo {
        /// Put this many more orders into it, to see how a big shop feels.
        #[arg(long, value_name = "N")]
        orders: Option<u64>,
        /// Which API of WeChat Pay it uses: what was ordered by the other one before is finished by that one.
        #[arg(long, value_enum, default_value_t = ApiArgument::V2)]
        api: ApiArgument,
    },
    /// The shop without a window: listener and jobs. SIGTERM or Ctrl-C stops cleanly.
    Serve,
    /// The doctor: a line for each check, with what to do next. Changes nothing, also while the shop is open, unless told to
    /// accept.
    Check {
        /// For programs: the same lines as JSON.
        #[arg(long)]
        json: bool,
        /// Before looking, takes the rows as they stand for right: after you changed the closed shop's data yourself.
        #[arg(long)]
        accept: bool,
    },
    /// A sheet for the owner's own books. Also while the shop is open.
    Export {
        /// What.
        what: ExportArgument,
        /// The file to write, .csv or .xlsx; must not exist.
        file: PathBuf,
        #[command(flatten)]
        filter: Box<ExportFilter>,
    },
    /// The whole shop in one encrypted file, opened again and checked. Also while the shop is open.
    Backup {
        /// The file to write; one of that name is replaced once the new one is proven.
        file: PathBuf,
        /// The keys of WeChat too (secrets.toml).
        #[arg(long)]
        secrets: bool,
        /// Also opens with a passphrase you choose: asked for, or taken from the environment.
        #[arg(long)]
        passphrase: bool,
        /// Hand the closed shop over to another computer: this backup is the last one, and nothing is sent from here any more.
        #[arg(long)]
        hand_over: bool,
    },
    /// Puts a backup back, after it showed what is in it and asked where. The shop then asks WeChat what happened since.
    Restore {
        /// The backup.
        file: PathBuf,
        /// Into this folder (default: the shop's).
        #[arg(long, value_name = "DIR")]
        to: Option<PathBuf>,
        /// Also where there is a shop already: it is put aside in the same folder.
        #[arg(long)]
        over: bool,
        /// The computer the backup comes from is gone for good: broken, stolen or sold. Asked about where it was not handed
        /// over there.
        #[arg(long)]
        old_is_lost: bool,
        /// Without asking.
        #[arg(long)]
        yes: bool,
    },
    /// After a restore, for a shop without a window: what was found, and with --seen the word that the work goes on.
    Resume {
        /// You have seen it.
        #[arg(long)]
        seen: bool,
        /// The other computer that ran the shop is gone for good, or switched off: run it from here.
        #[arg(long)]
        old_is_lost: bool,
    },
    /// The owner forgot the PIN: sets a fresh one and says it. At the shop's own computer, with the shop closed; it is recorded and
    /// shown to the owner.
    OwnerPin {
        /// Yes, set a fresh one.
        #[arg(long)]
        reset: bool,
    },
    /// Moves the closed shop to a database server, or from there into a file: every row is compared when it is there. Where it was
    /// nobody works any more.
    Move {
        /// Where to: <postgresql://user@host/database>, or a file that does not exist.
        #[arg(long, value_name = "URL|FILE", value_parser = MoveTo::parse)]
        to: MoveTo,
    },
    /// Copies what can be read of a damaged shop.db into a new file, and says what could not be. Changes nothing.
    Salvage {
        /// The file to write; must not exist.
        file: PathBuf,
    },
    /// One file for whoever helps you: the checks, the settings, the end of the log. No key is in it, nothing of buyers.
    Support {
        /// The file to write, .zip; must not exist.
        file: PathBuf,
    },
    /// The mini program as an archive, with the shop's address, name and `AppID` in it.
    MiniProgram {
        /// The file to write, .zip; must not exist.
        file: PathBuf,
    },
    /// WeChat's bill of a day beside the shop: totals and differences. Fails while a difference is open.
    Bill {
        /// Which day, `2026-08-31`.
        #[arg(value_parser = Day::parse)]
        day: Day,
        /// A bill downloaded on the merchant platform, instead of asking WeChat.
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
    },
    /// WeChat's stand-in alone.
    Sandbox {
        /// Where it listens.
        #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8720")]
        listen: SocketAddr,
        /// Where it writes its CA and the merchant certificate.
        #[arg(long, value_name = "DIR")]
        dir: PathBuf,
    },
    /// Writes the example shop (`shop.db.example`) anew.
    Example {
        /// The file to write; must not exist.
        file: PathBuf,
    },
}

impl CliCommand {
    /// As it is typed.
    const fn name(&self) -> &'static str {
        match self {
            Self::Demo { .. } => "demo",
            Self::Serve => "serve",
            Self::Check { .. } => "check",
            Self::Export { .. } => "export",
            Self::Backup { .. } => "backup",
            Self::Restore { .. } => "restore",
            Self::Resume { .. } => "resume",
            Self::OwnerPin { .. } => "owner-pin",
            Self::Move { .. } => "move",
            Self::Salvage { .. } => "salvage",
            Self::Support { .. } => "support",
            Self::MiniProgram { .. } => "mini-program",
            Self::Bill { .. } => "bill",
            Self::Sandbox { .. } => "sandbox",
            Self::Example { .. } => "example",
        }
    }
}
