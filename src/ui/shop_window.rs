//! The one window of the program: it shows a shop, or the way to one, and turns from one to the other without closing.
//! Shops are opened and closed beside the screen's thread.

use super::{
    App, AppSetup, Door, Lang, NotOpen, ShopSwitcher, ThemeChoice, UiError, WelcomeSetup,
    background_reader::Waker,
    input_method,
    leave_shop::LeaveShop,
    monitor_fit::MonitorFit,
    pages::{Section, Welcome, WelcomeWish, Wizard, WizardWish},
    picker::{Picker, SystemPicker},
    text, theme, widgets,
};
use crate::settings::{DRAFT, SettingsDocument};
use egui::{Context, ViewportCommand};
use poll_promise::Promise;
use std::{path::PathBuf, sync::Arc, time::Instant};

/// What it shows.
enum Stage {
    Shop(Box<App>),
    Welcome(Box<Welcome>),
    Wizard(Box<Wizard>),
    Moving(Promise<Moved>),
}

/// Where a move came to.
enum Moved {
    Shop(Box<AppSetup>, Begin),
    NotOpen(NotOpen),
    /// The shop is in another window, which has come up.
    Elsewhere,
    /// Whether the wizard was begun.
    Welcome {
        begun: bool,
    },
}

/// How a shop begins that was opened by a move.
enum Begin {
    Usual,
    /// With what became of its settings.
    Settings {
        section: Section,
        trouble: Option<NotOpen>,
    },
}

/// Shows a shop, or the way to one.
pub struct ShopWindow {
    stage: Stage,
    switcher: Arc<dyn ShopSwitcher>,
    waker: Waker,
    picker: Arc<dyn Picker>,
    lang: Lang,
    theme: ThemeChoice,
    monitor: MonitorFit,
    /// Moves and reads happen on the spot: in tests.
    at_once: bool,
}

impl ShopWindow {
    /// The window on an open shop.
    ///
    /// # Errors
    /// [`UiError::Thread`].
    pub(super) fn on_shop(setup: AppSetup, switcher: Arc<dyn ShopSwitcher>, waker: Waker) -> Result<Self, UiError> {
        let (lang, theme) = (setup.lang, setup.theme);
        let app = App::prepare(setup, &waker, Instant::now())?.with_switcher(Arc::clone(&switcher));
        Ok(Self::on(Stage::Shop(Box::new(app)), (lang, theme), switcher, waker))
    }

    /// The window of a folder without an open shop.
    pub(super) fn on_welcome(setup: WelcomeSetup, switcher: Arc<dyn ShopSwitcher>, waker: Waker) -> Self {
        let (lang, theme) = (setup.lang, setup.theme);
        Self::on(Stage::Welcome(Box::new(Welcome::new(setup))), (lang, theme), switcher, waker)
    }

    fn on(stage: Stage, (lang, theme): (Lang, ThemeChoice), switcher: Arc<dyn ShopSwitcher>, waker: Waker) -> Self {
        Self {
            stage,
            switcher,
            waker,
            picker: Arc::new(SystemPicker),
            lang,
            theme,
            monitor: MonitorFit::default(),
            at_once: false,
        }
    }

    /// The window of a test: everything happens on the spot.
    pub fn at_once(
        cc: &eframe::CreationContext<'_>,
        setup: WelcomeSetup,
        switcher: Arc<dyn ShopSwitcher>,
        picker: Arc<dyn Picker>,
    ) -> Self {
        let waker = Waker::default();
        waker.set(&cc.egui_ctx);
        dress(&cc.egui_ctx, setup.theme);
        Self { at_once: true, picker, ..Self::on_welcome(setup, switcher, waker) }
    }

    /// Dresses the window that was just made.
    pub(super) fn begin(&mut self, cc: &eframe::CreationContext<'_>, folder: Option<PathBuf>) {
        self.waker.set(&cc.egui_ctx);
        match &mut self.stage {
            Stage::Shop(app) => arrive(app, &cc.egui_ctx, folder),
            _ => dress(&cc.egui_ctx, self.theme),
        }
    }

    /// The shop in the window, where there is one.
    pub fn shop(&self) -> Option<&App> {
        match &self.stage {
            Stage::Shop(app) => Some(app),
            _ => None,
        }
    }

