//! What a page may read: the model, what the owner looks at, and what else the window knows.

use super::{
    backup_service::BackupService,
    exporting::RunningExport,
    model::{Gaze, Model},
    pending::Pending,
    reach::Reach,
    seen_later::SeenLater,
    text,
    theme::{Density, FontSize, ThemeChoice},
    toast::{AskedOrder, Toast},
    widgets::Now,
};
use crate::{
    alerts::{AlertItem, DeviceHealth, News},
    base::lang::Lang,
    devices::receipt::{ReceiptLanguage, ReceiptTemplate},
    domain::{Fen, NotPermitted, OperatorAction, OrderState, RefundNo, RefundState, Role, UnixSeconds},
    store::{ListTotals, OperatorRow, OrderDetail, OrderRow, RefundDetail},
};
use std::path::PathBuf;
use std::sync::Arc;

/// What the owner set and does not change while looking.
pub(super) struct ShopFacts {
    pub shop_name: String,
    pub practice: bool,
    pub hold_secs: u32,
    pub reach: Reach,
    /// Who makes backups, where there is a folder to keep them in.
    pub backups: Option<Arc<dyn BackupService>>,
    pub receipt: ReceiptTemplate,
    /// The shop goes on when its window is closed.
    pub stays: bool,
    /// Where the settings file is, where the shop has one that can be changed.
    pub settings_folder: Option<PathBuf>,
    /// Where below the public address the mini program's message push goes.
    pub push_path: Option<String>,
    /// There is somebody who opens and closes shops for this window.
    pub can_change_shop: bool,
    /// After how many idle minutes the window locks, where the shop has people of its own.
    pub lock_minutes: u32,
    /// What this seat is called in the rows; empty where there is no other.
    pub seat: String,
}

impl ShopFacts {
    /// The language of what a buyer reads: the shop's, whatever the window speaks.
    pub const fn buyers_lang(&self) -> Lang {
        match self.receipt.tongue {
            ReceiptLanguage::Zh => Lang::Zh,
            ReceiptLanguage::En => Lang::En,
        }
    }
}

/// Everything a page may read while one frame is drawn.
pub(super) struct Screen<'a> {
    pub facts: &'a ShopFacts,
    pub now: Now,
    pub theme: ThemeChoice,
    pub font_size: FontSize,
    pub density: Density,
    pub model: &'a Model,
    pub gaze: &'a Gaze,
    /// Commands that wait for their answer.
    pub pending: &'a Pending,
    /// The answer to the owner's last command.
    pub message: Option<&'a Toast>,
    /// What WeChat answered when the owner asked about an order.
    pub asked_order: Option<&'a AskedOrder>,
    /// Alerts nobody has seen yet.
    pub calls: Vec<AlertItem>,
    /// What was just marked as seen, while it can be undone.
    pub seen: Option<&'a SeenLater>,
    /// The sheet that is being written.
    pub export: Option<&'a RunningExport>,
    /// All that wants the owner is shown.
    pub drawer: bool,
    /// Whether a sound can be heard on this computer.
    pub sound: DeviceHealth,
    /// Until when the owner wants to hear nothing; it may be over.
    pub muted_until: Option<UnixSeconds>,
    /// A dialog or the search box lay over the page when this frame began: the page's own keys are not heard.
    pub asks: bool,
    /// The list of keys is shown.
    pub keys_shown: bool,
    /// Who signed in, in a shop with people of its own.
    pub person: Option<&'a OperatorRow>,
}

impl Screen<'_> {
    /// Whether whoever stands here may do it; `amount` (fen) is what goes back to the buyer by it. The store asks the same again.
    pub fn permits(&self, action: OperatorAction, amount: Fen) -> Result<(), NotPermitted> {
        self.person.map_or(Ok(()), |person| person.role.judge(action, amount))
    }

    /// Whether it is any of their work, whatever the amount.
    pub fn may(&self, action: OperatorAction) -> bool {
        self.person.is_none_or(|person| person.role.does(action))
    }

    /// Why they may not, as a sentence that stands where the button would.
    pub fn not_theirs(&self, action: OperatorAction) -> Option<String> {
        self.why_not(action, Fen::ZERO)
    }

    /// The same of a button that is greyed, for whoever points at it; `amount` (fen) goes back to the buyer by it.
    pub fn why_not(&self, action: OperatorAction, amount: Fen) -> Option<String> {
        self.permits(action, amount).err().map(|refused| text::not_yours(self.now.lang, refused))
    }

    /// The largest single refund they may give, fen, where there is a limit.
    pub fn refund_limit(&self) -> Option<Fen> {
        match self.person?.role {
            Role::Clerk { limit } => Some(limit),
            Role::Owner | Role::Packer => None,
        }
    }

    /// What was called seen in the drawer, while it can be undone there.
    pub fn all_seen(&self) -> Option<&SeenLater> {
        self.seen.filter(|seen| !seen.ticked)
    }

    /// Whether nobody has seen this order yet; what was just called seen counts as seen.
    pub fn is_unseen(&self, row: &OrderRow) -> bool {
        row.unseen && self.seen.is_none_or(|seen| !seen.holds(&News::Order(row.key.order_no.clone())))
    }

    /// What the list that is looked at comes to, once it was counted.
    pub fn totals(&self) -> Option<ListTotals> {
        let shot = &self.model.shot;
        shot.totals.filter(|_| shot.gaze.same_counted(self.gaze))
    }

    /// True where no sound can be heard on this computer.
    pub fn is_silent(&self) -> bool {
        self.sound == DeviceHealth::Silent
    }

    /// True while the owner wants to hear nothing.
    pub fn is_muted(&self) -> bool {
        self.muted_until.is_some_and(|until| until > self.now.at)
    }

    /// The refund shown: the chosen one, else the first of the tab.
    pub fn refund_shown(&self) -> Option<RefundNo> {
        self.gaze.refund.clone().or_else(|| self.model.shot.refunds.first().map(|row| row.refund_no.clone()))
    }

    /// The refund shown on the refunds page, where the owner can decide it now.
    pub fn refund_to_decide(&self) -> Option<&RefundDetail> {
        let detail = self.model.refund(&self.refund_shown()?)?;
        let waits = detail.row.state == RefundState::Requested;
        (waits && !self.pending.refund(&detail.row.refund_no, self.now.at)).then_some(detail)
    }

    /// The order that is open, with what is known of it.
    pub fn open_order(&self) -> Option<&OrderDetail> {
        self.model.order(self.gaze.order.as_ref()?)
    }

    /// The order that is open, where it can be shipped now.
    pub fn order_to_ship(&self) -> Option<&OrderDetail> {
        self.open_order().filter(|order| {
            let waits = order.row.state == OrderState::ToShip && order.row.refund.is_none();
            waits && !order.to_send().is_nothing() && !self.pending.order(&order.row.key.order_no, self.now.at)
        })
    }
}
