//! How the app is made: with its background reader, its listeners and its file tasks.

use super::{
    bridge::{AlertBridge, OutsideEvent},
    state::App,
};
use crate::{
    base::env::Env,
    events::ShopEvent,
    ui::{
        ReadModel,
        alerts::Strip,
        background_reader::{BackgroundReader, Waker},
        file_tasks::FileTasks,
        gallery::Gallery,
        input_method::InputMethod,
        key_queue::KeyQueue,
        look::LookWriter,
        model::{Gaze, Model},
        pages::Pages,
        palette::Palette,
        pending::Pending,
        picker::{Picker, SystemPicker},
        read_model::NoReadModel,
        scanner::Scanner,
        screen::ShopFacts,
        setup::{AppSetup, UiError},
        theme,
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
        let mut app = Self::with_reader(setup, &waker, Instant::now(), BackgroundReader::at_once);
        app.file_tasks.at_once();
        app.gallery.at_once();
        app.dress(&cc.egui_ctx);
        app
    }

    /// Asks another picker for files than the system's dialogs.
    #[must_use]
    pub fn with_picker(mut self, picker: Arc<dyn Picker>) -> Self {
        self.file_tasks.set_picker(picker);
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
        let file_tasks = FileTasks::new(Arc::new(SystemPicker), setup.pictures, waker.clone());
        let doorway = AlertBridge::new(waker.clone());
        let (probe, woken) = (doorway.probe.clone(), waker.clone());
        setup.alerts.listen(move |told| {
            drop(probe.send(OutsideEvent::Alert(told))); // a window that is gone needs no telling
            woken.wake();
        });
        let (alerts, waker) = (reader.alerts(), waker.clone());
        setup.events.listen(move |event| {
            alerts.ring();
            if matches!(
                event,
                ShopEvent::HealthChanged(..)
                    | ShopEvent::CommandDone { .. }
                    | ShopEvent::OrderAsked { .. }
                    | ShopEvent::TunnelChanged
                    | ShopEvent::PrinterTested { .. }
            ) {
                // The window may be gone already; then nobody waits for this.
                drop(post.send(event.clone()));
                waker.wake();
            }
        });
        Self {
            facts: ShopFacts {
                shop_name: setup.shop_name,
                practice: setup.practice,
                hold_secs: setup.hold_secs,
                reach: setup.reach,
                receipt: setup.receipt,
                stays: setup.stays,
            },
            lang: setup.lang,
            theme: setup.theme,
            model: Model::default(),
            gaze: Gaze::default(),
            pending: Pending::default(),
            message: None,
            said: None,
            strip: Strip::default(),
            call_strip: Strip::default(),
            alerts: setup.alerts,
            doorway,
            pages: Pages::default(),
            keys_shown: false,
            palette: Palette::default(),
            gallery,
            scanner: Scanner::default(),
            key_queue: KeyQueue::default(),
            later: Vec::new(),
            file_tasks,
            env: setup.env,
            memory: setup.remember_in.map(LookWriter::of),
            reader,
            inbox,
            commands: setup.commands,
            overtaken: None,
            unlisted: None,
            born: None,
            unseen_before: 0,
            began,
            useful: false,
            monitor: None,
        }
    }

    /// Dresses the window.
    pub(in crate::ui) fn dress(&self, ctx: &egui::Context) {
        theme::dress(ctx, self.theme);
        ctx.add_plugin(InputMethod::default());
    }
}
