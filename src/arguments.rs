//! The command line. The program's own: the library knows nothing of it.

use clap::{
    CommandFactory as _, Parser, Subcommand, ValueEnum,
    builder::{PossibleValuesParser, TypedValueParser},
    error::{ContextKind, ContextValue, ErrorKind},
};
use std::{net::SocketAddr, path::PathBuf};
use zhanggui::{
    base::database_url::{BadDatabaseUrl, DatabaseUrl},
    domain::{Api, BadAmount, Day, Days, Fen, OpenId, ProductId, TagName, UnknownWord},
    store::{
        OrderFilter, OrderQuery, OrderSort, OrderSource, ProductFilter, ProductQuery, RefundFilter, RefundPart,
        RefundScope, SortBy,
    },
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

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum ExportArgument {
    /// Orders, with what is needed to send them.
    Orders,
    /// Refunds.
    Refunds,
    /// Every movement of money.
    Ledger,
    /// What is to be shipped now, the longest paid first.
    Shipping,
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

/// Which rows.
#[derive(clap::Args)]
pub(super) struct ExportFilter {
    /// Only orders that are there.
    #[arg(long, default_value_t, value_parser = order_filters())]
    pub state: OrderFilter,
    /// From this day in Beijing on, like 2026-09-01.
    #[arg(long, value_name = "DAY")]
    pub from: Option<String>,
    /// Up to and with this day.
    #[arg(long, value_name = "DAY")]
    pub to: Option<String>,
    #[command(flatten)]
    pub orders: OrderConditions,
    #[command(flatten)]
    pub products: ProductConditions,
    #[command(flatten)]
    pub refunds: RefundConditions,
}

/// Which refunds, as their tabs and their days are in the window.
#[derive(clap::Args)]
pub(super) struct RefundConditions {
    /// Refunds: only those of this tab.
    #[arg(long, value_parser = refund_tabs(), conflicts_with_all = ["from", "to", "arrived"])]
    tab: Option<RefundFilter>,
    /// Refunds that arrived on such days, written like those of --placed.
    #[arg(long, value_name = "DAYS", value_parser = Days::parse, conflicts_with_all = ["from", "to"])]
    arrived: Option<Days>,
}

/// What products are narrowed to. All of it holds at once.
#[derive(clap::Args)]
pub(super) struct ProductConditions {
    /// Products: all, on-sale, running-out, sold-out, off-sale.
    #[arg(long, value_name = "WHICH", value_parser = ProductFilter::parse)]
    availability: Option<ProductFilter>,
    /// Products with this in their name, number or barcode.
    #[arg(long, value_name = "WORDS")]
    find: Option<String>,
    /// Products of this price, yuan, like 10..99.90; one end may be left out.
    #[arg(long, value_name = "YUAN", value_parser = amounts)]
    price: Option<Amounts>,
}

/// What orders are narrowed to. All of it holds at once.
#[derive(clap::Args)]
pub(super) struct OrderConditions {
    /// Placed: today, yesterday, last-7-days, last-30-days, this-month, last-month, or 2026-09-01..2026-09-30.
    #[arg(long, value_name = "DAYS", value_parser = Days::parse, conflicts_with_all = ["from", "to"])]
    placed: Option<Days>,
    /// Paid on such days.
    #[arg(long, value_name = "DAYS", value_parser = Days::parse)]
    paid: Option<Days>,
    /// Shipped on such days.
    #[arg(long, value_name = "DAYS", value_parser = Days::parse)]
    shipped: Option<Days>,
    /// What was owed, yuan, like 10..99.90; one end may be left out.
    #[arg(long, value_name = "YUAN", value_parser = amounts)]
    amount: Option<Amounts>,
    /// What went back: none, open, part, whole.
    #[arg(long, value_name = "WHAT", value_parser = RefundPart::parse)]
    refund: Option<RefundPart>,
    /// Has this product among its lines, by its code.
    #[arg(long, value_name = "CODE", value_parser = ProductId::parse)]
    product: Option<ProductId>,
    /// Its first parcel went with this carrier, by WeChat's code, like SF.
    #[arg(long, value_name = "CODE")]
    carrier: Option<String>,
    /// Came this way: mini-program, app, elsewhere.
    #[arg(long, value_name = "WAY", value_parser = OrderSource::parse)]
    source: Option<OrderSource>,
    /// Has a note of the buyer's.
    #[arg(long)]
    noted: bool,
    /// WeChat confirmed that it was paid.
    #[arg(long)]
    confirmed: bool,
    /// Has this tag of yours, itself, on a refund of it or on its buyer.
    #[arg(long, value_name = "TAG", value_parser = TagName::parse)]
    tag: Option<TagName>,
    /// Placed by this buyer, by WeChat's openid.
    #[arg(long, value_name = "OPENID", value_parser = OpenId::parse)]
    buyer: Option<OpenId>,
    /// To be shipped now, and less than 12 hours are left of WeChat's 48.
    #[arg(long)]
    due_soon: bool,
    /// Its packing slip was printed: yes, no.
    #[arg(long, value_name = "YES|NO", value_parser = yes_or_no)]
    printed: Option<bool>,
    /// What went to the same address of the same buyer last went with this carrier, by WeChat's code.
    #[arg(long, value_name = "CODE")]
    carrier_before: Option<String>,
    /// The buyer comes for it: yes, no.
    #[arg(long, value_name = "YES|NO", value_parser = yes_or_no)]
    pickup: Option<bool>,
}

/// From and to.
type Amounts = (Option<Fen>, Option<Fen>);

fn amounts(raw: &str) -> Result<Amounts, BadAmount> {
    let end = |raw: &str| if raw.is_empty() { Ok(None) } else { Fen::parse_yuan(raw).map(Some) };
    let (from, to) = raw.split_once("..").unwrap_or((raw, raw));
    if from.is_empty() && to.is_empty() { Err(BadAmount(raw.to_owned())) } else { Ok((end(from)?, end(to)?)) }
}

fn yes_or_no(raw: &str) -> Result<bool, UnknownWord> {
    match raw {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(UnknownWord { kind: "yes or no", word: raw.chars().take(32).collect() }),
    }
}

impl ExportFilter {
    /// Whether such a sheet can be narrowed by all that was said.
    pub fn is_for(&self, what: ExportArgument) -> Result<bool, UnknownWord> {
        let query = self.query()?;
        let days = OrderQuery { placed: query.placed, sort: query.sort, ..OrderQuery::default() };
        let of_products = self.product_query() != ProductQuery::default();
        let of_refunds = self.refund_list().is_some();
        let to_ship = matches!(query.filter, OrderFilter::All | OrderFilter::ToShip);
        Ok(match what {
            ExportArgument::Orders => !of_products && !of_refunds,
            ExportArgument::Shipping => !of_products && !of_refunds && to_ship,
            ExportArgument::Refunds => !of_products && query == days,
            ExportArgument::Ledger => !of_products && !of_refunds && query == days,
            ExportArgument::Products => {
                !of_refunds && query == OrderQuery { sort: query.sort, ..OrderQuery::default() }
            }
        })
    }

    /// The list of refunds that is meant; `None` where all of them are.
    pub fn refund_list(&self) -> Option<RefundScope> {
        let RefundConditions { tab, arrived } = &self.refunds;
        arrived.map(RefundScope::Arrived).or(tab.map(RefundScope::Tab))
    }

    /// The products that are meant, by number.
    pub fn product_query(&self) -> ProductQuery {
        let of = &self.products;
        let (price_from, price_to) = of.price.unwrap_or_default();
        ProductQuery {
            filter: of.availability.unwrap_or_default(),
            find: of.find.clone().unwrap_or_default(),
            price_from,
            price_to,
            ..ProductQuery::default()
        }
    }

    /// The orders that are meant, the oldest first. Without days of their own those between `--from` and `--to`.
    pub fn query(&self) -> Result<OrderQuery, UnknownWord> {
        let day = |raw: &Option<String>| raw.as_deref().map(Day::parse).transpose();
        let (from, to, of) = (day(&self.from)?, day(&self.to)?, &self.orders);
        let between = (from.is_some() || to.is_some()).then_some(Days::Between(from, to));
        let (amount_from, amount_to) = of.amount.unwrap_or_default();
        Ok(OrderQuery {
            filter: self.state,
            placed: of.placed.or(between),
            paid: of.paid,
            shipped: of.shipped,
            amount_from,
            amount_to,
            refund: of.refund,
            product: of.product.clone(),
            carrier: of.carrier.clone(),
            source: of.source,
            noted: of.noted,
            confirmed: of.confirmed,
            tag: of.tag.clone(),
            buyer: of.buyer.clone(),
            due_soon: of.due_soon,
            printed: of.printed,
            carrier_before: of.carrier_before.clone(),
            pickup: of.pickup,
            sort: OrderSort { by: SortBy::Placed, rising: true },
        })
    }
}

/// The words of `--tab`, in the order of the window's.
const REFUND_TABS: [(&str, RefundFilter); 4] = [
    ("waiting", RefundFilter::Waiting),
    ("moving", RefundFilter::Moving),
    ("failed", RefundFilter::Failed),
    ("done", RefundFilter::Done),
];

fn refund_tabs() -> impl TypedValueParser<Value = RefundFilter> {
    let of = |word: &str| REFUND_TABS.iter().find(|(known, _)| *known == word).map(|(_, tab)| *tab);
    PossibleValuesParser::new(REFUND_TABS.map(|(word, _)| word)).map(move |word| of(&word).unwrap_or_default())
}

/// The words of `--state`. What was paid elsewhere is not one of them: it is in the sheet of all orders.
fn order_filters() -> impl TypedValueParser<Value = OrderFilter> {
    let named = OrderFilter::ALL.iter().filter(|filter| **filter != OrderFilter::Elsewhere);
    PossibleValuesParser::new(named.map(|filter| filter.as_str())).try_map(|word| OrderFilter::parse(&word))
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
