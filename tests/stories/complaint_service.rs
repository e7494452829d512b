//! Complaints at a WeChat of the test's own, which can be told to fail.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};
use zhanggui::{
    domain::{
        ComplainedOrder, ComplaintFacts, ComplaintId, ComplaintProblem, ComplaintState, Day, Fen, MediaId, TALK_REPLY,
        TalkEntry, UnixSeconds,
    },
    wechat::{
        Answered, CallRecord, ComplaintCalls, ComplaintMessage, ComplaintPage, GatewayError, NoAnswer, NotSent,
        Outgoing, Pause, ReplyPicture,
    },
};

/// What happens to the next thing that is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// 500, and nothing was done.
    Error,
    /// 500, though it was done.
    ErrorButDone,
    /// Done, and the answer is lost.
    AnswerLost,
    /// Lost on the way.
    RequestLost,
    /// No line: nothing leaves.
    Unreachable,
    /// 429, and nothing was done.
    TooFast,
    /// 403: no permission.
    NoPermission,
    /// The buyer is faster: the complaint is over when it arrives.
    ClosedMeanwhile,
}

#[derive(Default)]
struct ComplaintBook {
    now: i64,
    all: BTreeMap<ComplaintId, ComplaintFacts>,
    talk: BTreeMap<ComplaintId, Vec<TalkEntry>>,
    failures: VecDeque<Failure>,
    uploads: usize,
    logs: u64,
    calls: Vec<&'static str>,
    /// Everything goes wrong.
    down: bool,
}

/// The complaints of a test.
#[derive(Default)]
pub struct ComplaintService(Mutex<ComplaintBook>);

impl ComplaintService {
    fn lock(&self) -> MutexGuard<'_, ComplaintBook> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What time it is at WeChat.
    pub fn time_is(&self, now: UnixSeconds) {
        self.lock().now = now.get();
    }

    /// A buyer complains and wants this much back.
    pub fn complains(&self, number: &str, order_no: &str, wants: Option<Fen>) -> ComplaintId {
        let mut book = self.lock();
        let id = ComplaintId::parse(number).expect("a number");
        let facts = ComplaintFacts {
            complaint_id: id.clone(),
            received_at: UnixSeconds::new(book.now),
            state: ComplaintState::Pending,
            problem: if wants.is_some() { ComplaintProblem::Refund } else { ComplaintProblem::Other },
            words: "咖啡豆包装破损，想退一部分钱".to_owned(),
            heading: "商品破损".to_owned(),
            order: Some(ComplainedOrder {
                order_no: order_no.to_owned(),
                transaction_id: "4200000000202601010000000001".to_owned(),
                amount: Fen::new(12_800).expect("fen"),
            }),
            refund_wanted: wants,
            sealed_phone: Some("sealed".to_owned()),
            openid: None,
            fully_refunded: false,
            awaits_reply: true,
            times: 1,
            platform_looks: false,
            pictures: Vec::new(),
        };
        book.all.insert(id.clone(), facts);
        book.says(&id, ("投诉人", "USER_CREATE_COMPLAINT"), "咖啡豆包装破损，想退一部分钱");
        id
    }

    /// The buyer writes again.
    pub fn writes(&self, id: &ComplaintId, words: &str) {
        let mut book = self.lock();
        book.all.get_mut(id).expect("known").awaits_reply = true;
        book.says(id, ("投诉人", "USER_RESPONSE"), words);
    }

    /// What happens to what is said next.
    pub fn fails(&self, failures: impl IntoIterator<Item = Failure>) {
        self.lock().failures.extend(failures);
    }

    /// Nothing is answered any more, or again.
    pub fn is_down(&self, down: bool) {
        self.lock().down = down;
    }

    /// How it stands.
    pub fn state(&self, id: &ComplaintId) -> ComplaintState {
        self.lock().all[id].state
    }

