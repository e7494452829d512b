//! How the app is made: with its background reader, its listeners and its file tasks.

use super::{
    bridge::{AlertBridge, OutsideEvent},
    state::App,
};
use crate::{
    alerts::AlertHandle,
    base::env::Env,
    domain::UnixSeconds,
    events::{Events, ShopEvent},
    store::WindowHere,
    ui::{
        ReadModel, ShopSwitcher,
        background_reader::{BackgroundReader, RefreshHandle, Waker},
        file_tasks::FileTasks,
        gallery::Gallery,
        input_method,
        key_queue::KeyQueue,
        leave_shop::LeaveShop,
        look::LookWriter,
        model::{Gaze, Model, Place},
        monitor_fit::MonitorFit,
        no_read_model::NoReadModel,
        pages::{Pages, Section},
        palette::CommandPalette,
        pending::Pending,
        picker::{Picker, SystemPicker},
        scanner::Scanner,
        screen::ShopFacts,
        setup::{AppSetup, NotOpen, UiError},
        shell::{AlertLine, Toasts},
        sign_in::SignIn,
        text::{self, Lang},
        theme::{self, ThemeChoice},
    },
};
use std::{
    sync::{Arc, mpsc},
    time::Instant,
};

impl App {
    /// The app for a window that exists already.
    ///
    /// # Errors
    /// [`UiError::Thread`] if the reader's thread cannot be started.
    pub fn new(cc: &eframe::CreationContext<'_>, setup: AppSetup) -> Result<Self, UiError> {
        let waker = Waker::default();
        waker.set(&cc.egui_ctx);
        let app = Self::prepare(setup, &waker, Instant::now())?;
        app.dress(&cc.egui_ctx);
        Ok(app)
    }

    /// The app of a test: reads on the spot, on the screen's thread.
    pub fn at_once(cc: &eframe::CreationContext<'_>, setup: AppSetup) -> Self {
        let waker = Waker::default();
        waker.set(&cc.egui_ctx);
        let app = Self::on_the_spot(setup, &waker);
        app.dress(&cc.egui_ctx);
        app
    }

    /// The same for a window that has its waker already.
    pub(in crate::ui) fn on_the_spot(setup: AppSetup, waker: &Waker) -> Self {
        let mut app = Self::with_reader(setup, waker, Instant::now(), BackgroundReader::at_once);
        app.file_tasks.at_once();
        app.gallery.at_once();
        app
    }

    /// The language and the look that were chosen in it.
    pub(in crate::ui) const fn looks(&self) -> (Lang, ThemeChoice) {
        (self.lang, self.theme)
    }

    /// What the window is to show instead, once.
    pub(in crate::ui) const fn leaves(&mut self) -> Option<LeaveShop> {
        self.leaves.take()
    }

    /// Begins where its settings were just changed; `trouble` kept the new ones from opening it.
    pub(in crate::ui) fn begin_in_settings(&mut self, section: Section, trouble: Option<&NotOpen>) {
        self.gaze.place = Place::Settings;
        self.pages.settings.section = section;
        self.pages.settings.note = Some(match trouble {
            None => (text::settings_saved(self.lang).to_owned(), false),
            Some(why) => (text::settings_put_back(self.lang, why.sentence(self.lang)), true),
        });
    }

    /// Asks another picker for files than the system's dialogs.
    #[must_use]
    pub fn with_picker(mut self, picker: Arc<dyn Picker>) -> Self {
        self.file_tasks.set_picker(picker);
        self
    }

    /// Knows who opens and closes shops for its window.
    #[must_use]
    pub(in crate::ui) fn with_switcher(mut self, switcher: Arc<dyn ShopSwitcher>) -> Self {
        self.facts.can_change_shop = true;
        self.file_tasks.set_switcher(Some(switcher));
        self
    }

    /// Starts reading before there is a window.
    pub(in crate::ui) fn prepare(mut setup: AppSetup, waker: &Waker, began: Instant) -> Result<Self, UiError> {
        let read_model = std::mem::replace(&mut setup.read_model, Box::new(NoReadModel));
        let reader = BackgroundReader::open(read_model, setup.env.clone(), waker.clone())?;
        Ok(Self::with_reader(setup, waker, began, |_, _| reader))
    }

