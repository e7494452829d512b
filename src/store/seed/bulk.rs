//! A big shop in little time: plausible orders written straight into the tables, twenty thousand to a commit, with the
//! counts that belong to them. The only place that does not go through the intents; for practice and measurements.

use crate::domain::{OrderState, ShopId, UnixSeconds};
use crate::store::seed::{
    catalog::{BUYERS, CARRIERS, PRODUCTS},
    seed_rng::SeedRng,
};
use crate::store::{
    Store, StoreError,
    engine::{checksums, db::Db, search_index, value::params},
    history::chain::{self, Linked},
    orders::counts,
    search::documents,
};
use std::{collections::BTreeMap, path::Path};

const CHUNK: u64 = 20_000;
const YEARS_SECS: u64 = 3 * 365 * 24 * 3600;
const DAY_SECS: i64 = 24 * 3600;
const FAR_APART_SECS: u64 = 6 * 3600;

/// Adds `count` orders to the shop in `path`, spread evenly over at most three years before `now`: the newest wait to be
/// shipped, those before them are under way, the rest is done. Asks WeChat for nothing: no payment of theirs is due.
/// Numbers begin with `SB`, so they never meet those of real orders; seeding the same file twice at the same `now` fails.
///
/// # Errors
/// Those of [`Store::open`], and [`StoreError::Disk`] when the disk is full.
pub fn seed_orders(path: &Path, count: u64, now: UnixSeconds) -> Result<(), StoreError> {
    let store = Store::open(path, ShopId::main())?;
    // Their figures are counted once, at the end: row by row they would cost more than the rows.
    store.write(checksums::pause).wait()?;
    let apart = YEARS_SECS.checked_div(count).unwrap_or(0).clamp(1, FAR_APART_SECS);
    for from in (0..count).step_by(usize::try_from(CHUNK).unwrap_or(usize::MAX)) {
        let to = from.saturating_add(CHUNK).min(count);
        store.write(move |db| BulkSeeder::new(db, count, apart, now, from).seed(from, to)).wait()?;
    }
    store.write(checksums::resume).wait()?;
    // Indexed in the background, once the shop is open.
    store.write(|db| search_index::resume(db).and_then(|()| documents::begin_anew(db))).wait()?;
    store.close()
}

struct BulkSeeder<'c> {
    db: Db<'c>,
    count: u64,
    apart: u64,
    now: UnixSeconds,
    rng: SeedRng,
    tallies: BTreeMap<&'static str, i64>,
    incomes: BTreeMap<String, (UnixSeconds, i64)>,
}

const ORDER: &str =
    "INSERT INTO orders (shop_id, order_no, openid, version, state, unseen, total_fen, paid_fen, refunded_fen,
         in_flight_fen, items, receiver_name, receiver_phone, receiver_address, note, created_at, paid_at, shipped_at,
         carrier, tracking_no, settled)
     VALUES (?1, ?2, ?3, 2, ?4, 0, ?5, ?6, 0, 0, ?7, ?8, ?9, ?10, '', ?11, ?12, ?13, ?14, ?15, ?16)";
const LINE: &str =
    "INSERT INTO order_lines (shop_id, order_no, position, product_id, name, price_fen, quantity, created_at,
         total_fen)
     VALUES (?1, ?2, 0, ?3, ?4, ?5, ?6, ?7, ?8)";
const PAYMENT: &str =
    "INSERT INTO payments (shop_id, order_no, state, sign_type, channel, transaction_id, pay_before, asks)
     VALUES (?1, ?2, ?3, 'HMAC-SHA256', 'mini_program', ?4, ?5, 0)";
const STEP: &str =
    "INSERT INTO history (shop_id, order_no, step, at, actor, subject, before, after, why, chain, amount_fen,
         transaction_id)
     VALUES (?1, ?2, ?3, ?4, ?5, 'order', ?6, ?7, '', ?8, ?9, ?10)";
