//! Opens the window.

use crate::ui::{
    App, Lang, Reach, ReadModel, ThemeChoice,
    background_reader::Waker,
    no_window::{Computer, NoWindow},
    pages, text, theme,
};
use crate::{
    alerts::AlertHandle, base::env::Env, devices::receipt::ReceiptTemplate, events::Events, jobs::CommandSender,
};
use eframe::{NativeOptions, Renderer};
use std::{path::PathBuf, time::Instant};

static ICON: &[u8] = include_bytes!("../../assets/icons/icon-256.png");

/// Everything a window on a shop needs.
pub struct AppSetup {
    /// The shop's name, top left.
    pub shop_name: String,
    /// The language to begin with.
    pub lang: Lang,
    /// The look to begin with.
    pub theme: ThemeChoice,
    /// A practice shop: a banner says that no real money moves.
    pub practice: bool,
    /// How the shop is reached from outside.
    pub reach: Reach,
    /// What stands on every receipt.
    pub receipt: ReceiptTemplate,
    /// How long an approved refund can be taken back, seconds.
    pub hold_secs: u32,
    /// Where the screen reads.
    pub read_model: Box<dyn ReadModel>,
    /// Where the owner's wishes go.
    pub commands: CommandSender,
    /// What happens in the background.
    pub events: Events,
    /// The alert service, started or silent.
    pub alerts: AlertHandle,
    /// The shop goes on when its window is closed: in the tray, or minimised where there is none.
    pub stays: bool,
    /// Time.
    pub env: Env,
    /// The folder with the originals of evidence pictures.
    pub pictures: Option<PathBuf>,
    /// The data folder: what is chosen in the window is kept there for the next start.
    pub remember_in: Option<PathBuf>,
}

impl std::fmt::Debug for AppSetup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AppSetup")
            .field("shop_name", &self.shop_name)
            .field("practice", &self.practice)
            .finish_non_exhaustive()
    }
}

/// What the welcome page needs.
#[derive(Debug, Clone)]
pub struct WelcomeSetup {
    /// The language to begin with.
    pub lang: Lang,
    /// The look to begin with.
    pub theme: ThemeChoice,
    /// The data folder, as the owner would write it.
    pub folder: String,
    /// Why the shop in it cannot be opened, if there is one: the sentence names the file and the line.
    pub trouble: Option<NotOpen>,
}

/// Why a shop cannot be opened: the language may be changed while it is read.
#[derive(Debug, Clone)]
pub struct NotOpen {
    /// In English.
    pub english: String,
    /// In Chinese.
    pub chinese: String,
    /// What to do next, in Chinese and in English, where the data file itself is not what it should be; else empty.
    pub next: (&'static str, &'static str),
    /// The command that looks at this shop.
    pub check: String,
}

impl NotOpen {
    pub(super) fn said(&self, lang: Lang) -> &str {
        lang.pick(&self.chinese, &self.english)
    }

    /// What to do, where it is the data file.
    pub(super) fn next(&self, lang: Lang) -> Option<&'static str> {
        Some(lang.pick(self.next.0, self.next.1)).filter(|words| !words.is_empty())
    }
}

