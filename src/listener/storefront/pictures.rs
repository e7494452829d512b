//! Pictures: of products, for everyone; and behind a request for money back, from its buyer. The second kind comes
//! from strangers over a slow line, so it goes to a file as it comes, has slots and threads of its own, and is taken
//! only from a buyer whose request is still open.

use super::{
    in_flight::InFlight,
    json,
    kept_picture::{self, KeptPicture},
    problem::{Code, Problem},
    rules,
    state::Storefront,
    token::TokenHash,
};
use crate::{
    base::{disk, pictures::BadPicture, private_file, short_hash::short_hash},
    domain::{OpenId, RefundNo, RefundState},
    events::ShopEvent,
    listener::{limits::after, reply::HttpReply, socket_peer::SocketPeer},
    store::{KeptFile, NewPicture, StoreError},
};
use http_body_util::BodyDataStream;
use hyper::{
    Request, StatusCode,
    body::{Body as _, Bytes, Incoming},
    header::CONTENT_TYPE,
};
use image::ImageFormat;
use multer::{Constraints, Multipart, SizeLimit};
use std::{
    fs::{self, File},
    io::{self, BufReader, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::{
    sync::mpsc,
    time::{Instant, timeout_at},
};

/// One picture.
const FILE_BYTES_MAX: u64 = 5 * 1024 * 1024;
/// And the form around it.
const FORM_BYTES_MAX: u64 = FILE_BYTES_MAX + 8 * 1024;
const PER_REQUEST_MAX: usize = 9;
/// Chunks between the line and the disk.
const IN_FLIGHT: usize = 8;
/// The folders of what the shop shows: its products, and what it answers buyers with. A name is made of what is in the
/// file, so nobody finds one who was not told.
const SHOWN: [&str; 2] = ["products", "replies"];
const UNFINISHED: &str = "part";

/// A file on its way in. Gone with this, whatever happens.
struct Unfinished(PathBuf);

impl Drop for Unfinished {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.0)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "a buyer's half-sent picture stays behind");
        }
    }
}

/// What a killed program left behind is swept out at the next start.
pub fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.extension().is_some_and(|ending| ending == UNFINISHED) {
            drop(Unfinished(path));
        }
    }
}

impl Storefront {
    /// `GET /api/v1/pictures/{name}`: the same for ever under its name.
    pub(super) fn product_picture(&self, name: &str) -> Result<HttpReply, Problem> {
        if !rules::PICTURE.fits(name) {
            return Err(Code::NotFound.into());
        }
        let whole = |path: &PathBuf| {
            fs::symlink_metadata(path).is_ok_and(|meta| meta.is_file() && meta.len() <= FILE_BYTES_MAX)
        };
        let path = SHOWN.map(|folder| self.setup.pictures.join(folder).join(name)).into_iter().find(whole);
        let bytes = fs::read(path.ok_or(Code::NotFound)?);
        let bytes = bytes.map_err(|error| {
            tracing::warn!(%error, name, "a picture of the shop's cannot be read");
            Code::NotFound
        })?;
        match image::guess_format(&bytes) {
            Ok(ImageFormat::Jpeg) => Ok(HttpReply::for_ever("image/jpeg", bytes)),
            Ok(ImageFormat::Png) => Ok(HttpReply::for_ever("image/png", bytes)),
            Ok(ImageFormat::WebP) => Ok(HttpReply::for_ever("image/webp", bytes)),
            _ => Err(Code::NotFound.into()),
        }
    }

    /// `POST /api/v1/refunds/{refund_no}/pictures`.
    pub(super) async fn add_picture(
        self: &Arc<Self>,
        token: Option<TokenHash>,
        refund_no: String,
        request: Request<Incoming>,
        caller: SocketPeer,
    ) -> Result<HttpReply, Problem> {
        let uploads = Arc::clone(&self.limits.uploads).try_acquire_owned();
        let _until_answered = uploads.map_err(|_| Code::Busy)?;
        // Who it is and whether they may, before a byte of it is taken.
        let who = self.apart(caller.body_deadline(), move |front| front.may_add(token, &refund_no)).await?;
        let _until_kept = InFlight::of(&self.limits.in_flight, &who.0).ok_or(Code::TooManyRequests)?;
        let deadline = caller.slot.uploading();
        let file = timeout_at(deadline, self.receive(request)).await.map_err(|_| Code::TooSlow)??;
        caller.slot.uploaded();
        let answer_by = after(Instant::now(), caller.time_to_answer());
        let decoding = timeout_at(answer_by, Arc::clone(&self.limits.decoding).acquire_owned()).await;
        let permit = decoding.map_err(|_| Code::Busy)?.map_err(|_| Code::Busy)?;
        self.apart(answer_by, move |front| {
            let _until_decoded = permit;
            let made = File::open(&file.0).map_err(not_written).map(|file| kept_picture::make(BufReader::new(file)))?;
            front.keep_picture(who, &made.map_err(problem_of)?)
        })
        .await
    }

    fn may_add(&self, token: Option<TokenHash>, refund_no: &str) -> Result<(OpenId, RefundNo), Problem> {
        let buyer = self.buyer(token)?;
        if !self.budget().take_upload(&buyer) {
            return Err(Code::TooManyRequests.into());
        }
        let refund = self.refund_of(&buyer, refund_no)?;
        if refund.row.state != RefundState::Requested {
            return Err(Problem::state(refund.row.state.wire()));
        }
        if refund.pictures.len() >= PER_REQUEST_MAX {
            return Err(Code::TooManyPictures.into());
        }
        let now = self.setup.env.now();
        self.readers.read(|reader| reader.may_send_a_picture(&buyer, now))?;
        if disk::is_nearly_full(&self.setup.room) {
            return Err(Code::PicturesPaused.into());
        }
        Ok((buyer, refund.row.refund_no))
    }

