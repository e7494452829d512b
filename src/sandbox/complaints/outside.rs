//! What buyers and WeChat do about complaints, from the outside.

use super::{ComplaintStage, KnownComplaint, NewComplaint, complain};
use crate::{
    domain::{ComplaintId, UnixSeconds},
    sandbox::{Sandbox, notify},
};

impl Sandbox {
    /// A buyer complains at WeChat, now; a notice goes out. `None` only if the stand-in has run out of numbers.
    pub fn complain(&self, new: NewComplaint) -> Option<ComplaintId> {
        self.complain_at(new, self.world.now())
    }

    /// The same at a moment of the past.
    pub fn complain_at(&self, new: NewComplaint, at: UnixSeconds) -> Option<ComplaintId> {
        complain(&self.world, new, at)
    }

    /// The buyer writes once more.
    pub fn complainer_says(&self, id: &ComplaintId, words: &str) {
        let now = self.world.now();
        self.world.complaints(|ledger| {
            if let Some(complaint) = ledger.get_mut(id) {
                complaint.awaits_reply = true;
            }
            ledger.note(id, ("投诉人", "USER_RESPONSE"), (words.to_owned(), Vec::new()), now);
        });
        notify::complaint(&self.world, id, "USER_RESPONSE");
    }

    /// The buyer takes it back, or WeChat ends it.
    pub fn close_complaint(&self, id: &ComplaintId) {
        let now = self.world.now();
        self.world.complaints(|ledger| {
            if let Some(complaint) = ledger.get_mut(id) {
                complaint.stage = ComplaintStage::Processed;
                complaint.awaits_reply = false;
            }
            // Spelt so.
            ledger.note(id, ("投诉人", "USER_COMFIRM_COMPLAINT"), (String::new(), Vec::new()), now);
        });
        notify::complaint(&self.world, id, "USER_CANCEL_COMPLAINT");
    }

    /// A complaint as WeChat has it.
    pub fn complaint(&self, id: &ComplaintId) -> Option<KnownComplaint> {
        self.world.complaints(|ledger| ledger.get(id).cloned())
    }

    /// All of them, newest first.
    pub fn all_complaints(&self) -> Vec<KnownComplaint> {
        self.world.complaints(|ledger| ledger.listed().into_iter().cloned().collect())
    }

    /// How many pictures the shop has given WeChat.
    pub fn pictures_uploaded(&self) -> usize {
        self.world.complaints(|ledger| ledger.media_count())
    }
}
