//! What comes to the app from outside the window: alerts, the tray, a second start of the program.

use crate::{
    alerts::AlertUpdate,
    devices::{
        second_start::FirstStart,
        tray::{Tray, TrayWish},
    },
    domain::{ComplaintId, OrderNo, RefundNo},
    ui::{Lang, background_reader::Waker},
};
use std::sync::mpsc;

/// What comes from outside the window.
#[derive(Debug)]
pub(super) enum OutsideEvent {
    Alert(AlertUpdate),
    Tray(TrayWish),
    SecondStart,
}

/// The app's end of the alert service and the tray.
pub(super) struct AlertBridge {
    pub outside_events: mpsc::Receiver<OutsideEvent>,
    pub probe: mpsc::Sender<OutsideEvent>,
    pub waker: Waker,
    pub tray: Option<Tray>,
    pub first_start: Option<FirstStart>,
    /// What the tray says: in which language, and how many orders are new.
    pub tray_says: Option<(Lang, u64)>,
    pub watched: Option<bool>,
    pub quitting: bool,
    /// What was marked seen because it was opened; sent once.
    pub seen: (Option<OrderNo>, Option<RefundNo>, Option<ComplaintId>),
}

impl AlertBridge {
    pub fn new(waker: Waker) -> Self {
        let (probe, outside_events) = mpsc::channel();
        Self {
            outside_events,
            probe,
            waker,
            tray: None,
            first_start: None,
            tray_says: None,
            watched: None,
            quitting: false,
            seen: (None, None, None),
        }
    }
}