    /// Writes the form's one file as it comes.
    async fn receive(&self, request: Request<Incoming>) -> Result<Unfinished, Problem> {
        let form = form_of(request)?;
        let unfinished = Unfinished(self.setup.pictures.join(format!("{}.{UNFINISHED}", self.setup.env.rng.hex(16))));
        let (path, (chunks, received)) = (unfinished.0.clone(), mpsc::channel(IN_FLIGHT));
        let writing = tokio::task::spawn_blocking(move || write(&path, received));
        let sent = pass_on(form, chunks).await;
        writing.await.map_err(|_| Code::Internal)?.map_err(not_written)?;
        sent.map(|()| unfinished)
    }

    /// The file first, then its row: a row never leads nowhere. The same picture again is the same picture.
    fn keep_picture(&self, (buyer, refund_no): (OpenId, RefundNo), made: &KeptPicture) -> Result<HttpReply, Problem> {
        let name = name_of(&refund_no, &made.jpeg);
        let before = self.refund_of(&buyer, refund_no.as_str())?;
        if before.pictures.iter().any(|picture| picture.file == name) {
            return kept(before.pictures.len());
        }
        write_whole(&self.setup.pictures, &name, &made.jpeg).map_err(not_written)?;
        let file = KeptFile { name: name.clone(), bytes: u64::try_from(made.jpeg.len()).unwrap_or(u64::MAX) };
        let thumbnail = made.thumbnail.clone();
        let picture = NewPicture { refund_no: refund_no.clone(), openid: buyer, thumbnail, file };
        match self.setup.store.keep_picture(picture, self.setup.env.now()).wait() {
            Ok(position) => {
                self.setup.events.send(&ShopEvent::RefundChanged(refund_no));
                kept(usize::try_from(position).unwrap_or(usize::MAX).saturating_add(1))
            }
            Err(error) => {
                if matches!(error, StoreError::Refused(_)) {
                    drop(Unfinished(self.setup.pictures.join(name)));
                }
                Err(error.into())
            }
        }
    }
}

fn kept(pictures: usize) -> Result<HttpReply, Problem> {
    let pictures = u32::try_from(pictures).unwrap_or(u32::MAX);
    json::reply(StatusCode::CREATED, &json::Kept { pictures })
}

/// A plain name that the same picture of the same request always gets.
fn name_of(refund_no: &RefundNo, jpeg: &[u8]) -> String {
    format!("{}.jpg", short_hash(&[refund_no.as_str().as_bytes(), b"\n", jpeg]))
}

fn form_of(request: Request<Incoming>) -> Result<Multipart<'static>, Problem> {
    let named = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let boundary = named.and_then(|value| multer::parse_boundary(value).ok()).ok_or(Code::NotAForm)?;
    if request.body().size_hint().lower() > FORM_BYTES_MAX {
        return Err(Code::TooLarge.into());
    }
    let sizes = SizeLimit::new().whole_stream(FORM_BYTES_MAX).per_field(FILE_BYTES_MAX);
    let constraints = Constraints::new().allowed_fields(vec!["file"]).size_limit(sizes);
    Ok(Multipart::with_constraints(BodyDataStream::new(request.into_body()), boundary, constraints))
}

async fn pass_on(mut form: Multipart<'static>, chunks: mpsc::Sender<Bytes>) -> Result<(), Problem> {
    let mut file = form.next_field().await.map_err(|error| bad_form(&error))?.ok_or(Code::NotAForm)?;
    while let Some(chunk) = file.chunk().await.map_err(|error| bad_form(&error))? {
        if chunks.send(chunk).await.is_err() {
            return Err(Code::TryAgain.into()); // the disk said no; its own error is in the log
        }
    }
    drop(file);
    match form.next_field().await {
        Ok(None) => Ok(()),
        Ok(Some(_)) => Err(Code::NotAForm.into()),
        Err(error) => Err(bad_form(&error)),
    }
}

fn bad_form(error: &multer::Error) -> Problem {
    match error {
        multer::Error::FieldSizeExceeded { .. } | multer::Error::StreamSizeExceeded { .. } => Code::TooLarge.into(),
        _ => Code::NotAForm.into(),
    }
}

fn write(path: &Path, mut chunks: mpsc::Receiver<Bytes>) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        private_file::make_folder(folder)?;
    }
    let mut file = private_file::create_new(path)?;
    while let Some(chunk) = chunks.blocking_recv() {
        file.write_all(&chunk)?;
    }
    file.flush()
}

/// Under its name only when all of it is on the disk.
fn write_whole(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let unfinished = Unfinished(folder.join(format!("{name}.{UNFINISHED}")));
    let mut file = private_file::options().write(true).create(true).truncate(true).open(&unfinished.0)?;
    file.write_all(bytes)?;
    drop(file);
    private_file::put_in_place(&unfinished.0, &folder.join(name))
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn not_written(error: io::Error) -> Problem {
    tracing::error!(%error, "a buyer's picture cannot be written");
    Code::TryAgain.into()
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn problem_of(bad: BadPicture) -> Problem {
    match bad {
        BadPicture::NotAPicture => Code::NotAPicture.into(),
        BadPicture::TooLarge => Code::PictureTooLarge.into(),
    }
}
