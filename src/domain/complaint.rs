//! A buyer's complaint at WeChat: how it stands, until when the shop has to answer, and what the shop wishes to tell WeChat
//! about it. Money never moves because of a complaint: the refund has a life of its own.

use super::{ComplaintId, Fen, OpenId, StepRefused, UnixSeconds, text_enum::text_enum};

/// A reply or a reason has at most so many characters.
pub const COMPLAINT_WORDS_MAX: usize = 200;
/// And at most so many pictures.
pub const COMPLAINT_PICTURES_MAX: usize = 4;
/// Of at most so many bytes each.
pub const COMPLAINT_PICTURE_BYTES_MAX: usize = 2 * 1024 * 1024;
/// WeChat's word in the talk for a reply of the shop's.
pub const TALK_REPLY: &str = "MERCHANT_RESPONSE";
/// With less time left than this, a complaint is urgent, seconds.
pub const URGENT_COMPLAINT_SECS: i64 = 12 * HOUR_SECS;

const HOUR_SECS: i64 = 60 * 60;
/// A first reply that comes later counts as overdue.
const REPLY_WITHIN_SECS: i64 = 24 * HOUR_SECS;
/// From then on WeChat may give the money back at the shop's cost.
const SOLVE_WITHIN_SECS: i64 = 72 * HOUR_SECS;

/// How a complaint stands at WeChat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ComplaintState {
    /// Nobody has answered (`PENDING`).
    Pending,
    /// The shop has answered (`PROCESSING`).
    Processing,
    /// A state of which no document speaks: taken as open.
    Other,
    /// It is over (`PROCESSED`); the buyer may open it again.
    Processed,
}

text_enum!(ComplaintState { Pending = "pending", Processing = "processing", Other = "other", Processed = "processed" });

impl ComplaintState {
    /// True while something is expected of the shop.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Processed)
    }
}

/// What a complaint is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ComplaintProblem {
    /// The buyer wants money back (`REFUND`).
    Refund,
    /// Something bought does not work (`SERVICE_NOT_WORK`).
    NotWorking,
    /// Anything else (`OTHERS`).
    Other,
}

text_enum!(ComplaintProblem { Refund = "refund", NotWorking = "not_working", Other = "other" });

/// The order a complaint names: as WeChat writes it, for it need not be one of this shop's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComplainedOrder {
    /// The shop's number (`out_trade_no`).
    pub order_no: String,
    /// WeChat's number of the payment.
    pub transaction_id: String,
    /// What was paid, fen.
    pub amount: Fen,
}

/// A complaint as WeChat tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComplaintFacts {
    /// WeChat's number of it.
    pub complaint_id: ComplaintId,
    /// When the buyer made it. The times to answer in count from here.
    pub received_at: UnixSeconds,
    /// How it stands.
    pub state: ComplaintState,
    /// What it is about.
    pub problem: ComplaintProblem,
    /// The buyer's words.
    pub words: String,
    /// WeChat's heading for it (`problem_description`); may be empty.
    pub heading: String,
    /// The order it names.
    pub order: Option<ComplainedOrder>,
    /// What the buyer wants back, fen.
    pub refund_wanted: Option<Fen>,
    /// The buyer's telephone, encrypted for the merchant's key. Kept as it is; opened on the screen only.
    pub sealed_phone: Option<String>,
    /// Who complains; told by the detail, not by the list.
    pub openid: Option<OpenId>,
    /// All of it was given back.
    pub fully_refunded: bool,
    /// The buyer wrote something that was not answered.
    pub awaits_reply: bool,
    /// How often the buyer has complained about it.
    pub times: u32,
    /// WeChat's own people look into it.
    pub platform_looks: bool,
    /// Addresses of its pictures, at WeChat.
    pub pictures: Vec<String>,
}

/// One entry of the talk about a complaint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TalkEntry {
    /// WeChat's number of it.
    pub log_id: String,
    /// Who did it, in WeChat's words.
    pub operator: String,
    /// When.
    pub at: UnixSeconds,
    /// What was done, as WeChat spells it: it spells some words wrong, and adds new ones.
    pub kind: String,
    /// What was said.
    pub words: String,
    /// Addresses of its pictures, at WeChat.
    pub pictures: Vec<String>,
}

/// What a notification about a complaint says. A hint: how it stands is asked.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ComplaintNotice {
    /// The same at each repeat of it.
    pub notice_id: String,
    /// Which complaint.
    pub complaint_id: ComplaintId,
    /// What happened, as WeChat spells it.
    pub action: String,
}

/// Until when the shop has to answer a complaint made at `received_at`.
pub const fn reply_by(received_at: UnixSeconds) -> UnixSeconds {
    received_at.plus(REPLY_WITHIN_SECS)
}

/// Until when it has to be solved.
pub const fn solve_by(received_at: UnixSeconds) -> UnixSeconds {
    received_at.plus(SOLVE_WITHIN_SECS)
}