/// Told long ago: a practice shop does not report a hundred thousand shipments at once.
const SHIPMENT: &str =
    "INSERT INTO shipments (shop_id, order_no, kind, split, complete, report, in_doubt, next_at, tries,
         upload_millis, corrected, trouble, shipped_at, reported_at, changed_at, polls, reminds, remind_trouble)
     VALUES (?1, ?2, 'express', 0, 1, 'reported', 0, ?3, 0, 0, 0, '', ?3, ?3, ?3, 0, 0, '')";
const PARCEL: &str = "INSERT INTO parcels (shop_id, order_no, parcel, carrier, tracking_no, shipped_at)
     VALUES (?1, ?2, 0, ?3, ?4, ?5)";

impl<'c> BulkSeeder<'c> {
    fn new(db: Db<'c>, count: u64, apart: u64, now: UnixSeconds, from: u64) -> Self {
        let rng = SeedRng::from_seed(from);
        Self { db, count, apart, now, rng, tallies: BTreeMap::new(), incomes: BTreeMap::new() }
    }

    fn seed(mut self, from: u64, to: u64) -> Result<(), StoreError> {
        for number in from..to {
            self.order(number)?;
        }
        for (name, difference) in &self.tallies {
            counts::add(self.db, name, *difference)?;
        }
        for (day, amount) in self.incomes.values() {
            counts::add_income(self.db, *day, crate::domain::Fen::new(*amount).unwrap_or_default())?;
        }
        Ok(())
    }

    /// Of three days wait, those of a week travel; of the older ones three in a hundred were never paid.
    fn state(&mut self, age: i64) -> OrderState {
        match (age / DAY_SECS, self.rng.below(100)) {
            (..3, _) => OrderState::ToShip,
            (3..10, _) => OrderState::Shipped,
            (_, 0..3) => OrderState::Closed,
            _ => OrderState::Received,
        }
    }

    fn order(&mut self, number: u64) -> Result<(), StoreError> {
        let younger = self.count.saturating_sub(number);
        let age = i64::try_from(younger.saturating_mul(self.apart)).unwrap_or(0);
        let at = self.now.plus(age.saturating_neg());
        let order_no = format!("SB{}-{number:08}", at.beijing_day_compact());
        let state = self.state(age);
        let (&(product, name, price, ..), pieces) = self.line();
        let total = price.saturating_mul(pieces);
        let (paid_at, shipped_at) = moments(state, at);
        let paid = if paid_at.is_some() { total } else { 0 };
        let items = if pieces == 1 { name.to_owned() } else { format!("{name} ×{pieces}") };
        let buyer = self.rng.below(u64::try_from(BUYERS.len()).unwrap_or(1));
        let (receiver, phone, address) = BUYERS.get(usize::try_from(buyer).unwrap_or(0)).copied().unwrap_or_default();
        // Buyers come and go: three orders each, within some months. Scattered over all years, their index would be
        // written anew with every commit.
        let openid = format!("oMany{:09}", number.saturating_sub(self.rng.below(3_000)) / 3);
        let (carrier, begins) = self.rng.pick(&CARRIERS).copied().unwrap_or_default();
        let parcel = shipped_at.map(|_| (carrier, format!("{begins}{}", self.rng.below(9_999_999_999))));
        self.db.run(
            ORDER,
            params![
                self.db.shop,
                order_no,
                openid,
                state,
                total,
                paid,
                items,
                receiver,
                phone,
                address,
                at,
                paid_at,
                shipped_at,
                parcel.as_ref().map(|parcel| parcel.0),
                parcel.as_ref().map(|parcel| &parcel.1),
                state == OrderState::Received,
            ],
        )?;
        self.db.run(LINE, params![self.db.shop, order_no, product, name, price, pieces, at, total])?;
        let transaction_id = paid_at.map(|_| format!("43000{number:020}"));
        self.payment(&order_no, at, transaction_id.as_deref())?;
        self.history((&order_no, state), (at, paid_at, shipped_at), (total, transaction_id.as_deref()))?;
        if let (OrderState::Shipped, Some((carrier, number)), Some(shipped_at)) = (state, &parcel, shipped_at) {
            self.db.run(SHIPMENT, params![self.db.shop, order_no, shipped_at])?;
            self.db.run(PARCEL, params![self.db.shop, order_no, carrier, number, shipped_at])?;
        }
        self.count_in(state, paid_at, total);
        Ok(())
    }

