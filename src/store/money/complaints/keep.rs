//! A complaint as WeChat tells it, and what was said about it.

use crate::domain::{ComplaintFacts, ComplaintId, OperatorAction, OrderNo, TalkEntry, UnixSeconds};
use crate::store::operators::rights::Attempt;
use crate::store::{
    CommitFuture, ComplaintListing, ComplaintRow, KeptComplaint, Store, StoreError,
    engine::{db::Db, value::params},
    money::complaints::reads,
};

const DAY_SECS: i64 = 24 * 60 * 60;
/// WeChat's list goes back so far: what is older is asked about by its number.
const LISTED_SECS: i64 = 28 * DAY_SECS;
const WORDS_MAX: usize = 2_000;
const HEADING_MAX: usize = 300;
const NAME_MAX: usize = 64;
const PHONE_MAX: usize = 1_024;
const ADDRESS_MAX: usize = 600;
/// Pictures of one place: WeChat sends fewer.
const PICTURES_MAX: usize = 20;

impl Store {
    /// Complaints as the list tells them. One that is new or has changed is due to be asked about with its talk. Answers how
    /// many did.
    pub fn list_complaints(&self, listed: Vec<ComplaintFacts>, now: UnixSeconds) -> CommitFuture<usize> {
        self.write(move |db| {
            let mut moved: usize = 0;
            for facts in &listed {
                if keep(db, facts, now)?.changed {
                    ask_soon(db, &facts.complaint_id, now)?;
                    moved = moved.saturating_add(1);
                }
            }
            Ok(moved)
        })
    }

    /// A complaint as it was asked for by its number, with all that was said about it.
    pub fn read_complaint(
        &self,
        facts: ComplaintFacts,
        talk: Vec<TalkEntry>,
        now: UnixSeconds,
    ) -> CommitFuture<KeptComplaint> {
        self.write(move |db| {
            let mut kept = keep(db, &facts, now)?;
            kept.changed |= keep_talk(db, &facts.complaint_id, &talk)?;
            if kept.changed {
                touch(db, &facts.complaint_id, now)?;
            }
            let leaves_the_list = facts.received_at.plus(LISTED_SECS) < now;
            let again = (facts.state.is_open() && leaves_the_list).then(|| now.plus(DAY_SECS));
            ask_at(db, &facts.complaint_id, again)?;
            Ok(kept)
        })
    }

    /// A complaint is asked about again at this moment: the question had no usable answer.
    pub fn ask_complaint_at(&self, complaint_id: ComplaintId, at: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| ask_at(db, &complaint_id, Some(at)))
    }

    /// WeChat's list was read, or could not be.
    pub fn complaints_listed(&self, listing: ComplaintListing) -> CommitFuture<()> {
        self.write(move |db| keep_listing(db, &listing))
    }

    /// WeChat sends its notices of complaints there.
    pub fn complaints_notify_at(&self, address: String) -> CommitFuture<()> {
        self.write(move |db| {
            let sql = "UPDATE complaint_lists SET address = ?2 WHERE shop_id = ?1";
            db.run(sql, params![db.shop, address]).map(drop)
        })
    }

    /// WeChat's list is to be read at once.
    pub fn list_complaints_soon(&self, now: UnixSeconds) -> CommitFuture<()> {
        self.write_as(Attempt::of(OperatorAction::Look, now), move |db| list_soon(db, now))
    }

    /// The owner has seen these complaints (all of them if empty).
    pub fn mark_complaints_seen(&self, complaints: Vec<ComplaintId>) -> CommitFuture<()> {
        self.write_as(Attempt::timeless(OperatorAction::Look), move |db| {
            if complaints.is_empty() {
                db.run("UPDATE complaints SET unseen = 0 WHERE shop_id = ?1 AND unseen = 1", params![db.shop])?;
            }
            let sql = "UPDATE complaints SET unseen = 0 WHERE shop_id = ?1 AND complaint_id = ?2 AND unseen = 1";
            complaints.iter().try_for_each(|id| db.run(sql, params![db.shop, id]).map(drop))
        })
    }
}

/// At most so many characters of what WeChat says.
fn cut(text: &str, most: usize) -> String {
    text.chars().filter(|c| !c.is_control() || "\n\t".contains(*c)).take(most).collect()
}

