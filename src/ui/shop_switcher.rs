//! What the window asks for that lies behind it: opening and closing shops, and looks at the outside world for the wizard and
//! the settings. Carried out beside the screen's thread.

use super::{AppSetup, Lang, NotOpen};
use crate::{
    base::keyring::Keyring,
    domain::{Attention, RefundTrouble},
    settings::{SecretWords, SettingChange, SettingsDocument},
    store::DiskFault,
};
use std::path::{Path, PathBuf};

/// Opens shops for a window, one at a time, and looks at what only others know.
pub trait ShopSwitcher: Send + Sync {
    /// The data folder of the owner's shop.
    fn folder(&self) -> PathBuf;
    /// Where keys are kept.
    fn keyring(&self) -> Keyring;
    /// Opens a shop; one that is open already is the one.
    ///
    /// # Errors
    /// [`NotOpen`], in both languages; nothing stays open.
    fn open(&self, door: Door, lang: Lang) -> Result<AppSetup, NotOpen>;
    /// Makes the wizard's settings the shop's, if they are not yet, and opens the shop with what the file says now.
    ///
    /// # Errors
    /// [`NotOpen`]: nothing stays open.
    fn begin_proof(&self, lang: Lang) -> Result<(), NotOpen>;
    /// Closes what is open: acknowledged work is durable, calls under way are waited for.
    fn close(&self);
    /// Looks at one thing.
    fn look(&self, check: &LiveCheck) -> Vec<LiveLine>;
    /// Goes on with the test order, and says how far it is.
    fn test_order(&self, step: TestOrderStep) -> TestOrderView;
    /// Writes something of the open shop's, or of the owner's where none is open, over the file that was chosen.
    ///
    /// # Errors
    /// The disk's.
    fn write_file(&self, what: ShopFile, file: &Path) -> Result<(), DiskFault>;
    /// Opens the practice shop in a program of its own. False if it did not start.
    fn practice_beside(&self) -> bool;
    /// True if another window has the owner's shop open, and has come up: this one need not show it.
    fn own_has_come_up(&self) -> bool {
        false
    }
}

/// Which shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// The practice shop.
    Practice,
    /// The owner's own.
    Own,
}

/// What can be written of a shop without its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShopFile {
    /// What somebody who helps needs to see, without keys and buyers.
    Support,
    /// The mini program, with the shop's address in it.
    MiniProgram,
}

/// Settings as they are typed, whole or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsTrial {
    /// What is on disk.
    pub document: SettingsDocument,
    /// What is typed.
    pub changes: Vec<SettingChange>,
}

/// What is to be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LiveCheck {
    /// Does WeChat know the mini program and its secret? Without a secret, the stored one is asked with.
    MiniProgram(Box<SettingsTrial>, Option<SecretWords>),
    /// Do certificate, key and merchant number belong together, and until when?
    Certificate(Box<SettingsTrial>),
    /// Does WeChat accept what this merchant's key signs? Without a key, the stored one.
    Merchant(Box<SettingsTrial>, Option<SecretWords>),
    /// Every line of the doctor about the shop as it is.
    Doctor,
}

/// Which look a line belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LiveKind {
    /// `AppID` and `AppSecret`: WeChat gives a token for them.
    MiniProgram,
    /// That it fits its key and the merchant, and is valid.
    Certificate,
    /// The merchant's key.
    Merchant,
    /// Everything `zhanggui check` looks at.
    Doctor,
}

impl LiveCheck {
    /// Which it is.
    pub const fn kind(&self) -> LiveKind {
        match self {
            Self::MiniProgram(..) => LiveKind::MiniProgram,
            Self::Certificate(_) => LiveKind::Certificate,
            Self::Merchant(..) => LiveKind::Merchant,
            Self::Doctor => LiveKind::Doctor,
        }
    }
}

/// One sentence in both languages: the language may be changed while it is read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BothLanguages {
    /// In Chinese.
    pub chinese: String,
    /// In English.
    pub english: String,
}

impl BothLanguages {
    /// Says it twice.
    pub fn of(say: impl Fn(Lang) -> String) -> Self {
        Self { chinese: say(Lang::Zh), english: say(Lang::En) }
    }

    /// In this one.
    pub fn pick(&self, lang: Lang) -> &str {
        lang.pick(&self.chinese, &self.english)
    }
}

/// What one look found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveLine {
    /// What was looked at: the same in every language.
    pub check: &'static str,
    /// Nothing has to be done.
    pub ok: bool,
    /// What was found.
    pub found: BothLanguages,
    /// What to do next; empty where it is well.
    pub next: BothLanguages,
}

/// What is to be done about the test order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TestOrderStep {
    /// The product of one fen goes on sale: it is bought in the mini program.
    Begin,
    /// It is ordered here, and WeChat gives a code that is scanned to pay.
    Code,
    /// Only look.
    Look,
    /// The fen goes back, by a click of the owner's.
    Refund,
    /// The product goes off sale.
    End,
}

/// The test order, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TestOrderView {
    /// How far it is.
    pub far: TestOrder,
    /// It was ordered here, to be paid by scanning a code.
    pub by_code: bool,
    /// The text of that code, while it can be scanned.
    pub code: Option<String>,
    /// What does not go on.
    pub trouble: Option<TestOrderTrouble>,
}

/// Why the test order does not go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TestOrderTrouble {
    /// It could not be ordered here, or WeChat gave no code: what was answered.
    Code(BothLanguages),
    /// What was paid does not fit.
    Payment(Attention),
    /// WeChat's word on the refund.
    Refund(RefundTrouble),
}

/// How far the test order is. Each is the one before and one more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum TestOrder {
    /// Nothing is on sale for it yet.
    #[default]
    NotBegun,
    /// It can be bought.
    OnSale,
    /// It was ordered.
    Ordered,
    /// WeChat's message about the payment came.
    Paid,
    /// WeChat was asked and says so too.
    Confirmed,
    /// The refund is on its way.
    Refunding,
    /// The money is back.
    Refunded,
    /// It did not go on as it should: the order is in the list of orders.
    Stuck,
}
