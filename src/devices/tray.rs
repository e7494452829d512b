//! The icon beside the clock: the shop goes on when its window is closed, and can be opened again or ended from there.

use super::NoDevice;
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};
use tray_icon::{
    Icon, MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent,
    menu::{Menu, MenuEvent, MenuItem, PredefinedMenuItem},
};

/// What the icon says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrayWords {
    /// When the pointer rests on it: the shop, and what is new.
    pub tip: String,
    /// The line with what is new; it opens the window too.
    pub news: String,
    /// The line that opens the window.
    pub open: String,
    /// The line that ends the program.
    pub quit: String,
}

/// What is wished at the icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrayWish {
    /// The window.
    Open,
    /// The end of the program.
    Quit,
}

/// The picture: pixels, four bytes each, row by row.
#[derive(Debug, Clone)]
pub struct TrayImage {
    /// Red, green, blue, opacity.
    pub rgba: Vec<u8>,
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

const OPEN: &str = "open";
const NEWS: &str = "news";
const QUIT: &str = "quit";

/// The icon with its menu. It lives on the thread that made it.
struct ShownTray {
    icon: TrayIcon,
    news: MenuItem,
    open: MenuItem,
    quit: MenuItem,
}

impl ShownTray {
    fn make(picture: TrayImage, words: &TrayWords) -> Result<Self, NoDevice> {
        let failed = |error: &dyn std::fmt::Display| NoDevice(error.to_string());
        let item = |id: &str, text: &str| MenuItem::with_id(id, text, true, None);
        let (news, open, quit) = (item(NEWS, &words.news), item(OPEN, &words.open), item(QUIT, &words.quit));
        let menu = Menu::new();
        let line = PredefinedMenuItem::separator();
        menu.append_items(&[&news, &open, &line, &quit]).map_err(|error| failed(&error))?;
        let picture = Icon::from_rgba(picture.rgba, picture.width, picture.height).map_err(|error| failed(&error))?;
        let builder = TrayIconBuilder::new().with_id("zhanggui").with_icon(picture).with_menu(Box::new(menu));
        // The menu is the other button's.
        let builder = builder.with_menu_on_left_click(false);
        let icon = builder.with_title("Zhanggui").with_tooltip(&words.tip).build().map_err(|error| failed(&error))?;
        Ok(Self { icon, news, open, quit })
    }

    fn say(&self, words: &TrayWords) {
        self.news.set_text(&words.news);
        self.open.set_text(&words.open);
        self.quit.set_text(&words.quit);
        // An icon without its newest tip is still there.
        drop(self.icon.set_tooltip(Some(&words.tip)));
    }
}

/// Hears the icon and its menu from now on; one window a program.
fn hear(wish: impl Fn(TrayWish) + Send + Sync + 'static) {
    let wish = Arc::new(wish);
    let chosen = Arc::clone(&wish);
    MenuEvent::set_event_handler(Some(move |event: MenuEvent| {
        chosen(if event.id().as_ref() == QUIT { TrayWish::Quit } else { TrayWish::Open });
    }));
    TrayIconEvent::set_event_handler(Some(move |event: TrayIconEvent| {
        if let Some(wished) = pressed(&event) {
            wish(wished);
        }
    }));
}

/// A left click on the icon opens the window; whatever else the pointer does there, nothing.
const fn pressed(event: &TrayIconEvent) -> Option<TrayWish> {
    match event {
        TrayIconEvent::Click { button: MouseButton::Left, button_state: MouseButtonState::Up, .. } => {
            Some(TrayWish::Open)
        }
        _ => None,
    }
}

/// The icon, wherever it lives.
pub struct Tray {
    there: Arc<AtomicBool>,
    #[cfg(target_os = "linux")]
    words: std::sync::mpsc::Sender<TrayWords>,
    #[cfg(not(target_os = "linux"))]
    shown: Option<ShownTray>,
}

impl Tray {
    /// True if the icon is on show, as far as the desktop says.
    pub fn is_there(&self) -> bool {
        self.there.load(Ordering::Relaxed)
    }
}

#[cfg(target_os = "linux")]
impl Tray {
    /// Puts the icon up, on a thread of its own: a desktop may be slow to answer. `wish` is called on another thread.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(
        picture: TrayImage,
        words: TrayWords,
        wish: impl Fn(TrayWish) + Send + Sync + 'static,
    ) -> Result<Self, NoDevice> {
        let (say, said) = std::sync::mpsc::channel::<TrayWords>();
        let there = Arc::new(AtomicBool::new(false));
        let is_there = Arc::clone(&there);
        let started = std::thread::Builder::new().name("tray".to_owned()).spawn(move || {
            if !desktop_has_a_tray() {
                tracing::info!("this desktop has no tray: a closed window is minimised");
                return;
            }
            let shown = match ShownTray::make(picture, &words) {
                Ok(shown) => shown,
                Err(NoDevice(why)) => {
                    tracing::warn!(why, "no icon in the tray");
                    return;
                }
            };
            hear(wish);
            is_there.store(true, Ordering::Relaxed);
            while let Ok(words) = said.recv() {
                shown.say(&words);
            }
        });
        started.map_err(|error| NoDevice(error.to_string()))?;
        Ok(Self { there, words: say })
    }

