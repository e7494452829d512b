//! Buyers for the practice shop: they look, order, pay, and sometimes want their money back. All they know of the shop
//! is its public storefront; a shop that treats them well treats a mini program well.

mod messages;
mod people;
mod storefront;

use crate::domain::{Api, Fen, OpenId, OrderNo, PrepayId};
use crate::sandbox::{
    NewComplaint, PayRefused, Sandbox, actions::Actions, complaints, faults::next_random, world::World,
};
use people::Person;
use serde_json::{Value, json};
use std::{ops::RangeInclusive, sync::Arc, time::Duration};
use storefront::{BuyerSession, BuyerTrouble, ConfirmedOrder, ListedProduct, ShownSheet};
use tokio::task::{AbortHandle, JoinSet};

const REGULARS: u64 = 48;
const ITEMS_MAX: u64 = 3;
const QUANTITY_MAX: u64 = 2;
/// Every so manieth comes for the order, where the shop offers it.
const PICKS_UP_EVERY: u64 = 5;
/// How soon they come back to a shop that is not open yet.
const CLOSED_SHOP_WAIT: Duration = Duration::from_millis(500);
/// A part of a price that people ask back, in hundredths.
const PARTS: RangeInclusive<u64> = 10..=60;

/// How the buyers behave. Times in milliseconds.
#[derive(Debug, Clone)]
pub struct BuyersConfig {
    /// Where the shop's listener is: `http://127.0.0.1:8719`.
    pub shop_url: String,
    /// The same seed makes the same choices.
    pub seed: u64,
    /// The first order.
    pub first_after_millis: u64,
    /// Between two orders.
    pub pace_millis: RangeInclusive<u64>,
    /// Between the order and its payment.
    pub thinks_millis: RangeInclusive<u64>,
    /// Between a payment and the wish for a refund.
    pub regrets_after_millis: RangeInclusive<u64>,
    /// Of a thousand orders, so many are paid; of the others, half are cancelled.
    pub pays_permille: u64,
    /// About every how manieth paid order is to be refunded; 0 is never.
    pub refund_every: u64,
    /// Of the others, about every how manieth is complained of at WeChat; 0 is never.
    pub complain_every: u64,
}

impl BuyersConfig {
    /// The pace of the demo: an order within two seconds, then one every four to nine, every third with a refund.
    pub fn new(shop_url: &str, seed: u64) -> Self {
        Self {
            shop_url: shop_url.to_owned(),
            seed,
            first_after_millis: 500,
            pace_millis: 4000..=9000,
            thinks_millis: 600..=2500,
            regrets_after_millis: 5000..=15_000,
            pays_permille: 920,
            refund_every: 3,
            complain_every: 5,
        }
    }
}

/// Buyers at work. They stop when this is dropped, or with their sandbox.
#[derive(Debug)]
pub struct Buyers(AbortHandle);

