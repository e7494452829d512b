//! Arguments for the tests of the texts: a few of every kind of number, time and name, and every variant of every enum.

use crate::{
    alerts::{AlertItem, News},
    base::{address::BadPublicUrl, database_url::BadDatabaseUrl, lang::Lang},
    devices::tray::TrayWords,
    domain::{
        bill::BillLineFault,
        bill_match::{BillTrouble, BillWhy},
        fund_flow::FundTrouble,
        *,
    },
    events::{
        CommandOutcome, HealthState, OrderAnswer, PayoutTrouble, PrinterAnswer, RefundsAnswer, Subsystem, Trouble,
    },
    pdf::{CommandSheet, PackingSlipWords},
    settings::{BadPublicKey, BadSecretWords, Reason, SealedTrouble, SecretKey, SecretsPlace, SettingKey},
    sheets::{
        BadPrice, BadSheet, Column, RowCause,
        ship::{ShipCause, ShipColumn},
    },
    store::{
        ComplaintRefusal, DiskFault, HeldRows, HistoryRow, OperatorRefusal, OperatorStepKind, OrderSource,
        ProductFilter, ProductSortBy, RefundAlarmRow, RefundPart, RefundRow, RefundSort, RefundSortBy, Refusal, RowJob,
        RowTrouble, SearchCount, SearchField, ServiceMessageRow, ShipRun, StateNow, StepOperator, TextPart,
    },
    tunnel::{CannotRun, ProbeFailed},
    ui::{
        BackupTrouble, BothLanguages, TestOrder, TestOrderTrouble,
        bench_word::BenchWord,
        exporting::ListKind,
        file_tasks::{CertificateTrouble, PictureTrouble, PublicKeyTrouble, SheetTrouble},
        list_look::{Condition, OrderColumn},
        model::Place,
        no_window::{Library, NoWindow},
        refund_conditions::RefundCondition,
    },
};

use std::io::ErrorKind;

