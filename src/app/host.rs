//! Starts the alert service of an open shop, and settles what this computer does for it, with or without a window.

use crate::{
    alerts::{AlertDevices, AlertError, AlertHandle, AlertService, AlertSetup, AlertUpdate, SeenNews},
    app::start::OpenShop,
    devices::{NoDevice, awake::Awake, login},
    jobs::Command,
    settings::{Settings, Window},
    ui::{AlertTexts, Lang},
};
use std::{
    path::Path,
    sync::mpsc::{Sender, channel},
    thread,
};

/// Starts the alert service. One that cannot start is no reason not to open the shop: the screen tells everything too.
pub fn start_alerts(open: &OpenShop, settings: &Settings, lang: Lang, folder: &Path) -> Option<AlertService> {
    let started = open.store.reader().map_err(AlertError::from).and_then(|reader| {
        AlertService::start(AlertSetup {
            wishes: settings.alerts,
            reader,
            events: open.shop.events.clone(),
            env: open.shop.env.clone(),
            words: Box::new(AlertTexts(lang)),
            devices: AlertDevices::of_this_computer(folder),
        })
    });
    started.inspect_err(|error| tracing::error!(%error, "no alerts")).ok()
}

/// Without a window, a click on a notice says "seen" and opens nothing.
pub fn seen_by_click(alerts: &AlertHandle, open: &OpenShop) {
    let commands = open.workers.commands();
    alerts.listen(move |told| {
        let AlertUpdate::Clicked(about) = told else { return };
        // Where there is no strip, the others are not told a second time anyway.
        let SeenNews { orders, refunds, complaints, others: _ } = SeenNews::of(about);
        let marks = [
            (!orders.is_empty()).then_some(Command::MarkSeen(orders)),
            (!refunds.is_empty()).then_some(Command::MarkRefundsSeen(refunds)),
            (!complaints.is_empty()).then_some(Command::MarkComplaintsSeen(complaints)),
        ];
        for command in marks.into_iter().flatten() {
            if commands.send(command).is_none() {
                tracing::debug!("a click on a notice came while the program was ending");
            }
        }
    });
}

/// Ends what keeps the computer awake when it is dropped.
#[derive(Debug)]
pub struct StaysAwake(#[expect(dead_code, reason = "its end is the signal")] Sender<()>);

/// Keeps the computer awake, on a thread of its own: the system may be slow to answer.
pub fn keep_awake() -> StaysAwake {
    let (stays, end) = channel::<()>();
    let started = thread::Builder::new().name("awake".to_owned()).spawn(move || {
        match Awake::keep("Waiting for orders") {
            Ok(awake) => {
                // Nothing is ever sent: the other end goes when the program ends.
                if end.recv().is_err() {
                    drop(awake);
                }
            }
            Err(NoDevice(why)) => tracing::warn!(why, "the computer is not kept awake"),
        }
    });
    if let Err(error) = started {
        tracing::warn!(%error, "the computer is not kept awake");
    }
    StaysAwake(stays)
}

/// What the owner wishes of this computer while a window is open, and at the next login.
#[must_use]
pub fn settle(wishes: &Window, folder: &Path) -> Option<StaysAwake> {
    let (at_login, folder) = (wishes.at_login, std::path::absolute(folder));
    let started = thread::Builder::new().name("login".to_owned()).spawn(move || {
        let set = folder.and_then(|folder| Ok((std::env::current_exe()?, folder)));
        let set = set.map_err(|error| NoDevice(error.to_string()));
        if let Err(NoDevice(why)) = set.and_then(|(program, folder)| login::set(at_login, &program, &folder)) {
            tracing::warn!(why, "what starts at login could not be set");
        }
    });
    if let Err(error) = started {
        tracing::warn!(%error, "what starts at login could not be set");
    }
    wishes.keep_awake.then(keep_awake)
}
