//! Opens the window.

use crate::ui::{
    ShopSwitcher, ShopWindow,
    background_reader::Waker,
    icon::icon,
    look::{WindowLook, WindowPlace},
    no_window::Computer,
    setup::{AppSetup, UiError, WelcomeSetup},
    text, theme,
};
use eframe::{NativeOptions, Renderer};
use std::sync::Arc;

/// Opens the window on a shop; returns when it is closed. `switcher` opens others for it.
///
/// # Errors
/// [`UiError`] if there is no screen or no thread to be had.
pub fn run(setup: AppSetup, switcher: Arc<dyn ShopSwitcher>) -> Result<(), UiError> {
    let title = format!("{} · {}", setup.shop_name, text::app_name(setup.lang));
    let waker = Waker::default();
    // The background reader reads the first page while the window is still being made.
    let folder = setup.remember_in.clone();
    let window = ShopWindow::on_shop(setup, switcher, waker)?;
    let place = folder.as_deref().and_then(|folder| WindowLook::load(folder).place);
    open(&title, window, place, move |cc, window| window.begin(cc, folder.clone()))
}

/// Opens the welcome page of an empty data folder; returns when it is closed.
///
/// # Errors
/// [`UiError`] if there is no screen.
pub fn run_welcome(setup: WelcomeSetup, switcher: Arc<dyn ShopSwitcher>) -> Result<(), UiError> {
    let title = text::app_name(setup.lang);
    let window = ShopWindow::on_welcome(setup, switcher, Waker::default());
    open(title, window, None, |cc, window| window.begin(cc, None))
}

/// Opens a window with the wanted renderer, and with the other one if that cannot start.
fn open<A: eframe::App + 'static>(
    title: &str,
    app: A,
    place: Option<WindowPlace>,
    begin: impl Fn(&eframe::CreationContext<'_>, &mut A) + Clone + 'static,
) -> Result<(), UiError> {
    // The app outlives a renderer that fails before the window exists, so it waits in a slot both attempts can reach.
    let slot = std::rc::Rc::new(std::cell::RefCell::new(Some(app)));
    let attempt = |renderer: Renderer| {
        let (slot, begin) = (std::rc::Rc::clone(&slot), begin.clone());
        eframe::run_native(
            title,
            options(title, renderer, place),
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

fn options(title: &str, renderer: Renderer, place: Option<WindowPlace>) -> NativeOptions {
    let mut viewport = egui::ViewportBuilder::default()
        .with_title(title)
        .with_app_id("zhanggui")
        .with_inner_size(theme::FIRST_SIZE)
        .with_min_inner_size(theme::LEAST_SIZE);
    if let Some(place) = place {
        viewport = place.restore(viewport);
    }
    if let Some(icon) = icon() {
        viewport = viewport.with_icon(icon);
    }
    // Flat colours have no bands to hide, and dithering costs computers without a graphics card dearly.
    NativeOptions { viewport, renderer, dithering: false, ..NativeOptions::default() }
}
