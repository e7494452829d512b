//! Steps that touch files: choosing one, reading a sheet, storing a picture, writing a sheet. Each runs on a thread of
//! its own and comes back as [`FileTaskResult`]; the screen never waits for a disk or for a dialog of the system.

use crate::ui::{
    ListExporter, ShopSwitcher, TestOrderView,
    background_reader::Waker,
    picker::{Picked, Picker},
    pictures, text,
};
use crate::{
    base::{keyring::Keyring, private_file, short_hash::short_hash},
    settings::SettingsDocument,
    sheets::{self, BYTES_MAX, BadSheet, Sheet, SheetWriting},
    tunnel,
};
use poll_promise::Promise;
use std::{
    fs, io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};

mod files;
mod lists;
mod logo;
mod printers;
mod settings;
mod settings_types;
mod shipping;
mod shop_file;
mod task;

pub(super) use settings_types::{CertificateTrouble, PublicKeyTrouble, SettingsRead, SettingsWish, TakenCertificate};
pub(super) use task::{FileTask, FileTaskResult, PictureTrouble, SheetTrouble};

use files::{bytes_of, nothing, save};
use task::PICTURE_BYTES_MAX;

/// Starts file tasks and takes their results.
pub(super) struct FileTasks {
    picker: Arc<dyn Picker>,
    folder: Option<PathBuf>,
    at_once: bool,
    waker: Waker,
    running: Vec<Promise<FileTaskResult>>,
    exporter: Option<Arc<dyn ListExporter>>,
    switcher: Option<Arc<dyn ShopSwitcher>>,
}

impl FileTasks {
    /// `folder` holds the pictures.
    pub fn new(picker: Arc<dyn Picker>, folder: Option<PathBuf>, waker: Waker) -> Self {
        Self { picker, folder, at_once: false, waker, running: Vec::new(), exporter: None, switcher: None }
    }

    /// From now on on the caller's thread: for tests.
    pub const fn at_once(&mut self) {
        self.at_once = true;
    }

    pub fn set_picker(&mut self, picker: Arc<dyn Picker>) {
        self.picker = picker;
    }

    /// Who writes lists as sheets.
    pub fn set_exporter(&mut self, exporter: Option<Arc<dyn ListExporter>>) {
        self.exporter = exporter;
    }

    /// Who opens shops and looks at the outside world.
    pub fn set_switcher(&mut self, switcher: Option<Arc<dyn ShopSwitcher>>) {
        self.switcher = switcher;
    }

    /// A result that has come, the one of the oldest task first.
    pub fn take(&mut self) -> Option<FileTaskResult> {
        let ended = self.running.iter().position(|task| task.ready().is_some())?;
        self.running.remove(ended).try_take().ok()
    }

    pub fn run(&mut self, task: FileTask) {
        let (picker, folder, waker) = (Arc::clone(&self.picker), self.folder.clone(), self.waker.clone());
        let (exporter, switcher) = (self.exporter.clone(), self.switcher.clone());
        let keyring = switcher.as_ref().map_or_else(Keyring::none, |switcher| switcher.keyring());
        let work = move || {
            let result = catch_unwind(AssertUnwindSafe(|| match task {
                FileTask::ExportList { wanted, book, progress } => {
                    FileTaskResult::Exported(lists::export(&*picker, exporter.as_deref(), &wanted, book, &progress))
                }
                FileTask::Look(check) => {
                    let lines = switcher.as_ref().map(|switcher| switcher.look(&check)).unwrap_or_default();
                    FileTaskResult::Looked(check.kind(), lines)
                }
                FileTask::BeginProof(lang) => {
                    FileTaskResult::ProofBegun(switcher.as_ref().map_or(Ok(()), |switcher| switcher.begin_proof(lang)))
                }
                FileTask::TestOrder(step) => {
                    let far = switcher.as_ref().map(|switcher| switcher.test_order(step));
                    FileTaskResult::TestOrder(far.unwrap_or_default())
                }
                FileTask::PracticeBeside => {
                    FileTaskResult::PracticeBeside(switcher.as_ref().is_some_and(|switcher| switcher.practice_beside()))
                }
                FileTask::WriteShopFile { what, day, lang } => {
                    shop_file::write(&*picker, switcher.as_deref(), (what, day), lang)
                }
                FileTask::ReadSettings(folder) => settings::read(SettingsDocument::open(&folder), &folder, &keyring),
                FileTask::ReadDraft(folder) => settings::read_draft(&folder, &keyring),
                FileTask::SaveSettings(wish) => settings::save(&wish, &keyring),
                task => carry_out(&*picker, folder.as_deref(), task),
            }));
            result.unwrap_or(FileTaskResult::Broke)
        };
        if self.at_once {
            self.running.push(Promise::from_ready(work()));
            waker.wake();
        } else {
            self.running.push(on_a_thread(work, waker));
        }
    }
}