/// The window could not be opened. Tell the owner on stderr; the shop's data is untouched.
#[derive(Debug, thiserror::Error)]
pub enum UiError {
    /// This computer can show none: no display, no library, no graphics.
    #[error("{0}")]
    NoWindow(NoWindow),
    /// It was open, and ended by an error.
    #[error("the window was closed by an error: {0}")]
    Window(#[from] eframe::Error),
    /// The system gives no more threads.
    #[error("the window cannot start its reader: {0}")]
    Thread(#[from] std::io::Error),
}

impl UiError {
    /// For the terminal, in both languages, `lang` first: who sees it has no window to choose one in.
    pub fn said(&self, lang: Lang) -> String {
        let one = |lang| match self {
            Self::NoWindow(why) => text::no_window(lang, why),
            Self::Window(_) => lang
                .pick(
                    "窗口出错，已经关闭；店铺的数据没有受影响。",
                    "The window was closed by an error; the shop's data is untouched.",
                )
                .to_owned(),
            Self::Thread(_) => lang
                .pick(
                    "系统没有给窗口足够的线程，请关掉一些程序再试。",
                    "The system gives the window no thread; close some programs and try again.",
                )
                .to_owned(),
        };
        format!("{}\n{}", one(lang), one(lang.other()))
    }
}

/// Opens the window on a shop; returns when it is closed.
///
/// # Errors
/// [`UiError`] if there is no screen or no thread to be had.
pub fn run(setup: AppSetup) -> Result<(), UiError> {
    let began = Instant::now();
    let title = format!("{} · {}", setup.shop_name, text::app_name(setup.lang));
    let waker = Waker::default();
    // The background reader reads the first page while the window is still being made.
    let folder = setup.remember_in.clone();
    let app = App::prepare(setup, &waker, began)?;
    open(&title, app, move |cc, app| {
        waker.set(&cc.egui_ctx);
        app.dress(&cc.egui_ctx);
        app.put_icon_up();
        if let Some(folder) = &folder {
            app.hear_second_starts(folder);
        }
    })
}

/// Opens the welcome page of an empty data folder; returns when it is closed.
///
/// # Errors
/// [`UiError`] if there is no screen.
pub fn run_welcome(setup: WelcomeSetup) -> Result<(), UiError> {
    let title = text::app_name(setup.lang);
    let look = setup.theme;
    open(title, pages::Welcome::new(setup), move |cc, _| theme::dress(&cc.egui_ctx, look))
}

/// Opens a window with the wanted renderer, and with the other one if that cannot start.
fn open<A: eframe::App + 'static>(
    title: &str,
    app: A,
    begin: impl Fn(&eframe::CreationContext<'_>, &mut A) + Clone + 'static,
) -> Result<(), UiError> {
    // The app outlives a renderer that fails before the window exists, so it waits in a slot both attempts can reach.
    let slot = std::rc::Rc::new(std::cell::RefCell::new(Some(app)));
    let attempt = |renderer: Renderer| {
        let (slot, begin) = (std::rc::Rc::clone(&slot), begin.clone());
        eframe::run_native(
            title,
            options(title, renderer),
            Box::new(move |cc| {
                let mut app = slot.borrow_mut().take().ok_or("the window was opened before")?;
                begin(cc, &mut app);
                Ok(Box::new(app))
            }),
        )
    };
    let computer = Computer::this();
    if let Some(why) = computer.before() {
        return Err(UiError::NoWindow(why));
    }
    let wanted = wanted_renderer();
    let other = if wanted == Renderer::Wgpu { Renderer::Glow } else { Renderer::Wgpu };
    for renderer in [wanted, other] {
        match attempt(renderer) {
            Err(trouble) if slot.borrow().is_some() => {
                tracing::warn!(?renderer, %trouble, "no window");
                // The toolkit opens a display once in the life of a program: another try would hide why this one failed.
                if matches!(trouble, eframe::Error::WinitEventLoop(_)) {
                    return Err(UiError::NoWindow(computer.display_gone()));
                }
            }
            ended => return Ok(ended?),
        }
    }
    Err(UiError::NoWindow(computer.no_drawing()))
}

/// `ZHANGGUI_RENDERER=glow|wgpu` decides; wgpu otherwise, which also works under remote desktops.
fn wanted_renderer() -> Renderer {
    match std::env::var("ZHANGGUI_RENDERER").as_deref() {
        Ok("glow") => Renderer::Glow,
        _ => Renderer::Wgpu,
    }
}

/// The picture of the window and the tray. A window without it is still a window.
pub(super) fn icon() -> Option<egui::IconData> {
    let icon = eframe::icon_data::from_png_bytes(ICON);
    if let Err(trouble) = &icon {
        tracing::warn!("the icon cannot be read: {trouble}");
    }
    icon.ok()
}

fn options(title: &str, renderer: Renderer) -> NativeOptions {
    let mut viewport = egui::ViewportBuilder::default()
        .with_title(title)
        .with_app_id("zhanggui")
        .with_inner_size(theme::FIRST_SIZE)
        .with_min_inner_size(theme::LEAST_SIZE);
    if let Some(icon) = icon() {
        viewport = viewport.with_icon(icon);
    }
    // Flat colours have no bands to hide, and dithering costs computers without a graphics card dearly.
    NativeOptions { viewport, renderer, dithering: false, ..NativeOptions::default() }
}
