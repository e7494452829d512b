//! The window's app: hears the threads (`logic`), draws (`ui`), and is the one place that acts (`apply`).

mod alert_bridge;

use crate::ui::{
    alerts::Strip,
    background_reader::BackgroundReader,
    file_tasks::{FileTask, FileTasks},
    gallery::Gallery,
    key_queue::KeyQueue,
    look::LookWriter,
    model::{Gaze, Model, Place, ShippingTab},
    pages::{self, shipping::NumberField},
    pending::{Pending, refund_of},
    reach::Reach,
    scanner::Scanner,
    shell,
    text::{self, Lang},
    theme::{self, ThemeChoice},
    toast::{AskedOrder, Toast, Tone},
    widgets::Now,
};
use crate::{
    alerts::{AlertHandle, News},
    base::env::Env,
    devices::receipt::ReceiptTemplate,
    domain::{MessageId, OrderNo, RefundNo, RefundState, UnixSeconds},
    events::{ShopEvent, Trouble},
    jobs::{Command, CommandSender, ship_run},
    sheets::ship::{ShipSheet, ShipVerdict},
    store::{NoticeFilter, OrderFilter, RefundFilter, RefundKey},
};
use std::{
    sync::{Arc, mpsc},
    time::Instant,
};

mod hear;
mod open;
mod parcels;

/// What a view wishes. Only [`App::apply`] carries it out.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Action {
    Go(Place),
    Filter(OrderFilter),
    OpenOrder(OrderNo),
    ShipOrder(OrderNo),
    ShippingTab(ShippingTab),
    /// When was the parcel of this order, which left then, delivered? Asked before its buyer is reminded.
    AskDelivery(OrderNo, UnixSeconds),
    /// A question before something that is no wish of the shop's.
    Ask(Box<pages::Question>),
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
    RefundTab(RefundFilter),
    /// Another page of the tab: behind this row, or the first.
    RefundsFrom(Option<RefundKey>),
    OpenRefund(RefundNo),
    Notices(NoticeFilter),
    NoticesBefore(Option<(UnixSeconds, MessageId)>),
    Search(String),
    CloseMessage,
    Copied,
    NextTheme,
    OtherLanguage,
    Keys(bool),
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
    /// A step that touches files.
    FileTask(FileTask),
    CloseWindow,
    Shop(Command),
    /// Many at once; the page stays as it is.
    ShopAll(Vec<Command>),
}

/// How a refund without a known number will be found.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Born {
    /// The newest of the owner's own in this order.
    In(OrderNo),
    /// What goes on in the place of this one.
    From(RefundNo),
}

/// What the owner set and does not change while looking.
pub(super) struct ShopFacts {
    pub shop_name: String,
    pub practice: bool,
    pub hold_secs: u32,
    pub reach: Reach,
    pub receipt: ReceiptTemplate,
    /// The shop goes on when its window is closed.
    pub stays: bool,
}

/// The window on a shop.
pub struct App {
    pub(super) facts: ShopFacts,
    pub(super) lang: Lang,
    pub(super) theme: ThemeChoice,
    pub(super) model: Model,
    pub(super) gaze: Gaze,
    pub(super) pending: Pending,
    pub(super) message: Option<Toast>,
    pub(super) said: Option<AskedOrder>,
    pub(super) strip: Strip,
    pub(super) call_strip: Strip,
    pub(super) alerts: AlertHandle,
    pub(super) pages: pages::Pages,
    pub(super) keys_shown: bool,
    pub(super) search: shell::SearchBox,
    pub(super) gallery: Gallery,
    scanner: Scanner,
    key_queue: KeyQueue,
    /// What an answer brought about; carried out once there is a window to do it in.
    later: Vec<Action>,
    file_tasks: FileTasks,
    env: Env,
    memory: Option<LookWriter>,
    reader: BackgroundReader,
    doorway: crate::ui::app::alert_bridge::AlertBridge,
    inbox: mpsc::Receiver<ShopEvent>,
    commands: CommandSender,
    /// A refund someone decided before our click: once its row is here, the sentence says who.
    overtaken: Option<RefundNo>,
    /// A refund that was opened by its number alone: its tab is not known yet.
    unlisted: Option<RefundNo>,
    /// A refund our click gave birth to: once its row is here, it is opened, with the way back in it.
    born: Option<Born>,
    unseen_before: u64,
    began: Instant,
    useful: bool,
    /// The screen the window was fitted to.
    monitor: Option<egui::Vec2>,
}

impl App {
    pub(super) fn now(&self) -> Now {
        Now { lang: self.lang, at: self.env.now() }
    }

