//! The one road from background threads to the screen. An event says where to look again; the rows say what is true.

use crate::{
    domain::{ComplaintId, Fen, OrderNo, PresentPerson, PrintTrouble, RefundNo, UnixSeconds, UnpaidAnswer},
    store::Refusal,
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Something happened that the screen or a job may want to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShopEvent {
    /// A buyer placed an order.
    OrderPlaced(OrderNo),
    /// A notification says an order was paid; it wants confirming.
    PaymentNoticed(OrderNo),
    /// WeChat is to be asked about this order's payment now, though no notification said anything.
    PaymentCheckDue(OrderNo),
    /// WeChat confirmed the payment: the owner wants to know.
    OrderPaid(OrderNo),
    /// An order changed in any other way.
    OrderChanged(OrderNo),
    /// A buyer asks for a refund.
    RefundRequested(RefundNo),
    /// Its state, or what is known of it: whoever shows it reads its row again.
    RefundChanged(RefundNo),
    /// WeChat is to be asked for all refunds of an order.
    RefundsSought,
    /// A message was received and listed.
    NoticeListed,
    /// The health of a part of the shop changed, as shown at the top right.
    HealthChanged(Subsystem, HealthState),
    /// WeChat answered a question about an order that the owner asked.
    OrderAsked {
        /// Which order.
        order_no: OrderNo,
        /// What it said.
        said: OrderAnswer,
    },
    /// What became of the question for an order's refunds, asked while it is packed.
    RefundsAsked {
        /// Which order.
        order_no: OrderNo,
        /// What WeChat said.
        said: RefundsAnswer,
    },
    /// A shipping sheet began, went on or ended.
    ShipRunMoved,
    /// What the shop sells was changed by the owner.
    ProductsChanged,
    /// The backups are not as they were: their page looks again.
    BackupsChanged,
    /// Another computer runs the shop, or none does any more, or this one does again.
    LeaseChanged,
    /// Another seat of the shop changed something; the rows say what.
    ChangedElsewhere,
    /// Who has what open at other windows of the shop: all of them, and nobody where it is empty.
    PresenceChanged(Vec<PresentPerson>),
    /// There may be something to ask or tell WeChat about complaints: a notice came, or the owner decided.
    ComplaintsDue,
    /// A complaint, or what is said about it, changed.
    ComplaintsChanged,
    /// The owner wants a message sent, or set what they say.
    MessagesDue,
    /// A message to WeChat, a permission or who reads them changed.
    MessagesChanged,
    /// A buyer's telephone, opened for whoever looks at the complaint; `None`: encrypted for another certificate.
    ComplaintPhone(ComplaintId, Option<OpenedPhone>),
    /// A picture of a complaint came from WeChat; `None`: it could not be fetched.
    ComplaintPicture(String, Option<Arc<DecodedPicture>>),
    /// The bill of a day was read, or what does not agree with it moved.
    BillsChanged,
    /// A note, a tag or a block of the owner's changed.
    MarksChanged,
    /// Somebody was added, changed or removed, or signed in.
    OperatorsChanged,
    /// The tunnel does something else than before: the status page looks again.
    TunnelChanged,
    /// The shop has another public address: payments bound to the old one are asked about.
    PublicUrlChanged,
    /// A receipt or a printer changed: the printers look, and their page does.
    PrintsChanged,
    /// What became of a test receipt.
    PrinterTested {
        /// Which printer.
        printer: String,
        /// What it said.
        said: PrinterAnswer,
    },
    /// The owner's wish was carried out, or was not, and why.
    CommandDone {
        /// Which of them.
        ticket: Ticket,
        /// How it went.
        outcome: CommandOutcome,
    },
}

/// A telephone that was encrypted. Not shown by `Debug`; kept by nobody.
#[derive(Clone, PartialEq, Eq)]
pub struct OpenedPhone(pub String);

impl std::fmt::Debug for OpenedPhone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OpenedPhone")
    }
}

/// A picture, decoded within limits, ready to be shown.
#[derive(Clone, PartialEq, Eq)]
pub struct DecodedPicture {
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Four bytes a pixel.
    pub rgba: Vec<u8>,
}

impl std::fmt::Debug for DecodedPicture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DecodedPicture({}x{})", self.width, self.height)
    }
}

/// What can be dead or alive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subsystem {
    /// Calls to WeChat.
    WeChat,
    /// The door for notifications and buyers.
    Listener,
    /// The work in the background.
    Jobs,
    /// The file with the shop's data.
    Database,
    /// The merchant certificate refunds need.
    Certificate,
    /// The way from the internet to the door.
    Tunnel,
    /// The receipt printers, all of them.
    Printers,
}

/// How something is, with the cause where it is not well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HealthState {
    /// Nothing known yet.
    Unknown,
    /// Working.
    Good,
    /// Working, and it is known until when.
    GoodUntil(UnixSeconds),
    /// Working, but something wants mending; the cause is a technical sentence shown behind the owner's one.
    Troubled(Trouble, String),
    /// Not working.
    Dead(Trouble, String),
}

impl HealthState {
    /// True where nothing is known to be wrong.
    pub const fn is_well(&self) -> bool {
        !matches!(self, Self::Troubled(..) | Self::Dead(..))
    }
}

