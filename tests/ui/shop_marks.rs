//! What the owner keeps beside the orders of the shop in memory.

use super::Rows;
use zhanggui::{
    domain::{Fen, MarkStepKind, MarkSubject, Nickname, OpenId, RefundState, Seat, Tag, TagName, UnixSeconds},
    jobs::MarkWish,
    store::{Beside, BuyerBlock, BuyerCard, MarkStep, Marks, OrderDetail, OwnersNote},
};

#[derive(Default)]
pub struct KeptMarks {
    tags: Vec<Tag>,
    /// Each note, and whether it is there.
    notes: Vec<(MarkSubject, OwnersNote, bool)>,
    put: Vec<(MarkSubject, TagName)>,
    blocked: Vec<(OpenId, BuyerBlock)>,
    steps: Vec<MarkStep>,
}

impl KeptMarks {
    /// Carries out a wish as the store would.
    pub fn obey(&mut self, wish: &MarkWish, now: UnixSeconds) {
        match wish {
            MarkWish::WriteNote(subject, text) => {
                let note_id = u32::try_from(self.notes.len()).expect("few") + 1;
                let note = OwnersNote { note_id, author: Seat::owner(), written_at: now, text: text.clone() };
                self.notes.push((subject.clone(), note, true));
                self.step(subject, MarkStepKind::NoteWritten, text, now);
            }
            MarkWish::RemoveNote(id) | MarkWish::PutNoteBack(id) => {
                let there = matches!(wish, MarkWish::PutNoteBack(_));
                let note = self.notes.iter_mut().find(|(_, note, _)| note.note_id == *id).expect("a note");
                note.2 = there;
                let (subject, text) = (note.0.clone(), note.1.text.clone());
                let what = if there { MarkStepKind::NoteBack } else { MarkStepKind::NoteRemoved };
                self.step(&subject, what, &text, now);
            }
            MarkWish::MakeTag(tag) => self.tags.push(tag.clone()),
            MarkWish::DropTag(name) => self.tags.retain(|tag| tag.name != *name),
            MarkWish::PutTag(subject, name) => {
                self.put.push((subject.clone(), name.clone()));
                self.step(subject, MarkStepKind::TagPut, name.as_str(), now);
            }
            MarkWish::TakeTag(subject, name) => {
                self.put.retain(|put| *put != (subject.clone(), name.clone()));
                self.step(subject, MarkStepKind::TagTaken, name.as_str(), now);
            }
            MarkWish::BlockBuyer(openid, reason) => {
                let block = BuyerBlock { author: Seat::owner(), since: now, reason: reason.clone() };
                self.blocked.push((openid.clone(), block));
            }
            MarkWish::UnblockBuyer(openid) => self.blocked.retain(|(blocked, _)| blocked != openid),
        }
    }

    fn step(&mut self, subject: &MarkSubject, what: MarkStepKind, words: &str, at: UnixSeconds) {
        let (author, subject) = (Seat::owner(), subject.clone());
        self.steps.push(MarkStep { at, author, subject, what, words: words.to_owned() });
    }

    fn of(&self, subject: &MarkSubject) -> Marks {
        let put = |tag: &&Tag| self.put.contains(&(subject.clone(), tag.name.clone()));
        let notes = self.notes.iter().filter(|(of, _, there)| of == subject && *there);
        Marks { tags: self.tags.iter().filter(put).cloned().collect(), notes: notes.map(|it| it.1.clone()).collect() }
    }
}

/// All that stands beside an order or a refund of the shop.
pub fn beside(rows: &Rows, subject: &MarkSubject) -> Option<Beside> {
    let order = match subject {
        MarkSubject::Order(order_no) => order_no.clone(),
        MarkSubject::Refund(no) => rows.refunds.iter().find(|refund| refund.row.refund_no == *no)?.row.order_no.clone(),
        MarkSubject::Buyer(_) => return None,
    };
    let openid = rows.orders.iter().find(|detail| detail.row.key.order_no == order)?.openid.clone();
    let theirs: Vec<&OrderDetail> = rows.orders.iter().filter(|detail| detail.openid == openid).collect();
    let sum = |fen: i64| Fen::new(fen).expect("a sum");
    let back: Vec<_> = rows.refunds.iter().filter(|refund| refund.row.state == RefundState::Refunded).collect();
    let marks = &rows.marks;
    Some(Beside {
        subject: subject.clone(),
        own: marks.of(subject),
        steps: marks.steps.iter().filter(|step| step.subject == *subject).cloned().collect(),
        buyer: Some(BuyerCard {
            nickname: Nickname::clean("小满🌿"),
            since: theirs.iter().map(|detail| detail.row.key.created_at).min()?,
            orders: theirs.iter().filter(|detail| detail.row.paid_at.is_some()).count() as u64,
            spent: sum(theirs.iter().filter(|it| it.row.paid_at.is_some()).map(|it| it.row.total.get()).sum()),
            refunds: back.len() as u64,
            refunded: sum(back.iter().map(|refund| refund.row.amount.get()).sum()),
            blocked: marks.blocked.iter().find(|(blocked, _)| *blocked == openid).map(|it| it.1.clone()),
            marks: marks.of(&MarkSubject::Buyer(openid.clone())),
            openid,
        }),
        tags: marks.tags.clone(),
    })
}