/// The next moment that counts against the shop: the first reply, then the end. `None` once it is over.
///
/// (The 48 hours of which WeChat also speaks are those of the mini program's own complaints, which are another system.)
pub const fn complaint_due(state: ComplaintState, received_at: UnixSeconds) -> Option<UnixSeconds> {
    match state {
        ComplaintState::Pending => Some(reply_by(received_at)),
        ComplaintState::Processing | ComplaintState::Other => Some(solve_by(received_at)),
        ComplaintState::Processed => None,
    }
}

/// What the shop wishes to tell WeChat about a complaint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ComplaintTaskKind {
    /// A reply the buyer reads.
    Reply,
    /// The money does not go back, with a reason.
    Reject,
    /// The money goes back: told once the owner has approved the refund itself.
    Approve,
    /// It is solved.
    Complete,
}

text_enum!(ComplaintTaskKind { Reply = "reply", Reject = "reject", Approve = "approve", Complete = "complete" });

/// How far a wish is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ComplaintTaskState {
    /// Not told yet.
    Waiting,
    /// On its way.
    Sending,
    /// Nobody knows whether WeChat has it: the complaint is read before anything is said again.
    InDoubt,
    /// WeChat has it.
    Done,
    /// WeChat did not take it.
    Refused,
    /// There was nothing to tell any more: the complaint was over, or the refund was refused.
    Moot,
}

text_enum!(ComplaintTaskState {
    Waiting = "waiting", Sending = "sending", InDoubt = "in_doubt", Done = "done", Refused = "refused", Moot = "moot",
});

/// What happens to a wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComplaintTaskStep {
    /// The call is about to leave.
    Send,
    /// WeChat took it.
    Accepted,
    /// It did not leave, or was certainly not taken: it can be said again.
    NotSent,
    /// It may have been taken.
    NoAnswer,
    /// WeChat's own records have it.
    Found,
    /// They do not: it can be said again.
    NotFound,
    /// WeChat refused it for good.
    Declined,
    /// There is nothing to tell any more.
    Over,
}

impl ComplaintTaskState {
    /// True while there is something to do.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Sending | Self::InDoubt)
    }

    /// Where the step leads.
    ///
    /// # Errors
    /// [`StepRefused`]: it does not follow.
    pub const fn after(self, step: ComplaintTaskStep) -> Result<Self, StepRefused<Self, ComplaintTaskStep>> {
        use ComplaintTaskStep as Step;
        Ok(match (self, step) {
            (Self::Waiting, Step::Send) => Self::Sending,
            (Self::Sending, Step::Accepted) | (Self::InDoubt | Self::Waiting, Step::Found) => Self::Done,
            (Self::Sending, Step::NotSent) | (Self::InDoubt, Step::NotFound) => Self::Waiting,
            (Self::Sending | Self::InDoubt, Step::NoAnswer) => Self::InDoubt,
            (Self::Sending, Step::Declined) => Self::Refused,
            (Self::Waiting | Self::Sending | Self::InDoubt, Step::Over) => Self::Moot,
            (state, step) => return Err(StepRefused { state, step }),
        })
    }
}

/// Why WeChat does not have a wish yet, or will not take it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ComplaintTrouble {
    /// No line: it goes on by itself.
    NoLine,
    /// No usable answer: the complaint is read before anything is said again.
    NoAnswer,
    /// WeChat asks for patience.
    TooFast,
    /// Certificate, key or permission.
    NotAllowed,
    /// WeChat refused it.
    Refused,
    /// The complaint was over before it arrived.
    Closed,
    /// The refund it speaks of did not come about.
    NoRefund,
    /// A picture of it is not in the shop's folder any more.
    PictureGone,
}

text_enum!(ComplaintTrouble {
    NoLine = "no_line", NoAnswer = "no_answer", TooFast = "too_fast", NotAllowed = "not_allowed", Refused = "refused",
    Closed = "closed", NoRefund = "no_refund", PictureGone = "picture_gone",
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_reply_has_a_day_and_the_end_three() {
        let at = UnixSeconds::new(1_767_578_400);
        assert_eq!(complaint_due(ComplaintState::Pending, at), Some(UnixSeconds::new(1_767_664_800)));
        assert_eq!(complaint_due(ComplaintState::Processing, at), Some(UnixSeconds::new(1_767_837_600)));
        assert_eq!(complaint_due(ComplaintState::Other, at), Some(solve_by(at)));
        assert_eq!(complaint_due(ComplaintState::Processed, at), None);
    }

    #[test]
    fn what_is_in_doubt_is_never_sent_before_it_was_looked_for() {
        use ComplaintTaskStep as Step;
        assert!(ComplaintTaskState::InDoubt.after(Step::Send).is_err());
        assert_eq!(ComplaintTaskState::InDoubt.after(Step::NotFound), Ok(ComplaintTaskState::Waiting));
        assert_eq!(ComplaintTaskState::InDoubt.after(Step::Found), Ok(ComplaintTaskState::Done));
        for over in [ComplaintTaskState::Done, ComplaintTaskState::Refused, ComplaintTaskState::Moot] {
            assert!(!over.is_open());
            for step in [Step::Send, Step::Accepted, Step::NotSent, Step::NoAnswer, Step::Found, Step::Over] {
                assert!(over.after(step).is_err(), "{over:?} {step:?}");
            }
        }
    }
}
