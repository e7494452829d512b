//! Every row of a step has its own outcome. One that cannot be written or read is set aside, where the owner sees it, and is
//! tried again later; the others go on. Only what concerns the whole file ends the step.

use super::shop::{BATCH_MAX, Shop};
use crate::{
    domain::{OrderNo, Refund, SignType, UnixSeconds},
    events::{Events, ShopEvent},
    store::{
        Due, DuePayment, DuePrint, DueReport, Reader, RefundSearch, RowAside, RowJob, RowTrouble, Store, StoreError,
        UnknownPayment, print_key,
    },
};
use std::collections::BTreeMap;

/// How far a row came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowOutcome {
    /// It was worked on.
    On,
    /// Nothing can be done now, with this row and the others: no line, or a pause. It is as due as before.
    NoFurther,
}

/// A row of a step, as it is named among those that are set aside.
pub(super) trait DueRow {
    /// Its number.
    fn key(&self) -> String;
    /// The order it belongs to.
    fn order_no(&self) -> &OrderNo;
}

/// One step of one job.
#[derive(Clone, Copy)]
pub(super) struct JobStep<'a> {
    pub store: &'a Store,
    pub events: &'a Events,
    pub reader: &'a Reader,
    pub job: RowJob,
    /// When it began.
    pub now: UnixSeconds,
    /// As many rows as it takes on at most.
    pub most: u32,
}

impl JobStep<'_> {
    /// Goes through the rows one after the other, until one can go no further. Answers how many were worked on, those that
    /// were set aside among them.
    ///
    /// # Errors
    /// What concerns the whole file.
    pub fn each<T: DueRow>(
        self,
        due: &Due<T>,
        work: impl Fn(&T) -> Result<RowOutcome, StoreError>,
    ) -> Result<usize, StoreError> {
        let rows = StepRows::begin(self, due)?;
        let mut done = due.unreadable().len();
        for row in due.iter() {
            match work(row) {
                Ok(RowOutcome::NoFurther) => return Ok(done),
                ran => drop(rows.outcome(row, ran)?),
            }
            done = done.saturating_add(1);
        }
        rows.end(due)?;
        Ok(done)
    }
}

/// The outcomes of one step's rows. Shared by the threads of a step.
pub(super) struct StepRows<'a> {
    store: &'a Store,
    events: &'a Events,
    job: RowJob,
    now: UnixSeconds,
    most: usize,
    /// Those that are set aside already, and when each is tried again.
    aside: BTreeMap<String, UnixSeconds>,
}

impl<'a> StepRows<'a> {
    /// Begins a step over `due`; what of it cannot be read is set aside at once.
    pub fn begin<T>(step: JobStep<'a>, due: &Due<T>) -> Result<Self, StoreError> {
        let JobStep { store, events, job, now, .. } = step;
        let most = usize::try_from(step.most).unwrap_or(usize::MAX);
        let rows = Self { store, events, job, now, most, aside: step.reader.set_aside_by(job)? };
        for row in due.unreadable() {
            rows.put(row.key.clone(), row.order_no.clone(), &row.error)?;
        }
        Ok(rows)
    }

    /// What one row gave; `None` where it was set aside.
    ///
    /// # Errors
    /// What concerns the whole file.
    pub fn outcome<T>(&self, row: &impl DueRow, ran: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
        match ran {
            Ok(gave) => {
                let key = row.key();
                if self.aside.contains_key(&key) {
                    self.take_up(vec![key])?;
                }
                Ok(Some(gave))
            }
            Err(error) if error.is_of_one_row() => {
                self.put(row.key(), row.order_no().to_string(), &error)?;
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// All of `due` was gone through: what is set aside and was to be tried again now, but is not due any more, is over.
    pub fn end<T: DueRow>(&self, due: &Due<T>) -> Result<(), StoreError> {
        if due.count() >= self.most {
            return Ok(()); // there are more behind these
        }
        let still = |key: &str| {
            due.iter().any(|row| row.key() == key) || due.unreadable().iter().any(|unreadable| unreadable.key == key)
        };
        let over = self.aside.iter().filter(|(key, again)| **again <= self.now && !still(key));
        let over: Vec<String> = over.map(|(key, _)| key.clone()).collect();
        if over.is_empty() { Ok(()) } else { self.take_up(over) }
    }

    fn take_up(&self, keys: Vec<String>) -> Result<(), StoreError> {
        self.ignoring_rows(self.store.take_up(self.job, keys).wait())
    }

    fn put(&self, key: String, order_no: String, error: &StoreError) -> Result<(), StoreError> {
        tracing::error!(job = self.job.as_str(), row = key, %error, "a row cannot be written and is set aside");
        let changed = OrderNo::parse(&order_no).ok();
        let (trouble, detail) = (RowTrouble::of(error), error.to_string());
        let row = RowAside { job: self.job, key, order_no, trouble, detail };
        self.ignoring_rows(self.store.set_aside(row, self.now).wait())?;
        if let Some(order_no) = changed {
            self.events.send(&ShopEvent::OrderChanged(order_no));
        }
        Ok(())
    }

    /// A mark that cannot be kept stops nothing either: the row is met again, and said again in the log.
    fn ignoring_rows(&self, kept: Result<(), StoreError>) -> Result<(), StoreError> {
        match kept {
            Err(error) if error.is_of_one_row() => {
                tracing::error!(job = self.job.as_str(), %error, "the mark of a row cannot be kept");
                Ok(())
            }
            kept => kept,
        }
    }
}

impl Shop {
    /// A step of this job.
    pub(super) fn step_of<'a>(&'a self, reader: &'a Reader, job: RowJob, now: UnixSeconds) -> JobStep<'a> {
        JobStep { store: &self.store, events: &self.events, reader, job, now, most: BATCH_MAX }
    }
}

impl DueRow for DuePayment {
    fn key(&self) -> String {
        self.order_no.to_string()
    }

    fn order_no(&self) -> &OrderNo {
        &self.order_no
    }
}

impl DueRow for UnknownPayment {
    fn key(&self) -> String {
        self.order_no.to_string()
    }

    fn order_no(&self) -> &OrderNo {
        &self.order_no
    }
}

impl DueRow for (Refund, SignType) {
    fn key(&self) -> String {
        self.0.refund_no.to_string()
    }

    fn order_no(&self) -> &OrderNo {
        &self.0.order_no
    }
}

impl DueRow for RefundSearch {
    fn key(&self) -> String {
        self.order_no.to_string()
    }

    fn order_no(&self) -> &OrderNo {
        &self.order_no
    }
}

impl DueRow for DueReport {
    fn key(&self) -> String {
        self.report.order_no.to_string()
    }

    fn order_no(&self) -> &OrderNo {
        &self.report.order_no
    }
}

impl DueRow for DuePrint {
    fn key(&self) -> String {
        print_key(&self.id)
    }

    fn order_no(&self) -> &OrderNo {
        &self.id.order_no
    }
}
