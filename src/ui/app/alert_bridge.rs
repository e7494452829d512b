//! The app and the alerts: who looks at the window, what a click on a notice or in the tray opens, and what stays when the
//! window is closed.

use super::{bridge::OutsideEvent, state::App};
use crate::{
    alerts::{AlertUpdate, News, SeenNews},
    devices::{
        NoDevice, ShopSound,
        second_start::FirstStart,
        tray::{Tray, TrayImage, TrayWish},
    },
    domain::RefundNo,
    events::{HealthState, Subsystem, Trouble},
    jobs::Command,
    store::{OrderQuery, RefundFilter},
    ui::{
        complaints_shot::ComplaintsGaze,
        icon::icon,
        model::Place,
        text::{self, AlertTexts},
    },
};
use egui::{self, ViewportCommand};
use std::path::Path;

impl App {
    /// Plays a sound now: somebody stands before it.
    pub(in crate::ui) fn ring(&self, ring: ShopSound) {
        self.alerts.ring(ring);
    }

    /// Puts the icon into the tray, if the shop is to go on without its window. After the window is there.
    pub(in crate::ui) fn put_icon_up(&mut self) {
        if !self.facts.stays {
            return;
        }
        let Some(picture) = icon() else { return };
        let picture = TrayImage { rgba: picture.rgba, width: picture.width, height: picture.height };
        let (probe, waker) = (self.doorway.probe.clone(), self.doorway.waker.clone());
        let words = text::tray_words(self.lang, &self.facts.shop_name, 0);
        let wish = move |wish| {
            drop(probe.send(OutsideEvent::Tray(wish))); // the window is gone, and the program with it
            waker.wake();
        };
        match Tray::start(picture, words, wish) {
            Ok(tray) => self.doorway.tray = Some(tray),
            Err(NoDevice(why)) => tracing::warn!(why, "no tray"),
        }
    }

    /// Comes up when the program is started a second time on the same folder.
    pub(in crate::ui) fn hear_second_starts(&mut self, folder: &Path) {
        let (probe, waker) = (self.doorway.probe.clone(), self.doorway.waker.clone());
        let come_up = move || {
            drop(probe.send(OutsideEvent::SecondStart)); // the window is gone, and the program with it
            waker.wake();
        };
        match FirstStart::listen(folder, &self.env.rng.hex(16), come_up) {
            Ok(first) => self.doorway.first_start = Some(first),
            Err(NoDevice(why)) => tracing::warn!(why, "a second start will not be heard"),
        }
    }

    /// Also while the window is hidden.
    pub(super) fn answer_the_door(&mut self, ctx: &egui::Context) {
        while let Ok(probe) = self.doorway.outside_events.try_recv() {
            match probe {
                OutsideEvent::Alert(AlertUpdate::Rings) => {
                    let call = egui::UserAttentionType::Informational;
                    ctx.send_viewport_cmd(ViewportCommand::RequestUserAttention(call));
                }
                OutsideEvent::Alert(AlertUpdate::Changed) => ctx.request_repaint(),
                OutsideEvent::Alert(AlertUpdate::Clicked(mut about)) => {
                    come_up(ctx);
                    self.show_news(&about);
                    // A notice about many kinds opens the orders: what it does not show is not seen.
                    let order = |news: &News| matches!(news, News::Order(_));
                    if about.iter().any(order) {
                        about.retain(order);
                    }
                    self.mark_seen(about);
                }
                OutsideEvent::Tray(TrayWish::Open) | OutsideEvent::SecondStart => come_up(ctx),
                OutsideEvent::Tray(TrayWish::Quit) => self.quit(ctx),
            }
        }
        self.tell_alerts(ctx);
        let says = (self.lang, self.model.shot.counts.unseen);
        if let Some(tray) = &self.doorway.tray
            && self.doorway.tray_says.replace(says) != Some(says)
        {
            tray.say(text::tray_words(self.lang, &self.facts.shop_name, says.1));
        }
    }

    /// Ends the program, whatever is to go on without a window.
    pub(super) fn quit(&mut self, ctx: &egui::Context) {
        self.doorway.quitting = true;
        come_up(ctx); // what was typed and not saved asks first, and must be seen
        ctx.send_viewport_cmd(ViewportCommand::Close);
    }

    /// The window is to be closed: if the shop stays, only out of sight.
    pub(super) fn out_of_sight(&mut self, ctx: &egui::Context) {
        if !self.facts.stays || self.doorway.quitting {
            return;
        }
        ctx.send_viewport_cmd(ViewportCommand::CancelClose);
        if self.doorway.tray.as_ref().is_some_and(Tray::is_there) && can_hide() {
            ctx.send_viewport_cmd(ViewportCommand::Visible(false));
        } else {
            ctx.send_viewport_cmd(ViewportCommand::Minimized(true));
        }
    }