/// The shop's order of that number, whoever made it up.
fn order_of(db: Db<'_>, facts: &ComplaintFacts) -> Result<Option<OrderNo>, StoreError> {
    let Some(named) = &facts.order else { return Ok(None) };
    let by_number = "SELECT order_no FROM orders WHERE shop_id = ?1 AND order_no = ?2";
    if let Some(order_no) = db.find_value(by_number, params![db.shop, named.order_no])? {
        return Ok(Some(order_no));
    }
    let by_payment = "SELECT order_no FROM payments WHERE shop_id = ?1 AND transaction_id = ?2";
    db.find_value(by_payment, params![db.shop, named.transaction_id])
}

/// What of a complaint's facts is kept, within the file's limits.
struct KeptFacts<'f> {
    facts: &'f ComplaintFacts,
    order_no: Option<OrderNo>,
    words: String,
    heading: String,
    phone: Option<String>,
}

impl<'f> KeptFacts<'f> {
    fn of(db: Db<'_>, facts: &'f ComplaintFacts) -> Result<Self, StoreError> {
        Ok(Self {
            facts,
            order_no: order_of(db, facts)?,
            words: cut(&facts.words, WORDS_MAX),
            heading: cut(&facts.heading, HEADING_MAX),
            phone: facts.sealed_phone.clone().filter(|sealed| sealed.len() <= PHONE_MAX),
        })
    }

    fn insert(&self, db: Db<'_>, now: UnixSeconds) -> Result<(), StoreError> {
        let facts = self.facts;
        let named = |text: Option<&String>| text.map_or_else(String::new, |text| cut(text, NAME_MAX));
        let named_order = named(facts.order.as_ref().map(|order| &order.order_no));
        let named_payment = named(facts.order.as_ref().map(|order| &order.transaction_id));
        let named_fen = facts.order.as_ref().map(|order| order.amount).unwrap_or_default();
        db.insert(
            "complaints",
            &[
                ("shop_id", &db.shop),
                ("complaint_id", &facts.complaint_id),
                ("received_at", &facts.received_at),
                ("state", &facts.state),
                ("problem", &facts.problem),
                ("words", &self.words),
                ("heading", &self.heading),
                ("named_order", &named_order),
                ("named_payment", &named_payment),
                ("named_fen", &named_fen),
                ("order_no", &self.order_no),
                ("wanted_fen", &facts.refund_wanted),
                ("sealed_phone", &self.phone),
                ("openid", &facts.openid),
                ("fully_refunded", &facts.fully_refunded),
                ("awaits_reply", &facts.awaits_reply),
                ("times", &facts.times),
                ("platform_looks", &facts.platform_looks),
                ("version", &1_u32),
                ("unseen", &facts.state.is_open()),
                ("changed_at", &now),
            ],
        )
    }

    /// Whether it says what is known.
    fn is_as(&self, before: &ComplaintRow) -> bool {
        let facts = self.facts;
        before.state == facts.state
            && before.problem == facts.problem
            && before.words == self.words
            && before.order_no == self.order_no
            && before.wanted == facts.refund_wanted
            && before.fully_refunded == facts.fully_refunded
            && before.awaits_reply == facts.awaits_reply
            && before.times == facts.times
            && before.platform_looks == facts.platform_looks
    }
}

fn keep(db: Db<'_>, facts: &ComplaintFacts, now: UnixSeconds) -> Result<KeptComplaint, StoreError> {
    let id = &facts.complaint_id;
    let kept = KeptFacts::of(db, facts)?;
    let Some(before) = reads::row(db, id)? else {
        kept.insert(db, now)?;
        keep_pictures(db, id, "", &facts.pictures)?;
        return Ok(KeptComplaint { fresh: true, changed: true });
    };
    // The buyer wrote again, or opened it again: it wants to be seen again.
    let wants_looking = (facts.awaits_reply && !before.awaits_reply)
        || (facts.state.is_open() && !before.state.is_open())
        || facts.times > before.times;
    let openid = facts.openid.clone().or_else(|| before.openid.clone());
    let phone = kept.phone.clone().or_else(|| before.sealed_phone.clone());
    let same = kept.is_as(&before);
    let unseen = (before.unseen || wants_looking) && facts.state.is_open();
    let told_more = openid != before.openid || (before.sealed_phone.is_none() && phone.is_some());
    if same && unseen == before.unseen && !told_more {
        return Ok(KeptComplaint::default());
    }
    db.run_one(
        "UPDATE complaints SET state = ?3, problem = ?4, words = ?5, order_no = ?6, wanted_fen = ?7, sealed_phone = ?8,
             openid = ?9, fully_refunded = ?10, awaits_reply = ?11, times = ?12, platform_looks = ?13, unseen = ?14
         WHERE shop_id = ?1 AND complaint_id = ?2",
        params![
            db.shop,
            id,
            facts.state,
            facts.problem,
            kept.words,
            kept.order_no,
            facts.refund_wanted,
            phone,
            openid,
            facts.fully_refunded,
            facts.awaits_reply,
            facts.times,
            facts.platform_looks,
            unseen
        ],
    )?;
    keep_pictures(db, id, "", &facts.pictures)?;
    if !same {
        touch(db, id, now)?;
    }
    Ok(KeptComplaint { fresh: false, changed: !same })
}

