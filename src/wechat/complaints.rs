//! The calls about complaints, as a trait of their own: API v3 has them, API v2 has not.

use super::{Answered, CallRecord, NotSent};
use crate::domain::{
    COMPLAINT_PICTURE_BYTES_MAX, COMPLAINT_PICTURES_MAX, COMPLAINT_WORDS_MAX, ComplaintFacts, ComplaintId, Day,
    MediaId, TalkEntry,
};

/// One page of the list of complaints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComplaintPage {
    /// In WeChat's order.
    pub complaints: Vec<ComplaintFacts>,
    /// How many there are in all; told on the first page only.
    pub total: Option<u32>,
}

/// A picture of the shop's for a reply, before WeChat has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyPicture {
    /// With its ending: jpg, png or bmp.
    pub name: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// What is said with a reply or a reason: words, and pictures WeChat has already.
#[derive(Debug, Clone, Copy)]
pub struct ComplaintMessage<'a> {
    /// 1 to 200 characters.
    pub words: &'a str,
    /// At most four.
    pub pictures: &'a [MediaId],
}

impl ComplaintMessage<'_> {
    /// WeChat's limits.
    ///
    /// # Errors
    /// [`NotSent::BadRequest`].
    pub fn checked(&self) -> Result<(), NotSent> {
        if !(1..=COMPLAINT_WORDS_MAX).contains(&self.words.chars().count()) || self.words.trim().is_empty() {
            return Err(NotSent::BadRequest("a reply has 1 to 200 characters"));
        }
        if self.pictures.len() > COMPLAINT_PICTURES_MAX {
            return Err(NotSent::BadRequest("a reply has at most four pictures"));
        }
        Ok(())
    }
}

impl ReplyPicture {
    /// WeChat's limits.
    ///
    /// # Errors
    /// [`NotSent::BadRequest`].
    pub fn checked(&self) -> Result<(), NotSent> {
        if self.bytes.is_empty() || self.bytes.len() > COMPLAINT_PICTURE_BYTES_MAX {
            return Err(NotSent::BadRequest("a picture has at most 2 MiB"));
        }
        let plain = self.name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
        if plain && self.kind().is_some() { Ok(()) } else { Err(NotSent::BadRequest("jpg, png or bmp")) }
    }

    /// What kind of picture its name says it is.
    pub fn kind(&self) -> Option<&'static str> {
        match self.name.rsplit_once('.')?.1 {
            "jpg" | "jpeg" => Some("image/jpeg"),
            "png" => Some("image/png"),
            "bmp" => Some("image/bmp"),
            _ => None,
        }
    }
}

/// The calls about complaints. Nothing here moves money.
pub trait ComplaintCalls: Send + Sync {
    /// Complaints made on the days `from` to `to`, at most 30 of them, from the `offset`th on (`GET …/complaints-v2`).
    fn complaints(&self, days: (Day, Day), offset: u32, record: &dyn CallRecord) -> Answered<ComplaintPage>;

    /// How a complaint stands (`GET …/complaints-v2/{complaint_id}`): asked before any decision.
    fn complaint(&self, complaint_id: &ComplaintId, record: &dyn CallRecord) -> Answered<ComplaintFacts>;

    /// What was said about it so far, newest first, from the `offset`th on (`…/negotiation-historys`).
    fn talk_of(&self, complaint_id: &ComplaintId, offset: u32, record: &dyn CallRecord) -> Answered<Vec<TalkEntry>>;

    /// Replies to the buyer (`…/response`). Has no identity: after `NoAnswer` the talk is read before anything is said again.
    fn reply(&self, complaint_id: &ComplaintId, said: ComplaintMessage<'_>, record: &dyn CallRecord) -> Answered<()>;

    /// Says that no money goes back, and why (`…/update-refund-progress`). Ends the complaint.
    fn reject_refund(
        &self,
        complaint_id: &ComplaintId,
        said: ComplaintMessage<'_>,
        record: &dyn CallRecord,
    ) -> Answered<()>;

    /// Says that the refund begins today (`…/update-refund-progress`). Moves no money.
    fn approve_refund(&self, complaint_id: &ComplaintId, record: &dyn CallRecord) -> Answered<()>;

    /// Says that it is solved (`…/complete`).
    fn complete(&self, complaint_id: &ComplaintId, record: &dyn CallRecord) -> Answered<()>;

    /// Gives WeChat a picture for a reply (`/images/upload`). Repeating it makes another of the same.
    fn upload(&self, picture: &ReplyPicture, record: &dyn CallRecord) -> Answered<MediaId>;

    /// Fetches a picture of the buyer's. Its bytes are not signed: whoever shows them decodes them as a picture, within limits.
    fn picture(&self, address: &str, record: &dyn CallRecord) -> Answered<Vec<u8>>;

    /// Where WeChat notifies of complaints; `None` where nothing is set.
    fn notices_go_to(&self, record: &dyn CallRecord) -> Answered<Option<String>>;

    /// Sets it, where nothing is set.
    fn notify_at(&self, address: &str, record: &dyn CallRecord) -> Answered<()>;

    /// Opens the buyer's telephone. `None`: it was encrypted for another certificate. No call.
    fn open_phone(&self, sealed: &str) -> Option<String>;
}
