//! What the app holds.

use super::bridge::AlertBridge;
use crate::{
    alerts::AlertHandle,
    base::env::Env,
    domain::{Day, OrderNo, RefundNo},
    events::ShopEvent,
    jobs::{CommandSender, PresenceSign},
    store::WindowHere,
    ui::{
        action::Action,
        background_reader::BackgroundReader,
        exporting::RunningExport,
        file_tasks::FileTasks,
        gallery::Gallery,
        key_queue::KeyQueue,
        leave_shop::LeaveShop,
        look::LookWriter,
        look::WindowPlace,
        model::{Gaze, Model},
        monitor_fit::MonitorFit,
        pages::Pages,
        palette::CommandPalette,
        pending::Pending,
        scanner::Scanner,
        screen::ShopFacts,
        seen_later::SeenLater,
        shell::{AlertLine, Toasts},
        sign_in::SignIn,
        text::Lang,
        theme::{Density, FontSize, ThemeChoice},
        toast::{AskedOrder, Toast},
    },
};
use std::{sync::mpsc, time::Instant};

/// How a refund without a known number will be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Born {
    /// The newest of the owner's own in this order.
    In(OrderNo),
    /// What goes on in the place of this one.
    From(RefundNo),
}

/// The window on a shop.
pub struct App {
    pub(super) facts: ShopFacts,
    pub(super) lang: Lang,
    pub(super) theme: ThemeChoice,
    pub(super) font_size: FontSize,
    pub(super) density: Density,
    pub(super) model: Model,
    pub(super) gaze: Gaze,
    pub(super) pending: Pending,
    pub(super) sign_in: SignIn,
    pub(super) message: Option<Toast>,
    pub(super) asked_order: Option<AskedOrder>,
    pub(super) line: AlertLine,
    pub(super) toasts: Toasts,
    pub(super) drawer: bool,
    pub(super) seen: Option<SeenLater>,
    pub(super) alerts: AlertHandle,
    pub(super) pages: Pages,
    pub(super) keys_shown: bool,
    pub(super) palette: CommandPalette,
    pub(super) gallery: Gallery,
    pub(super) scanner: Scanner,
    pub(super) key_queue: KeyQueue,
    /// What an answer brought about; carried out once there is a window to do it in.
    pub(super) later: Vec<Action>,
    pub(super) file_tasks: FileTasks,
    /// The sheet that is being written.
    pub(super) export: Option<RunningExport>,
    pub(super) env: Env,
    pub(super) memory: Option<LookWriter>,
    pub(super) reader: BackgroundReader,
    pub(super) doorway: AlertBridge,
    pub(super) inbox: mpsc::Receiver<ShopEvent>,
    pub(super) commands: CommandSender,
    /// Where is said what is open here, of a shop with other seats; and what was said last.
    pub(super) presence: Option<PresenceSign>,
    pub(super) here: WindowHere,
    /// A refund that was opened by its number alone: its tab is not known yet.
    pub(super) unlisted: Option<RefundNo>,
    /// A refund our click gave birth to: once its row is here, it is opened, with the way back in it.
    pub(super) born: Option<Born>,
    pub(super) unseen_before: u64,
    pub(super) began: Instant,
    /// The day in Beijing that the figures on show belong to.
    pub(super) day: Option<Day>,
    pub(super) useful: bool,
    /// The screen the window was fitted to.
    pub(super) monitor: MonitorFit,
    /// Where the window stands, for the next start.
    pub(super) place: Option<WindowPlace>,
    /// What the window is to show instead of this shop.
    pub(super) leaves: Option<LeaveShop>,
}