impl Drop for Buyers {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Sandbox {
    /// Sends buyers to a shop.
    #[must_use = "the buyers stop when this is dropped"]
    pub fn send_buyers(&self, config: BuyersConfig) -> Buyers {
        let crowd = BuyerPool { world: Arc::clone(&self.world), seed: config.seed, config: Arc::new(config), paid: 0 };
        Buyers(self.world.runtime.spawn(crowd.come()).abort_handle())
    }
}

/// All buyers together, drawing from one seed.
struct BuyerPool {
    world: Arc<World>,
    config: Arc<BuyersConfig>,
    seed: u64,
    paid: u64,
}

/// One buyer who has the payment sheet open.
struct AtTheSheet {
    world: Arc<World>,
    session: BuyerSession,
    phone: String,
    placed: ConfirmedOrder,
    sheet: ShownSheet,
    plan: Plan,
}

/// What the buyer is going to do, drawn beforehand so that the seed decides and not the network.
struct Plan {
    thinks: Duration,
    ends: SheetEnding,
}

enum SheetEnding {
    WalksAway,
    Cancels,
    Pays,
    Waits,
    Regrets {
        after: Duration,
        asks: Value,
    },
    /// Does not ask the shop: complains at WeChat.
    Complains {
        after: Duration,
        new: NewComplaint,
    },
}

/// Every so manieth buyer who pays waits for the parcel.
const RECEIVE_EVERY: u64 = 3;
/// How often one who waits looks, milliseconds, and for how long. Never all at the same moment: after the computer slept
/// they would else all look at once, and again at each look.
const LOOK_EVERY_MILLIS: RangeInclusive<u64> = 15_000..=25_000;
const LOOKS_MAX: u32 = 45;

impl BuyerPool {
    async fn come(mut self) {
        let mut sessions = JoinSet::new();
        let mut wait = Duration::from_millis(self.config.first_after_millis);
        loop {
            tokio::time::sleep(wait).await;
            wait = match self.shop().await {
                Ok(sheet) => {
                    sessions.spawn(sheet.finish());
                    self.drawn(self.config.pace_millis.clone())
                }
                Err(trouble) => {
                    tracing::warn!(%trouble, "a practice buyer could not order");
                    if matches!(trouble, BuyerTrouble::Unreachable(_)) {
                        CLOSED_SHOP_WAIT
                    } else {
                        self.drawn(self.config.pace_millis.clone())
                    }
                }
            };
            while sessions.try_join_next().is_some() {}
        }
    }

    /// Logs in, looks, orders, and opens the payment sheet.
    async fn shop(&mut self) -> Result<AtTheSheet, BuyerTrouble> {
        let person = Person::regular(usize::try_from(self.below(REGULARS)).unwrap_or_default());
        let openid = OpenId::parse(&person.openid).map_err(|_| BuyerTrouble::Odd("openid"))?;
        let code = Actions::of(&self.world).login_code(&openid);
        let session = BuyerSession::begin(self.world.http.clone(), &self.config.shop_url, &code).await?;
        let (goods, offers_pickup) = session.products().await?;
        let items = self.choose(&goods);
        if items.is_empty() {
            return Err(BuyerTrouble::Odd("product in stock"));
        }
        let receiver = json!({ "name": person.name, "phone": person.phone, "address": person.address });
        let note = people::note(&mut self.seed);
        // Whoever learns here packs a parcel first.
        let comes = offers_pickup && self.paid > 0 && self.below(PICKS_UP_EVERY) == 0;
        let delivery = if comes { "pickup" } else { "parcel" };
        let nickname = person.nickname;
        let order =
            json!({ "items": items, "receiver": receiver, "note": note, "delivery": delivery, "nickname": nickname });
        let placed = session.order(&order, &self.world.env.rng.hex(16)).await?;
        let sheet = session.pay(&placed.order_no).await?;
        let plan = self.plan(&placed, &person);
        Ok(AtTheSheet { world: Arc::clone(&self.world), session, phone: person.phone, placed, sheet, plan })
    }

    /// One to three different products, one or two of each.
    fn choose(&mut self, goods: &[ListedProduct]) -> Vec<Value> {
        let mut left: Vec<&ListedProduct> = goods.iter().filter(|product| product.stock > 0).collect();
        let wanted = self.below(ITEMS_MAX).saturating_add(1);
        let mut items = Vec::new();
        for _ in 0..wanted {
            if left.is_empty() {
                break;
            }
            let at = usize::try_from(self.below(u64::try_from(left.len()).unwrap_or(1))).unwrap_or_default();
            let product = left.swap_remove(at);
            let most = u64::try_from(product.stock).unwrap_or(1).min(QUANTITY_MAX);
            // Nobody buys two of the dearest things.
            let quantity = if product.price_fen > 20_000 { 1 } else { self.below(most).saturating_add(1) };
            items.push(json!({ "product_id": product.id, "quantity": quantity }));
        }
        items
    }