/// The window is woken once the result is there to be taken.
fn on_a_thread(work: impl FnOnce() -> FileTaskResult + Send + 'static, waker: Waker) -> Promise<FileTaskResult> {
    let (sender, promise) = Promise::new();
    let started = std::thread::Builder::new().name("file task".into()).spawn(move || {
        sender.send(work());
        waker.wake();
    });
    if started.is_ok() { promise } else { Promise::from_ready(FileTaskResult::Broke) }
}

fn carry_out(picker: &dyn Picker, folder: Option<&Path>, task: FileTask) -> FileTaskResult {
    match task {
        FileTask::Picture(path) => match path.map_or_else(|| picker.open_picture(), Picked::File) {
            Picked::File(path) => FileTaskResult::Picture(store_picture(&path, folder, "products")),
            none => nothing(&none),
        },
        FileTask::BillFile => match picker.open_bill() {
            Picked::File(path) => FileTaskResult::BillFile(path),
            none => nothing(&none),
        },
        FileTask::ReplyPicture => FileTaskResult::ReplyPicture(match picker.open_picture() {
            Picked::File(path) => store_picture(&path, folder, "replies").map(Some),
            Picked::Nothing => Ok(None),
            Picked::NoDialog => Err(PictureTrouble::NoDialog),
        }),
        FileTask::ComplaintPicture => FileTaskResult::ComplaintPicture(match picker.open_picture() {
            Picked::File(path) => small_jpeg(&path).map(Some),
            Picked::Nothing => Ok(None),
            Picked::NoDialog => Err(PictureTrouble::NoDialog),
        }),
        FileTask::Sheet(path) => match path.map_or_else(|| picker.open_sheet(), Picked::File) {
            Picked::File(path) => FileTaskResult::Sheet(read_sheet(&path)),
            none => nothing(&none),
        },
        FileTask::ProductTemplate(lang) => {
            write(picker, text::template_file(lang), &sheets::template(SheetWriting::of(lang)))
        }
        FileTask::WriteRefused(sheet, verdicts, lang) => {
            let bytes =
                sheets::refused(&sheet, &verdicts, text::cause_heading(lang), |cause| text::row_cause(lang, cause));
            write(picker, text::refused_file(lang), &bytes)
        }
        FileTask::WriteTimeline(detail, lang) => {
            let rows = detail.history.iter().map(|step| text::timeline_row(lang, &detail.row, step));
            let bytes = sheets::table(text::timeline_headings(lang), rows);
            match write(picker, &text::timeline_file(lang, &detail.row.refund_no), &bytes) {
                FileTaskResult::Written(written) => FileTaskResult::Timeline(written),
                other => other,
            }
        }
        // Its exporter is not at hand here.
        FileTask::ExportList { .. } => FileTaskResult::Exported(None),
        FileTask::ShipSheet(path) => shipping::read(picker, path),
        FileTask::PastedSheet(text, lang) => shipping::pasted(&text, lang),
        FileTask::WriteFailed { headings, rows, lang } => shipping::failed(picker, &headings, &rows, lang),
        FileTask::WriteToShip(rows, lang) => shipping::to_ship(picker, &rows, lang),
        FileTask::TakeCertificate(folder, path) => settings::take_certificate(picker, &folder, path),
        FileTask::TakePublicKey(folder) => settings::take_public_key(picker, &folder),
        FileTask::TakeLogo(folder, path) => logo::take(picker, &folder, path),
        FileTask::FindTunnelProgram(name) => {
            let found = tunnel::installed(&name);
            FileTaskResult::TunnelProgram(name, found)
        }
        FileTask::FindPrinters(stop) => printers::find(picker, &stop),
        FileTask::TestPrinter(printer, template) => printers::test(&printer, &template),
        // The keyring is not at hand here.
        FileTask::ReadSettings(_) | FileTask::ReadDraft(_) | FileTask::SaveSettings(_) => FileTaskResult::Broke,
        // Carried out by the switcher, which is not at hand here.
        FileTask::Look(check) => FileTaskResult::Looked(check.kind(), Vec::new()),
        FileTask::BeginProof(_) => FileTaskResult::ProofBegun(Ok(())),
        FileTask::TestOrder(_) => FileTaskResult::TestOrder(TestOrderView::default()),
        FileTask::PracticeBeside => FileTaskResult::PracticeBeside(false),
        FileTask::WriteShopFile { what, day, lang } => shop_file::write(picker, None, (what, day), lang),
        FileTask::CommandSheet { sheet, print, lang } => shipping::command_sheet(picker, &sheet, print, lang),
        FileTask::Slips { slips, paper, words, print, lang } => {
            shipping::slips(picker, &slips, paper, &words, print, lang)
        }
    }
}

