//! Complaints as WeChat keeps them: what buyers say, what the shop answers, and pictures of both. What money went back is the
//! ledger's to say.

use crate::domain::{ComplaintId, Fen, OpenId, OrderNo, UnixSeconds};
use std::collections::BTreeMap;

/// How a complaint stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComplaintStage {
    /// Nobody has answered.
    Pending,
    /// The shop has.
    Processing,
    /// It is over.
    Processed,
}

impl ComplaintStage {
    /// WeChat's word.
    pub(in crate::sandbox) const fn wire(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Processing => "PROCESSING",
            Self::Processed => "PROCESSED",
        }
    }
}

/// What a buyer complains of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewComplaint {
    /// The order by the shop's number; it need not be one WeChat knows.
    pub order_no: String,
    /// The buyer's words.
    pub words: String,
    /// What they want back; `None` for a complaint about no money.
    pub wants: Option<Fen>,
    /// Their telephone.
    pub phone: String,
    /// Pictures they show.
    pub pictures: Vec<Vec<u8>>,
}

/// One entry of the talk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComplaintLog {
    /// WeChat's number of it.
    pub log_id: String,
    /// Who.
    pub operator: &'static str,
    /// When.
    pub at: UnixSeconds,
    /// WeChat's word for it.
    pub kind: &'static str,
    /// What was said.
    pub words: String,
    /// Names of pictures.
    pub pictures: Vec<String>,
}

/// A complaint, with all WeChat knows of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownComplaint {
    /// WeChat's number.
    pub complaint_id: ComplaintId,
    /// When it was made.
    pub at: UnixSeconds,
    /// How it stands.
    pub stage: ComplaintStage,
    /// What it is about.
    pub new: NewComplaint,
    /// WeChat's number of the payment, or one nobody has.
    pub transaction_id: String,
    /// What was paid, fen.
    pub paid: Fen,
    /// Who complains.
    pub openid: Option<OpenId>,
    /// Names of the buyer's pictures.
    pub shown: Vec<String>,
    /// The buyer's last words were not answered.
    pub awaits_reply: bool,
    /// The shop said yes or no to the refund.
    pub decided: Option<bool>,
    /// Oldest first.
    pub talk: Vec<ComplaintLog>,
}

impl KnownComplaint {
    /// What the shop replied, in its order.
    pub fn replies(&self) -> Vec<&ComplaintLog> {
        self.talk.iter().filter(|log| log.kind == "MERCHANT_RESPONSE").collect()
    }

    /// The order, where its number is one.
    pub(in crate::sandbox) fn order_no(&self) -> Option<OrderNo> {
        OrderNo::parse(&self.new.order_no).ok()
    }
}

/// All of them.
#[derive(Debug, Clone, Default)]
pub(in crate::sandbox) struct ComplaintLedger {
    all: BTreeMap<ComplaintId, KnownComplaint>,
    /// Pictures by their names: buyers', which can be fetched, and the shop's, which cannot.
    pictures: BTreeMap<String, Vec<u8>>,
    media: BTreeMap<String, Vec<u8>>,
    numbers: u64,
    /// Where notices go.
    pub notify_url: Option<String>,
}

impl ComplaintLedger {
    pub fn get(&self, id: &ComplaintId) -> Option<&KnownComplaint> {
        self.all.get(id)
    }

    pub fn get_mut(&mut self, id: &ComplaintId) -> Option<&mut KnownComplaint> {
        self.all.get_mut(id)
    }

    /// Newest first, as WeChat lists them.
    pub fn listed(&self) -> Vec<&KnownComplaint> {
        let mut all: Vec<&KnownComplaint> = self.all.values().collect();
        all.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| b.complaint_id.cmp(&a.complaint_id)));
        all
    }

    pub fn of_order<'a>(&'a mut self, order_no: &'a OrderNo) -> impl Iterator<Item = &'a mut KnownComplaint> {
        self.all.values_mut().filter(move |one| one.new.order_no == order_no.as_str())
    }

    pub fn picture(&self, name: &str) -> Option<&Vec<u8>> {
        self.pictures.get(name)
    }

    pub fn has_media(&self, name: &str) -> bool {
        self.media.contains_key(name)
    }

    /// How many pictures the shop gave.
    pub fn media_count(&self) -> usize {
        self.media.len()
    }

    /// The shop gives a picture; the same one again has another name.
    pub fn take_media(&mut self, bytes: Vec<u8>) -> String {
        let name = format!("MEDIA-{:08}", self.next_number());
        self.media.insert(name.clone(), bytes);
        name
    }

    fn next_number(&mut self) -> u64 {
        self.numbers = self.numbers.saturating_add(1);
        self.numbers
    }

    pub fn add(
        &mut self,
        new: NewComplaint,
        (transaction_id, paid, openid): (String, Fen, Option<OpenId>),
        at: UnixSeconds,
    ) -> Option<ComplaintId> {
        let number = self.next_number();
        let complaint_id = ComplaintId::parse(&format!("2000000{}{number:012}", at.beijing_day_compact())).ok()?;
        let mut shown = Vec::new();
        for picture in &new.pictures {
            let name = format!("TUFHRQ{:06}%3D%3D", self.next_number());
            self.pictures.insert(name.clone(), picture.clone());
            shown.push(name);
        }
        let (words, pictures) = (new.words.clone(), shown.clone());
        let complaint = KnownComplaint {
            complaint_id: complaint_id.clone(),
            at,
            stage: ComplaintStage::Pending,
            new,
            transaction_id,
            paid,
            openid,
            shown,
            awaits_reply: true,
            decided: None,
            talk: Vec::new(),
        };
        self.all.insert(complaint_id.clone(), complaint);
        self.note(&complaint_id, ("投诉人", "USER_CREATE_COMPLAINT"), (words, pictures), at);
        self.note(
            &complaint_id,
            ("系统", "USER_CREATE_COMPLAINT_SYSTEM_MESSAGE"),
            ("已通知商户".to_owned(), Vec::new()),
            at,
        );
        Some(complaint_id)
    }

    /// Adds an entry to the talk.
    pub fn note(
        &mut self,
        id: &ComplaintId,
        (operator, kind): (&'static str, &'static str),
        (words, pictures): (String, Vec<String>),
        at: UnixSeconds,
    ) {
        let log_id = format!("3000000{:018}", self.next_number());
        if let Some(complaint) = self.all.get_mut(id) {
            complaint.talk.push(ComplaintLog { log_id, operator, at, kind, words, pictures });
        }
    }
}