    fn go(&mut self, go: impl FnOnce() -> Moved + Send + 'static) {
        if let Stage::Shop(app) = &mut self.stage {
            (self.lang, self.theme) = app.looks();
            eframe::App::on_exit(&mut **app, None);
        }
        // The old stage goes first: its icon in the tray, its reader, its ear for second starts. A shop closes only when
        // nobody holds an end of its channels any more.
        self.stage = Stage::Moving(Promise::from_ready(Moved::Welcome { begun: false }));
        if self.at_once {
            self.stage = Stage::Moving(Promise::from_ready(go()));
            return;
        }
        let (sender, promise) = Promise::new();
        let waker = self.waker.clone();
        self.stage = Stage::Moving(promise);
        let started = std::thread::Builder::new().name("opening".to_owned()).spawn(move || {
            sender.send(go());
            waker.wake();
        });
        if let Err(error) = started {
            tracing::error!(%error, "no thread to open a shop on");
            self.stage = Stage::Moving(Promise::from_ready(Moved::Welcome { begun: false }));
        }
    }

    fn enter(&mut self, door: Door) {
        let (switcher, lang) = (Arc::clone(&self.switcher), self.lang);
        self.go(move || opened(&*switcher, door, lang, Begin::Usual));
    }

    fn leave(&mut self, why: LeaveShop) {
        let (switcher, lang) = (Arc::clone(&self.switcher), self.lang);
        match why {
            LeaveShop::Practice => self.go(move || {
                switcher.close();
                if switcher.own_has_come_up() {
                    return Moved::Elsewhere;
                }
                let own = switcher.folder().join("settings.toml").exists();
                if own { opened(&*switcher, Door::Own, lang, Begin::Usual) } else { to_welcome(&*switcher) }
            }),
            LeaveShop::Settings { before, section } => self.go(move || reopened(&*switcher, lang, &before, section)),
        }
    }

    /// What has come of a move.
    fn arrived(&mut self, ctx: &Context, moved: Moved) {
        match moved {
            Moved::Shop(mut setup, begin) => {
                (setup.lang, setup.theme) = (self.lang, self.theme);
                let folder = setup.remember_in.clone();
                ctx.send_viewport_cmd(ViewportCommand::Title(format!(
                    "{} · {}",
                    setup.shop_name,
                    text::app_name(self.lang)
                )));
                match self.made(*setup) {
                    Ok(mut app) => {
                        arrive(&mut app, ctx, folder);
                        if let Begin::Settings { section, trouble } = begin {
                            app.begin_in_settings(section, trouble.as_ref());
                        }
                        self.stage = Stage::Shop(Box::new(app));
                    }
                    Err(error) => {
                        let said = |lang| error.sentence(lang);
                        self.welcome(
                            Some(NotOpen {
                                english: said(Lang::En),
                                chinese: said(Lang::Zh),
                                next: ("", ""),
                                check: String::new(),
                            }),
                            false,
                        );
                    }
                }
            }
            Moved::NotOpen(why) => self.welcome(Some(why), false),
            // Nothing is open here any more: the way in is on show for as long as closing takes.
            Moved::Elsewhere => {
                self.welcome(None, false);
                ctx.send_viewport_cmd(ViewportCommand::Close);
            }
            Moved::Welcome { begun } => self.welcome(None, begun),
        }
        ctx.request_repaint();
    }

    fn made(&self, setup: AppSetup) -> Result<App, UiError> {
        let app = if self.at_once {
            App::on_the_spot(setup, &self.waker)
        } else {
            App::prepare(setup, &self.waker, Instant::now())?
        };
        Ok(app.with_switcher(Arc::clone(&self.switcher)).with_picker(Arc::clone(&self.picker)))
    }

    fn welcome(&mut self, trouble: Option<NotOpen>, begun: bool) {
        let setup = WelcomeSetup {
            lang: self.lang,
            theme: self.theme,
            folder: self.switcher.folder().display().to_string(),
            trouble,
            begun,
        };
        self.stage = Stage::Welcome(Box::new(Welcome::new(setup)));
    }

    fn wizard(&mut self) {
        let (switcher, picker) = (&self.switcher, Arc::clone(&self.picker));
        let wizard = Wizard::new(switcher, self.lang, picker, self.waker.clone(), self.at_once);
        self.stage = Stage::Wizard(Box::new(wizard));
    }
}

