//! The one place that acts on what a page asks for.

use super::state::App;
use crate::{
    domain::{Days, OrderNo, ProductId, RefundNo, UnixSeconds},
    events::Trouble,
    jobs::{Command, ship_run},
    sheets::ship::{ShipSheet, ShipVerdict},
    store::{OrderFilter, OrderQuery, RefundFilter, RefundQuery},
    ui::{
        BackupWish,
        action::Action,
        complaints_shot::ComplaintsGaze,
        file_tasks::FileTask,
        leave_shop::LeaveShop,
        model::{ListedSearch, MoneyBoard, Place},
        pages::{Bulk, shipping::Remind},
        pending::refund_of,
        text,
        toast::Tone,
    },
};

impl App {
    /// Carries out one action. Nothing else does.
    pub(super) fn apply(&mut self, ctx: &egui::Context, action: Action) {
        match action {
            Action::Go(place) => self.go(place),
            Action::Filter(filter) => self.list_orders(OrderQuery::of(filter), None),
            Action::List(query) => self.list_orders(query, None),
            Action::OpenOrder(order_no) => self.open_order(order_no, false),
            Action::ShipOrder(order_no) => self.ship_order(order_no),
            Action::ShipTicked(wanted) => self.ship_ticked(&wanted),
            Action::SlipsOfTicked(wanted) => self.slips_of_ticked(&wanted),
            Action::ShipMany(wishes) => self.ship_many(wishes),
            Action::ShippingTab(tab) => self.shipping_tab(tab),
            Action::MoneyBoard(board) => self.open_money_board(board),
            Action::Bills(bills) => self.gaze.bills = bills,
            Action::Complaints(complaints) => self.open_complaints(complaints),
            Action::AskDelivery(order_no, shipped_at) => self.ask_delivery(ctx, order_no, shipped_at),
            Action::Ask(question) => self.pages.over.question = Some(*question),
            Action::AskSlips(asked) => self.pages.over.slips = Some(asked.beside(ctx.pointer_latest_pos())),
            Action::AskCommandSheet => self.ask_command_sheet(ctx),
            Action::SlipPaper(paper) => self.choose_paper(paper),
            Action::SendRefunded(order_no, version) => self.pages.shipping.send_refunded(&order_no, version),
            Action::LookAtParcel(order_no) => self.open_parcel(order_no, false),
            Action::Newest => self.open_newest(),
            Action::Scanned(code) => self.scanned(&code, None),
            Action::PutNumber(field, number) => self.put_number(ctx, &field, number),
            Action::AskNumber(field, number) => self.ask_number(ctx, field, number),
            Action::CloseOrder => (self.gaze.order, self.pages.shipping.form) = (None, None),
            Action::Refunds(query) => self.list_refunds(query),
            Action::RefundedOn(days) => self.refunded_on(days),
            Action::MoreRefunds => self.gaze.refund_pages = self.gaze.refund_pages.saturating_add(1),
            Action::OpenRefund(refund_no) => self.open_refund(refund_no),
            Action::Notices(query) => (self.gaze.notices, self.gaze.notices_before) = (query, None),
            Action::NoticesBefore(before) => self.gaze.notices_before = before,
            Action::OpenSearch => self.open_search(ctx),
            Action::ListSearch(listed) => self.list_search(listed),
            Action::LeaveListedSearch => self.list_orders(self.gaze.query(), None),
            Action::KeepListLooks => self.keep_list_looks(),
            Action::Export(wish) => self.export_list(wish),
            Action::ListParcels(query) => self.list_parcels(query),
            Action::Say(words) => self.say(words.to_owned(), false),
            Action::OpenProduct(id) => self.open_product(id),
            Action::Press(button) => self.pages.over.pressed = Some(button),
            Action::Copy(words) => self.copy(ctx, words),
            Action::CloseMessage => self.message = None,
            Action::Copied => self.pages.copied(ctx),
            Action::NextTheme => self.choose_theme(ctx, self.theme.next()),
            Action::Theme(theme) => self.choose_theme(ctx, theme),
            Action::Language(lang) => self.choose_language(lang),
            Action::FontSize(size) => self.choose_size(ctx, size),
            Action::Density(density) => self.choose_density(density),
            Action::Mute(mute) => self.mute(mute),
            Action::Lock => self.lock(),
            Action::Keys(shown) => (self.keys_shown, self.drawer) = (shown, false),
            Action::Drawer(shown) => self.drawer = shown,
            Action::AllSeen => self.all_seen(ctx),
            Action::MarkTickedSeen(orders) => self.mark_ticked_seen(ctx, orders),
            Action::UndoSeen => self.seen = None,
            Action::ShowHealth(subsystem) => self.show_health(subsystem),
            Action::ShowSound => self.show_sound(),
            Action::ShippingSheet | Action::LeaveShippingSheet => self.go(other_way_of_shipping(&action)),
            Action::StartShipRun(file, sheet, verdicts) => self.start_ship_run(file, &sheet, &verdicts),
            Action::ShowNews(news) => self.show_news(&[news]),
            Action::Acknowledge(news) => self.mark_seen(news),
            Action::Backup(wish) => self.wish_of_backups(wish),
            Action::Quit => self.quit(ctx),
            Action::LeavePractice => self.leaves = Some(LeaveShop::Practice),
            Action::FileTask(task) => self.run_file_task(task),
            Action::CloseWindow => ctx.send_viewport_cmd(egui::ViewportCommand::Close),
            Action::Shop(command) => self.ask_the_shop(command),
            Action::ShopAll(commands) => commands.into_iter().for_each(|command| self.send(command)),
        }
        ctx.request_repaint();
    }

