//! One file with the whole shop in it: the data at one moment, settings, certificates, pictures, on wish the keys.
//! Compressed, then closed with age. Opened again and compared before it gets its name, so that the backup that was there
//! before stays until the new one is proven.

use super::{
    error::BackupError,
    keys::BackupKeys,
    manifest::{DATA, FORMAT, MANIFEST, Manifest, PackedFile},
    unpack::OpenedBackup,
};
use crate::{
    base::{full_disk, keyring::Keyring, private_file},
    domain::{LeaseHold, ShopId, UnixSeconds},
    settings::secrets_in_plain,
    store::{Reader, StoreError, look_into_copy},
};
use age::{Encryptor, Recipient};
use std::{
    cell::Cell,
    ffi::OsString,
    fs::{self, File},
    io::{self, BufWriter, Read, Write},
    path::{Path, PathBuf},
    rc::Rc,
};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// Beside the data, where they are there.
const FILES: [&str; 4] = ["settings.toml", "window.toml", "backup-keys.toml", "printer-tokens.toml"];
/// Taken while a backup is made.
pub(super) const LOCK: &str = "backup.lock";
/// Only on wish.
const SECRETS: &str = "secrets.toml";
const FOLDERS: [&str; 2] = ["certs", "pictures"];
const BUFFER_BYTES: usize = 128 * 1024;

/// What to back up.
#[derive(Debug, Clone, Copy)]
pub struct BackupRequest<'a> {
    /// The shop's folder.
    pub folder: &'a Path,
    /// Its name, for whoever looks into it.
    pub shop_name: &'a str,
    /// The keys of WeChat too.
    pub with_secrets: bool,
    /// Now.
    pub at: UnixSeconds,
}

/// Writes a backup of the shop into `out`, in place of one of that name. The shop may be open and at work. `step` hears pages
/// of the data and may end it.
///
/// # Errors
/// [`BackupError`]; then what was there before is there still.
pub fn write(
    wanted: BackupRequest<'_>,
    keys: &BackupKeys,
    out: &Path,
    step: &mut dyn FnMut(i32, i32) -> bool,
) -> Result<Manifest, BackupError> {
    let _alone = one_at_a_time(wanted.folder);
    let (copy, part) = (wanted.folder.join("backup.copying"), named(out, ".part"));
    let made = write_part(wanted, keys, (&copy, &part), step);
    forget(&copy);
    let placed = made.and_then(|manifest| {
        let proven = OpenedBackup::with(&part, &[&keys.local]).and_then(|mut opened| opened.prove());
        proven.and_then(|()| private_file::put_in_place(&part, out).map_err(BackupError::file(out)))?;
        Ok(manifest)
    });
    if placed.is_err() {
        forget(&part);
    }
    placed
}

/// The copy of the data has one name: a backup by the command line waits for the daily one, and the other way round. `None`
/// where the disk keeps no locks.
fn one_at_a_time(folder: &Path) -> Option<File> {
    let lock = private_file::options().create(true).truncate(false).write(true).open(folder.join(LOCK)).ok()?;
    lock.lock().ok().map(|()| lock)
}

fn write_part(
    wanted: BackupRequest<'_>,
    keys: &BackupKeys,
    (copy, part): (&Path, &Path),
    step: &mut dyn FnMut(i32, i32) -> bool,
) -> Result<Manifest, BackupError> {
    forget(copy); // what a killed predecessor left
    forget(part);
    let reader = Reader::open(&wanted.folder.join(DATA), ShopId::main())?;
    let copied = reader.copy_to(copy, wanted.at, step).map_err(|error| match error {
        StoreError::Closed => BackupError::Stopped,
        error => error.into(),
    })?;
    drop(reader);
    let lease = look_into_copy(copy)?.lease()?;
    let io = BackupError::file(part);
    let file = private_file::create_new(part).map_err(&io)?;
    let file = WatchedFile::new(BufWriter::with_capacity(BUFFER_BYTES, file));
    let failed = Rc::clone(&file.failed);
    let manifest = Manifest {
        format: FORMAT,
        shop_name: wanted.shop_name.to_owned(),
        made_at: wanted.at.get(),
        orders: copied.orders,
        schema: copied.schema,
        with_secrets: wanted.with_secrets,
        handed_over: lease.as_ref().is_some_and(|lease| lease.hold == Some(LeaseHold::HandedOver)),
        owner: lease.and_then(|lease| lease.owner).map(|owner| owner.to_string()),
        files: Vec::new(),
    };
    // What compresses and encrypts tells of a full disk in words of its own.
    pack(wanted, keys, (copy, part), manifest, file).map_err(|error| failed.get().map_or(error, |kind| io(kind.into())))
}

