//! What stands in an open dialog, and the command it comes to.

use super::{goods::Goods, shown_picture::ShownPicture};
use crate::{
    domain::{Fen, NotPermitted, OperatorAction, OrderNo, RefundNo, WhyNotPermitted},
    jobs::Command,
    store::{OrderDetail, RefundApproval, RefundDetail, RefundPiece, RefundRejection, Restockable},
    ui::{
        file_tasks::PictureTrouble,
        pages::present::LookedAt,
        text::{self, Lang},
    },
};
use egui::{Pos2, Ui};

/// What the buyer may read at WeChat, characters.
pub(in crate::ui::pages) const REPLY_MOST: usize = 80;
/// A no may be longer.
pub(in crate::ui::pages) const REASON_MOST: usize = 200;

/// What is being decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    Yes,
    No,
}

/// What it is decided about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum DecisionSubject {
    Refund(RefundNo),
    /// Money back that nobody asked for.
    Order(OrderNo),
}

impl DecisionSubject {
    pub(super) const fn looked_at(&self) -> LookedAt<'_> {
        match self {
            Self::Refund(refund_no) => LookedAt { order_no: None, refund_no: Some(refund_no) },
            Self::Order(order_no) => LookedAt { order_no: Some(order_no), refund_no: None },
        }
    }
}

/// An open dialog.
pub(in crate::ui) struct Dialog {
    pub(super) answer: Decision,
    pub(super) about: DecisionSubject,
    pub(super) seen: u32,
    pub(super) buyer: String,
    /// The language of what the buyer reads.
    pub(super) buyers: Lang,
    /// What was asked for, as far as it is left.
    pub(super) most: Fen,
    /// The largest single refund of whoever stands here, where there is a limit.
    pub(super) limit: Option<Fen>,
    pub(super) left: Fen,
    pub(super) goods: Goods,
    pub(super) amount: String,
    pub(super) reply: String,
    pub(super) picture: ShownPicture,
    pub(super) tried: bool,
    pub(super) shown: bool,
    /// Where the pointer was when it opened.
    pub(super) pointer: Option<Pos2>,
}

impl Dialog {
    /// Yes, about this picture of the refund.
    pub fn approve(detail: &RefundDetail, restockable: &[Restockable], buyers: Lang, ui: &Ui) -> Self {
        let mut dialog = Self::new(Decision::Yes, detail, buyers, ui);
        dialog.goods = Goods::of(&detail.order_lines, &detail.lines, restockable, detail.order_state);
        if detail.lines.is_empty() {
            dialog.goods.take_all_for(dialog.most);
        }
        dialog.amount = dialog.most.to_yuan();
        text::reply_agreed(buyers).clone_into(&mut dialog.reply);
        dialog
    }

    /// No.
    pub fn reject(detail: &RefundDetail, buyers: Lang, ui: &Ui) -> Self {
        Self::new(Decision::No, detail, buyers, ui)
    }

    /// Money back without a request: everything that is left, until the owner says less.
    pub fn start(detail: &OrderDetail, restockable: &[Restockable], buyers: Lang, ui: &Ui) -> Self {
        let left = detail.refundable.left();
        let mut goods = Goods::of(&detail.lines, &[], restockable, detail.row.state);
        goods.take_all_for(left);
        Self {
            answer: Decision::Yes,
            about: DecisionSubject::Order(detail.row.key.order_no.clone()),
            seen: detail.version,
            buyer: detail.row.buyer.clone(),
            buyers,
            most: left,
            limit: None,
            left,
            goods,
            amount: left.to_yuan(),
            reply: text::reply_agreed(buyers).to_owned(),
            picture: ShownPicture::default(),
            tried: false,
            shown: false,
            pointer: ui.ctx().pointer_latest_pos(),
        }
    }

    /// Proposes this much instead.
    #[must_use]
    pub fn of_sum(self, sum: Fen) -> Self {
        Self { amount: sum.to_yuan(), ..self }
    }