/// A text's name, and what it says with every combination of the samples of its arguments.
pub(in crate::ui) type Sampler = (&'static str, fn(Lang) -> Vec<String>);

/// What a text is tried with.
pub(in crate::ui) trait Sample: Clone {
    fn samples() -> Vec<Self>;
}

/// The words in what a text answers.
pub(in crate::ui) trait Sentences {
    fn sentences(self) -> Vec<String>;
}

/// Types that list all they can be.
macro_rules! listed {
    ($($of:ident),+) => {
        $(impl Sample for $of {
            fn samples() -> Vec<Self> {
                Self::ALL.to_vec()
            }
        })+
    };
}

/// Types with one sample for each combination of what is in them. A variant that is not named does not compile.
macro_rules! built {
    ($($of:ident { $($case:ident $(($($arg:ident: $in:ty),+))? $({ $($field:ident: $inside:ty),+ })?),+ })+) => {
        $(impl Sample for $of {
            fn samples() -> Vec<Self> {
                let _all_are_named = |it: &Self| match it { $(Self::$case { .. } => ()),+ };
                let mut all = Vec::new();
                $(for_each_sample! { ($($($arg: $in),+)? $($($field: $inside),+)?)
                    all.extend([Self::$case $(($(Clone::clone(&$arg)),+))? $({ $($field: Clone::clone(&$field)),+ })?]);
                })+
                all
            }
        })+
    };
}

/// Types with these samples.
macro_rules! chosen {
    ($($of:ty: $all:expr;)+) => {
        $(impl Sample for $of {
            fn samples() -> Vec<Self> {
                $all.into_iter().collect()
            }
        })+
    };
}

listed! {
    Actor, Api, Attention, BillTrouble, BillWhy, Column, ComplaintProblem, ComplaintRefusal, ComplaintState,
    ComplaintTaskKind, ComplaintTaskState, ComplaintTrouble, Condition, FundTrouble, MessageContent, MessageEvent, MessageState, MessageTrouble, MoneyStep, NoticeVerdict, OperatorAction, OperatorStepKind, OrderColumn, OrderSource, OrderState, PaperSize, PaymentState, PayoutBank, PrintState, ProductFilter, ProductSortBy, RefundCondition,
    PrintTrouble, RefundAlarm, RefundPart, RefundState, RefundWish, ReportState, RoleKind, RowJob, RowTrouble, ScanCommand, SettleState, ShipKind,
    SecretKey, SettingKey, TagColor, TextPart, UnpaidAnswer
}

built! {
    BadTemplate { Id, Count, Key(key: String), Twice(key: String), Content(key: String), Value { key: String, value: String } }
    BadPublicUrl { NotHttps, NotBare, NotAName, Private }
    BadDatabaseUrl { Shape, Password }
    BadSecretWords { Blank(length: usize), Length(length: usize), TokenLength(length: usize), PushKeyLength(length: usize), Character, Placeholder, Empty }
    BenchWord {
        Pieces(many: u32), Complete, Missing(many: u32), WrongItem, OneTooMany, LeaveOut, Refunding, Refunded, DoNotShip,
        AlreadyShipped, UnknownCode, ScanLabel, LookAtNumber, Finished, PickedUp, AlreadyPickedUp, Aborted, TakenBack, NothingToTakeBack, NoBox, BoxOpen,
        NothingToPack
    }
     RefundsAnswer { Nothing, Back(amount: Fen), SomeBack, NoLine, NoAnswer }
     BadCard { Number, Mistyped, Name }
     PayoutTrouble { ByHandOnly, Declined { code: String, message: String }, NotSent, Unknown }
     PublicKeyTrouble { NotChosen, NoDialog, Content(bad: BadPublicKey), Disk(fault: DiskFault) }
     BadPublicKey { Missing, Unreadable(kind: ErrorKind), PrivateKey, Certificate, Broken }
    CertificateTrouble { NotChosen, NoDialog, TooLarge, NoKeyBeside, NotACertificate, Disk(fault: DiskFault) }
    Reason {
        NotUnderstood(words: String), ApiVersion, PublicKeyId, PublicKeyWithoutId, PublicKeyWithoutFile, ShopName, AppId, AppChannel, AppChannelSame, MchId, SignType, Bind,
        NotHttps, PublicUrl(bad: BadPublicUrl), PayWithin, PickupAddress, PickupHours, FreightFlat, FreightFreeFrom, FreightRegions, UsualCarrier, Waits, HoldSeconds, KeepDays, BackupDays, LockMinutes, LimitOrders, LimitPieces,
        LimitPictures, QuietHours, TunnelKind, TunnelCommand, TunnelBlank(blank: String), PrinterName,
        PrinterTwice(name: String), PrinterAddress, PrinterQueue, PrinterNumber, PrinterAccount, PrinterServer, PrinterColumns,
        StoreUrl(bad: BadDatabaseUrl)
    }
    TestOrderTrouble { Code(said: BothLanguages), Payment(why: Attention), Refund(why: RefundTrouble) }
    TestOrder { NotBegun, OnSale, Ordered, Paid, Confirmed, Refunding, Refunded, Stuck }
    BillLineFault {
        Values { found: usize, wanted: usize }, Time(raw: String), Amount { column: String, raw: String },
        Number { column: String, raw: String }, State(raw: String)
    }
    SecretsPlace { Plain, Beside, Keyring }
    SealedTrouble { NoKeyring, KeyringLocked, KeyringUnusable, NoKey, NoKeyFile, Damaged }
    BadPrice { NotAnAmount, TooFine, Zero, TooHigh }
    BadSheet {
        Empty, TooLarge, TooManyRows, WebPage, Workbook, NotText, NoColumns, Doubled(column: Column), Password, Broken,
        NoShipColumns, HeadingTwice(name: String), OpenQuote(line: u64), HiddenOnly, NoRows
    }
    Days { Today, Yesterday, YesterdayUntilNow, WeekAgoUntilNow, Last7, Last30, ThisMonth, LastMonth, Between(from: Option<Day>, to: Option<Day>) }
    CannotRun { NotThere(program: String), Forbidden(program: String) }
    CommandOutcome { Done, Refused(why: Refusal), TooLate, NotStored(trouble: Trouble, why: String), NotPaidOut(why: PayoutTrouble) }
    ListKind { Orders, Refunds, Parcels, Notices, Products, Bills, Funds }
    HealthState { Unknown, Good, GoodUntil(at: UnixSeconds), Troubled(trouble: Trouble, why: String), Dead(trouble: Trouble, why: String) }
    News {
        Order(no: OrderNo), RefundAsked(no: RefundNo), MoneyShort(no: RefundNo), RefundOdd(no: RefundNo), NeedsYou(no: OrderNo),
        CertificateEnding, Broken(what: Subsystem), Complaint(id: ComplaintId)
    }
    NoWindow { NoDisplay, Libraries(missing: Vec<Library>), DisplayGone(name: String), NoDrawing(missing: Vec<Library>) }
    OrderAnswer { Paid, Unpaid(why: UnpaidAnswer), Held }
    PictureTrouble { NotAPicture, TooLarge, Blank, Disk(fault: DiskFault), NoDialog }
    ProbeFailed { NoConnection(why: String), Status(code: u16) }
    PrinterAnswer { Printed, Handed, Accepted, Trouble(trouble: PrintTrouble, why: String) }
    Refusal {
        NotFound, Stale, State(now: StateNow), NotOnSale(id: ProductId), ChooseVariant(id: ProductId),
        NotRefundable { name: String }, RefundTimeOver { name: String, days: u32 }, OutOfStock { name: String, left: u32 },
        Amount { left: Fen }, InFlight { left: Fen, in_flight: Fen }, RefundsTooLate { paid_at: UnixSeconds },
        Restock { name: String, left: u32 }, RefundsTooMany { most: usize }, Renewed(number: RefundNo),
        OtherMerchant(mch_id: MchId), Refund(state: RefundState), RefundedPieces { name: String, left: u32 }, Corrected,
        Reminded, NumberTaken, KeyReused, Text(part: TextPart), TooMany { most: u32 }, UsedUp(limit: UsedUp), Unwritable,
        Blocked, TagInUse { places: u32 }, Complaint(why: ComplaintRefusal), NotPermitted(refused: NotPermitted), Operator(why: OperatorRefusal),
        BarcodeTaken { code: Barcode, name: String }, Bill(trouble: BillTrouble), NotEmpty, CatchingUp, NotRunHere(hold: LeaseHold), NotHost,
        StillAsking { left: u32 }, InRow { row: usize, why: Box<Refusal> }
    }
    RowCause {
        BadId, NoName, NameTooLong, NameUnprintable, NoPrice, Price(bad: BadPrice), BadStock, NegativeStock, TooMuchStock,
        BadOnSale, BadBarcode, BarcodeTaken(name: String), BarcodeTwice(line: u64), BadWeight, BadRefunds,
        TextTooLong(column: Column), NoVariant, VariantOfNothing, NoSuchProduct(id: String), Formula(column: Column), Twice(line: u64),
        NameNotUnique, TooManyCells
    }
    SheetTrouble { Bad(bad: BadSheet), Disk(fault: DiskFault) }
    BackupTrouble { Full, Gone, Disk(fault: DiskFault), Data(words: String), OnServer }
    RestoreCause { Backup, Older, Elsewhere, Moved, TakenBack }
    LeaseHold { Asking, HandedOver, OtherOwner, Elsewhere, Sending }
    LeaseStep { First, HandedOver, NotHandedOver, GaveUp, Taken, TakenBack, OtherLost, FoundElsewhere, FoundSending }
    ShipCause {
        NoOrder, UnknownOrder, NotPaid, Shipped, RefundAsked, Refunded, Closed, NeedsOwner, NoCarrier, UnknownCarrier,
        NoTracking, Scientific(cell: String), Rounded, Formatted(column: ShipColumn), SeveralNumbers, OddNumber, Hidden,
        BadTracking, OwnCode, LongTracking, UnknownKind, NoValue(column: ShipColumn), Formula(column: ShipColumn), Twice(line: u64),
        OthersNumber(line: u64), Sibling(line: u64), KindsDiffer, TooManyParcels, Stopped, Unwritable, DoesNotFit
    }
    OperatorRefusal { NameTaken, OwnerFirst, LastOwner, WrongPin { wait_secs: i64 }, Wait { wait_secs: i64 }, Removed }
    WhyNotPermitted { Role(kind: RoleKind), Limit { limit: Fen, wanted: Fen }, Removed, NotSignedIn }
    Place {Backup, Bills, Complaints, Log, Money, Orders, Printers, Products, Refunds, Settings, Shipping, ShippingSheet, Status, Today}
    SearchCount { Exactly(many: u32), Over(many: u32) }
    SearchField { OrderNo, Receiver, Nickname, Phone, Address, Items, Note, Sum, Tracking, Pickup, RefundNo, RefundReason, WeChatNo, OwnersNote, Tag }
    ShipColumn { Order, Carrier, Tracking, Kind, Ours }
    StateNow {
        Order(state: OrderState), Payment(state: PaymentState), Refund(state: RefundState), Report(state: ReportState),
        Print(state: PrintState), SheetUnderWay, NoAccount
    }
    RefundRule { Open, Within(days: u32), Never }
    StockChange { Keep, Set(to: u32), Add(by: i32) }
    Subsystem { WeChat, Listener, Jobs, Database, Certificate, Tunnel, Printers }
    Trouble {
        NoConnection, NoUsableAnswer, Misconfigured, Certificate, CertificateEnding { at: UnixSeconds },
        CertificateEnded { at: UnixSeconds }, CertificateTooEarly { from: UnixSeconds }, NoTrustKey, KeyOpenToOthers, NotEnoughMoney,
        Disk, DiskNearlyFull, Damaged, LogHeld, CannotRead, Locked, PortTaken, Stopped, TunnelDown, TunnelElsewhere,
        TunnelUrlChanged, Printer, RowsSetAside
    }
    UsedUp { Orders, UnpaidPieces { left: u32 }, Payments, Pictures }
    UnsentCause {
        NoConnection(why: String), Certificate(why: String), NotRecorded(why: String), BadRequest(why: String),
        NoTrustKey, NoKeyFor(api: Api), Other(why: String)
    }
}

/// What may be written in a place: nothing, a little, and more than fits. No letters: they would stand in both languages.
const WRITTEN: [&str; 3] = ["", "7", LONG];
/// Longer than any place.
pub(super) const LONG: &str = concat!(
    "12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890",
    "12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890"
);

/// The moment the samples are about.
const NOW: i64 = 1_788_230_527;

chosen! {
    bool: [true, false];
    u16: [404, 502];
    u32: [0, 1, 2, 1_234];
    u64: [0, 1, 2, 1_234];
    usize: [0, 1, 2, 1_234];
    i32: [-2, 0, 5];
    i64: [-900_000, -7_200, -60, 0, 1, 60, 300, 7_200, 100_000, 500_000];
    &'static str: WRITTEN;
    String: WRITTEN.map(str::to_owned);
    RefundSort: RefundSortBy::ALL.iter().flat_map(|by| [true, false].map(|rising| RefundSort { by: *by, rising }));
    Fen: [0, 1, 3_990, 10_463_000].into_iter().filter_map(Fen::new);
    UnixSeconds: [-90_000_000, -900_000, -90_000, -7_200, -300, 0, 9, 900].map(|after| UnixSeconds::new(NOW).plus(after));
    OrderNo: OrderNo::parse("SC20260901-00000117");
    RefundNo: RefundNo::parse("RF20260901-00000001");
    MchId: MchId::parse("1900000109");
    ComplaintId: ComplaintId::parse("200201820200101080076610000");
    Barcode: [Barcode::parse("6901234567892").expect("a barcode")];
    Box<Refusal>: [Box::new(Refusal::NumberTaken)];
    ProductId: ProductId::parse("P0001");
    OpenId: OpenId::parse("0000000000000000000000001234");
    Day: [Day::of(UnixSeconds::new(NOW)), Day::of(UnixSeconds::new(NOW)).plus(-40)];
    BothLanguages: WRITTEN.map(|words| BothLanguages { chinese: words.to_owned(), english: words.to_owned() });
    RefundTrouble: Self::all();
    ReportTrouble: Self::all();
    StepReason: Self::all();
    MarkedParcels: StepReason::all().into_iter().filter_map(|reason| match reason {
        StepReason::Parcels(marked) => Some(marked),
        _ => None,
    });
    Parcel: MarkedParcels::labels(3);
    ErrorKind: [ErrorKind::PermissionDenied];
    DiskFault: [ErrorKind::PermissionDenied, ErrorKind::Other].map(|kind| DiskFault { kind, words: "EIO".to_owned() });
    NotPermitted: pairs(|action, why| NotPermitted { action, why });
    Library: [Library { file: "libXi.so.6", package: "libxi6" }];
    HistoryRow: history();
    RefundRow: refunds();
    RefundAlarmRow: alarms();
    AlertItem: pairs(|news, amount| AlertItem { news, amount, at: None });
    HeldRows: pairs(|mch_id, orders| HeldRows { mch_id, orders, payments: 2, refunds: orders });
    ShipRun: pairs(|refused, ended_at| ShipRun {
        run_id: MessageId::of([1; 16]),
        file: String::new(),
        headings: Vec::new(),
        waiting: 3,
        shipped: 1_200,
        refused,
        started_at: UnixSeconds::new(NOW),
        ended_at,
    });
    ServiceMessageRow: pairs(|(event, reader), (state, (trouble, code))| ServiceMessageRow {
        message_no: 1,
        event,
        subject: MessageSubject::default(),
        openid: OpenId::parse("0000000000000000000000001234").expect("an openid"),
        reader,
        template_id: String::new(),
        state,
        trouble,
        code,
        tries: 0,
        made_at: UnixSeconds::new(NOW),
        changed_at: UnixSeconds::new(NOW),
    });
    ToSend: pairs(|(refunded, held), (money_back, money_held)| ToSend {
        lines: vec![LineToSend {
            product_id: ProductId::parse("P0001").expect("an id"),
            name: "7".to_owned(),
            ordered: 2_000,
            refunded,
            held,
            sent: 0,
        }],
        money_back,
        money_held,
    });
}

impl<T: Sample> Sample for Option<T> {
    fn samples() -> Vec<Self> {
        T::samples().into_iter().map(Some).chain([None]).collect()
    }
}

impl<T: Sample> Sample for Vec<T> {
    fn samples() -> Vec<Self> {
        T::samples().into_iter().map(|one| vec![one]).chain([Vec::new(), T::samples()]).collect()
    }
}

impl<T: Sample> Sample for &'static T {
    fn samples() -> Vec<Self> {
        T::samples().into_iter().map(|one| &*Box::leak(Box::new(one))).collect()
    }
}

