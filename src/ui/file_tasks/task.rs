//! What a file task is, what it comes to, and why it may fail.

use super::settings_types::{CertificateTrouble, PublicKeyTrouble, SettingsRead, SettingsWish, TakenCertificate};
use crate::{
    devices::{
        find_printers::{FoundPrinter, SearchStop},
        logo::NamedLogo,
        receipt::ReceiptTemplate,
    },
    domain::{Day, OrderNo, PaperSize},
    events::PrinterAnswer,
    pdf::{CommandSheet, PackingSlip, PackingSlipWords},
    settings::{BadSettings, NotSaved, Printer, SavedSettings},
    sheets::{BadSheet, RowVerdict, Sheet, ship::ShipSheet},
    store::{DiskFault, RefundDetail, ToShipRow},
    tunnel::InstalledProgram,
    ui::{
        NotOpen,
        exporting::{ExportFault, ExportProgress, ListExport},
        shop_switcher::{LiveCheck, LiveKind, LiveLine, ShopFile, TestOrderStep, TestOrderView},
        text::Lang,
        widgets::Now,
    },
};
use std::{path::PathBuf, sync::Arc};

/// A picture's file may be this large before it is made smaller, bytes.
pub(super) const PICTURE_BYTES_MAX: u64 = 40 * 1024 * 1024;

/// What is to be fetched or written.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::ui) enum FileTask {
    /// A picture for the product in the form, chosen in a dialog or dropped on the window.
    Picture(Option<PathBuf>),
    /// A picture to show the buyer with a refusal, chosen in a dialog.
    ReplyPicture,
    /// A picture to go with what is said about a complaint, chosen in a dialog.
    ComplaintPicture,
    /// A sheet to try, chosen, dropped, or named.
    Sheet(Option<PathBuf>),
    /// An example of a sheet of products.
    ProductTemplate(Lang),
    /// The rows of a trial that were refused.
    WriteRefused(Arc<Sheet>, Arc<Vec<RowVerdict>>, Lang),
    /// Every step of one refund.
    WriteTimeline(Arc<RefundDetail>, Lang),
    /// A shipping sheet to try, chosen, dropped, or named.
    ShipSheet(Option<PathBuf>),
    /// Rows of one that were copied in a spreadsheet.
    PastedSheet(String, Lang),
    /// The rows of a shipping sheet that were not shipped: cells and cause.
    WriteFailed { headings: Vec<String>, rows: Arc<Vec<(Vec<String>, String)>>, lang: Lang },
    /// What is to be shipped, for carriers' tools.
    WriteToShip(Arc<Vec<ToShipRow>>, Lang),
    /// A bill file, chosen in a dialog; the shop itself reads it.
    BillFile,
    /// A list: CSV, or a workbook.
    ExportList { wanted: ListExport, book: bool, progress: Arc<ExportProgress> },
    /// The settings file of the shop in this folder, to be changed.
    ReadSettings(PathBuf),
    /// What the wizard has so far in this folder.
    ReadDraft(PathBuf),
    /// Changed settings and secrets, written at once.
    SaveSettings(Box<SettingsWish>),
    /// Printers in this network and among the system's; can be stopped.
    FindPrinters(SearchStop),
    /// The tunnel's program of this name, on this computer.
    FindTunnelProgram(String),
    /// A test receipt on a printer as it is typed.
    TestPrinter(Box<Printer>, Box<ReceiptTemplate>),
    /// A merchant certificate, chosen or dropped, is brought into the shop in this folder.
    TakeCertificate(PathBuf, Option<PathBuf>),
    /// WeChat Pay's public key, chosen in a dialog, is brought into the shop in this folder.
    TakePublicKey(PathBuf),
    /// A picture for the head of the receipts, chosen or dropped, is brought into the shop in this folder.
    TakeLogo(PathBuf, Option<PathBuf>),
    /// A look at what only others know.
    Look(LiveCheck),
    /// The wizard's settings become the shop's, and the shop is opened with them.
    BeginProof(Lang),
    /// A step of the test order.
    TestOrder(TestOrderStep),
    /// The practice shop, in a program of its own.
    PracticeBeside,
    /// Something of the shop without its rows; `day` names the file.
    WriteShopFile { what: ShopFile, day: Day, lang: Lang },
    /// The sheet of scan commands, to the printer or into a file. `lang`: the window's.
    CommandSheet { sheet: CommandSheet, print: bool, lang: Lang },
    /// Packing slips, to the printer or into a file.
    Slips { slips: Arc<Vec<PackingSlip>>, paper: PaperSize, words: PackingSlipWords, print: bool, lang: Lang },
}