    fn plan(&mut self, placed: &ConfirmedOrder, person: &Person) -> Plan {
        let thinks = self.drawn(self.config.thinks_millis.clone());
        if self.below(1000) >= self.config.pays_permille {
            let ends = if self.below(2) == 0 { SheetEnding::Cancels } else { SheetEnding::WalksAway };
            return Plan { thinks, ends };
        }
        self.paid = self.paid.saturating_add(1);
        let regrets = self.config.refund_every > 0 && self.paid.is_multiple_of(self.config.refund_every);
        if !regrets {
            let waits = self.paid.saturating_add(1).is_multiple_of(RECEIVE_EVERY);
            if !waits && self.config.complain_every > 0 && self.paid.is_multiple_of(self.config.complain_every) {
                return Plan { thinks, ends: self.complaint(placed, person) };
            }
            return Plan { thinks, ends: if waits { SheetEnding::Waits } else { SheetEnding::Pays } };
        }
        let after = self.drawn(self.config.regrets_after_millis.clone());
        let amount = self.amount_back(placed.total_fen);
        let asks = json!({ "reason": people::reason(&mut self.seed), "contact": person.phone, "amount_fen": amount });
        Plan { thinks, ends: SheetEnding::Regrets { after, asks } }
    }

    /// A part of it back, with the telephone and the words of whoever asks for a refund.
    fn complaint(&mut self, placed: &ConfirmedOrder, person: &Person) -> SheetEnding {
        let after = self.drawn(self.config.regrets_after_millis.clone());
        let new = NewComplaint {
            order_no: placed.order_no.clone(),
            words: people::reason(&mut self.seed).to_owned(),
            wants: Fen::new(self.amount_back(placed.total_fen)),
            phone: person.phone.clone(),
            pictures: Vec::new(),
        };
        SheetEnding::Complains { after, new }
    }

    /// Two times of three all of it, else a part.
    fn amount_back(&mut self, total_fen: i64) -> i64 {
        if self.below(3) < 2 {
            return total_fen;
        }
        let part = i64::try_from(self.within(PARTS)).unwrap_or(100);
        total_fen.saturating_mul(part).div_euclid(100).clamp(1, total_fen.max(1))
    }

    fn drawn(&mut self, millis: RangeInclusive<u64>) -> Duration {
        Duration::from_millis(self.within(millis))
    }

    fn within(&mut self, range: RangeInclusive<u64>) -> u64 {
        drawn_by(range, next_random(&mut self.seed))
    }

    /// A number from 0 up to but not `count`.
    fn below(&mut self, count: u64) -> u64 {
        next_random(&mut self.seed).checked_rem(count).unwrap_or_default()
    }
}

impl AtTheSheet {
    async fn finish(self) {
        tokio::time::sleep(self.plan.thinks).await;
        if let Err(trouble) = messages::ask(&self.world, &self.session, &self.placed.order_no).await {
            tracing::debug!(order = %self.placed.order_no, %trouble, "a practice buyer was not asked about messages");
        }
        let done = match &self.plan.ends {
            SheetEnding::WalksAway => Ok(()),
            SheetEnding::Cancels => self.session.cancel(&self.placed.order_no).await,
            SheetEnding::Pays => self.pays(),
            SheetEnding::Waits => self.pays_and_receives().await,
            SheetEnding::Regrets { after, asks } => self.pays_and_regrets(*after, asks).await,
            SheetEnding::Complains { after, new } => self.pays_and_complains(*after, new.clone()).await,
        };
        match done {
            Ok(()) => tracing::debug!(order = %self.placed.order_no, "a practice buyer is done"),
            Err(trouble) => tracing::warn!(order = %self.placed.order_no, %trouble, "a practice buyer has trouble"),
        }
    }

