//! A window without a screen, and hands to use it.

use crate::{
    owners_files::{Chooser, Dropped},
    shop::{NOW, Shop},
};
use egui::accesskit::{Action, Role};
use egui::{self, Key, Pos2, Rect, Vec2};
use egui_kittest::{
    Harness, Node,
    kittest::{AccessKitNode, NodeT as _},
};
use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
        mpsc,
    },
};
use zhanggui::{
    alerts::AlertHandle,
    app::{export::ShopExporter, shop_data::ShopData},
    base::env::{Clock, Env, SystemRng},
    devices::{
        ShopSound,
        receipt::{ReceiptLanguage, ReceiptTemplate},
        speech::SpokenSentence,
    },
    domain::{Acting, OrderNo, UnixSeconds},
    events::{CommandOutcome, Events, ShopEvent},
    jobs::{Command, PresenceSign, TicketedCommand, command_channel},
    ui::{App, AppSetup, BackupService, Lang, ListExporter, Reach, ReadModel, ThemeChoice},
};

struct SetClock(AtomicI64);

impl Clock for SetClock {
    fn now(&self) -> UnixSeconds {
        UnixSeconds::new(self.0.load(Ordering::Relaxed))
    }
}

pub struct World {
    pub harness: Harness<'static, App>,
    shop: Option<Shop>,
    events: Events,
    wishes: mpsc::Receiver<TicketedCommand>,
    unanswered: Vec<TicketedCommand>,
    /// Taken while questions were looked for.
    kept_wishes: Vec<TicketedCommand>,
    /// For whom the last command was sent.
    pub acted_for: Acting,
    asked_for_refunds: Vec<OrderNo>,
    clock: Arc<SetClock>,
    pub chooser: Arc<Chooser>,
    /// The data folder's pictures, and files the owner has.
    pub folder: tempfile::TempDir,
    pub alerts: AlertHandle,
    pub rings: mpsc::Receiver<ShopSound>,
    voice: mpsc::Receiver<SpokenSentence>,
    pub presence: PresenceSign,
}

impl World {
    pub fn open(shop: Shop) -> Self {
        Self::speaking(shop, Lang::En)
    }

    pub fn speaking(shop: Shop, lang: Lang) -> Self {
        let mut world = Self::with_read_model(Box::new(shop.clone()), lang);
        world.shop = Some(shop);
        world
    }

    pub fn with_read_model(read_model: Box<dyn ReadModel>, lang: Lang) -> Self {
        Self::build(read_model, lang, Reach::default(), false)
    }

    /// A shop that is reached in this way.
    pub fn reached(shop: Shop, lang: Lang, reach: Reach) -> Self {
        let mut world = Self::build(Box::new(shop.clone()), lang, reach, false);
        world.shop = Some(shop);
        world
    }

    /// A shop whose buyers read Chinese, and its window in English.
    pub fn with_chinese_buyers(shop: Shop) -> Self {
        let (rows, languages) = (Box::new(shop.clone()), (Lang::En, ReceiptLanguage::Zh));
        let mut world = Self::build_for(rows, languages, Reach::default(), false);
        world.shop = Some(shop);
        world
    }

    /// One that goes on when its window is closed.
    pub fn that_stays(shop: Shop) -> Self {
        let mut world = Self::build(Box::new(shop.clone()), Lang::En, Reach::default(), true);
        world.shop = Some(shop);
        world
    }

    fn build(read_model: Box<dyn ReadModel>, lang: Lang, reach: Reach, stays: bool) -> Self {
        let tongue = if lang == Lang::Zh { ReceiptLanguage::Zh } else { ReceiptLanguage::En };
        Self::build_for(read_model, (lang, tongue), reach, stays)
    }

    /// One whose choices are kept in this folder.
    pub fn kept_in(shop: Shop, folder: &Path) -> Self {
        let (languages, beside) = ((Lang::En, ReceiptLanguage::En), (Some(folder), None));
        let mut world = Self::build_in(Box::new(shop.clone()), languages, Reach::default(), false, beside);
        world.shop = Some(shop);
        world
    }

    /// A shop in a file, whose window remembers in its folder how it looked.
    pub fn on_file(read_model: Box<dyn ReadModel>, lang: Lang, data: &Path) -> Self {
        Self::build_in(read_model, (lang, ReceiptLanguage::Zh), Reach::default(), false, (Some(data), None))
    }

    /// One with these backups.
    pub fn backed_up(shop: Shop, lang: Lang, backups: Arc<dyn BackupService>) -> Self {
        let (rows, beside) = (Box::new(shop.clone()), (None, Some(backups)));
        let mut world = Self::build_in(rows, (lang, ReceiptLanguage::Zh), Reach::default(), false, beside);
        world.shop = Some(shop);
        world
    }