    fn ask_delivery(&mut self, ctx: &egui::Context, order_no: OrderNo, shipped_at: UnixSeconds) {
        self.pages.over.remind = Some(Remind::of(order_no, shipped_at, ctx));
    }

    fn wish_of_backups(&self, wish: BackupWish) {
        if let Some(backups) = &self.facts.backups {
            backups.wish(wish);
        }
    }

    fn run_file_task(&mut self, task: FileTask) {
        if matches!(task, FileTask::ShipSheet(_)) {
            self.pages.shipping_sheet.coming();
        }
        self.file_tasks.run(task);
    }

    fn start_ship_run(&mut self, file: String, sheet: &ShipSheet, verdicts: &[ShipVerdict]) {
        let run_id = self.env.rng.message_id();
        self.send(Command::StartShipRun(ship_run(run_id, file, sheet, verdicts)));
    }

    fn list_refunds(&mut self, query: RefundQuery) {
        // What is ticked stands in the tab it was ticked in.
        if self.gaze.refunds.tab != query.tab {
            self.pages.refunds.bulk = Bulk::default();
        }
        (self.gaze.refunds, self.gaze.refund_pages, self.gaze.refund) = (query, 0, None);
    }

    fn refunded_on(&mut self, days: Days) {
        self.go(Place::Refunds);
        self.list_refunds(RefundQuery::arrived(days));
    }

    pub(super) fn open_complaints(&mut self, complaints: ComplaintsGaze) {
        if self.gaze.place != Place::Complaints {
            self.go(Place::Complaints);
        }
        self.gaze.complaints = complaints;
    }

    fn open_money_board(&mut self, board: MoneyBoard) {
        self.go(Place::Money);
        self.gaze.money = board;
    }

    fn ask_the_shop(&mut self, command: Command) {
        // A decided refund leaves its tab; its detail stays, with the way back in it.
        if let Some(refund_no) = refund_of(&command) {
            self.gaze.refund = Some(refund_no.clone());
        }
        if matches!(command, Command::CorrectShipping { .. }) {
            self.pages.shipping.form = None;
        }
        self.send(command);
    }

    pub(super) fn list_orders(&mut self, query: OrderQuery, listed: Option<ListedSearch>) {
        (self.gaze.filter, self.gaze.listed) = (query.filter, listed);
        self.gaze.narrowed = OrderQuery { filter: OrderFilter::All, ..query };
        self.pages.orders.jump_to_newest();
    }

    fn list_search(&mut self, listed: ListedSearch) {
        self.go(Place::Orders);
        self.gaze.order = None;
        self.list_orders(OrderQuery::default(), Some(listed));
    }

