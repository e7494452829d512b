//! What is said and read of complaints.

use crate::domain::{
    ComplainedOrder, ComplaintId, ComplaintProblem, ComplaintState, ComplaintTaskKind, ComplaintTaskState,
    ComplaintTaskStep, ComplaintTrouble, Fen, MediaId, OpenId, OrderNo, RefundNo, RefundState, TalkEntry, UnixSeconds,
    complaint_due,
};

/// Why a wish about a complaint cannot be told WeChat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ComplaintRefusal {
    /// WeChat says that it is over.
    #[error("it is over")]
    Over,
    /// The buyer wants no money back.
    #[error("it is about no money")]
    NoMoney,
    /// It was decided before.
    #[error("it was decided before")]
    Decided,
    /// The money it is about has not arrived.
    #[error("the money has not arrived")]
    MoneyNotBack,
    /// The shop knows no such order.
    #[error("its order is not known")]
    UnknownOrder,
    /// The same is on its way already.
    #[error("the same is on its way")]
    OnItsWay,
}

impl ComplaintRefusal {
    /// Every one, for whoever gives them words.
    pub const ALL: [Self; 6] =
        [Self::Over, Self::NoMoney, Self::Decided, Self::MoneyNotBack, Self::UnknownOrder, Self::OnItsWay];
}

/// A complaint as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "what WeChat says of it, each for itself")]
pub struct ComplaintRow {
    /// WeChat's number of it.
    pub complaint_id: ComplaintId,
    /// When the buyer made it.
    pub received_at: UnixSeconds,
    /// How it stands at WeChat.
    pub state: ComplaintState,
    /// What it is about.
    pub problem: ComplaintProblem,
    /// The buyer's words.
    pub words: String,
    /// WeChat's heading.
    pub heading: String,
    /// The order as WeChat names it; its number is empty where it names none.
    pub named: ComplainedOrder,
    /// The shop's order, where it is one.
    pub order_no: Option<OrderNo>,
    /// What the buyer wants back, fen.
    pub wanted: Option<Fen>,
    /// The buyer's telephone, encrypted.
    pub sealed_phone: Option<String>,
    /// Who complains, where WeChat says so.
    pub openid: Option<OpenId>,
    /// All of it was given back, by WeChat's word.
    pub fully_refunded: bool,
    /// The buyer wrote something that was not answered.
    pub awaits_reply: bool,
    /// How often the buyer has complained about it.
    pub times: u32,
    /// WeChat's own people look into it.
    pub platform_looks: bool,
    /// The refund that was asked for because of it.
    pub refund_no: Option<RefundNo>,
    /// The version a click is made on.
    pub version: u32,
    /// Nobody has looked at it.
    pub unseen: bool,
    /// When it last changed here.
    pub changed_at: UnixSeconds,
}

impl ComplaintRow {
    /// The next moment that counts against the shop.
    pub const fn due_at(&self) -> Option<UnixSeconds> {
        complaint_due(self.state, self.received_at)
    }
}

/// A wish as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComplaintTaskRow {
    /// Its number within the complaint.
    pub task_no: u32,
    /// What is said.
    pub kind: ComplaintTaskKind,
    /// In which words.
    pub words: String,
    /// How far it is.
    pub state: ComplaintTaskState,
    /// Why WeChat does not have it.
    pub trouble: Option<ComplaintTrouble>,
    /// The technical sentence behind that.
    pub detail: String,
    /// When it was wished.
    pub made_at: UnixSeconds,
    /// How many pictures go with it.
    pub pictures: u32,
}

/// A refund of the order a complaint is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComplaintRefundRow {
    /// Its number.
    pub refund_no: RefundNo,
    /// How it stands.
    pub state: RefundState,
    /// How much, fen.
    pub amount: Fen,
    /// When it was asked for.
    pub requested_at: UnixSeconds,
}

/// Everything about one complaint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComplaintDetail {
    /// Itself.
    pub row: ComplaintRow,
    /// Addresses of its pictures, at WeChat.
    pub pictures: Vec<String>,
    /// What was said, oldest first.
    pub talk: Vec<TalkEntry>,
    /// What the shop wished to say, oldest first.
    pub tasks: Vec<ComplaintTaskRow>,
    /// The refunds of its order, oldest first.
    pub refunds: Vec<ComplaintRefundRow>,
    /// Other complaints about the same order.
    pub others: Vec<ComplaintId>,
}