    /// The one place that acts.
    pub(super) fn apply(&mut self, ctx: &egui::Context, action: Action) {
        match action {
            Action::Go(place) => self.go(place),
            Action::Filter(filter) => {
                self.gaze.filter = filter;
                self.pages.orders.jump_to_newest(&mut self.gaze);
            }
            Action::OpenOrder(order_no) => self.open_order(order_no, false),
            Action::ShipOrder(order_no) => self.ship_order(order_no),
            Action::ShippingTab(tab) => self.shipping_tab(tab),
            Action::AskDelivery(order_no, shipped_at) => {
                self.pages.remind = Some(pages::shipping::Remind::of(order_no, shipped_at, ctx));
            }
            Action::Ask(question) => self.pages.question = Some(*question),
            Action::SendRefunded(order_no, version) => self.pages.shipping.send_refunded(&order_no, version),
            Action::LookAtParcel(order_no) => self.open_parcel(order_no, false),
            Action::Newest => self.open_newest(),
            Action::Scanned(code) => self.scanned(&code, None),
            Action::PutNumber(field, number) => self.put_number(ctx, &field, number),
            Action::AskNumber(field, number) => self.ask_number(ctx, field, number),
            Action::CloseOrder => {
                self.gaze.order = None;
                self.pages.shipping.form = None;
            }
            Action::RefundTab(tab) => {
                self.gaze.refund_tab = tab;
                self.gaze.refunds_from = None;
                self.gaze.refund = None;
            }
            Action::RefundsFrom(from) => {
                self.gaze.refunds_from = from;
                self.gaze.refund = None;
                // What is ticked stands on the page it was ticked on.
                self.pages.bulk = pages::Bulk::default();
            }
            Action::OpenRefund(refund_no) => self.open_refund(refund_no),
            Action::Notices(filter) => {
                self.gaze.notices = filter;
                self.gaze.notices_before = None;
            }
            Action::NoticesBefore(before) => self.gaze.notices_before = before,
            Action::Search(wanted) => self.gaze.search = wanted,
            Action::CloseMessage => self.message = None,
            Action::Copied => self.pages.copied_at = Some(ctx.input(|input| input.time)),
            Action::NextTheme => {
                self.theme = self.theme.next();
                ctx.set_theme(self.theme.preference());
                if let Some(memory) = &mut self.memory {
                    memory.theme(self.theme);
                }
            }
            Action::OtherLanguage => {
                self.lang = self.lang.other();
                if let Some(memory) = &mut self.memory {
                    memory.language(self.lang);
                }
                self.give_alerts_words();
            }
            Action::Keys(shown) => self.keys_shown = shown,
            Action::ShippingSheet => self.go(Place::ShippingSheet),
            Action::LeaveShippingSheet => self.go(Place::Shipping),
            Action::StartShipRun(file, sheet, verdicts) => {
                let run_id = self.env.rng.message_id();
                self.send(Command::StartShipRun(ship_run(run_id, file, &sheet, &verdicts)));
            }
            Action::ShowNews(news) => self.show_news(&[news]),
            Action::Acknowledge(news) => self.mark_seen(news),
            Action::Quit => self.quit(ctx),
            Action::FileTask(task) => {
                if matches!(task, FileTask::ShipSheet(_)) {
                    self.pages.shipping_sheet.coming();
                }
                self.file_tasks.run(task);
            }
            Action::CloseWindow => ctx.send_viewport_cmd(egui::ViewportCommand::Close),
            Action::Shop(command) => {
                // A decided refund leaves its tab; its detail stays, with the way back in it.
                if let Some(refund_no) = refund_of(&command) {
                    self.gaze.refund = Some(refund_no.clone());
                }
                if matches!(command, Command::CorrectShipping { .. }) {
                    self.pages.shipping.form = None;
                }
                self.send(command);
            }
            Action::ShopAll(commands) => commands.into_iter().for_each(|command| self.send(command)),
        }
        ctx.request_repaint();
    }

    fn go(&mut self, place: Place) {
        if place != std::mem::replace(&mut self.gaze.place, place) {
            self.pages.bulk = pages::Bulk::default();
            self.gaze.order = None;
        }
        self.gaze.notices_before = None;
        self.pages.viewer = None;
        // What was done speaks of the page it was done on; what was not done stays until it is closed.
        self.message.take_if(|message| message.tone == Tone::Good);
        self.pages.dialog = None;
        self.pages.question = None;
        self.pages.remind = None;
    }

    fn open_order(&mut self, order_no: OrderNo, ship: bool) {
        self.go(Place::Orders);
        self.pages.orders.selected = Some(order_no.clone());
        self.pages.shipping.meet(&order_no, ship);
        self.gaze.order = Some(order_no);
        self.search.shut();
        self.gaze.search.clear();
    }

    fn open_refund(&mut self, refund_no: RefundNo) {
        self.go(Place::Refunds);
        let shown = self.model.refund(&refund_no).map(|detail| detail.row.state);
        let listed = self.model.shot.order.iter().flat_map(|order| &order.refunds);
        let state = shown.or_else(|| listed.clone().find(|row| row.refund_no == refund_no).map(|row| row.state));
        match state {
            Some(state) => self.turn_to_tab_of(state),
            None => self.unlisted = Some(refund_no.clone()),
        }
        self.gaze.refund = Some(refund_no);
    }

