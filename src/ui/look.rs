//! What the owner chose in the window, for the next start: a small file beside the shop's data. It decides nothing
//! else, so a file that cannot be read or written is a line in the log and the look is the usual one.

use super::{
    Lang, ThemeChoice,
    list_look::ListLook,
    theme::{Density, FontSize},
};
use crate::{
    base::private_file,
    domain::{PaperSize, UnixSeconds},
};
use serde::{Deserialize, Serialize};
use std::{
    path::{Path, PathBuf},
    sync::mpsc,
    thread::JoinHandle,
};

/// The name of the file in the data folder.
const FILE: &str = "window.toml";

/// What was chosen in the window, and how its lists look; what was never chosen is absent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct WindowLook {
    /// The language of the screen.
    pub language: Option<Lang>,
    /// Light, dark, or as the system.
    pub theme: Option<ThemeChoice>,
    /// How large everything is.
    pub font_size: Option<FontSize>,
    /// How high the rows are.
    pub density: Option<Density>,
    /// No sound and no voice until then, seconds since 1970.
    pub muted_until: Option<i64>,
    /// What packing slips are printed on, in the word of the file.
    pub slip_paper: Option<String>,
    /// The list of orders: its columns, rows and views.
    pub(super) orders: ListLook,
    /// The views of the queue of parcels.
    pub(super) shipping: ListLook,
    /// The views of the list of products.
    pub(super) products: ListLook,
    /// The views of the list of refunds.
    pub(super) refunds: ListLook,
    /// The views of the list of messages.
    pub(super) notices: ListLook,
    /// Where the window stood.
    pub place: Option<WindowPlace>,
}

/// Where the window stood and how large it was, in points as the system counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct WindowPlace {
    /// Its left and top edge; absent where the system does not say.
    pub at: Option<(i32, i32)>,
    /// Width and height of what is inside its frame.
    pub size: (u16, u16),
    /// It filled the screen.
    pub maximized: bool,
}

impl WindowPlace {
    /// Where this window stands, if the system says how large it is. One that fills the screen keeps the size it had before.
    pub(super) fn of(window: &egui::ViewportInfo, zoom: f32, before: Option<Self>) -> Option<Self> {
        if window.minimized == Some(true) {
            return None;
        }
        let inner = window.inner_rect?;
        let fills = window.maximized == Some(true) || window.fullscreen == Some(true);
        if fills && let Some(before) = before {
            return Some(Self { maximized: true, ..before });
        }
        // Where it stands is only kept as long as all of its title is on this screen: on another screen, the numbers mean
        // another place once that one is gone.
        let corner = window.outer_rect.map(|outer| (outer.min * zoom, outer.width() * zoom));
        let screen = window.monitor_size.map(|size| size * zoom);
        let at = corner.zip(screen).filter(|((corner, width), screen)| {
            corner.x >= 0.0 && corner.y >= 0.0 && corner.x + width <= screen.x + 1.0 && corner.y < screen.y - 80.0
        });
        let at = at.map(|((corner, _), _)| (corner.x.round() as i32, corner.y.round() as i32));
        let size = inner.size() * zoom;
        Some(Self { at, size: (size.x.round() as u16, size.y.round() as u16), maximized: fills })
    }

    /// The window as it stood.
    pub(super) fn restore(self, viewport: egui::ViewportBuilder) -> egui::ViewportBuilder {
        let (width, height) = self.size;
        let size = egui::vec2(f32::from(width), f32::from(height));
        let viewport = if size.min_elem() >= 320.0 { viewport.with_inner_size(size) } else { viewport };
        let viewport = match self.at {
            Some((x, y)) => viewport.with_position(egui::pos2(x as f32, y as f32)),
            None => viewport,
        };
        if self.maximized { viewport.with_maximized(true) } else { viewport }
    }
}

impl WindowLook {
    /// Reads what was chosen in this folder; nothing, where nothing readable is.
    #[must_use]
    pub fn load(folder: &Path) -> Self {
        let Ok(text) = std::fs::read_to_string(folder.join(FILE)) else { return Self::default() };
        toml::from_str(&text).unwrap_or_else(|trouble| {
            tracing::warn!("{FILE} cannot be read, so the window looks as usual: {trouble}");
            Self::default()
        })
    }

    /// What packing slips are printed on, where that was chosen.
    pub(super) fn slip_paper(&self) -> Option<PaperSize> {
        PaperSize::parse(self.slip_paper.as_deref()?).ok()
    }

    /// Writes it whole or not at all.
    fn save(&self, folder: &Path) -> Result<(), Box<dyn std::error::Error>> {
        Ok(private_file::write(&folder.join(FILE), toml::to_string(self)?.as_bytes())?)
    }
}

/// Writes choices down beside the screen's thread, in the order they were made.
#[derive(Debug)]
pub(super) struct LookWriter {
    look: WindowLook,
    folder: PathBuf,
    writer: Option<(mpsc::Sender<WindowLook>, JoinHandle<()>)>,
}