/// Kinds of trouble the owner gets a sentence and a next step for (`ui/text`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trouble {
    /// The computer is offline, or WeChat cannot be reached.
    NoConnection,
    /// WeChat answers, but nothing that can be used.
    NoUsableAnswer,
    /// WeChat does not accept our signature, key, certificate or permission.
    Misconfigured,
    /// The certificate file is missing, unreadable or does not fit its key or the merchant.
    Certificate,
    /// The certificate ends within weeks.
    CertificateEnding {
        /// When.
        at: UnixSeconds,
    },
    /// Refunds by API v2 cannot leave any more.
    CertificateEnded {
        /// When.
        at: UnixSeconds,
    },
    /// The certificate is not valid yet, or this computer's clock is wrong.
    CertificateTooEarly {
        /// From when.
        from: UnixSeconds,
    },
    /// Nothing that WeChat's answers in API v3 could be believed by: no public key, and no platform certificate that counts.
    NoTrustKey,
    /// Other users of this computer can read the certificate's key.
    KeyOpenToOthers,
    /// The shop's balance at WeChat is too small for a refund.
    NotEnoughMoney,
    /// The disk is full or the file cannot be written.
    Disk,
    /// The disk has little room left: buyers' pictures are not taken until there is more.
    DiskNearlyFull,
    /// The file is damaged, or another program has changed rows: nothing is written any more.
    Damaged,
    /// Another program reads the data file and does not let go of it: its log grows.
    LogHeld,
    /// The file cannot be read: what is on the screen is what was read before.
    CannotRead,
    /// The file is locked by another program.
    Locked,
    /// The port is taken.
    PortTaken,
    /// A thread ended that should not have.
    Stopped,
    /// The public address does not lead to this program.
    TunnelDown,
    /// Somebody else answers at the public address.
    TunnelElsewhere,
    /// The tunnel has another public address than before.
    TunnelUrlChanged,
    /// A receipt printer is not well; which and why is in the cause.
    Printer,
    /// Rows could not be written or read and were set aside, while everything else goes on; how many is in the cause.
    RowsSetAside,
}

/// What the owner hears when WeChat was to be asked about an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrderAnswer {
    /// It was paid.
    Paid,
    /// It was not, or nobody knows.
    Unpaid(UnpaidAnswer),
    /// It was not asked: the payment belongs to another merchant than the one the shop is open for.
    Held,
}

/// What the packer hears when WeChat was to be asked for an order's refunds. The rows decide what may leave, never this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefundsAnswer {
    /// WeChat lists none that moved money, or may.
    Nothing,
    /// So much went back, or is on its way, by WeChat's list.
    Back(Fen),
    /// Some went back, or is on its way; how much WeChat does not say before its number is known.
    SomeBack,
    /// There is no line to WeChat: nothing left.
    NoLine,
    /// Nothing usable came, or it was not asked: too many questions at once, another merchant's order.
    NoAnswer,
}

/// What a printer said to a test receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrinterAnswer {
    /// It came out.
    Printed,
    /// It took all of it and answers no question: look at the paper.
    Handed,
    /// Its cloud has it.
    Accepted,
    /// It did not, or nobody knows; with the technical sentence.
    Trouble(PrintTrouble, String),
}

/// Which of the owner's commands an answer is about. No two commands of a running program have the same one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ticket(pub u64);

/// The answer to one of the owner's wishes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CommandOutcome {
    /// Carried out and durable.
    Done,
    /// Not carried out; nothing changed. The rule that said no.
    Refused(Refusal),
    /// Someone decided before this click; who and when are in the row.
    TooLate,
    /// The data file could not be written.
    NotStored(Trouble, String),
    /// A refund was not paid out to a card.
    NotPaidOut(PayoutTrouble),
}

/// Why a refund was not paid out to a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PayoutTrouble {
    /// It was made with API v2, or there is no way by API v3 here: it is done on WeChat's merchant platform.
    ByHandOnly,
    /// WeChat said no, with its code and words: nothing moved.
    Declined {
        /// As in WeChat's table of errors.
        code: String,
        /// Its words.
        message: String,
    },
    /// It did not leave.
    NotSent,
    /// No usable answer: it may have been taken. WeChat is asked about the refund before anything else.
    Unknown,
}

type EventListener = Box<dyn Fn(&ShopEvent) + Send>;

#[derive(Default)]
struct Road {
    listeners: Vec<EventListener>,
    health: BTreeMap<Subsystem, HealthState>,
}

/// Sends each event to everyone who listens. Cheap to clone.
#[derive(Clone, Default)]
pub struct Events {
    road: Arc<Mutex<Road>>,
}

impl Events {
    /// Calls `hear` for each later event, on the sender's thread: it must be quick and must not send events itself.
    /// The health of every part comes first, so that a screen that opens late shows the truth.
    pub fn listen(&self, hear: impl Fn(&ShopEvent) + Send + 'static) {
        let mut road = self.road.lock().unwrap_or_else(PoisonError::into_inner);
        for (subsystem, state) in &road.health {
            hear(&ShopEvent::HealthChanged(*subsystem, state.clone()));
        }
        road.listeners.push(Box::new(hear));
    }

    /// Tells everyone.
    pub fn send(&self, event: &ShopEvent) {
        let mut road = self.road.lock().unwrap_or_else(PoisonError::into_inner);
        if let ShopEvent::HealthChanged(subsystem, state) = event {
            road.health.insert(*subsystem, state.clone());
        }
        for hear in &road.listeners {
            hear(event);
        }
    }
}

impl std::fmt::Debug for Events {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Events")
    }
}