impl<T: Sample> Sample for &'static [T] {
    fn samples() -> Vec<Self> {
        Vec::<T>::samples().into_iter().filter(|some| !some.is_empty()).map(|some| &*some.leak()).collect()
    }
}

impl<A: Sample, B: Sample> Sample for (A, B) {
    fn samples() -> Vec<Self> {
        pairs(|a, b| (a, b))
    }
}

fn pairs<A: Sample, B: Sample, T>(of: impl Fn(A, B) -> T) -> Vec<T> {
    let mut all = Vec::new();
    for_each_sample! { (a: A, b: B) all.push(of(a.clone(), b)) }
    all
}

/// Every step there could be, by everybody, and every reason there is.
fn history() -> Vec<HistoryRow> {
    let row = |step, actor, reason| HistoryRow {
        at: UnixSeconds::new(NOW),
        actor,
        step,
        reason,
        message: None,
        refund_no: None,
        amount: None,
        operator: None,
    };
    let steps = Transition::all().into_iter();
    let all = steps.flat_map(|step| Actor::ALL.iter().map(move |actor| row(step.clone(), *actor, StepReason::None)));
    let reasons = StepReason::all().into_iter().map(|reason| {
        let (step, actor) = reason.beside();
        row(step, actor, reason)
    });
    let named =
        |name: &str| StepOperator { id: OperatorId::new(1).expect("a number"), name: OperatorName::parse(name).ok() };
    let by_people = ["7", ""].into_iter().map(|name| HistoryRow {
        operator: Some(named(name)),
        ..row(Transition::Refund(Some(RefundState::Requested), RefundState::Approved), Actor::Owner, StepReason::None)
    });
    all.chain(reasons).chain(by_people).collect()
}