impl LookWriter {
    pub fn of(folder: PathBuf) -> Self {
        Self { look: WindowLook::load(&folder), folder, writer: None }
    }

    /// The owner chose a language.
    pub fn language(&mut self, lang: Lang) {
        self.look.language = Some(lang);
        self.keep();
    }

    /// The owner chose a theme.
    pub fn theme(&mut self, theme: ThemeChoice) {
        self.look.theme = Some(theme);
        self.keep();
    }

    /// The owner chose a size for everything.
    pub fn font_size(&mut self, size: FontSize) {
        self.look.font_size = Some(size);
        self.keep();
    }

    /// The owner chose how high the rows are.
    pub fn density(&mut self, density: Density) {
        self.look.density = Some(density);
        self.keep();
    }

    /// The owner chose what slips are printed on.
    pub fn slip_paper(&mut self, paper: PaperSize) {
        self.look.slip_paper = Some(paper.as_str().to_owned());
        self.keep();
    }

    /// Nothing is to be heard until then, or everything again.
    pub fn muted_until(&mut self, until: Option<UnixSeconds>) {
        self.look.muted_until = until.map(UnixSeconds::get);
        self.keep();
    }

    /// The window is moved, or was closed where it stood.
    pub fn place(&mut self, place: WindowPlace) {
        if self.look.place.replace(place) != Some(place) {
            self.keep();
        }
    }

    /// What was chosen so far.
    pub const fn look(&self) -> &WindowLook {
        &self.look
    }

    /// The owner bent the list of orders, or kept a view of another one.
    pub fn keep_lists(&mut self, lists: KeptLooks) {
        let KeptLooks { orders, shipping, products, refunds, notices } = lists;
        (self.look.orders, self.look.shipping, self.look.products) = (orders, shipping, products);
        (self.look.refunds, self.look.notices) = (refunds, notices);
        self.keep();
    }

    fn keep(&mut self) {
        if self.writer.is_none() {
            let (sender, looks) = mpsc::channel::<WindowLook>();
            let folder = self.folder.clone();
            let work = move || {
                while let Ok(look) = looks.recv() {
                    if let Err(trouble) = look.save(&folder) {
                        tracing::warn!("the look of the window is not kept: {trouble}");
                    }
                }
            };
            let thread = std::thread::Builder::new().name("look".into()).spawn(work);
            self.writer = thread.ok().map(|thread| (sender, thread));
        }
        if let Some((sender, _)) = &self.writer
            && sender.send(self.look.clone()).is_err()
        {
            tracing::warn!("the look of the window is not kept: its writer is gone");
        }
    }
}

impl Drop for LookWriter {
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.writer.take() {
            drop(sender);
            // A panic there was already reported on its own thread.
            drop(thread.join());
        }
    }
}

/// How each list looks that the owner can bend.
pub(super) struct KeptLooks {
    pub orders: ListLook,
    pub shipping: ListLook,
    pub products: ListLook,
    pub refunds: ListLook,
    pub notices: ListLook,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("zhanggui-look-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        folder
    }

    #[test]
    fn what_was_chosen_is_there_at_the_next_start() {
        let folder = folder("kept");
        let mut memory = LookWriter::of(folder.clone());
        memory.language(Lang::En);
        memory.theme(ThemeChoice::Dark);
        memory.theme(ThemeChoice::System);
        memory.font_size(FontSize::of(150));
        memory.density(Density::Dense);
        memory.slip_paper(PaperSize::Label);
        memory.muted_until(Some(UnixSeconds::new(1_788_232_327)));
        let place = WindowPlace { at: Some((40, -3)), size: (1400, 900), maximized: false };
        memory.place(place);
        drop(memory);
        let look = WindowLook::load(&folder);
        let chosen = WindowLook {
            language: Some(Lang::En),
            theme: Some(ThemeChoice::System),
            font_size: Some(FontSize::of(150)),
            density: Some(Density::Dense),
            muted_until: Some(1_788_232_327),
            slip_paper: Some("label".to_owned()),
            place: Some(place),
            ..WindowLook::default()
        };
        assert_eq!(look, chosen);
        std::fs::remove_dir_all(folder).expect("gone");
    }

    #[test]
    fn a_file_that_makes_no_sense_is_no_choice() {
        let folder = folder("odd");
        for text in ["theme = \"purple\"", "\u{0}", "language = 7", "font_size = \"huge\"", "[place]\nsize = 7"] {
            std::fs::write(folder.join(FILE), text).expect("written");
            assert_eq!(WindowLook::load(&folder), WindowLook::default(), "{text}");
        }
        std::fs::remove_dir_all(&folder).expect("gone");
        assert_eq!(WindowLook::load(&folder), WindowLook::default());
    }
}