    fn new(answer: Decision, detail: &RefundDetail, buyers: Lang, ui: &Ui) -> Self {
        let left = detail.refundable.left();
        Self {
            answer,
            about: DecisionSubject::Refund(detail.row.refund_no.clone()),
            seen: detail.row.version,
            buyer: detail.row.buyer.clone(),
            buyers,
            most: detail.row.amount.min(left),
            limit: None,
            left,
            goods: Goods::default(),
            amount: String::new(),
            reply: String::new(),
            picture: ShownPicture::default(),
            tried: false,
            shown: false,
            pointer: ui.ctx().pointer_latest_pos(),
        }
    }

    /// A picture for the buyer was chosen, or not.
    pub fn result(&mut self, result: Result<Option<String>, PictureTrouble>, lang: Lang) {
        self.picture.result(result, lang);
    }

    /// The amount as it stands in the field, if it can be refunded.
    pub(super) fn sum(&self, lang: Lang) -> Result<Fen, String> {
        let raw = self.amount.trim().trim_start_matches(['¥', '￥']);
        let sum = Fen::parse_yuan(raw).map_err(|_| text::amount_bad(lang).to_owned())?;
        if sum.is_zero() {
            return Err(text::amount_zero(lang).to_owned());
        }
        if sum > self.most {
            return Err(text::amount_too_much(lang, self.most));
        }
        if let Some(limit) = self.limit.filter(|limit| sum > *limit) {
            let why = WhyNotPermitted::Limit { limit, wanted: sum };
            return Err(text::not_yours(lang, NotPermitted { action: OperatorAction::GiveRefund, why }));
        }
        Ok(sum)
    }

    /// The sum of the chosen pieces, as far as it may be refunded. Without a piece the field stays as it is: a refund may
    /// be about no piece at all.
    pub(super) fn propose(&mut self) {
        if let Some(sum) = self.goods.sum().filter(|sum| !sum.is_zero()) {
            self.amount = sum.min(self.most).to_yuan();
        }
    }

    pub(super) fn reply_trouble(&self, lang: Lang) -> Option<String> {
        let (empty, most) = match self.answer {
            Decision::Yes => (text::reply_empty(lang), REPLY_MOST),
            Decision::No => (text::reason_needed(lang), REASON_MOST),
        };
        let used = self.reply.trim().chars().count();
        match used {
            0 => Some(empty.to_owned()),
            used if used > most => Some(text::reply_too_long(lang, most)),
            _ => None,
        }
    }

    /// The wish, if everything in the dialog is right.
    pub(super) fn command(&self, lang: Lang) -> Option<Command> {
        if self.reply_trouble(lang).is_some() || self.picture.is_coming() {
            return None;
        }
        let (seen, reply) = (self.seen, self.reply.trim().to_owned());
        match (self.answer, self.about.clone()) {
            (Decision::Yes, DecisionSubject::Refund(refund_no)) => {
                let (amount, restock) = (self.sum(lang).ok()?, self.goods.restocked());
                let pieces = self.goods.pieces().iter().map(RefundPiece::pieces).collect();
                Some(Command::ApproveRefund(RefundApproval {
                    refund_no,
                    seen,
                    amount,
                    reply,
                    pieces: Some(pieces),
                    restock,
                }))
            }
            (Decision::Yes, DecisionSubject::Order(order_no)) => {
                let (amount, pieces) = (self.sum(lang).ok()?, self.goods.pieces());
                Some(Command::StartRefund { order_no, seen, amount, pieces, reason: reply })
            }
            (Decision::No, DecisionSubject::Refund(refund_no)) => {
                let picture = self.picture.file();
                Some(Command::RejectRefund(RefundRejection { refund_no, seen, reply, picture }))
            }
            (Decision::No, DecisionSubject::Order(_)) => None,
        }
    }
}
