//! Pictures on the graphics card, products' and buyers' evidence: only those that are seen, read and decoded on a thread of
//! their own.

use crate::ui::{background_reader::Waker, pictures};
use egui::{ColorImage, Context, TextureHandle, TextureOptions};
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, mpsc},
};

/// Pictures kept, and requests that wait: who scrolls past a thousand products does not wait for a thousand pictures.
const KEPT: usize = 240;
const WAITING: usize = 48;

/// Originals of evidence kept: they are large, and one is looked at.
const ORIGINALS_KEPT: usize = 3;

/// Whose picture it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Album {
    Products,
    Replies,
    Evidence,
}

/// A picture in one size: whose, its file and its longer side, pixels.
type GalleryKey = (Album, String, u32);

/// What there is to draw.
#[derive(Clone)]
pub(super) enum GalleryPicture {
    /// Being read.
    Coming,
    /// The file is gone or is no picture.
    Broken,
    /// Here it is.
    Here(TextureHandle),
}

enum GalleryRead {
    Picture(Option<Arc<ColorImage>>),
    /// Pushed out by newer requests: ask again if it is still wanted.
    PushedOut,
}

struct GalleryEntry {
    seen: GalleryPicture,
    used: u64,
}

/// The pictures.
pub(super) struct Gallery {
    folder: Option<PathBuf>,
    known: HashMap<GalleryKey, GalleryEntry>,
    /// Counts the questions, so that what was not asked for longest goes first.
    frame: u64,
    ask: Option<mpsc::Sender<GalleryKey>>,
    give: mpsc::Sender<(GalleryKey, GalleryRead)>,
    take: mpsc::Receiver<(GalleryKey, GalleryRead)>,
    waker: Waker,
    at_once: bool,
}

impl Gallery {
    pub fn new(folder: Option<PathBuf>, waker: Waker) -> Self {
        let (give, take) = mpsc::channel();
        Self { folder, known: HashMap::new(), frame: 0, ask: None, give, take, waker, at_once: false }
    }

    /// From now on on the caller's thread: for tests.
    pub const fn at_once(&mut self) {
        self.at_once = true;
    }

    /// The product's picture `file`, its longer side `most` pixels.
    pub fn see(&mut self, ctx: &Context, file: &str, most: u32) -> GalleryPicture {
        self.look(ctx, (Album::Products, file.to_owned(), most))
    }

    /// The picture `file` a refusal shows the buyer, its longer side `most` pixels.
    pub fn reply(&mut self, ctx: &Context, file: &str, most: u32) -> GalleryPicture {
        self.look(ctx, (Album::Replies, file.to_owned(), most))
    }

    /// The original `file` of a buyer's picture, as large as it is worth looking at.
    pub fn evidence(&mut self, ctx: &Context, file: &str) -> GalleryPicture {
        self.look(ctx, (Album::Evidence, file.to_owned(), pictures::ORIGINAL_MOST))
    }

    /// Nobody looks at evidence any more: originals are large.
    pub fn put_evidence_away(&mut self) {
        self.known.retain(|(album, ..), _| *album != Album::Evidence);
    }

    fn look(&mut self, ctx: &Context, key: GalleryKey) -> GalleryPicture {
        self.arrive(ctx);
        self.frame += 1;
        if let Some(entry) = self.known.get_mut(&key) {
            entry.used = self.frame;
            return entry.seen.clone();
        }
        self.forget_old();
        self.known.insert(key.clone(), GalleryEntry { seen: GalleryPicture::Coming, used: self.frame });
        self.request(key);
        GalleryPicture::Coming
    }

    fn arrive(&mut self, ctx: &Context) {
        while let Ok((key, read)) = self.take.try_recv() {
            let seen = match read {
                GalleryRead::PushedOut => {
                    self.known.remove(&key);
                    continue;
                }
                GalleryRead::Picture(None) => GalleryPicture::Broken,
                GalleryRead::Picture(Some(image)) => {
                    GalleryPicture::Here(ctx.load_texture("picture", image, TextureOptions::LINEAR))
                }
            };
            if let Some(entry) = self.known.get_mut(&key) {
                entry.seen = seen;
            }
        }
    }

    fn forget_old(&mut self) {
        let mut originals: Vec<u64> = self
            .known
            .iter()
            .filter(|((album, ..), _)| *album == Album::Evidence)
            .map(|(_, entry)| entry.used)
            .collect();
        originals.sort_unstable_by(|a, b| b.cmp(a));
        if let Some(&oldest) = originals.get(ORIGINALS_KEPT - 1) {
            self.known.retain(|(album, ..), entry| *album != Album::Evidence || entry.used > oldest);
        }
        if self.known.len() < KEPT {
            return;
        }
        let mut ages: Vec<u64> = self.known.values().map(|entry| entry.used).collect();
        ages.sort_unstable();
        let middle = ages.get(KEPT / 2).copied().unwrap_or(0);
        self.known.retain(|_, entry| entry.used > middle);
    }

    fn request(&mut self, key: GalleryKey) {
        let Some(folder) = &self.folder else {
            drop(self.give.send((key, GalleryRead::Picture(None))));
            return;
        };
        if self.at_once {
            let read = GalleryRead::Picture(picture(folder, &key));
            drop(self.give.send((key, read)));
            return;
        }
        let ask = self.ask.get_or_insert_with(|| {
            let (ask, asked) = mpsc::channel();
            let (folder, give, waker) = (folder.clone(), self.give.clone(), self.waker.clone());
            let work = move || work(&folder, &asked, &give, &waker);
            if let Err(trouble) = std::thread::Builder::new().name("gallery".into()).spawn(work) {
                tracing::warn!("no thread for pictures: {trouble}");
            }
            ask
        });
        if ask.send(key.clone()).is_err() {
            // The thread could not be started or ended: the picture cannot be shown, everything else can.
            drop(self.give.send((key, GalleryRead::Picture(None))));
        }
    }
}

fn picture(folder: &Path, (album, file, most): &GalleryKey) -> Option<Arc<ColorImage>> {
    match album {
        Album::Products => pictures::own(folder, "products", file, *most),
        Album::Replies => pictures::own(folder, "replies", file, *most),
        Album::Evidence => pictures::evidence(folder, file, *most),
    }
}

/// Reads the newest request first, until the window is gone.
fn work(
    folder: &Path,
    asked: &mpsc::Receiver<GalleryKey>,
    give: &mpsc::Sender<(GalleryKey, GalleryRead)>,
    waker: &Waker,
) {
    let mut waiting: Vec<GalleryKey> = Vec::new();
    loop {
        if waiting.is_empty() {
            match asked.recv() {
                Ok(key) => waiting.push(key),
                Err(_) => return,
            }
        }
        waiting.extend(asked.try_iter());
        while waiting.len() > WAITING {
            drop(give.send((waiting.remove(0), GalleryRead::PushedOut)));
        }
        let Some(key) = waiting.pop() else { continue };
        let read = GalleryRead::Picture(picture(folder, &key));
        if give.send((key, read)).is_err() {
            return;
        }
        waker.wake();
    }
}