    fn build_for(
        read_model: Box<dyn ReadModel>,
        (lang, tongue): (Lang, ReceiptLanguage),
        reach: Reach,
        stays: bool,
    ) -> Self {
        Self::build_in(read_model, (lang, tongue), reach, stays, (None, None))
    }

    fn build_in(
        read_model: Box<dyn ReadModel>,
        (lang, tongue): (Lang, ReceiptLanguage),
        reach: Reach,
        stays: bool,
        (data, backups): (Option<&Path>, Option<Arc<dyn BackupService>>),
    ) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let events = Events::default();
        let (commands, wishes) = command_channel();
        let clock = Arc::new(SetClock(AtomicI64::new(NOW.get())));
        let ((alerts, rings, voice), presence) = (AlertHandle::by_hand(), PresenceSign::default());
        let env = Env { clock: clock.clone(), rng: Arc::new(SystemRng) };
        let setup = AppSetup {
            shop_name: "Camellia Store".into(),
            lang,
            theme: ThemeChoice::Light,
            practice: false,
            reach,
            receipt: ReceiptTemplate {
                heading: "山茶小铺".into(),
                footer: "谢谢惠顾".into(),
                qr: true,
                tongue,
                ..Default::default()
            },
            hold_secs: 10,
            read_model,
            commands,
            events: events.clone(),
            alerts: alerts.clone(),
            stays,
            lock_minutes: 10,
            presence: Some(presence.clone()),
            seat: String::new(),
            env,
            pictures: Some(folder.path().join("pictures")),
            exporter: data.map(|data| -> Arc<dyn ListExporter> { Arc::new(ShopExporter(ShopData::in_folder(data))) }),
            backups,
            push_path: Some("/wechat/00112233445566778899aabbccddeeff/push".to_owned()),
            remember_in: data.map(Path::to_owned),
        };
        let chooser = Arc::new(Chooser::default());
        let picker = chooser.clone();
        let harness = Harness::builder()
            .with_size(Vec2::new(1280.0, 800.0))
            .with_max_steps(12)
            .build_eframe(|cc| App::at_once(cc, setup).with_picker(picker));
        let mut world = Self {
            harness,
            shop: None,
            events,
            wishes,
            unanswered: Vec::new(),
            kept_wishes: Vec::new(),
            acted_for: Acting::default(),
            asked_for_refunds: Vec::new(),
            clock,
            chooser,
            folder,
            alerts,
            rings,
            voice,
            presence,
        };
        world.settle();
        world
    }

    pub fn settle(&mut self) {
        self.harness.run_steps(4);
        self.harness.check_accessibility();
    }

    pub fn key(&mut self, key: Key) {
        self.harness.key_press(key);
        self.settle();
    }

    pub fn click(&mut self, name: &str) {
        self.control(name).click();
        self.settle();
    }

    /// The messages from WeChat, folded under the status page.
    pub fn opens_the_log(&mut self) {
        self.key(Key::Num8);
        let log = if self.shows("系统状态") { "和微信的往来" } else { "Messages with WeChat" };
        self.click(log);
    }

    /// Into whatever has the keyboard.
    pub fn types(&mut self, words: &str) {
        self.harness.event(egui::Event::Text(words.to_owned()));
        self.settle();
    }

    /// Turns the wheel until it is in sight.
    pub fn scroll_to(&mut self, name: &str) {
        self.control(name).scroll_to_me();
        self.settle();
        self.settle();
    }

    pub fn click_twice(&mut self, name: &str) {
        self.control(name).click();
        self.control(name).click();
        self.settle();
    }

    pub fn click_part(&mut self, part: &str) {
        self.nodes(|node| can_click(node) && node.label().is_some_and(|label| label.contains(part)))
            .next()
            .unwrap_or_else(|| panic!("{part:?} is not there"))
            .click();
        self.settle();
    }

    /// The control with this name, the topmost one: labels beside it may say the same.
    pub fn control<'a>(&'a self, name: &'a str) -> Node<'a> {
        self.nodes(move |node| can_click(node) && node.label().is_some_and(|label| label == name))
            .last()
            .unwrap_or_else(|| panic!("{name:?} is not there"))
    }

    pub fn nodes<'a>(&'a self, fits: impl Fn(&AccessKitNode<'a>) -> bool + 'a) -> impl Iterator<Item = Node<'a>> + 'a {
        self.harness.root().children_recursive().filter(move |node| fits(&node.accesskit_node()))
    }

    pub fn press_at(&mut self, place: Pos2) {
        self.harness.drag_at(place);
        self.harness.event(egui::Event::PointerButton {
            pos: place,
            button: egui::PointerButton::Primary,
            pressed: false,
            modifiers: egui::Modifiers::NONE,
        });
        self.harness.run_steps(2);
    }

    pub fn write(&mut self, field: &str, words: &str) {
        let named = |node: &AccessKitNode<'_>| {
            matches!(node.role(), Role::TextInput | Role::MultilineTextInput)
                && node.label().is_some_and(|label| label == field)
        };
        self.nodes(named).next().unwrap_or_else(|| panic!("{field:?} is not there")).set_text_value_accesskit(words);
        self.settle();
    }

    /// The same for a field whose content nobody reads.
    pub fn write_masked(&mut self, field: &str, words: &str) {
        let named = |node: &AccessKitNode<'_>| {
            matches!(node.role(), Role::TextInput | Role::PasswordInput)
                && node.label().is_some_and(|label| label == field)
        };
        self.nodes(named).next().unwrap_or_else(|| panic!("{field:?} is not there")).set_text_value_accesskit(words);
        self.settle();
    }

    /// Presses a control that may not be there to be pressed.
    pub fn click_if_there(&mut self, name: &str) {
        if self.offers(name) {
            self.click(name);
        }
    }

    /// Puts the keyboard into a field.
    pub fn focus(&mut self, field: &str) {
        let named = |node: &AccessKitNode<'_>| {
            matches!(node.role(), Role::TextInput | Role::MultilineTextInput)
                && node.label().is_some_and(|label| label == field)
        };
        self.nodes(named).next().unwrap_or_else(|| panic!("{field:?} is not there")).focus();
        self.settle();
    }

    /// Gives the keyboard to a control.
    pub fn focus_on(&mut self, name: &str) {
        self.control(name).focus();
        self.settle();
    }

    /// Presses a control as a screen reader does: past everything that lies over it.
    pub fn press_by_screen_reader(&mut self, name: &str) {
        let named = |node: &AccessKitNode<'_>| node.label().is_some_and(|label| label == name);
        for node in self.nodes(named).collect::<Vec<_>>() {
            node.click_accesskit();
        }
        self.settle();
    }

    /// Frames that are `gap` seconds apart, each with these events, and one pause after them.
    #[allow(clippy::float_arithmetic)] // seconds of a test
    pub fn frames(&mut self, frames: Vec<Vec<egui::Event>>, gap: f64) {
        let mut at = self.harness.ctx.input(|input| input.time) + 2.0;
        for events in frames {
            self.harness.input_mut().time = Some(at);
            self.harness.input_mut().events.extend(events);
            self.harness.step();
            at += gap;
            if gap > 0.09 {
                // A pause is a frame too: it is asked for.
                self.harness.input_mut().time = Some(at - 0.005);
                self.harness.step();
            }
        }
        self.harness.input_mut().time = None;
        self.settle();
    }

    /// Frames with these events, each so many seconds after the one before. Nothing comes in a pause but the frames the
    /// window asks for; and one pause after them.
    #[allow(clippy::float_arithmetic)] // seconds of a test
    pub fn frames_after(&mut self, frames: Vec<(f64, Vec<egui::Event>)>) {
        let mut at = self.harness.ctx.input(|input| input.time) + 2.0;
        for (pause, events) in frames {
            for quiet in [0.09, 0.16, 0.31, 0.51, 0.9, 1.1, pause - 0.005] {
                if quiet < pause && pause > 0.09 {
                    self.harness.input_mut().time = Some(at + quiet);
                    self.harness.step();
                }
            }
            at += pause;
            self.harness.input_mut().time = Some(at);
            self.harness.input_mut().events.extend(events);
            self.harness.step();
        }
        self.harness.input_mut().time = None;
        self.settle();
    }

    /// What the voice was given since this was asked last.
    pub fn spoken(&self) -> Vec<String> {
        let end = SpokenSentence { words: "·".into(), chinese: false, after_sound: false };
        self.alerts.say(end.clone());
        let heard = std::iter::from_fn(|| self.voice.recv().ok()).take_while(|sentence| *sentence != end);
        heard.map(|sentence| sentence.words).collect()
    }

    /// The orders WeChat was to be asked about while they were packed.
    pub fn asked_for_refunds(&mut self) -> Vec<OrderNo> {
        let new = self.take_commands();
        self.kept_wishes.extend(new);
        std::mem::take(&mut self.asked_for_refunds)
    }

    /// What was wished; questions of the packing table are kept apart.
    fn take_commands(&mut self) -> Vec<TicketedCommand> {
        let (asked, new): (Vec<_>, Vec<_>) =
            self.wishes.try_iter().partition(|one| matches!(one.command, Command::AskRefunds(_)));
        self.asked_for_refunds.extend(asked.into_iter().filter_map(|one| match one.command {
            Command::AskRefunds(order_no) => Some(order_no),
            _ => None,
        }));
        self.unanswered.extend(new.iter().cloned());
        self.acted_for = new.last().map_or(self.acted_for, |one| one.acting);
        new
    }

    pub fn wishes(&mut self) -> Vec<Command> {
        let new = std::mem::take(&mut self.kept_wishes);
        let new: Vec<TicketedCommand> = new.into_iter().chain(self.take_commands()).collect();
        new.into_iter().map(|new| new.command).collect()
    }

    /// The jobs answer the command that `is` finds, whatever was asked before it or since.
    pub fn answers(&mut self, is: impl Fn(&Command) -> bool, outcome: CommandOutcome) {
        self.wishes();
        let at = self.unanswered.iter().position(|one| is(&one.command)).expect("a command that waits for its answer");
        let ticket = self.unanswered.remove(at).ticket;
        self.hears(&ShopEvent::CommandDone { ticket, outcome });
    }

    /// Jobs and store do their part.
    pub fn obey_all(&mut self) {
        self.wishes();
        let shop = self.shop.clone().expect("a shop that obeys");
        for TicketedCommand { ticket, command, .. } in std::mem::take(&mut self.unanswered) {
            if matches!(command, Command::AskAboutOrder(_) | Command::AskAboutRefund(_)) {
                continue;
            }
            let done = shop.obey(&command, self.clock.now());
            let outcome = if done { CommandOutcome::Done } else { CommandOutcome::TooLate };
            self.events.send(&ShopEvent::CommandDone { ticket, outcome });
        }
        self.settle();
    }

    pub fn hears(&mut self, event: &ShopEvent) {
        self.events.send(event);
        self.settle();
    }

    /// As if no message had ever come.
    pub fn silence(&mut self) {
        self.shop.clone().expect("a shop").rows().notices.clear();
        self.hears(&ShopEvent::NoticeListed);
    }

    /// A file of the owner's, with this in it.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).expect("written");
        path
    }

    /// A file falls onto the window.
    pub fn drops(&mut self, path: &Path) {
        self.harness.input_mut().dropped_files.push(Arc::new(Dropped(path.to_owned())));
        self.settle();
    }

    pub fn command_key(&mut self, key: Key) {
        self.harness.key_press_modifiers(egui::Modifiers::COMMAND, key);
        self.settle();
    }

    /// Somebody looks at the window, or at something else.
    pub fn looked_at(&mut self, looked_at: bool) {
        self.viewport().focused = Some(looked_at);
        self.settle();
    }

    /// The window stands on a screen of this size; gives what the app asks of the system then.
    pub fn on_a_screen(&mut self, size: Vec2) -> Vec<egui::ViewportCommand> {
        self.viewport().monitor_size = Some(size);
        self.harness.step();
        let output = &self.harness.output().viewport_output;
        output.values().flat_map(|viewport| viewport.commands.clone()).collect()
    }

    /// The window is closed; gives what the app asks of the system then.
    pub fn closes_the_window(&mut self) -> Vec<egui::ViewportCommand> {
        self.viewport().events.push(egui::ViewportEvent::Close);
        self.harness.step();
        let output = &self.harness.output().viewport_output;
        output.values().flat_map(|viewport| viewport.commands.clone()).collect()
    }

    /// The window stands there, on a screen of this size.
    pub fn stands_at(&mut self, place: Rect, screen: Vec2) {
        let viewport = self.viewport();
        (viewport.inner_rect, viewport.outer_rect, viewport.monitor_size) = (Some(place), Some(place), Some(screen));
        self.harness.step();
    }

    /// The program ends.
    pub fn ends(mut self) {
        eframe::App::on_exit(self.harness.state_mut(), None);
    }

    fn viewport(&mut self) -> &mut egui::ViewportInfo {
        self.harness.input_mut().viewports.entry(egui::ViewportId::ROOT).or_default()
    }

    pub fn time_passes(&mut self, secs: i64) {
        self.clock.0.fetch_add(secs, Ordering::Relaxed);
        self.settle();
    }
}

pub fn can_click(node: &AccessKitNode<'_>) -> bool {
    node.data().supports_action(Action::Click)
}