    fn line(&mut self) -> (&'static (&'static str, &'static str, i64, u32, bool), i64) {
        static ON_SALE: [(&str, &str, i64, u32, bool); 13] = PRODUCTS;
        let which = usize::try_from(self.rng.below(12)).unwrap_or(0);
        let pieces = if self.rng.below(4) == 0 { 2 } else { 1 };
        (ON_SALE.get(which).unwrap_or(&ON_SALE[0]), pieces)
    }

    fn payment(&mut self, order_no: &str, at: UnixSeconds, transaction_id: Option<&str>) -> Result<(), StoreError> {
        let state = if transaction_id.is_some() { "confirmed" } else { "closed" };
        self.db.run(PAYMENT, params![self.db.shop, order_no, state, transaction_id, at.plus(1800)])?;
        Ok(())
    }

    fn history(
        &mut self,
        (order_no, state): (&str, OrderState),
        (at, paid_at, shipped_at): (UnixSeconds, Option<UnixSeconds>, Option<UnixSeconds>),
        (total, transaction_id): (i64, Option<&str>),
    ) -> Result<(), StoreError> {
        let closed_at = (state == OrderState::Closed).then(|| at.plus(1830));
        let received_at =
            shipped_at.filter(|_| state == OrderState::Received).map(|shipped| shipped.plus(3 * DAY_SECS));
        let steps = [
            (Some(at), "buyer", "", "to_pay"),
            (closed_at, "wechat", "to_pay", "closed"),
            (paid_at, "wechat", "to_pay", "to_ship"),
            (shipped_at, "owner", "to_ship", "shipped"),
            (received_at, "buyer", "shipped", "received"),
        ];
        let taken = steps.into_iter().filter_map(|(at, actor, before, after)| Some((at?, actor, before, after)));
        let mut last = None;
        for (step, (at, actor, before, after)) in (0_u32..).zip(taken) {
            let shop = self.db.shop.as_str();
            let transaction_id = transaction_id.filter(|_| after == "to_ship");
            let amount_fen = transaction_id.map(|_| total);
            let linked = Linked {
                shop,
                order_no,
                step: i64::from(step),
                at: at.get(),
                actor,
                subject: "order",
                refund_no: None,
                before,
                after,
                why: "",
                message_id: None,
                amount_fen,
                transaction_id,
                operator_id: None,
            };
            let link = linked.behind(last.as_ref());
            self.db
                .run(STEP, params![shop, order_no, step, at, actor, before, after, link, amount_fen, transaction_id])?;
            last = Some(link);
        }
        chain::put_head(self.db, self.db.shop.as_str(), order_no, last.as_ref())
    }

    fn count_in(&mut self, state: OrderState, paid_at: Option<UnixSeconds>, total: i64) {
        let list = match state {
            OrderState::ToShip => "to_ship",
            OrderState::Shipped => "shipped",
            _ => "done",
        };
        let waits = state == OrderState::ToShip;
        let held = waits || state == OrderState::Shipped;
        let sums = [("to_ship_fen", if waits { total } else { 0 }), ("frozen_fen", if held { total } else { 0 })];
        for (name, more) in [("orders", 1), (list, 1)].into_iter().chain(sums).filter(|(_, more)| *more != 0) {
            let tally = self.tallies.entry(name).or_default();
            *tally = tally.saturating_add(more);
        }
        if let Some(paid_at) = paid_at {
            let income = self.incomes.entry(paid_at.beijing_day_compact()).or_insert((paid_at, 0));
            income.1 = income.1.saturating_add(total);
        }
    }
}

/// When it was paid and when it was shipped, if its state says so.
fn moments(state: OrderState, at: UnixSeconds) -> (Option<UnixSeconds>, Option<UnixSeconds>) {
    let paid = (state != OrderState::Closed).then(|| at.plus(40));
    let shipped = matches!(state, OrderState::Shipped | OrderState::Received).then(|| at.plus(9 * 3600));
    (paid, shipped)
}