    fn turn_to_tab_of(&mut self, state: RefundState) {
        if self.gaze.refund_tab != pages::tab_of(state) {
            self.gaze.refunds_from = None;
        }
        self.gaze.refund_tab = pages::tab_of(state);
    }

    /// Once the row of a refund that was opened by its number is here, its tab lists it.
    fn list_the_unlisted(&mut self) {
        let Some(refund_no) = self.unlisted.take().filter(|no| self.gaze.refund.as_ref() == Some(no)) else { return };
        match self.model.refund(&refund_no).map(|detail| detail.row.state) {
            Some(state) => self.turn_to_tab_of(state),
            None => self.unlisted = Some(refund_no),
        }
    }

    fn send(&mut self, command: Command) {
        if let Some(ticket) = self.commands.send(command.clone()) {
            self.pending.sent(ticket, command, self.env.now());
        } else {
            self.pages.products.not_sent();
            self.pages.shipping_sheet.not_sent();
            self.say(text::jobs_gone(self.lang).to_owned(), true);
            self.model.health.insert(
                crate::events::Subsystem::Jobs,
                crate::events::HealthState::Dead(Trouble::Stopped, "the channel is closed".into()),
            );
        }
    }

    /// Nothing that was typed is lost with the window: the form asks first.
    fn before_closing(&mut self, ctx: &egui::Context) {
        if !ctx.input(|input| input.viewport().close_requested()) {
            return;
        }
        if self.pages.products.unsaved() {
            self.stays_after_all();
            ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            self.go(Place::Products);
            self.pages.products.before_closing();
            ctx.request_repaint();
        } else {
            self.out_of_sight(ctx);
        }
    }

    /// The window is never larger than its screen, on whichever it stands.
    fn fit_to_monitor(&mut self, ctx: &egui::Context) {
        let Some(size) = ctx.input(|input| input.viewport().monitor_size) else { return };
        if self.monitor.replace(size) == Some(size) {
            return;
        }
        let room = size - theme::AROUND_WINDOW;
        ctx.send_viewport_cmd(egui::ViewportCommand::MinInnerSize(theme::LEAST_SIZE.min(room)));
        if room.y < theme::FIRST_SIZE.y || size.x < theme::FIRST_SIZE.x {
            ctx.send_viewport_cmd(egui::ViewportCommand::Maximized(true));
        }
    }

    /// The window has its name for screen readers too.
    fn say_name(&self, ctx: &egui::Context) {
        let name = format!("{} · {}", text::tame(&self.facts.shop_name, 40), text::app_name(self.lang));
        ctx.accesskit_node_builder(egui::accesskit_root_id(), |window| window.set_label(name));
    }

    fn report_first_frame(&mut self) {
        if self.model.loaded && !self.useful {
            self.useful = true;
            tracing::info!("first useful frame after {} ms", self.began.elapsed().as_millis());
        }
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        while let Ok(event) = self.inbox.try_recv() {
            self.hear(event);
        }
        while let Some(answer) = self.reader.take() {
            self.learn(answer);
        }
        for action in std::mem::take(&mut self.later) {
            self.apply(ctx, action);
        }
        while let Some(result) = self.file_tasks.take() {
            self.unpack(result);
        }
        self.answer_the_door(ctx);
        self.before_closing(ctx);
        let unseen = self.model.shot.counts.unseen;
        if unseen > self.unseen_before && self.useful {
            let call = egui::UserAttentionType::Informational;
            ctx.send_viewport_cmd(egui::ViewportCommand::RequestUserAttention(call));
        }
        if unseen == 0 {
            self.strip.gone();
        }
        self.unseen_before = unseen;
        self.what_is_open_is_seen();
    }

    /// The ground is the cleared screen: one layer less to paint.
    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.listen(ui.ctx());
        self.keep_focus_in_front(ui.ctx());
        let mut acts = Vec::new();
        shell::show(self, ui, &mut acts);
        for action in acts {
            self.apply(ui.ctx(), action);
        }
        // A click or a key may have changed what was already drawn in this frame: one more frame shows it.
        let acted = ui.input(|input| {
            input.events.iter().any(|event| !matches!(event, egui::Event::PointerMoved(_) | egui::Event::MouseMoved(_)))
        });
        self.gaze.sheet = self.pages.shipping_sheet.sheet();
        if self.reader.look(&self.gaze) || acted {
            ui.ctx().request_repaint();
        }
        if self.pending.asking(self.env.now()) {
            ui.ctx().request_repaint_after_secs(1.0);
        }
        self.fit_to_monitor(ui.ctx());
        self.say_name(ui.ctx());
        self.report_first_frame();
    }
}