/// All of it into `file`. Answers the manifest with every file in it.
fn pack(
    wanted: BackupRequest<'_>,
    keys: &BackupKeys,
    (copy, part): (&Path, &Path),
    mut manifest: Manifest,
    file: WatchedFile<BufWriter<File>>,
) -> Result<Manifest, BackupError> {
    let io = BackupError::file(part);
    let local = keys.local.to_public();
    let code = keys.recipient.iter().map(|owner| owner as &dyn Recipient);
    let passphrase = keys.passphrase.iter().map(|(owner, _)| owner as &dyn Recipient);
    let recipients = code.chain(passphrase).chain([&local as &dyn Recipient]);
    let closed = Encryptor::with_recipients(recipients).map_err(|why| io(io::Error::other(why)))?;
    let closed = closed.wrap_output(file).map_err(&io)?;
    let mut pack = Pack { zip: ZipWriter::new_stream(closed), files: Vec::new(), part };
    pack.add(copy, DATA)?;
    for (path, name) in beside(wanted).map_err(BackupError::file(wanted.folder))? {
        pack.add(&path, &name)?;
    }
    if wanted.with_secrets {
        // Encrypted as they lie there, they would be of no use on another computer.
        let text = secrets_in_plain(wanted.folder, &Keyring::system())?;
        if !text.is_empty() {
            pack.put(text.as_bytes(), Path::new(SECRETS), SECRETS)?;
        }
    }
    manifest.files = std::mem::take(&mut pack.files);
    pack.end(&manifest)?;
    Ok(manifest)
}

/// Files of the shop, and what they are called in the backup.
fn beside(wanted: BackupRequest<'_>) -> io::Result<Vec<(PathBuf, String)>> {
    let mut found = Vec::new();
    for name in FILES {
        let path = wanted.folder.join(name);
        if path.is_file() {
            found.push((path, name.to_owned()));
        }
    }
    for folder in FOLDERS {
        let path = wanted.folder.join(folder);
        if path.is_dir() {
            walk(&path, folder, &mut found)?;
        }
    }
    Ok(found)
}

fn walk(folder: &Path, name: &str, found: &mut Vec<(PathBuf, String)>) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        // What has no name in Unicode is none of ours.
        let Ok(own) = entry.file_name().into_string() else { continue };
        let (kind, name) = (entry.file_type()?, format!("{name}/{own}"));
        if kind.is_dir() {
            walk(&entry.path(), &name, found)?;
        } else if kind.is_file() {
            found.push((entry.path(), name));
        }
    }
    Ok(())
}

/// A backup while it is written.
struct Pack<'a, W: Write> {
    zip: ZipWriter<zip::write::StreamWriter<age::stream::StreamWriter<W>>>,
    files: Vec<PackedFile>,
    part: &'a Path,
}

impl<W: Write> Pack<'_, W> {
    fn add(&mut self, path: &Path, name: &str) -> Result<(), BackupError> {
        match File::open(path) {
            Ok(file) => self.put(file, path, name),
            // Thrown away since it was listed: a picture of a product that is gone.
            Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(why) => Err(BackupError::File { path: path.to_owned(), why }),
        }
    }

    fn put(&mut self, mut content: impl Read, path: &Path, name: &str) -> Result<(), BackupError> {
        self.begin(name)?;
        let mut hash = aws_lc_rs::digest::Context::new(&aws_lc_rs::digest::SHA256);
        let (mut buffer, mut bytes) = (vec![0; BUFFER_BYTES], 0_u64);
        loop {
            let read = content.read(&mut buffer).map_err(BackupError::file(path))?;
            let chunk = buffer.get(..read).unwrap_or_default();
            if chunk.is_empty() {
                break;
            }
            hash.update(chunk);
            self.zip.write_all(chunk).map_err(BackupError::file(self.part))?;
            bytes = bytes.saturating_add(u64::try_from(read).unwrap_or_default());
        }
        let sha256 = hex::encode(hash.finish());
        self.files.push(PackedFile { name: name.to_owned(), bytes, sha256 });
        Ok(())
    }

    fn begin(&mut self, name: &str) -> Result<(), BackupError> {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).large_file(true);
        self.zip.start_file(name, options).map_err(|why| BackupError::file(self.part)(io::Error::from(why)))
    }

    fn end(mut self, manifest: &Manifest) -> Result<(), BackupError> {
        let io = BackupError::file(self.part);
        self.begin(MANIFEST)?;
        let text = serde_json::to_vec(manifest).map_err(|why| io(why.into()))?;
        self.zip.write_all(&text).map_err(&io)?;
        let closed = self.zip.finish().map_err(|why| io(io::Error::from(why)))?.into_inner();
        closed.finish().and_then(|mut file| file.flush()).map_err(io)
    }
}

/// Every writing of a backup goes through here, so that a test can let the disk be full at each of them.
pub(super) struct WatchedFile<W> {
    pub to: W,
    /// What the system said when it took no more.
    failed: Rc<Cell<Option<io::ErrorKind>>>,
}

impl<W> WatchedFile<W> {
    pub fn new(to: W) -> Self {
        Self { to, failed: Rc::default() }
    }

    fn noted<T>(&self, done: io::Result<T>) -> io::Result<T> {
        done.inspect_err(|error| self.failed.set(Some(error.kind())))
    }
}

impl<W: Write> Write for WatchedFile<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = full_disk::room().and_then(|()| self.to.write(bytes));
        self.noted(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = full_disk::room().and_then(|()| self.to.flush());
        self.noted(flushed)
    }
}

/// The same name with something behind it.
pub(super) fn named(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    name.into()
}

/// What cannot be removed stays, and is no reason for anything.
fn forget(path: &Path) {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            tracing::warn!(%error, path = %path.display(), "a half backup stays behind");
        }
        _ => {}
    }
}