    /// What the shop said, in WeChat's words for it.
    pub fn said(&self, id: &ComplaintId) -> Vec<(String, String)> {
        let book = self.lock();
        let ours = book.talk[id].iter().filter(|entry| entry.kind.starts_with("MERCHANT"));
        ours.map(|entry| (entry.kind.clone(), entry.words.clone())).collect()
    }

    /// A reply arrives, whoever sent it.
    pub fn complete_reply(&self, id: &ComplaintId, words: &str) {
        let mut book = self.lock();
        book.moves(id, ComplaintState::Processing);
        book.says(id, ("商户", TALK_REPLY), words);
    }

    pub fn uploads(&self) -> usize {
        self.lock().uploads
    }

    pub fn calls(&self, name: &str) -> usize {
        self.lock().calls.iter().filter(|call| **call == name).count()
    }

    fn reads<T>(
        &self,
        name: &'static str,
        read: impl FnOnce(&mut ComplaintBook) -> Result<T, GatewayError>,
    ) -> Answered<T> {
        let mut book = self.lock();
        book.calls.push(name);
        let result = if book.down { Err(GatewayError::NoAnswer(NoAnswer::Status(502))) } else { read(&mut book) };
        Answered { raw: None, result }
    }

    fn tells(
        &self,
        name: &'static str,
        id: &ComplaintId,
        record: &dyn CallRecord,
        act: impl FnOnce(&mut ComplaintBook),
    ) -> Answered<()> {
        let failure = self.lock().failures.pop_front();
        let leaving = || {
            if failure == Some(Failure::Unreachable) {
                record.leaving(Outgoing { call: name, body: "{}" }).map_err(|e| GatewayError::NotSent(e.into()))?;
                return Err(GatewayError::NotSent(NotSent::NoConnection("refused".to_owned())));
            }
            record.leaving(Outgoing { call: name, body: "{}" }).map_err(|e| GatewayError::NotSent(e.into()))
        };
        if let Err(error) = leaving() {
            return Answered { raw: None, result: Err(error) };
        }
        let mut book = self.lock();
        book.calls.push(name);
        if failure == Some(Failure::ClosedMeanwhile) {
            book.all.get_mut(id).expect("known").state = ComplaintState::Processed;
        }
        let over = book.all.get(id).is_none_or(|facts| facts.state == ComplaintState::Processed);
        if !over && matches!(failure, None | Some(Failure::ErrorButDone | Failure::AnswerLost)) {
            act(&mut book);
        }
        let unknown = |code: &str| NoAnswer::Unknown { code: code.to_owned(), message: "系统繁忙".to_owned() };
        let result = match failure {
            Some(Failure::Error | Failure::ErrorButDone) => Err(GatewayError::NoAnswer(unknown("SYSTEMERROR"))),
            Some(Failure::AnswerLost | Failure::RequestLost) => {
                Err(GatewayError::NoAnswer(NoAnswer::Broken("reset".to_owned())))
            }
            Some(Failure::TooFast) => {
                Err(GatewayError::Wait { code: "FREQUENCY_LIMITED".to_owned(), pause: Pause::All })
            }
            Some(Failure::NoPermission) => {
                Err(GatewayError::Misconfigured { code: "NOAUTH".to_owned(), message: "没有权限".to_owned() })
            }
            _ if over => Err(invalid()),
            _ => Ok(()),
        };
        Answered { raw: None, result }
    }
}

fn invalid() -> GatewayError {
    GatewayError::Declined { code: "INVALID_REQUEST".to_owned(), message: "当前状态不允许此操作".to_owned() }
}

impl ComplaintBook {
    fn says(&mut self, id: &ComplaintId, (operator, kind): (&str, &str), words: &str) {
        self.logs += 1;
        let entry = TalkEntry {
            log_id: format!("L{:06}", self.logs),
            operator: operator.to_owned(),
            at: UnixSeconds::new(self.now),
            kind: kind.to_owned(),
            words: words.to_owned(),
            pictures: Vec::new(),
        };
        self.talk.entry(id.clone()).or_default().push(entry);
    }

