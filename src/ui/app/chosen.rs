//! What the owner chose about the window itself, and what was called seen.

use super::state::App;
use crate::{
    alerts::News,
    domain::{OrderNo, PaperSize},
    events::Subsystem,
    ui::{
        action::Mute,
        look::WindowPlace,
        model::Place,
        seen_later::{SeenLater, UNDO_SECS},
        text::Lang,
        theme::{self, Density, FontSize, ThemeChoice},
    },
};
use egui::Context;

impl App {
    pub(super) fn choose_theme(&mut self, ctx: &Context, theme: ThemeChoice) {
        self.theme = theme;
        ctx.set_theme(theme.preference());
        if let Some(memory) = &mut self.memory {
            memory.theme(theme);
        }
    }

    pub(super) fn choose_language(&mut self, lang: Lang) {
        self.lang = lang;
        if let Some(memory) = &mut self.memory {
            memory.language(lang);
        }
        self.give_alerts_words();
    }

    pub(super) fn choose_size(&mut self, ctx: &Context, size: FontSize) {
        self.font_size = size;
        theme::resize(ctx, size);
        if let Some(memory) = &mut self.memory {
            memory.font_size(size);
        }
    }

    pub(super) fn choose_density(&mut self, density: Density) {
        self.density = density;
        if let Some(memory) = &mut self.memory {
            memory.density(density);
        }
        // The list of orders has rows of its own, until all are chosen here.
        self.pages.orders.look.dense = density == Density::Dense;
        self.keep_list_looks();
    }

    pub(super) fn choose_paper(&mut self, paper: PaperSize) {
        self.pages.shipping.paper = paper;
        if let Some(memory) = &mut self.memory {
            memory.slip_paper(paper);
        }
    }

    pub(super) fn mute(&mut self, mute: Mute) {
        let until = mute.until(self.env.now());
        self.alerts.mute(until);
        if let Some(memory) = &mut self.memory {
            memory.muted_until(until);
        }
    }

    /// The status page, at this part.
    pub(super) fn show_health(&mut self, subsystem: Subsystem) {
        self.go(Place::Status);
        self.pages.status.look_at(subsystem);
    }

    pub(super) fn show_sound(&mut self) {
        self.go(Place::Status);
        self.pages.status.look_at_sound();
    }

    /// All that stands on the alert line and in the drawer was seen. It is said to the shop in a moment, until when it can be
    /// undone.
    pub(super) fn all_seen(&mut self, ctx: &Context) {
        self.say_seen();
        let shot = &self.model.shot;
        let orders = shot.unseen.iter().map(|row| News::Order(row.key.order_no.clone()));
        let news: Vec<News> = orders.chain(self.alerts.calls().into_iter().map(|call| call.news)).collect();
        let unlisted = shot.counts.unseen.saturating_sub(shot.unseen.len() as u64);
        if !news.is_empty() {
            self.seen_later(ctx, SeenLater { news, unlisted, ticked: false, until: self.env.now().plus(UNDO_SECS) });
        }
        self.drawer = false;
    }

    fn seen_later(&mut self, ctx: &Context, seen: SeenLater) {
        self.seen = Some(seen);
        ctx.request_repaint_after_secs(UNDO_SECS as f32 + 0.1);
    }

    /// These orders were marked as seen in their list: said to the shop as all of it is, in a moment.
    pub(super) fn mark_ticked_seen(&mut self, ctx: &Context, orders: Vec<OrderNo>) {
        self.say_seen();
        let news = orders.into_iter().map(News::Order).collect();
        let until = self.env.now().plus(UNDO_SECS);
        self.seen_later(ctx, SeenLater { news, unlisted: 0, ticked: true, until });
    }

    /// Says what was called seen, once it can be undone no more.
    pub(super) fn say_seen_when_due(&mut self, ctx: &Context) {
        let now = self.env.now();
        if self.seen.as_ref().is_some_and(|seen| seen.until <= now) {
            self.say_seen();
        } else if self.seen.is_some() {
            ctx.request_repaint_after_secs(1.0);
        }
    }

    /// Says what was called seen, and forgets it.
    pub(super) fn say_seen(&mut self) {
        let Some(SeenLater { news, unlisted, .. }) = self.seen.take() else { return };
        // Orders that were counted and not listed are seen with the others, unless another one came since: nobody saw that.
        let shot = &self.model.shot;
        let same = shot.counts.unseen == shot.unseen.len() as u64 + unlisted
            && shot.unseen.iter().all(|row| news.contains(&News::Order(row.key.order_no.clone())));
        if unlisted > 0 && same {
            self.send(crate::jobs::Command::MarkSeen(Vec::new()));
            let others = news.into_iter().filter(|news| !matches!(news, News::Order(_))).collect();
            self.mark_seen(others);
        } else {
            self.mark_seen(news);
        }
    }

    /// Learns where the window stands.
    pub(super) fn note_place(&mut self, ctx: &Context) {
        let zoom = ctx.zoom_factor();
        let now = ctx.input(|input| WindowPlace::of(input.viewport(), zoom, self.place));
        self.place = now.or(self.place);
    }
}
