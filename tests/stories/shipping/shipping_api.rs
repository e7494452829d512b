//! WeChat's shipping interfaces, with their rules and a memory, that can be told to lie.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};
use zhanggui::{
    domain::{OrderNo, SeenShipping, SettleState, ShippingReport, UnixSeconds},
    wechat::{CallRecord, Outgoing, PaidPage, ShippingAnswer, ShippingCalls, ShippingError},
};

/// What WeChat does with the next call instead of answering honestly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lie {
    /// This code, and nothing is done.
    Code(i64),
    /// This code, though it was carried out.
    CodeButDone(i64),
    /// Carried out, and the answer is lost.
    AnswerLost,
    /// Lost on the way.
    RequestLost,
    /// No connection.
    NoLine,
    /// No access token, with this code.
    NoToken(i64),
    /// Carried out, and the program dies before it reads the answer.
    Killed,
}

#[derive(Default)]
struct Books {
    /// What WeChat has, and whether the one correction was used.
    has: BTreeMap<OrderNo, (ShippingReport, bool)>,
    settled: BTreeMap<OrderNo, SettleState>,
    reminded: Vec<OrderNo>,
    /// The delivery times that were named.
    delivered: Vec<UnixSeconds>,
    /// Buyers who were told that all of it is on its way.
    told: Vec<OrderNo>,
    calls: Vec<&'static str>,
    uploads: Vec<ShippingReport>,
    lies: VecDeque<Lie>,
}

#[derive(Default)]
pub struct TestShippingApi(Mutex<Books>);

fn code<T>(code: i64) -> Result<T, ShippingError> {
    Err(ShippingError::Code { code, message: "test".to_owned() })
}

impl TestShippingApi {
    fn books(&self) -> MutexGuard<'_, Books> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn lie(&self, lies: impl IntoIterator<Item = Lie>) {
        self.books().lies.extend(lies);
    }

    pub fn delivered(&self) -> Vec<UnixSeconds> {
        self.books().delivered.clone()
    }

    pub fn calls(&self, name: &str) -> usize {
        self.books().calls.iter().filter(|call| **call == name).count()
    }

    /// Every report that arrived, also those WeChat refused.
    pub fn uploads(&self) -> Vec<ShippingReport> {
        self.books().uploads.clone()
    }

    /// How often the buyer was told that all of it is on its way.
    pub fn told(&self, order_no: &OrderNo) -> usize {
        self.books().told.iter().filter(|told| *told == order_no).count()
    }

    pub fn has(&self, order_no: &OrderNo) -> Option<ShippingReport> {
        self.books().has.get(order_no).map(|(report, _)| report.clone())
    }

    /// Somebody reports it by hand in WeChat's own console.
    pub fn reported_by_hand(&self, report: ShippingReport) {
        self.books().has.insert(report.order_no.clone(), (report, false));
    }

    pub fn settles(&self, order_no: &OrderNo, state: SettleState) {
        self.books().settled.insert(order_no.clone(), state);
    }

    fn call<T>(
        &self,
        name: &'static str,
        record: &dyn CallRecord,
        honest: impl FnOnce(&mut Books) -> Result<T, ShippingError>,
    ) -> ShippingAnswer<T> {
        record.leaving(Outgoing { call: name, body: "{}" }).expect("a row before a call");
        let mut books = self.books();
        let lie = books.lies.pop_front();
        if !matches!(lie, Some(Lie::NoLine | Lie::NoToken(_))) {
            books.calls.push(name);
        }
        let lost = || Err(ShippingError::NoAnswer("test".to_owned()));
        let result = match lie {
            None => honest(&mut books),
            Some(Lie::Code(number)) => code(number),
            Some(Lie::CodeButDone(number)) => honest(&mut books).and_then(|_| code(number)),
            Some(Lie::AnswerLost) => honest(&mut books).and_then(|_| lost()),
            Some(Lie::RequestLost) => lost(),
            Some(Lie::NoLine) => Err(ShippingError::NotSent("test".to_owned())),
            Some(Lie::NoToken(number)) => Err(ShippingError::NoToken { code: number, message: "test".to_owned() }),
            Some(Lie::Killed) => {
                drop(honest(&mut books));
                std::panic::panic_any("killed");
            }
        };
        ShippingAnswer { raw: Some("{}".to_owned()), result }
    }
}

impl Books {
    fn take(&mut self, report: &ShippingReport) -> Result<(), ShippingError> {
        let last = self.uploads.iter().filter(|it| it.order_no == report.order_no).map(|it| it.at_millis).max();
        assert!(last.is_none_or(|last| last < report.at_millis), "each report names a later time");
        self.uploads.push(report.clone());
        let mut corrected = false;
        if let Some((before, used)) = self.has.get(&report.order_no) {
            let same =
                (&before.parcels, before.complete, before.kind) == (&report.parcels, report.complete, report.kind);
            if same {
                return code(10_060_023);
            }
            let again = before.complete || before.split != report.split || before.kind != report.kind;
            if again && *used {
                return code(10_060_003);
            }
            corrected = *used || again;
        }
        self.has.insert(report.order_no.clone(), (report.clone(), corrected));
        if report.complete {
            self.told.push(report.order_no.clone());
        }
        Ok(())
    }

    fn seen(&self, order_no: &OrderNo) -> SeenShipping {
        let state = self.settled.get(order_no).copied();
        let Some((report, corrected)) = self.has.get(order_no) else {
            return SeenShipping { state: state.or(Some(SettleState::ToShip)), ..SeenShipping::default() };
        };
        let parcels = report.parcels.iter().map(|it| it.parcel.clone());
        SeenShipping {
            state: state.or(Some(if report.complete { SettleState::Shipped } else { SettleState::ToShip })),
            kind: Some(report.kind),
            complete: report.complete,
            disputed: false,
            corrected: *corrected,
            parcels: parcels.collect(),
        }
    }
}

impl ShippingCalls for TestShippingApi {
    fn report(&self, report: &ShippingReport, record: &dyn CallRecord) -> ShippingAnswer<()> {
        self.call("upload_shipping_info", record, |books| books.take(report))
    }

    fn look(&self, order_no: &OrderNo, record: &dyn CallRecord) -> ShippingAnswer<SeenShipping> {
        self.call("get_order", record, |books| Ok(books.seen(order_no)))
    }

    fn remind(&self, order_no: &OrderNo, received_at: UnixSeconds, record: &dyn CallRecord) -> ShippingAnswer<()> {
        self.books().delivered.push(received_at);
        self.call("notify_confirm_receive", record, |books| {
            if books.reminded.contains(order_no) {
                return code(10_060_030);
            }
            books.reminded.push(order_no.clone());
            Ok(())
        })
    }

    fn paid(&self, _: UnixSeconds, _: UnixSeconds, _: &str) -> ShippingAnswer<PaidPage> {
        ShippingAnswer { raw: None, result: Ok(PaidPage::default()) }
    }

    fn carriers(&self) -> ShippingAnswer<Vec<(String, String)>> {
        self.books().calls.push("get_delivery_list");
        let listed = [("SF", "顺丰速运"), ("YTO", "圆通速递"), ("XYZ", "无人知晓")];
        ShippingAnswer { raw: None, result: Ok(listed.map(|(id, name)| (id.to_owned(), name.to_owned())).to_vec()) }
    }
}