    fn open_product(&mut self, id: ProductId) {
        self.go(Place::Products);
        self.pages.products.open(id);
    }

    fn copy(&mut self, ctx: &egui::Context, words: String) {
        ctx.copy_text(words);
        self.pages.copied(ctx);
    }

    /// Over a question nothing is looked for.
    fn open_search(&mut self, ctx: &egui::Context) {
        if !self.pages.asks() && !self.keys_shown && !self.palette.is_open() {
            self.palette.open(ctx);
        }
    }

    pub(super) fn go(&mut self, place: Place) {
        self.palette.close();
        self.drawer = false;
        if place != std::mem::replace(&mut self.gaze.place, place) {
            self.pages.refunds.bulk = Bulk::default();
            self.pages.orders.leave();
            self.pages.shipping.close_menu();
            self.pages.products.close_menu();
            self.pages.refunds.close_menu();
            self.gaze.order = None;
        }
        self.gaze.notices_before = None;
        self.pages.over.viewer = None;
        // What was done speaks of the page it was done on; what was not done stays until it is closed.
        self.message.take_if(|message| message.tone == Tone::Good);
        self.pages.over.dialog = None;
        self.pages.over.question = None;
        (self.pages.over.remind, self.pages.over.slips, self.pages.over.payout) = (None, None, None);
        self.pages.over.command_sheet = None;
        self.pages.over.marks.leave();
    }

    pub(super) fn open_order(&mut self, order_no: OrderNo, ship: bool) {
        self.go(Place::Orders);
        self.pages.orders.selected = Some(order_no.clone());
        self.pages.shipping.meet(&order_no, ship);
        self.gaze.order = Some(order_no);
    }

    pub(super) fn open_refund(&mut self, refund_no: RefundNo) {
        self.go(Place::Refunds);
        let shown = self.model.refund(&refund_no).map(|detail| RefundFilter::of(detail.row.state, detail.row.renewed));
        let listed = self.model.shot.order.iter().flat_map(|order| &order.refunds);
        let listed = listed.clone().find(|row| row.refund_no == refund_no);
        match shown.or_else(|| listed.map(|row| RefundFilter::of(row.state, row.renewed))) {
            Some(tab) => self.turn_to_refund_tab(tab),
            None => self.unlisted = Some(refund_no.clone()),
        }
        self.gaze.refund = Some(refund_no);
    }

    fn turn_to_refund_tab(&mut self, tab: RefundFilter) {
        // Among all refunds there are it is listed as well.
        if self.gaze.refunds.tab.is_some_and(|now| now != tab) {
            (self.gaze.refunds, self.gaze.refund_pages) = (RefundQuery::of(tab), 0);
        }
    }

    /// Once the row of a refund that was opened by its number is here, its tab lists it.
    pub(super) fn list_the_unlisted(&mut self) {
        let Some(refund_no) = self.unlisted.take().filter(|no| self.gaze.refund.as_ref() == Some(no)) else { return };
        match self.model.refund(&refund_no).map(|detail| RefundFilter::of(detail.row.state, detail.row.renewed)) {
            Some(tab) => self.turn_to_refund_tab(tab),
            None => self.unlisted = Some(refund_no),
        }
    }

    pub(super) fn send(&mut self, command: Command) {
        if self.is_for_nobody(&command) {
            return;
        }
        if let Some(ticket) = self.commands.send(command.clone()) {
            self.pending.sent(ticket, command, self.env.now());
        } else {
            self.pages.products.not_sent();
            self.pages.shipping_sheet.not_sent();
            (self.pages.orders.run, self.pages.shipping.run) = (None, None);
            self.say(text::jobs_gone(self.lang).to_owned(), true);
            self.model.health.insert(
                crate::events::Subsystem::Jobs,
                crate::events::HealthState::Dead(Trouble::Stopped, "the channel is closed".into()),
            );
        }
    }
}

/// The page a wish to ship by sheet, or not by sheet, leads to.
const fn other_way_of_shipping(action: &Action) -> Place {
    if matches!(action, Action::LeaveShippingSheet) { Place::Shipping } else { Place::ShippingSheet }
}
