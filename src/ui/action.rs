//! What a page may ask for, and the question that can stand before it.

use super::{
    backup_service::BackupWish,
    complaints_shot::ComplaintsGaze,
    exporting::ExportedList,
    file_tasks::FileTask,
    model::{BillsGaze, ListedSearch, MoneyBoard, Place, ShippingTab},
    pages::shipping::{NumberField, SlipsQuestion},
    text::Lang,
    theme::{Density, FontSize, ThemeChoice},
    widgets::ButtonKind,
};
use crate::{
    alerts::News,
    domain::{Day, Days, Fen, MessageId, OpenId, OrderNo, PaperSize, ProductId, RefundNo, UnixSeconds},
    events::Subsystem,
    jobs::Command,
    sheets::ship::{ShipSheet, ShipVerdict},
    store::{NoticeQuery, OrderFilter, OrderQuery, RefundQuery},
};
use egui::{Context, Pos2, Ui};
use std::sync::Arc;

/// What a page asks for. Only the app carries it out.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Action {
    Go(Place),
    /// All orders of a tab.
    Filter(OrderFilter),
    /// The list of orders, narrowed and sorted.
    List(OrderQuery),
    OpenOrder(OrderNo),
    ShipOrder(OrderNo),
    /// The shipping page, with exactly these ticked.
    ShipTicked(TickedToShip),
    /// The same page with these ticked, and the question about their slips.
    SlipsOfTicked(TickedToShip),
    /// Ship all of these, each by itself; the owner was asked.
    ShipMany(Vec<Command>),
    ShippingTab(ShippingTab),
    /// The board of money, at one of its steps.
    MoneyBoard(MoneyBoard),
    /// WeChat's bill of a day, or of its month.
    Bills(BillsGaze),
    /// When was the parcel of this order, which left then, delivered? Asked before its buyer is reminded.
    AskDelivery(OrderNo, UnixSeconds),
    /// The page of complaints, at one of them.
    Complaints(ComplaintsGaze),
    /// A question before something that is no wish of the shop's.
    Ask(Box<Question>),
    /// Packing slips, once it is said how many and which.
    AskSlips(Box<SlipsQuestion>),
    /// The sheet of scan commands, to be printed or saved.
    AskCommandSheet,
    /// What slips are printed on, now and the next time.
    SlipPaper(PaperSize),
    /// Ship what was refunded of an order as well, as it was seen at this version.
    SendRefunded(OrderNo, u32),
    /// An order beside the list of the shipping page.
    LookAtParcel(OrderNo),
    /// The newest order that is to be shipped.
    Newest,
    /// A code was scanned, or typed into the field for codes.
    Scanned(String),
    /// A scanned number goes into this field, and the keyboard on.
    PutNumber(NumberField, String),
    /// The field has another number: which one is right?
    AskNumber(NumberField, String),
    CloseOrder,
    /// The list of refunds, narrowed and sorted.
    Refunds(RefundQuery),
    /// What arrived on these days, in the tab of what is done.
    RefundedOn(Days),
    /// The next rows of the tab: the view comes near the end of those at hand.
    MoreRefunds,
    OpenRefund(RefundNo),
    Notices(NoticeQuery),
    NoticesBefore(Option<(UnixSeconds, MessageId)>),
    /// The search box opens.
    OpenSearch,
    /// All that a search found, in the list of orders.
    ListSearch(ListedSearch),
    LeaveListedSearch,
    /// The list of orders or the views of the queue look otherwise: kept for the next start.
    KeepListLooks,
    /// A list as a sheet, or no more of it.
    Export(ExportWish),
    /// The queue of parcels, narrowed and sorted.
    ListParcels(OrderQuery),
    /// What was not done, at the top of the page.
    Say(&'static str),
    OpenProduct(ProductId),
    /// As if this button of the page had been pressed.
    Press(PageButton),
    /// Onto the clipboard.
    Copy(String),
    CloseMessage,
    Copied,
    NextTheme,
    Theme(ThemeChoice),
    Language(Lang),
    FontSize(FontSize),
    Density(Density),
    /// The sheet of keys is shown, or not any more.
    Keys(bool),
    /// All that wants the owner is shown, or not any more.
    Drawer(bool),
    /// All of it was seen; it can be undone for a moment.
    AllSeen,
    /// These orders were seen; it can be undone for a moment.
    MarkTickedSeen(Vec<OrderNo>),
    UndoSeen,
    /// No sound for a while.
    Mute(Mute),
    /// Nobody stands at the window any more, or somebody else is to.
    Lock,
    /// The status page, at this part.
    ShowHealth(Subsystem),
    /// The status page, at whether something can be heard.
    ShowSound,
    /// A sheet with tracking numbers.
    ShippingSheet,
    /// Back to where parcels are looked at.
    LeaveShippingSheet,
    /// Ship a judged sheet, of the file of this name.
    StartShipRun(String, Arc<ShipSheet>, Arc<Vec<ShipVerdict>>),
    /// Opens what a call is about.
    ShowNews(News),
    /// These were seen.
    Acknowledge(Vec<News>),
    /// The end of the program, where closing the window is not.
    Quit,
    /// Out of the practice shop, back to the owner's own.
    LeavePractice,
    /// A wish about the backups.
    Backup(BackupWish),
    /// A step that touches files.
    FileTask(FileTask),
    CloseWindow,
    Shop(Command),
    /// Many at once; the page stays as it is.
    ShopAll(Vec<Command>),
}