    /// Other words.
    pub fn say(&self, words: TrayWords) {
        drop(self.words.send(words)); // where there is no tray, nobody reads them
    }
}

#[cfg(not(target_os = "linux"))]
impl Tray {
    /// Puts the icon up, on the window's own thread, as these systems want it. `wish` is called on it too.
    ///
    /// # Errors
    /// None here: where no icon can be put up, [`Self::is_there`] says so.
    pub fn start(
        picture: TrayImage,
        words: TrayWords,
        wish: impl Fn(TrayWish) + Send + Sync + 'static,
    ) -> Result<Self, NoDevice> {
        let shown = ShownTray::make(picture, &words);
        if let Err(NoDevice(why)) = &shown {
            tracing::warn!(why, "no icon in the tray");
        }
        hear(wish);
        Ok(Self { there: Arc::new(AtomicBool::new(shown.is_ok())), shown: shown.ok() })
    }

    /// Other words.
    pub fn say(&self, words: TrayWords) {
        if let Some(shown) = &self.shown {
            shown.say(&words);
        }
    }
}

/// An icon nobody shows would swallow the window. The desktop's own tools are asked whether someone shows icons; where
/// none of them answers, there is no tray.
#[cfg(target_os = "linux")]
fn desktop_has_a_tray() -> bool {
    const WATCHER: &str = "org.kde.StatusNotifierWatcher";
    const PATH: &str = "/StatusNotifierWatcher";
    const HOST: &str = "IsStatusNotifierHostRegistered";
    if std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_none() && std::env::var_os("XDG_RUNTIME_DIR").is_none() {
        return false;
    }
    let Some((name, program)) = super::programs::first_there(&["gdbus", "busctl", "dbus-send"]) else { return false };
    let mut asks = crate::base::spawn::program(program);
    match name {
        "gdbus" => asks.args(["call", "--session", "--timeout", "2", "--dest", WATCHER, "--object-path", PATH]).args([
            "--method",
            "org.freedesktop.DBus.Properties.Get",
            WATCHER,
            HOST,
        ]),
        "busctl" => asks.args(["--user", "--timeout=2", "get-property", WATCHER, PATH, WATCHER, HOST]),
        _ => asks
            .args(["--session", "--print-reply", "--reply-timeout=2000"])
            .arg(format!("--dest={WATCHER}"))
            .args([PATH, "org.freedesktop.DBus.Properties.Get"])
            .args([format!("string:{WATCHER}"), format!("string:{HOST}")]),
    };
    asks.output().is_ok_and(|said| said.status.success() && String::from_utf8_lossy(&said.stdout).contains("true"))
}

impl std::fmt::Debug for Tray {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tray").field("there", &self.is_there()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tray_icon::{Rect, TrayIconId, dpi::PhysicalPosition};

    #[test]
    fn a_left_click_on_the_icon_opens_the_window_and_no_other_does() {
        let click = |button, button_state| TrayIconEvent::Click {
            id: TrayIconId::new("zhanggui"),
            position: PhysicalPosition::default(),
            rect: Rect::default(),
            button,
            button_state,
        };
        assert_eq!(pressed(&click(MouseButton::Left, MouseButtonState::Up)), Some(TrayWish::Open));
        assert_eq!(pressed(&click(MouseButton::Left, MouseButtonState::Down)), None);
        assert_eq!(pressed(&click(MouseButton::Right, MouseButtonState::Up)), None);
        assert_eq!(pressed(&click(MouseButton::Middle, MouseButtonState::Up)), None);
    }
}