    /// Something asked before it let the program go.
    pub(super) fn stays_after_all(&mut self) {
        self.doorway.quitting = false;
    }

    fn tell_alerts(&mut self, ctx: &egui::Context) {
        let watched =
            ctx.input(|input| input.viewport().focused == Some(true) && input.viewport().visible() != Some(false));
        if self.doorway.watched.replace(watched) != Some(watched) {
            self.alerts.watched(watched);
        }
    }

    /// What the owner has before them is seen.
    pub(super) fn what_is_open_is_seen(&mut self) {
        if self.doorway.watched != Some(true) {
            return;
        }
        let shown = self.gaze.order.as_ref().and_then(|order_no| self.model.order(order_no));
        let order = shown.filter(|order| order.row.unseen).map(|order| order.row.key.order_no.clone());
        let asked = |refund_no: &RefundNo| {
            self.alerts.calls().iter().any(|call| call.news == News::RefundAsked(refund_no.clone()))
        };
        let refund = self.gaze.refund.clone().filter(|_| self.gaze.place == Place::Refunds);
        let refund = refund.filter(|refund_no| self.model.refund(refund_no).is_some() && asked(refund_no));
        if order.is_some() && self.doorway.seen.0 != order {
            self.doorway.seen.0.clone_from(&order);
            self.send(Command::MarkSeen(order.into_iter().collect()));
        }
        let looked_at = self.model.shot.complaints.detail.as_ref().filter(|_| self.gaze.place == Place::Complaints);
        let complaint = looked_at.filter(|detail| detail.row.unseen).map(|detail| detail.row.complaint_id.clone());
        if complaint.is_some() && self.doorway.seen.2 != complaint {
            self.doorway.seen.2.clone_from(&complaint);
            self.send(Command::MarkComplaintsSeen(complaint.into_iter().collect()));
        }
        if refund.is_some() && self.doorway.seen.1 != refund {
            self.doorway.seen.1.clone_from(&refund);
            self.send(Command::MarkRefundsSeen(refund.into_iter().collect()));
        }
    }

    /// Opens what the news is about: the one thing, or the list of them.
    pub(super) fn show_news(&mut self, about: &[News]) {
        match about {
            [News::Order(order_no) | News::NeedsYou(order_no)] => self.open_order(order_no.clone(), false),
            [News::RefundOdd(refund_no)] => self.open_refund(refund_no.clone()),
            [News::RefundAsked(refund_no) | News::MoneyShort(refund_no)] => {
                let short = matches!(about, [News::MoneyShort(_)]);
                self.open_refund(refund_no.clone());
                self.gaze.refunds = if short { RefundFilter::Moving } else { RefundFilter::Waiting }.into();
            }
            [News::Complaint(id)] => {
                self.open_complaints(ComplaintsGaze { over: false, chosen: Some(id.clone()) });
            }
            [News::Broken(Subsystem::Printers)] => self.go(Place::Printers),
            // Which rows, and what to do about each, stands on the day's page.
            [News::Broken(Subsystem::Jobs)] if self.rows_aside() => self.go(Place::Today),
            [News::CertificateEnding] => self.show_health(Subsystem::Certificate),
            [News::Broken(subsystem)] => self.show_health(*subsystem),
            _ if about.iter().any(|news| matches!(news, News::Order(_))) => {
                self.go(Place::Orders);
                self.list_orders(OrderQuery::default(), None);
            }
            [] => {}
            _ => self.go(Place::Today),
        }
    }

    fn rows_aside(&self) -> bool {
        matches!(self.model.health_of(Subsystem::Jobs), HealthState::Troubled(Trouble::RowsSetAside, _))
    }

    /// Somebody has seen these.
    pub(super) fn mark_seen(&mut self, about: Vec<News>) {
        let SeenNews { orders, refunds, complaints, others } = SeenNews::of(about);
        for news in others {
            self.alerts.acknowledge(news);
        }
        if !orders.is_empty() {
            self.send(Command::MarkSeen(orders));
        }
        if !refunds.is_empty() {
            self.send(Command::MarkRefundsSeen(refunds));
        }
        if !complaints.is_empty() {
            self.send(Command::MarkComplaintsSeen(complaints));
        }
    }

    /// The alerts and the tray speak the screen's language.
    pub(super) fn give_alerts_words(&self) {
        self.alerts.speak(Box::new(AlertTexts(self.lang)));
    }
}

fn come_up(ctx: &egui::Context) {
    ctx.send_viewport_cmd(ViewportCommand::Visible(true));
    ctx.send_viewport_cmd(ViewportCommand::Minimized(false));
    ctx.send_viewport_cmd(ViewportCommand::Focus);
}

/// A window under Wayland cannot be hidden by its program, only minimised.
fn can_hide() -> bool {
    !cfg!(target_os = "linux") || std::env::var_os("WAYLAND_DISPLAY").is_none_or(|name| name.is_empty())
}