impl ComplaintDetail {
    /// Whether money was decided about: said yes or no to, or under way.
    pub fn is_decided(&self) -> bool {
        self.tasks.iter().any(|task| {
            matches!(task.kind, ComplaintTaskKind::Approve | ComplaintTaskKind::Reject)
                && (task.state.is_open() || task.state == ComplaintTaskState::Done)
        })
    }

    /// Whether the money it is about has arrived, or there is none on its way.
    pub fn is_money_settled(&self) -> bool {
        money_is_settled(self.row.refund_no.as_ref(), self.refunds.iter().map(|one| (&one.refund_no, one.state)))
    }
}

/// True unless money is promised and has not arrived: the refund of the complaint itself has to have arrived, whatever became
/// of it; of the others none may be on its way.
pub(in crate::store) fn money_is_settled<'a>(
    own: Option<&RefundNo>,
    mut all: impl Iterator<Item = (&'a RefundNo, RefundState)>,
) -> bool {
    all.all(|(refund_no, state)| match state {
        RefundState::Refunded => true,
        RefundState::Requested | RefundState::Rejected | RefundState::Failed => own != Some(refund_no),
        _ => false,
    })
}

/// What the shop wishes to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComplaintWish {
    /// About which complaint.
    pub complaint_id: ComplaintId,
    /// The version the click was made on.
    pub seen: u32,
    /// What.
    pub kind: ComplaintTaskKind,
    /// In which words: 1 to 200 characters for a reply and a reason, none for the others.
    pub words: String,
    /// Pictures (JPEG), at most four of at most 2 MiB.
    pub pictures: Vec<Vec<u8>>,
}

/// A picture of a wish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComplaintTaskPicture {
    /// Its place, from 0.
    pub place: u32,
    /// WeChat's name for it, once it has it.
    pub media_id: Option<MediaId>,
    /// The file; empty once it is not needed any more.
    pub file: Vec<u8>,
}

/// A wish WeChat does not have yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueComplaintTask {
    /// About which complaint.
    pub complaint_id: ComplaintId,
    /// Its number.
    pub task_no: u32,
    /// What.
    pub kind: ComplaintTaskKind,
    /// In which words.
    pub words: String,
    /// Where it stands.
    pub state: ComplaintTaskState,
    /// When it was wished.
    pub made_at: UnixSeconds,
    /// When it last left.
    pub sent_at: Option<UnixSeconds>,
    /// How often it left.
    pub sends: u32,
    /// The refund it speaks of, for an approval.
    pub refund: Option<RefundState>,
    /// How many earlier wishes of the same words were said since: so many entries of the talk are not this one.
    pub same_before: u32,
    /// What goes with it.
    pub pictures: Vec<ComplaintTaskPicture>,
}

/// A step of a wish that came out of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComplaintTaskUpdate {
    /// About which complaint.
    pub complaint_id: ComplaintId,
    /// Its number.
    pub task_no: u32,
    /// What happened; `None` where it stays as it is.
    pub step: Option<ComplaintTaskStep>,
    /// Why WeChat does not have it, with the technical sentence.
    pub trouble: Option<(ComplaintTrouble, String)>,
    /// When to look again.
    pub next_at: UnixSeconds,
}

/// What became of the reading of WeChat's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComplaintListing {
    /// When it was last read whole.
    pub listed_at: Option<UnixSeconds>,
    /// When it is read next.
    pub next_at: UnixSeconds,
    /// Why it could not be read the last time.
    pub trouble: Option<(ComplaintTrouble, String)>,
    /// Where WeChat sends its notices, as far as it was asked; read only.
    pub address: String,
}

/// What keeping a complaint changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KeptComplaint {
    /// It was not known before.
    pub fresh: bool,
    /// It is not as it was.
    pub changed: bool,
}

/// Which complaints a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ComplaintFilter {
    /// Something is expected of the shop; those with the least time left first.
    #[default]
    Open,
    /// They are over; the newest first.
    Over,
}