/// It is not as it was: a click on an older picture of it is refused.
pub(in crate::store) fn touch(db: Db<'_>, id: &ComplaintId, now: UnixSeconds) -> Result<(), StoreError> {
    let sql = "UPDATE complaints SET version = version + 1, changed_at = ?3 WHERE shop_id = ?1 AND complaint_id = ?2";
    db.run_one(sql, params![db.shop, id, now])
}

fn keep_pictures(db: Db<'_>, id: &ComplaintId, log_id: &str, addresses: &[String]) -> Result<(), StoreError> {
    let kept = addresses.iter().filter(|address| (1..=ADDRESS_MAX).contains(&address.chars().count()));
    for (place, address) in (0_u32..).zip(kept.take(PICTURES_MAX)) {
        db.run(
            "INSERT INTO complaint_pictures (shop_id, complaint_id, log_id, place, address) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (shop_id, complaint_id, log_id, place) DO NOTHING",
            params![db.shop, id, log_id, place, address],
        )?;
    }
    Ok(())
}

/// Adds what is new of the talk; true if something was.
fn keep_talk(db: Db<'_>, id: &ComplaintId, talk: &[TalkEntry]) -> Result<bool, StoreError> {
    let mut fresh = false;
    for entry in talk {
        let added = db.run(
            "INSERT INTO complaint_talk (shop_id, complaint_id, log_id, at, operator, kind, words)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (shop_id, complaint_id, log_id) DO NOTHING",
            params![
                db.shop,
                id,
                entry.log_id,
                entry.at,
                cut(&entry.operator, NAME_MAX),
                cut(&entry.kind, NAME_MAX),
                cut(&entry.words, WORDS_MAX)
            ],
        )?;
        if added > 0 {
            keep_pictures(db, id, &entry.log_id, &entry.pictures)?;
            fresh = true;
        }
    }
    Ok(fresh)
}

fn ask_at(db: Db<'_>, id: &ComplaintId, at: Option<UnixSeconds>) -> Result<(), StoreError> {
    let sql = "UPDATE complaints SET ask_at = ?3 WHERE shop_id = ?1 AND complaint_id = ?2";
    db.run(sql, params![db.shop, id, at]).map(drop)
}

pub(in crate::store) fn ask_soon(db: Db<'_>, id: &ComplaintId, now: UnixSeconds) -> Result<(), StoreError> {
    ask_at(db, id, Some(now))
}

fn keep_listing(db: Db<'_>, listing: &ComplaintListing) -> Result<(), StoreError> {
    let (trouble, detail) = match &listing.trouble {
        Some((trouble, detail)) => (Some(*trouble), cut(detail, HEADING_MAX)),
        None => (None, String::new()),
    };
    db.run_one(
        "INSERT INTO complaint_lists (shop_id, listed_at, next_at, trouble, detail, address) VALUES (?1, ?2, ?3, ?4, ?5, '')
         ON CONFLICT (shop_id) DO UPDATE SET listed_at = COALESCE(excluded.listed_at, complaint_lists.listed_at),
             next_at = excluded.next_at, trouble = excluded.trouble, detail = excluded.detail",
        params![db.shop, listing.listed_at, listing.next_at, trouble, detail],
    )
}

pub(in crate::store) fn list_soon(db: Db<'_>, now: UnixSeconds) -> Result<(), StoreError> {
    let sql = "UPDATE complaint_lists SET next_at = ?2 WHERE shop_id = ?1 AND next_at > ?2";
    db.run(sql, params![db.shop, now]).map(drop)
}
