//! What a sheet is narrowed to, as it is typed.

use super::ExportArgument;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use zhanggui::{
    domain::{BadAmount, Day, Days, Fen, OpenId, ProductId, RefundOrigin, RefundState, TagName, UnknownWord},
    store::{
        NoticeFilter, NoticeQuery, OrderFilter, OrderQuery, OrderSort, OrderSource, ProductFilter, ProductQuery,
        RefundFilter, RefundPart, RefundQuery, RefundSort, RefundSortBy, SortBy,
    },
};

/// Which rows.
#[derive(clap::Args)]
pub(in super::super) struct ExportFilter {
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
    orders: OrderConditions,
    #[command(flatten)]
    products: ProductConditions,
    #[command(flatten)]
    refunds: RefundConditions,
    #[command(flatten)]
    notices: NoticeConditions,
}

/// Which messages, as their tabs and their bar are in the window.
#[derive(clap::Args)]
pub(super) struct NoticeConditions {
    /// Messages: all, fine, odd, refused.
    #[arg(long, value_name = "WHICH", value_parser = NoticeFilter::parse)]
    verdict: Option<NoticeFilter>,
    /// Messages that came on such days, written like those of --placed.
    #[arg(long, value_name = "DAYS", value_parser = Days::parse, conflicts_with_all = ["from", "to"])]
    came: Option<Days>,
    /// Messages about the order of this whole number: its own, a refund's, or WeChat's of either.
    #[arg(long, value_name = "NUMBER")]
    about: Option<String>,
}

/// Which refunds, as their tabs and their days are in the window.
#[derive(clap::Args)]
pub(super) struct RefundConditions {
    /// Refunds: only those of this tab.
    #[arg(long, value_parser = refund_tabs())]
    tab: Option<RefundFilter>,
    /// Refunds that were asked for on such days, written like those of --placed.
    #[arg(long, value_name = "DAYS", value_parser = Days::parse, conflicts_with_all = ["from", "to"])]
    asked: Option<Days>,
    /// Refunds that last changed on such days: of what is done, decided or arrived.
    #[arg(long, value_name = "DAYS", value_parser = Days::parse)]
    changed: Option<Days>,
    /// Refunds that arrived on such days.
    #[arg(long, value_name = "DAYS", value_parser = Days::parse)]
    arrived: Option<Days>,
    /// Refunds that stand so: requested, approved, sending, processing, `in_doubt`, `waiting_for_money`, stuck, refunded, rejected,
    /// failed.
    #[arg(long, value_name = "STATE", value_parser = RefundState::parse)]
    refund_state: Option<RefundState>,
    /// Refunds that were begun so: buyer, owner, platform.
    #[arg(long, value_name = "WHO", value_parser = RefundOrigin::parse)]
    begun_by: Option<RefundOrigin>,
    /// Refunds with a note of yours.
    #[arg(long)]
    with_note: bool,
}

impl RefundConditions {
    /// Nothing of it was said.
    const fn is_nothing(&self) -> bool {
        let Self { tab, asked, changed, arrived, refund_state, begun_by, with_note } = self;
        let days = asked.is_some() || changed.is_some() || arrived.is_some();
        !days && tab.is_none() && refund_state.is_none() && begun_by.is_none() && !*with_note
    }
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
        let of_refunds = !self.refunds.is_nothing();
        // What refunds are narrowed by as well: how much, about what, with which tag, and asked for on which days.
        let shared = OrderQuery {
            amount_from: query.amount_from,
            amount_to: query.amount_to,
            product: query.product.clone(),
            tag: query.tag.clone(),
            ..days.clone()
        };
        let placed = self.orders.placed.is_some();
        let NoticeConditions { verdict, came, about } = &self.notices;
        if what != ExportArgument::Notices && (verdict.is_some() || came.is_some() || about.is_some()) {
            return Ok(false);
        }
        let to_ship = matches!(query.filter, OrderFilter::All | OrderFilter::ToShip);
        Ok(match what {
            ExportArgument::Orders => !of_products && !of_refunds,
            ExportArgument::Shipping => !of_products && !of_refunds && to_ship,
            ExportArgument::Refunds => !of_products && !placed && query == shared,
            ExportArgument::Notices => !of_products && !of_refunds && !placed && query == days,
            ExportArgument::Ledger => !of_products && !of_refunds && query == days,
            ExportArgument::Products => {
                !of_refunds && query == OrderQuery { sort: query.sort, ..OrderQuery::default() }
            }
        })
    }

    /// The refunds that are meant, the first that was asked for first.
    pub fn refund_query(&self) -> Result<RefundQuery, UnknownWord> {
        let (orders, of) = (self.query()?, &self.refunds);
        Ok(RefundQuery {
            tab: of.tab,
            asked: of.asked.or(orders.placed),
            changed: of.changed,
            arrived: of.arrived,
            amount_from: orders.amount_from,
            amount_to: orders.amount_to,
            state: of.refund_state,
            origin: of.begun_by,
            product: orders.product,
            noted: of.with_note,
            tag: orders.tag,
            sort: Some(RefundSort { by: RefundSortBy::Asked, rising: true }),
        })
    }

    /// The messages that are meant, the newest first.
    pub fn notice_query(&self) -> Result<NoticeQuery, UnknownWord> {
        let of = &self.notices;
        Ok(NoticeQuery {
            filter: of.verdict.unwrap_or_default(),
            came: of.came.or(self.query()?.placed),
            number: of.about.clone().unwrap_or_default(),
        })
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
fn refund_tabs() -> impl TypedValueParser<Value = RefundFilter> {
    PossibleValuesParser::new(RefundFilter::ALL.iter().map(|tab| tab.as_str()))
        .try_map(|word| RefundFilter::parse(&word))
}

/// The words of `--state`. What was paid elsewhere is not one of them: it is in the sheet of all orders.
fn order_filters() -> impl TypedValueParser<Value = OrderFilter> {
    let named = OrderFilter::ALL.iter().filter(|filter| **filter != OrderFilter::Elsewhere);
    PossibleValuesParser::new(named.map(|filter| filter.as_str())).try_map(|word| OrderFilter::parse(&word))
}