fn read_sheet(path: &Path) -> Result<(String, Arc<Sheet>), SheetTrouble> {
    let bytes = bytes_of(path, BYTES_MAX as u64).map_err(|error| SheetTrouble::Disk(error.into()))?;
    let bytes = bytes.ok_or(SheetTrouble::Bad(BadSheet::TooLarge))?;
    let sheet = Sheet::read(&bytes).map_err(SheetTrouble::Bad)?;
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    Ok((name, Arc::new(sheet)))
}

/// A photo made small enough for anybody's screen, without what a camera writes beside the pixels.
fn small_jpeg(path: &Path) -> Result<Vec<u8>, PictureTrouble> {
    let disk = |error: io::Error| PictureTrouble::Disk(error.into());
    let bytes = bytes_of(path, PICTURE_BYTES_MAX).map_err(disk)?.ok_or(PictureTrouble::TooLarge)?;
    pictures::for_product(&bytes).ok_or(PictureTrouble::NotAPicture)
}

/// `album`: the folder in the folder of the pictures.
#[expect(clippy::disallowed_methods, reason = "a file is dated as the disk dates the others")]
fn store_picture(path: &Path, folder: Option<&Path>, album: &str) -> Result<String, PictureTrouble> {
    let disk = |error: io::Error| PictureTrouble::Disk(error.into());
    let jpeg = small_jpeg(path)?;
    let folder = folder.ok_or_else(|| disk(io::ErrorKind::NotFound.into()))?.join(album);
    // Named after its content: the same picture is stored once, and no file is ever written over.
    let name = format!("{}.jpg", short_hash(&[&jpeg]));
    private_file::make_folder(&folder).map_err(disk)?;
    let whole = folder.join(&name);
    if whole.exists() {
        // Chosen again: as good as new, so that it is not taken for one that is wanted no more.
        let again = fs::File::options().append(true).open(&whole);
        again.and_then(|file| file.set_modified(SystemTime::now())).map_err(disk)?;
    } else {
        private_file::write(&whole, &jpeg).map_err(disk)?;
    }
    Ok(name)
}

fn write(picker: &dyn Picker, name: &str, bytes: &[u8]) -> FileTaskResult {
    save(picker, name, |_| bytes.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn photo(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = io::Cursor::new(Vec::new());
        let pixels = image::RgbImage::from_pixel(width, height, image::Rgb([200, 160, 120]));
        pixels.write_to(&mut bytes, image::ImageFormat::Png).expect("a picture");
        bytes.into_inner()
    }

    #[test]
    fn a_picture_is_made_smaller_and_stored_once_under_a_plain_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("IMG_0001.PNG");
        fs::write(&path, photo(2600, 1300)).expect("written");
        let name = store_picture(&path, Some(folder.path()), "products").expect("stored");
        assert_eq!(store_picture(&path, Some(folder.path()), "products").as_deref(), Ok(name.as_str()));
        let stored = fs::read_dir(folder.path().join("products")).expect("the folder").count();
        assert_eq!(stored, 1);
        let jpeg = fs::read(folder.path().join("products").join(&name)).expect("the file");
        assert!(jpeg.starts_with(&[0xFF, 0xD8, 0xFF]));
        let small = image::load_from_memory(&jpeg).expect("a picture");
        assert_eq!((small.width(), small.height()), (1280, 640));
    }

    #[test]
    fn what_is_no_picture_leaves_no_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("cat.jpg");
        fs::write(&path, "<svg onload=alert(1)>").expect("written");
        assert_eq!(store_picture(&path, Some(folder.path()), "products"), Err(PictureTrouble::NotAPicture));
        assert!(!folder.path().join("products").exists());
    }

    #[test]
    fn a_sheet_that_is_too_large_is_not_read_to_its_end() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("large.csv");
        fs::File::create(&path).and_then(|file| file.set_len(1 << 33)).expect("a sparse file");
        assert_eq!(read_sheet(&path).map(drop), Err(SheetTrouble::Bad(BadSheet::TooLarge)));
    }
}