    fn pays(&self) -> Result<(), BuyerTrouble> {
        let actions = Actions::of(&self.world);
        if let Some(sheet) = self.sheet.signed() {
            actions.pay_with_sheet(&sheet, self.coupons())?;
            return Ok(());
        }
        let prepay_id = PrepayId::parse(self.sheet.prepay_id()).map_err(|_| BuyerTrouble::Odd("prepay_id"))?;
        let order = self.world.ledger(|ledger| ledger.order_of_prepay(&prepay_id).map(|order| order.sign_type.api()));
        if order == Some(Api::V3) {
            return Err(PayRefused::SheetNotSigned.into());
        }
        actions.pay(&prepay_id, self.coupons())?;
        Ok(())
    }

    /// Every third buyer has coupons for a tenth of the order.
    fn coupons(&self) -> Fen {
        let has = self.sheet.prepay_id().bytes().fold(0_u32, |sum, b| sum.wrapping_add(b.into())) % 3 == 0;
        let order_no = OrderNo::parse(&self.placed.order_no).ok();
        let total = self.world.ledger(|ledger| Some(ledger.order(&order_no?)?.total));
        total.filter(|_| has).and_then(|total| Fen::new(total.get().div_euclid(10))).unwrap_or_default()
    }

    /// Looks now and then whether the parcel is on its way, and some time later says that it arrived: to the shop, and in
    /// WeChat, where that frees the shop's money.
    async fn pays_and_receives(&self) -> Result<(), BuyerTrouble> {
        self.pays()?;
        for _ in 0..LOOKS_MAX {
            self.looks_away().await;
            match self.session.state(&self.placed.order_no).await?.as_str() {
                "to_pay" | "confirming" | "to_ship" => {}
                "shipped" => {
                    self.looks_away().await;
                    if let Ok(order_no) = crate::domain::OrderNo::parse(&self.placed.order_no) {
                        let confirmed = Actions::of(&self.world).confirm_receipt(&order_no);
                        tracing::debug!(%order_no, confirmed, "a practice buyer has the parcel");
                    }
                    return self.session.received(&self.placed.order_no).await;
                }
                _ => return Ok(()),
            }
        }
        Ok(())
    }

    async fn looks_away(&self) {
        let millis = drawn_by(LOOK_EVERY_MILLIS, self.world.env.rng.number());
        tokio::time::sleep(Duration::from_millis(millis)).await;
    }

    async fn pays_and_complains(&self, after: Duration, new: NewComplaint) -> Result<(), BuyerTrouble> {
        self.pays()?;
        tokio::time::sleep(after).await;
        let complaint = complaints::complain(&self.world, new, self.world.now());
        tracing::debug!(number = complaint.map(|id| id.to_string()), "a practice buyer complains at WeChat");
        Ok(())
    }

    async fn pays_and_regrets(&self, after: Duration, asks: &Value) -> Result<(), BuyerTrouble> {
        self.pays()?;
        tokio::time::sleep(after).await;
        let key = self.world.env.rng.hex(16);
        let refund_no = self.session.ask_for_refund(&self.placed.order_no, asks, &key).await?;
        tracing::debug!(%refund_no, phone = %masked(&self.phone), "a practice buyer asks for a refund");
        Ok(())
    }
}

/// The number of `range` that this random one stands for.
fn drawn_by(range: RangeInclusive<u64>, rng: u64) -> u64 {
    let width = range.end().saturating_sub(*range.start()).saturating_add(1);
    range.start().saturating_add(rng.checked_rem(width).unwrap_or_default())
}

/// Even made-up numbers are not logged whole: the log of a practice shop looks like that of a real one.
fn masked(phone: &str) -> String {
    format!("*{}", phone.get(phone.len().saturating_sub(4)..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// A crowd that looks at the same moment takes a connection and a thread each, and comes back together.
    #[test]
    fn buyers_who_wait_for_their_parcels_do_not_look_again_all_at_once() {
        let mut seed = 7;
        let pauses = (0..1_000).map(|_| drawn_by(LOOK_EVERY_MILLIS, next_random(&mut seed)));
        let seconds: BTreeSet<u64> = pauses.map(|millis| millis / 1_000).collect();
        assert!(seconds.len() >= 10, "all within these seconds: {seconds:?}");
    }
}
