//! Reading: WeChat's list of the last month, and what changed with its talk.

use super::calls::{again_at, trouble};
use crate::{
    domain::{ComplaintFacts, ComplaintId, Day, TalkEntry, UnixSeconds},
    events::ShopEvent,
    jobs::shop::{BATCH_MAX, DAY_SECS, Shop},
    store::{ComplaintListing, Reader, StoreError},
    wechat::{ComplaintCalls, ComplaintPage, GatewayError, NotSent, Unrecorded},
};

/// How often the list is read, seconds.
const EVERY_SECS: i64 = 5 * 60;
/// WeChat takes thirty days; how it counts the ends is not said.
const DAYS_BACK: i64 = 29;
/// More complaints than these in a month are no shop's.
const LISTED_MAX: usize = 2_000;
/// WeChat's talk has at most three hundred entries a page; nobody reads more.
const TALK_MAX: usize = 300;

impl Shop {
    /// Reads WeChat's list where it is time to. Answers how many complaints are new or not as they were.
    pub(super) fn list_complaints(
        &self,
        calls: &dyn ComplaintCalls,
        reader: &Reader,
        now: UnixSeconds,
    ) -> Result<usize, StoreError> {
        let before = reader.complaint_listing()?;
        if before.as_ref().is_some_and(|listing| listing.next_at > now) {
            return Ok(0);
        }
        let today = Day::of(self.gateway.time().unwrap_or(now));
        let (moved, failed) = self.read_pages(calls, (today.plus(-DAYS_BACK), today), now)?;
        let listing = match &failed {
            None => ComplaintListing {
                listed_at: Some(now),
                next_at: now.plus(EVERY_SECS),
                trouble: None,
                address: String::new(),
            },
            Some(error) => {
                tracing::warn!(%error, "reading the list of complaints");
                let next_at = again_at(error, now);
                ComplaintListing { listed_at: None, next_at, trouble: Some(trouble(error)), address: String::new() }
            }
        };
        let troubled = |listing: &ComplaintListing| listing.trouble.as_ref().map(|(trouble, _)| *trouble);
        let news = moved > 0 || before.as_ref().and_then(troubled) != troubled(&listing) || before.is_none();
        self.store.complaints_listed(listing).wait()?;
        if failed.is_none() {
            self.hear_of_complaints(calls, before.as_ref().map_or("", |before| before.address.as_str()))?;
        }
        if news {
            self.events.send(&ShopEvent::ComplaintsChanged);
        }
        Ok(moved)
    }

    /// Page by page, until there is no more. What is new pushes the others down: one may come twice, none is left out.
    fn read_pages(
        &self,
        calls: &dyn ComplaintCalls,
        days: (Day, Day),
        now: UnixSeconds,
    ) -> Result<(usize, Option<GatewayError>), StoreError> {
        let (mut read, mut moved) = (0_usize, 0_usize);
        loop {
            let offset = u32::try_from(read).unwrap_or(u32::MAX);
            let ComplaintPage { complaints, total } = match calls.complaints(days, offset, &Unrecorded).result {
                Ok(page) => page,
                Err(error) => return Ok((moved, Some(error))),
            };
            let found = complaints.len();
            read = read.saturating_add(found);
            if found > 0 {
                moved = moved.saturating_add(self.store.list_complaints(complaints, now).wait()?);
            }
            let whole = total.is_some_and(|total| usize::try_from(total).is_ok_and(|total| read >= total));
            if found == 0 || whole || read >= LISTED_MAX {
                return Ok((moved, None));
            }
        }
    }

    /// Where WeChat has no address for its notices, it is told ours; one that somebody else set stays.
    fn hear_of_complaints(&self, calls: &dyn ComplaintCalls, known: &str) -> Result<(), StoreError> {
        let Some(url) = self.address.current() else { return Ok(()) };
        let ours = format!("{url}/wechat/{}/complaint", self.refund_webhook);
        if known == ours {
            return Ok(());
        }
        let told = match calls.notices_go_to(&Unrecorded).result {
            Ok(Some(there)) if there != ours => {
                tracing::info!("WeChat sends notices of complaints elsewhere; its list is read every few minutes");
                Ok(())
            }
            Ok(Some(_)) => Ok(()),
            Ok(None) => calls.notify_at(&ours, &Unrecorded).result,
            Err(error) => Err(error),
        };
        match told {
            Ok(()) => self.store.complaints_notify_at(ours).wait(),
            // The list is read all the same, and the next time it is tried again.
            Err(error) => {
                tracing::info!(%error, "WeChat was not told where notices of complaints go");
                Ok(())
            }
        }
    }

    /// Asks about every complaint that changed, with its talk. Answers how many.
    pub(super) fn read_complaints(
        &self,
        calls: &dyn ComplaintCalls,
        reader: &Reader,
        now: UnixSeconds,
    ) -> Result<usize, StoreError> {
        let due = reader.due_complaints(now, BATCH_MAX)?;
        for id in &due {
            match ask(calls, id) {
                Ok((facts, talk)) => self.keep_read(facts, talk, now)?,
                Err(error) => {
                    tracing::warn!(complaint = %id, %error, "asking about a complaint");
                    let gone = matches!(error, GatewayError::Declined { .. });
                    let at = if gone { now.plus(DAY_SECS) } else { again_at(&error, now) };
                    self.store.ask_complaint_at(id.clone(), at).wait()?;
                    if matches!(error, GatewayError::NotSent(NotSent::NoConnection(_)) | GatewayError::Wait { .. }) {
                        break;
                    }
                }
            }
        }
        Ok(due.len())
    }

    /// Keeps what WeChat said, and tells the screen where it was news.
    pub(super) fn keep_read(
        &self,
        facts: ComplaintFacts,
        talk: Vec<TalkEntry>,
        now: UnixSeconds,
    ) -> Result<(), StoreError> {
        if self.store.read_complaint(facts, talk, now).wait()?.changed {
            self.events.send(&ShopEvent::ComplaintsChanged);
        }
        Ok(())
    }
}

/// How it stands, and all that was said about it.
pub(super) fn ask(
    calls: &dyn ComplaintCalls,
    id: &ComplaintId,
) -> Result<(ComplaintFacts, Vec<TalkEntry>), GatewayError> {
    let facts = calls.complaint(id, &Unrecorded).result?;
    let mut talk: Vec<TalkEntry> = Vec::new();
    loop {
        let offset = u32::try_from(talk.len()).unwrap_or(u32::MAX);
        let page = calls.talk_of(id, offset, &Unrecorded).result?;
        let fresh: Vec<TalkEntry> =
            page.into_iter().filter(|entry| talk.iter().all(|known| known.log_id != entry.log_id)).collect();
        if fresh.is_empty() {
            return Ok((facts, talk));
        }
        talk.extend(fresh);
        if talk.len() >= TALK_MAX {
            return Ok((facts, talk));
        }
    }
}
