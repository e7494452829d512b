//! What the owner does about WeChat's bill. Another such wish is added here: a variant, and the intent it becomes.

use super::read::BillStop;
use crate::{
    domain::{Day, SignType, UnixSeconds, bill_match::BillSource, bill_match::BillSubject},
    events::{CommandOutcome, ShopEvent},
    jobs::Shop,
    store::{BillTaken, Refusal, StoreError},
};
use std::{
    fs::File,
    path::{Path, PathBuf},
};

/// A wish about WeChat's bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BillWish {
    /// Take WeChat's record of a difference over: it is asked, and its answer counts.
    Take(Day, BillSubject),
    /// Note why the two differ, 1 to 200 characters; empty takes the note back.
    Note(Day, BillSubject, String),
    /// Read this file, downloaded on the merchant platform.
    File(PathBuf),
}

impl Shop {
    /// Carries out a wish that reads no file.
    pub(in crate::jobs) fn wish_of_bill(&self, wish: BillWish, now: UnixSeconds) -> Result<(), StoreError> {
        match wish {
            // How an unknown number is asked about is ours to choose; the answer has to be signed likewise.
            BillWish::Take(day, subject) => {
                let taken = self.store.take_bill_record(day, subject, SignType::HmacSha256, now).wait()?;
                self.events.send(&match taken {
                    BillTaken::UnknownPayment(order_no) | BillTaken::Order(order_no) => {
                        ShopEvent::PaymentCheckDue(order_no)
                    }
                    BillTaken::Refunds(_) => ShopEvent::RefundsSought,
                });
                Ok(())
            }
            BillWish::Note(day, subject, note) => self.store.note_bill_difference(day, subject, note, now).wait(),
            BillWish::File(path) => self.read_bill_file(&path, None, now).map(drop).map_err(|stop| match stop {
                BillStop::Store(error) => error,
                BillStop::Fault(ref fault) => {
                    tracing::warn!(%fault, "a bill file is not believed");
                    Refusal::Bill(stop.trouble()).into()
                }
            }),
        }
    }

    /// Reads a bill file, of this day where one is named, and answers the day. Takes as long as the file is long.
    ///
    /// # Errors
    /// [`BillStop`]: nothing of it counts.
    pub fn read_bill_file(&self, path: &Path, day: Option<Day>, now: UnixSeconds) -> Result<Day, BillStop> {
        let file = File::open(path).map_err(|error| StoreError::Disk(error.into()))?;
        let reader = self.store.reader()?;
        self.read_bill(&reader, (day, BillSource::File), file, now)
    }

    /// Reads it on a thread of its own, so that no other wish waits for it; `done` hears how it went.
    pub(in crate::jobs) fn read_bill_aside(&self, path: PathBuf, done: impl FnOnce(CommandOutcome) + Send + 'static) {
        let shop = self.clone();
        let work = move || {
            let outcome = shop.outcome_of(shop.wish_of_bill(BillWish::File(path), shop.env.now()));
            done(outcome);
        };
        if let Err(error) = std::thread::Builder::new().name("bill file".to_owned()).spawn(work) {
            tracing::error!(%error, "no thread for a bill file");
        }
    }
}