impl Action {
    /// All orders of one buyer, on the page of orders.
    pub fn orders_of(buyer: OpenId) -> [Self; 3] {
        let query = OrderQuery { buyer: Some(buyer), ..OrderQuery::default() };
        [Self::Go(Place::Orders), Self::CloseOrder, Self::List(query)]
    }
}

/// What was ticked to be shipped, and what of it must stay.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct TickedToShip {
    pub ready: Vec<OrderNo>,
    /// A refund of these is not decided.
    pub refunding: Vec<OrderNo>,
    /// How many do not wait to be shipped.
    pub others: usize,
}

/// How long nothing is to be heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mute {
    HalfHour,
    /// Until midnight in Beijing.
    Today,
    /// No longer.
    Off,
}

impl Mute {
    /// Until when.
    pub fn until(self, now: UnixSeconds) -> Option<UnixSeconds> {
        match self {
            Self::HalfHour => Some(now.plus(30 * 60)),
            Self::Today => Some(Day::of(now).plus(1).begins()),
            Self::Off => None,
        }
    }
}

/// What is wished of a sheet of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ExportWish {
    /// A table or a workbook, of so many rows as far as it is known.
    Write { list: Box<ExportedList>, book: bool, total: u64 },
    /// The one that is being written is not wanted.
    Stop,
}

/// A button of a page that asks again before anything happens: what else may press it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PageButton {
    ApproveRefund,
    RejectRefund,
}

/// An open question. The wish it ends in carries the version of the row it was asked about.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Question {
    pub title: String,
    pub facts: Vec<String>,
    pub button: &'static str,
    pub leave: &'static str,
    pub kind: ButtonKind,
    pub wish: Action,
    pub pointer: Option<Pos2>,
    /// It ends in a loss: done only once the sum was typed again, and by no key.
    pub loss: Option<AskedSum>,
}

/// A sum that has to be typed again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AskedSum {
    pub sum: Fen,
    /// What the field is called.
    pub name: &'static str,
    pub typed: String,
}

impl AskedSum {
    /// What was typed is this sum.
    pub fn is_right(&self) -> bool {
        Fen::parse_yuan(self.typed.trim().trim_start_matches(['¥', '￥'])).is_ok_and(|typed| typed == self.sum)
    }
}

impl Question {
    /// `button` says what happens, `leave` what happens otherwise.
    pub fn new(
        ui: &Ui,
        title: String,
        (button, leave): (&'static str, &'static str),
        kind: ButtonKind,
        wish: Command,
    ) -> Self {
        Self::about(ui.ctx(), title, (button, leave), kind, Action::Shop(wish))
    }

    /// One that ends in another step than a wish.
    pub fn about(
        ctx: &Context,
        title: String,
        (button, leave): (&'static str, &'static str),
        kind: ButtonKind,
        wish: Action,
    ) -> Self {
        Self { title, facts: Vec::new(), button, leave, kind, wish, pointer: ctx.pointer_latest_pos(), loss: None }
    }

    /// Makes it one that ends in this loss; `name` is the field's.
    #[must_use]
    pub fn loss(self, sum: Fen, name: &'static str) -> Self {
        Self { loss: Some(AskedSum { sum, name, typed: String::new() }), ..self }
    }

    /// Adds a sentence about what will happen.
    #[must_use]
    pub fn fact(mut self, words: &str) -> Self {
        self.facts.push(words.to_owned());
        self
    }
}