impl FileTask {
    /// Something of the shop without its rows, as of now.
    pub fn shop_file(what: ShopFile, now: Now) -> Self {
        Self::WriteShopFile { what, day: Day::of(now.at), lang: now.lang }
    }
}

/// What a file task came to.
#[derive(Debug)]
pub(in crate::ui) enum FileTaskResult {
    /// The picture's file name in `pictures/products/`.
    Picture(Result<String, PictureTrouble>),
    /// The picture's file name in `pictures/replies/`; none was chosen.
    ReplyPicture(Result<Option<String>, PictureTrouble>),
    /// The picture as it is sent (JPEG); none was chosen.
    ComplaintPicture(Result<Option<Vec<u8>>, PictureTrouble>),
    /// The bill file that was chosen.
    BillFile(PathBuf),
    /// A sheet and its file's name.
    Sheet(Result<(String, Arc<Sheet>), SheetTrouble>),
    /// Where the sheet was written.
    Written(Result<PathBuf, DiskFault>),
    /// Where a refund's steps were written.
    Timeline(Result<PathBuf, DiskFault>),
    /// A shipping sheet and its file's name.
    ShipSheet(Result<(String, Arc<ShipSheet>), SheetTrouble>),
    /// What became of a file or of paper for shipping, in words for the owner.
    ForShipping(Result<String, String>),
    /// Slips went to the printer or into a file, of these orders, or did not: in words for the owner.
    Slips { orders: Vec<OrderNo>, paper: PaperSize, done: Result<String, String> },
    /// The settings, ready to be changed.
    SettingsRead(Result<SettingsRead, BadSettings>),
    /// The settings as they are now.
    SettingsSaved(Result<SavedSettings, NotSaved>),
    /// The tunnel's program of this name, if it is there.
    TunnelProgram(String, Option<InstalledProgram>),
    /// The printers that were found.
    PrintersFound(Vec<FoundPrinter>),
    /// What became of the test receipt on the printer of this name.
    PrinterTested(String, PrinterAnswer),
    /// Where the certificate is now.
    CertificateTaken(Result<TakenCertificate, CertificateTrouble>),
    /// Where WeChat Pay's public key is now, below the folder.
    PublicKeyTaken(Result<String, PublicKeyTrouble>),
    /// The picture for the receipts; none was chosen.
    LogoTaken(Result<Option<NamedLogo>, PictureTrouble>),
    /// What was found.
    Looked(LiveKind, Vec<LiveLine>),
    /// The shop is open, or why not.
    ProofBegun(Result<(), NotOpen>),
    /// How far the test order is.
    TestOrder(TestOrderView),
    /// Whether its window opens.
    PracticeBeside(bool),
    /// How many rows were written, and where; nothing where no file was chosen.
    Exported(Option<Result<(u64, PathBuf), ExportFault>>),
    /// The dialog was left, or there is no dialog on this computer.
    Nothing { no_dialog: bool },
    /// A step ended as it should not have.
    Broke,
}

/// Why a picture cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) enum PictureTrouble {
    /// Not a JPEG, PNG or WebP that can be decoded.
    NotAPicture,
    /// More than [`PICTURE_BYTES_MAX`].
    TooLarge,
    /// White or clear: nothing of it would be seen on paper.
    Blank,
    /// The file or the data folder refuses.
    Disk(DiskFault),
    /// This computer has no dialog to choose one in.
    NoDialog,
}

/// Why a sheet cannot be tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) enum SheetTrouble {
    /// What is in it.
    Bad(BadSheet),
    /// The file cannot be read.
    Disk(DiskFault),
}
