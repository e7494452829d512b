//! The figures of the day, and what they are measured by.

use crate::domain::{Day, Fen, ProductId, RefundState, UnixSeconds};
use crate::store::{
    DayTakings, HourTakings, MoneyStepSum, Reader, RefundFilter, RefundRow, SoldProduct, StoreError, Takings, ToShipRow,
};

const HOURS: usize = 24;
const CHART_DAYS: u16 = 30;
/// What is usual is what was so on average over four weeks.
const USUAL_DAYS: i64 = 28;
/// Best sellers are those of a week, today among its days.
const WEEK_DAYS: i64 = 7;
const BEST_MAX: usize = 3;
const LOW_MAX: usize = 3;
/// A product that lasts longer than this is not about to run out, days.
const LASTS_DAYS: u64 = 14;

/// What the days before today came to: read once a day, they change only when WeChat confirms something late.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastFigures {
    today: Day,
    /// What came in per hour of the day on average over four weeks, fen.
    usual: [Fen; HOURS],
    sold: Vec<SoldProduct>,
}

impl PastFigures {
    /// Those of a shop that took nothing before the day of `now`.
    pub const fn nothing(now: UnixSeconds) -> Self {
        Self { today: Day::of(now), usual: [Fen::ZERO; HOURS], sold: Vec::new() }
    }

    /// True as long as `now` is in the day they were read for.
    pub fn is_for(&self, now: UnixSeconds) -> bool {
        self.today == Day::of(now)
    }
}

/// A product that will be sold out soon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LowProduct {
    /// Which.
    pub product_id: ProductId,
    /// What it is called.
    pub name: String,
    /// Pieces that are left.
    pub stock: u32,
    /// For how many days at the pace of the last four weeks.
    pub days: u64,
}

/// What the page of the day shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TodayFigures {
    /// The moment these are of.
    pub at: UnixSeconds,
    /// Confirmed payments since the day began.
    pub taken: Takings,
    /// Yesterday until this time of the day.
    pub yesterday: Takings,
    /// The same weekday a week ago, until this time.
    pub week_ago: Takings,
    /// What arrived back at buyers today.
    pub returned: Takings,
    /// Thirty days, today the last.
    pub days: Vec<DayTakings>,
    /// What came in today, by the hour of the day, fen.
    pub hours: [Fen; HOURS],
    /// The same on average over the four weeks before, fen.
    pub usual: [Fen; HOURS],
    /// What sold best in the last seven days, by money.
    pub best: Vec<SoldProduct>,
    /// What is on sale and will not last two weeks, the shortest first.
    pub low: Vec<LowProduct>,
    /// Where the money of paid orders stands; what is settled is that of this month.
    pub steps: Vec<MoneyStepSum>,
    /// The order that waits longest to be shipped.
    pub oldest_to_ship: Option<ToShipRow>,
    /// The refund that waits longest for an answer.
    pub oldest_refund: Option<RefundRow>,
}

/// The hour of the day in Beijing, 0 to 23.
fn hour_of(moment: UnixSeconds) -> usize {
    usize::try_from(moment.beijing().hour()).unwrap_or(0).min(HOURS - 1)
}

fn by_hour_of_day(read: &[HourTakings]) -> [Fen; HOURS] {
    let mut hours = [Fen::default(); HOURS];
    for one in read {
        if let Some(hour) = hours.get_mut(hour_of(one.hour)) {
            *hour = hour.checked_add(one.taken.sum).unwrap_or(*hour);
        }
    }
    hours
}

/// Both together, product by product.
fn together(past: &[SoldProduct], today: Vec<SoldProduct>) -> Vec<SoldProduct> {
    let mut all = past.to_vec();
    for sold in today {
        match all.iter_mut().find(|known| known.product_id == sold.product_id) {
            Some(known) => {
                known.pieces = known.pieces.saturating_add(sold.pieces);
                known.lately = known.lately.saturating_add(sold.lately);
                known.lately_sum = known.lately_sum.checked_add(sold.lately_sum).unwrap_or(known.lately_sum);
            }
            None => all.push(sold),
        }
    }
    all
}

fn best_of(sold: &[SoldProduct]) -> Vec<SoldProduct> {
    let mut best: Vec<SoldProduct> = sold.iter().filter(|one| one.lately > 0).cloned().collect();
    best.sort_by(|a, b| b.lately_sum.cmp(&a.lately_sum).then_with(|| a.product_id.cmp(&b.product_id)));
    best.truncate(BEST_MAX);
    best
}

impl Reader {
    /// What the days before the one of `now` came to.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn past_figures(&self, now: UnixSeconds) -> Result<PastFigures, StoreError> {
        let _snapshot = self.snapshot()?;
        let today = Day::of(now);
        let span = (today.plus(-USUAL_DAYS).begins(), today.begins());
        let mut usual = by_hour_of_day(&self.taken_by_hour(span)?);
        for hour in &mut usual {
            *hour = Fen::new(hour.get() / USUAL_DAYS).unwrap_or_default();
        }
        let sold = self.sold(span, today.plus(1 - WEEK_DAYS).begins())?;
        Ok(PastFigures { today, usual, sold })
    }

    /// The figures of the day of `now`; `past` is what [`Reader::past_figures`] read that day.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn today(&self, past: &PastFigures, now: UnixSeconds) -> Result<TodayFigures, StoreError> {
        let oldest_to_ship = self.to_ship(None, 1)?.into_iter().next();
        let refunds = self.refunds(RefundFilter::Waiting, 1)?;
        let oldest_refund = refunds.into_iter().find(|refund| refund.state == RefundState::Requested);
        let _snapshot = self.snapshot()?;
        let today = Day::of(now).begins();
        // The second of now is part of it.
        let until_now = |ago: i64| (today.plus_days(ago.saturating_neg()), now.plus(1).plus_days(ago.saturating_neg()));
        let sold = together(&past.sold, self.sold(until_now(0), today)?);
        Ok(TodayFigures {
            at: now,
            taken: self.taken(until_now(0))?,
            yesterday: self.taken(until_now(1))?,
            week_ago: self.taken(until_now(WEEK_DAYS))?,
            returned: self.returned(until_now(0))?,
            days: self.daily_takings(CHART_DAYS, now)?,
            hours: by_hour_of_day(&self.taken_by_hour(until_now(0))?),
            usual: past.usual,
            best: best_of(&sold),
            low: self.running_out(&sold)?,
            steps: self.money_steps_at_this_moment(Day::of(now).month().begins())?,
            oldest_to_ship,
            oldest_refund,
        })
    }

    /// What is on sale and is gone within two weeks at the pace at which it was sold.
    fn running_out(&self, sold: &[SoldProduct]) -> Result<Vec<LowProduct>, StoreError> {
        let mut low = Vec::new();
        for row in self.product_rows_at_this_moment()? {
            let product = row.product;
            let pace = sold.iter().find(|one| one.product_id == product.id).map_or(0, |one| one.pieces);
            let last = u64::from(product.stock).saturating_mul(USUAL_DAYS.unsigned_abs()).checked_div(pace);
            if let Some(days) = last.filter(|&days| product.on_sale && days <= LASTS_DAYS) {
                low.push(LowProduct { product_id: product.id, name: product.name, stock: product.stock, days });
            }
        }
        low.sort_by(|a, b| (a.days, a.stock, &a.product_id).cmp(&(b.days, b.stock, &b.product_id)));
        low.truncate(LOW_MAX);
        Ok(low)
    }
}