    fn moves(&mut self, id: &ComplaintId, state: ComplaintState) {
        let facts = self.all.get_mut(id).expect("known");
        facts.state = state;
        facts.awaits_reply = false;
    }
}

impl ComplaintCalls for ComplaintService {
    fn complaints(&self, (from, to): (Day, Day), offset: u32, _: &dyn CallRecord) -> Answered<ComplaintPage> {
        self.reads("list", |book| {
            assert!(to.get() - from.get() <= 29, "at most thirty days");
            let within = book.all.values().filter(|facts| (from..=to).contains(&Day::of(facts.received_at)));
            let all: Vec<ComplaintFacts> = within.cloned().collect();
            let page = all.iter().skip(offset as usize).take(2).cloned().collect();
            let total = (offset == 0).then(|| u32::try_from(all.len()).expect("few"));
            Ok(ComplaintPage { complaints: page, total })
        })
    }

    fn complaint(&self, id: &ComplaintId, _: &dyn CallRecord) -> Answered<ComplaintFacts> {
        self.reads("detail", |book| book.all.get(id).cloned().ok_or_else(invalid))
    }

    fn talk_of(&self, id: &ComplaintId, offset: u32, _: &dyn CallRecord) -> Answered<Vec<TalkEntry>> {
        self.reads("talk", |book| {
            let talk = book.talk.get(id).cloned().unwrap_or_default();
            Ok(talk.into_iter().rev().skip(offset as usize).take(3).collect())
        })
    }

    fn reply(&self, id: &ComplaintId, said: ComplaintMessage<'_>, record: &dyn CallRecord) -> Answered<()> {
        self.tells("reply", id, record, |book| {
            book.moves(id, ComplaintState::Processing);
            book.says(id, ("商户", TALK_REPLY), said.words);
        })
    }

    fn reject_refund(&self, id: &ComplaintId, said: ComplaintMessage<'_>, record: &dyn CallRecord) -> Answered<()> {
        self.tells("reject", id, record, |book| {
            book.moves(id, ComplaintState::Processed);
            book.says(id, ("商户", "MERCHANT_REFUSE_RERUND"), said.words);
        })
    }

    fn approve_refund(&self, id: &ComplaintId, record: &dyn CallRecord) -> Answered<()> {
        self.tells("approve", id, record, |book| {
            book.moves(id, ComplaintState::Processing);
            book.says(id, ("商户", "MERCHANT_APPROVE_REFUND"), "");
        })
    }

    fn complete(&self, id: &ComplaintId, record: &dyn CallRecord) -> Answered<()> {
        self.tells("complete", id, record, |book| {
            book.moves(id, ComplaintState::Processed);
            book.says(id, ("商户", "MERCHANT_CONFIRM_COMPLETE"), "");
        })
    }

    fn upload(&self, picture: &ReplyPicture, _: &dyn CallRecord) -> Answered<MediaId> {
        self.reads("upload", |book| {
            picture.checked().map_err(GatewayError::NotSent)?;
            book.uploads += 1;
            Ok(MediaId::parse(&format!("MEDIA{}", book.uploads)).expect("an id"))
        })
    }

    fn picture(&self, _: &str, _: &dyn CallRecord) -> Answered<Vec<u8>> {
        self.reads("picture", |_| Ok(vec![1, 2, 3]))
    }

    fn notices_go_to(&self, _: &dyn CallRecord) -> Answered<Option<String>> {
        self.reads("notices", |_| Ok(None))
    }

    fn notify_at(&self, _: &str, _: &dyn CallRecord) -> Answered<()> {
        self.reads("notify", |_| Ok(()))
    }

    fn open_phone(&self, sealed: &str) -> Option<String> {
        (sealed == "sealed").then(|| "13800000000".to_owned())
    }
}
