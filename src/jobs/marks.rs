//! What the owner does with notes, tags and buyers. Another such wish is added here and nowhere else: a variant, and the
//! intent it becomes.

use super::Shop;
use crate::{
    domain::{Acting, MarkSubject, OpenId, Seat, Tag, TagName, UnixSeconds},
    store::StoreError,
};

/// A wish about what is kept beside orders, refunds and buyers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MarkWish {
    /// Keep a note, 1 to 500 characters.
    WriteNote(MarkSubject, String),
    /// Take a note away.
    RemoveNote(u32),
    /// Put a note back that was taken away.
    PutNoteBack(u32),
    /// Make a tag, or give it another colour.
    MakeTag(Tag),
    /// There is no such tag any more.
    DropTag(TagName),
    /// Put a tag on.
    PutTag(MarkSubject, TagName),
    /// Take a tag off.
    TakeTag(MarkSubject, TagName),
    /// Take no new orders from this buyer; why, at most 200 characters, for the owner alone.
    BlockBuyer(OpenId, String),
    /// Take them again.
    UnblockBuyer(OpenId),
}

impl Shop {
    /// Each is one intent, by whoever stands at the window.
    pub(super) fn mark(&self, wish: MarkWish, now: UnixSeconds) -> Result<(), StoreError> {
        let store = &self.store;
        let author = match store.who_acts() {
            Acting::Operator(id) => Seat::of(id),
            Acting::AtThisComputer | Acting::NotSignedIn => Seat::owner(),
        };
        match wish {
            MarkWish::WriteNote(subject, text) => store.write_note(subject, text, author, now).wait().map(drop),
            MarkWish::RemoveNote(note_id) => store.remove_note(note_id, author, now).wait(),
            MarkWish::PutNoteBack(note_id) => store.put_note_back(note_id, author, now).wait(),
            MarkWish::MakeTag(tag) => store.make_tag(tag, now).wait(),
            MarkWish::DropTag(name) => store.drop_tag(name).wait(),
            MarkWish::PutTag(subject, name) => store.put_tag(subject, name, author, now).wait(),
            MarkWish::TakeTag(subject, name) => store.take_tag(subject, name, author, now).wait(),
            MarkWish::BlockBuyer(openid, reason) => store.block_buyer(openid, reason, author, now).wait(),
            MarkWish::UnblockBuyer(openid) => store.unblock_buyer(openid, author, now).wait(),
        }
    }
}