fn alarms() -> Vec<RefundAlarmRow> {
    let alarm = |kind, (state, amount): (RefundState, Fen)| RefundAlarmRow {
        refund_no: RefundNo::parse("RF20260901-00000001").expect("a number"),
        order_no: OrderNo::parse("SC20260901-00000117").expect("a number"),
        kind,
        ours: Some(state),
        theirs: Some(state),
        ours_amount: Some(amount),
        theirs_amount: Some(amount),
        raised_at: UnixSeconds::new(NOW),
        seen_at: None,
    };
    pairs(alarm)
}

fn refunds() -> Vec<RefundRow> {
    let refund = |refund_no, order_no| RefundRow {
        refund_no,
        order_no,
        state: RefundState::Requested,
        version: 1,
        buyer: String::new(),
        amount: Fen::ZERO,
        reason: String::new(),
        requested_at: UnixSeconds::new(NOW),
        changed_at: UnixSeconds::new(NOW),
        trouble: None,
        next_at: UnixSeconds::new(NOW),
        origin: RefundOrigin::Buyer,
        transaction_id: None,
        paused: false,
        set_aside: false,
        renewed: false,
    };
    pairs(refund)
}

impl Sentences for String {
    fn sentences(self) -> Vec<String> {
        vec![self]
    }
}