    fn with_reader(
        setup: AppSetup,
        waker: &Waker,
        began: Instant,
        reader: impl FnOnce(Box<dyn ReadModel>, Env) -> BackgroundReader,
    ) -> Self {
        let reader = reader(setup.read_model, setup.env.clone());
        let (post, inbox) = mpsc::channel();
        let gallery = Gallery::new(setup.pictures.clone(), waker.clone());
        let mut file_tasks = FileTasks::new(Arc::new(SystemPicker), setup.pictures, waker.clone());
        file_tasks.set_exporter(setup.exporter);
        let doorway = AlertBridge::new(waker.clone());
        listen_to_alerts(&setup.alerts, &doorway, waker);
        listen_to_the_shop(&setup.events, reader.alerts(), post, waker.clone());
        let settings_folder = setup.remember_in.clone().filter(|_| !setup.practice);
        let memory = setup.remember_in.map(LookWriter::of);
        let look = memory.as_ref().map(LookWriter::look).cloned().unwrap_or_default();
        setup.alerts.mute(look.muted_until.map(UnixSeconds::new).filter(|until| *until > setup.env.now()));
        Self {
            facts: ShopFacts {
                shop_name: setup.shop_name,
                practice: setup.practice,
                hold_secs: setup.hold_secs,
                reach: setup.reach,
                backups: setup.backups,
                receipt: setup.receipt,
                stays: setup.stays,
                settings_folder,
                push_path: setup.push_path,
                can_change_shop: false,
                lock_minutes: setup.lock_minutes,
                seat: setup.seat,
            },
            lang: setup.lang,
            theme: setup.theme,
            font_size: look.font_size.unwrap_or_default(),
            density: look.density.unwrap_or_default(),
            model: Model::default(),
            gaze: Gaze::default(),
            pending: Pending::default(),
            sign_in: SignIn::default(),
            presence: setup.presence,
            here: WindowHere::default(),
            message: None,
            asked_order: None,
            line: AlertLine::default(),
            toasts: Toasts::default(),
            drawer: false,
            seen: None,
            alerts: setup.alerts,
            doorway,
            pages: Pages::looking(memory.as_ref().map(LookWriter::look)),
            keys_shown: false,
            palette: CommandPalette::default(),
            gallery,
            scanner: Scanner::default(),
            key_queue: KeyQueue::default(),
            later: Vec::new(),
            file_tasks,
            export: None,
            env: setup.env,
            memory,
            reader,
            inbox,
            commands: setup.commands,
            unlisted: None,
            born: None,
            unseen_before: 0,
            began,
            day: None,
            useful: false,
            monitor: MonitorFit::default(),
            place: None,
            leaves: None,
        }
    }

    /// Dresses the window.
    pub(in crate::ui) fn dress(&self, ctx: &egui::Context) {
        theme::dress(ctx, self.theme);
        theme::resize(ctx, self.font_size);
        input_method::stand_between(ctx);
    }
}

/// Everything that happens in the shop is looked at again; what is told to somebody comes in as it is.
fn listen_to_the_shop(events: &Events, reader: RefreshHandle, post: mpsc::Sender<ShopEvent>, waker: Waker) {
    events.listen(move |event| {
        // Who has what open stands in the event itself.
        if !matches!(event, ShopEvent::PresenceChanged(_)) {
            reader.ring();
        }
        if matches!(
            event,
            ShopEvent::HealthChanged(..)
                | ShopEvent::PresenceChanged(_)
                | ShopEvent::CommandDone { .. }
                | ShopEvent::OrderAsked { .. }
                | ShopEvent::RefundsAsked { .. }
                | ShopEvent::TunnelChanged
                | ShopEvent::PrinterTested { .. }
                | ShopEvent::ComplaintPhone(..)
                | ShopEvent::ComplaintPicture(..)
        ) {
            // The window may be gone already; then nobody waits for this.
            drop(post.send(event.clone()));
            waker.wake();
        }
    });
}

/// What the alert service tells comes in through the door.
fn listen_to_alerts(alerts: &AlertHandle, doorway: &AlertBridge, waker: &Waker) {
    let (probe, woken) = (doorway.probe.clone(), waker.clone());
    alerts.listen(move |told| {
        drop(probe.send(OutsideEvent::Alert(told))); // a window that is gone needs no telling
        woken.wake();
    });
}