fn opened(switcher: &dyn ShopSwitcher, door: Door, lang: Lang, begin: Begin) -> Moved {
    match switcher.open(door, lang) {
        Ok(setup) => Moved::Shop(Box::new(setup), begin),
        Err(why) => Moved::NotOpen(why),
    }
}

/// No shop is open.
fn to_welcome(switcher: &dyn ShopSwitcher) -> Moved {
    Moved::Welcome { begun: switcher.folder().join(DRAFT).exists() }
}

/// Settings that open no shop are not kept: the former ones are put back, and the shop says why.
fn reopened(switcher: &dyn ShopSwitcher, lang: Lang, before: &SettingsDocument, section: Section) -> Moved {
    switcher.close();
    let why = match switcher.open(Door::Own, lang) {
        Ok(setup) => return Moved::Shop(Box::new(setup), Begin::Settings { section, trouble: None }),
        Err(why) => why,
    };
    if let Err(error) = before.restore() {
        tracing::error!(%error, "the former settings could not be put back");
        return Moved::NotOpen(why);
    }
    opened(switcher, Door::Own, lang, Begin::Settings { section, trouble: Some(why) })
}

/// What a window without a shop needs.
fn dress(ctx: &Context, choice: ThemeChoice) {
    theme::dress(ctx, choice);
    input_method::stand_between(ctx);
}

/// What a shop needs of its window.
fn arrive(app: &mut App, ctx: &Context, folder: Option<PathBuf>) {
    app.dress(ctx);
    app.put_icon_up();
    if let Some(folder) = folder {
        app.hear_second_starts(&folder);
    }
}

impl eframe::App for ShopWindow {
    fn logic(&mut self, ctx: &Context, frame: &mut eframe::Frame) {
        match &mut self.stage {
            Stage::Shop(app) => {
                app.logic(ctx, frame);
                if let Some(why) = app.leaves() {
                    self.leave(why);
                    ctx.request_repaint();
                }
            }
            Stage::Wizard(wizard) => wizard.logic(ctx),
            Stage::Welcome(_) => {}
            Stage::Moving(moving) if moving.ready().is_some() => {
                let ended = std::mem::replace(moving, Promise::from_ready(Moved::Welcome { begun: false }));
                if let Ok(moved) = ended.try_take() {
                    self.arrived(ctx, moved);
                }
            }
            Stage::Moving(_) => ctx.request_repaint_after_secs(0.2),
        }
    }

    fn on_exit(&mut self, gl: Option<&eframe::glow::Context>) {
        if let Stage::Shop(app) = &mut self.stage {
            app.on_exit(gl);
        }
    }

    /// The ground is the cleared screen: one layer less to paint.
    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }

    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
        // A shop's own window fits itself: its text may be larger.
        if !matches!(self.stage, Stage::Shop(_)) {
            self.monitor.fit(ui.ctx());
        }
        match &mut self.stage {
            Stage::Shop(app) => app.ui(ui, frame),
            Stage::Welcome(welcome) => {
                let wish = welcome.show(ui);
                (self.lang, self.theme) = welcome.looks();
                match wish {
                    Some(WelcomeWish::Practice) => self.enter(Door::Practice),
                    Some(WelcomeWish::Connect) => self.wizard(),
                    Some(WelcomeWish::Again) => self.enter(Door::Own),
                    None => return,
                }
                ui.ctx().request_repaint();
            }
            Stage::Wizard(wizard) => {
                let wish = wizard.show(ui);
                match wish {
                    Some(WizardWish::Leave) => {
                        let switcher = Arc::clone(&self.switcher);
                        self.go(move || {
                            switcher.close();
                            to_welcome(&*switcher)
                        });
                    }
                    Some(WizardWish::Open) => self.enter(Door::Own),
                    None => return,
                }
                ui.ctx().request_repaint();
            }
            Stage::Moving(_) => moving(ui, self.lang),
        }
    }
}

/// For the moment between two shops.
fn moving(ui: &mut egui::Ui, lang: Lang) {
    let name = text::app_name(lang);
    ui.ctx().accesskit_node_builder(egui::accesskit_root_id(), |window| window.set_label(name));
    widgets::emptiness(
        ui,
        widgets::Emptiness::NotYet(widgets::Icon::Store),
        text::opening_title(lang),
        text::opening_body(lang),
    );
}