impl Sentences for &str {
    fn sentences(self) -> Vec<String> {
        vec![self.to_owned()]
    }
}

impl<T: Sentences> Sentences for Option<T> {
    fn sentences(self) -> Vec<String> {
        self.map(T::sentences).unwrap_or_default()
    }
}

impl<T: Sentences> Sentences for Vec<T> {
    fn sentences(self) -> Vec<String> {
        self.into_iter().flat_map(T::sentences).collect()
    }
}

impl<T: Sentences, const N: usize> Sentences for [T; N] {
    fn sentences(self) -> Vec<String> {
        self.into_iter().flat_map(T::sentences).collect()
    }
}

/// A title, and a body that may be empty.
impl Sentences for (String, String) {
    fn sentences(self) -> Vec<String> {
        let (title, body) = self;
        if body.is_empty() { vec![title] } else { vec![title, body] }
    }
}

impl Sentences for PackingSlipWords {
    fn sentences(self) -> Vec<String> {
        [self.title, self.paid, self.to, self.note, self.goods, self.pieces].sentences()
    }
}

impl Sentences for CommandSheet {
    fn sentences(self) -> Vec<String> {
        [self.title, self.about].sentences()
    }
}

impl Sentences for TrayWords {
    fn sentences(self) -> Vec<String> {
        [self.tip, self.news, self.open, self.quit].sentences()
    }
}

/// Without the lines for the settings: they are no sentence.
impl Sentences for super::tunnel_setup::TunnelChoice {
    fn sentences(self) -> Vec<String> {
        [self.name, self.help].sentences()
    }
}
