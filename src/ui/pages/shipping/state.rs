//! What the shipping page remembers between frames.

use super::{
    draft::{self, CarrierChoice, ShippingDraft},
    field::NumberField,
    packing::Packing,
    red::Red,
    refund_check::RefundCheck,
};
use crate::{
    domain::{OrderNo, PaperSize, ProductId, ShipKind, UnixSeconds},
    events::CommandOutcome,
    jobs::Command,
    store::{Carrier, OrderDetail, Shipping, ToShipRow},
    ui::{
        bench_word::BenchWord,
        bulk_run::BulkRun,
        list_look::ListLook,
        pages::filters::{FilterMenu, ViewsMenu},
    },
};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The form that is open beside the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) struct ShippingForm {
    pub order_no: OrderNo,
    /// What is corrected; `None` while the order is shipped for the first time, from its draft.
    pub correction: Option<ShippingDraft>,
    /// Enter was pressed: what is missing is said.
    pub tried: bool,
    /// The keyboard goes into the number once.
    pub wants_focus: bool,
}

#[derive(Default)]
pub(in crate::ui) struct ShippingPage {
    pub drafts: BTreeMap<OrderNo, ShippingDraft>,
    /// Why a row was not shipped, until it is touched again.
    pub refused: BTreeMap<OrderNo, String>,
    pub form: Option<ShippingForm>,
    /// Numbers like nobody's that the owner was warned of when they were about to go: the next press sends them.
    pub warned: BTreeSet<String>,
    /// What is shipped together, and what came of it.
    pub run: Option<BulkRun>,
    pub packing: Option<Packing>,
    pub red: Option<Red>,
    /// Codes that were scanned and not judged yet, oldest first.
    pub scans: VecDeque<(String, Option<NumberField>)>,
    /// The field that had the keyboard when the code came that is looked up now.
    pub into: Option<NumberField>,
    /// Counts the codes, so that each is judged once.
    pub asked: u64,
    /// What is typed into the field for codes.
    pub code: String,
    /// What the voice said of the last scan: it stands on the screen too.
    pub told: Option<BenchWord>,
    /// What a scan ships or hands over, until the shop has answered, and what is said then.
    pub finishing: Option<(OrderNo, BenchWord)>,
    /// What WeChat was asked of the order on the table.
    pub refund_check: Option<RefundCheck>,
    /// The order beside the list, and since when.
    pub on_table_since: Option<(OrderNo, UnixSeconds)>,
    /// The slips of what is ticked are asked about once its rows are there.
    pub asks_slips: bool,
    /// What slips are printed on.
    pub paper: PaperSize,
    /// The chosen row is brought into view.
    pub bring: bool,
    /// So is the row whose field the keyboard went into, if it is not in sight.
    pub bring_field: Option<OrderNo>,
    /// The order that was last beside the list: from there it is walked on, also after its detail was closed.
    pub last: Option<OrderNo>,
    /// The views of the queue.
    pub look: ListLook,
    /// The menu that is open over the queue.
    pub(super) menu: Option<QueueMenu>,
    /// Whether what the queue can be narrowed to is being chosen, as the reader hears it.
    pub narrowing: bool,
}

/// A menu over the queue.
pub(super) enum QueueMenu {
    Filter(FilterMenu),
    Views(ViewsMenu),
    /// The line the arrows stand on.
    Export(usize),
}

impl ShippingPage {
    /// No menu is open: the page was left.
    pub fn close_menu(&mut self) {
        self.menu = None;
    }

    /// The draft of an order; what nobody touched is not kept.
    pub fn draft(&self, order_no: &OrderNo) -> ShippingDraft {
        self.drafts.get(order_no).cloned().unwrap_or_default()
    }

    /// Keeps what was typed.
    pub fn keep(&mut self, order_no: &OrderNo, draft: ShippingDraft) {
        if draft.untouched() {
            self.drafts.remove(order_no);
        } else if self.drafts.get(order_no) != Some(&draft) {
            self.refused.remove(order_no);
            self.drafts.insert(order_no.clone(), draft);
        }
    }

    /// An order comes on show: the form of another one closes, its own opens if it is to be shipped.
    pub fn meet(&mut self, order_no: &OrderNo, ship: bool) {
        self.form.take_if(|form| form.order_no != *order_no);
        if ship {
            self.open_form(order_no, true);
        }
    }

    /// The owner was asked, and sends what was refunded of this order as well.
    pub fn send_refunded(&mut self, order_no: &OrderNo, version: u32) {
        let draft = ShippingDraft { even_refunded: Some(version), ..self.draft(order_no) };
        self.keep(order_no, draft);
        self.packing = None;
        self.open_form(order_no, true);
    }

    /// Opens the form of an order that waits.
    pub fn open_form(&mut self, order_no: &OrderNo, wants_focus: bool) {
        let correction = None;
        self.form = Some(ShippingForm { order_no: order_no.clone(), correction, tried: false, wants_focus });
    }

    /// What is ticked and right, with the wish that ships it.
    pub fn ready(&self, rows: &[ToShipRow], carriers: &[Carrier]) -> Vec<Command> {
        let wish = |row: &ToShipRow| {
            // What is left of a part-shipped order only its detail knows: it is shipped from the form.
            let draft = self.drafts.get(&row.order_no).filter(|draft| !draft.unticked && row.parcels == 0)?;
            let mut draft = draft.clone();
            let may_go = draft.may_go(&row.to_send, row.version);
            let shipping = draft.shipping(&may_go, choice(row, carriers)).ok()?;
            Some(Command::Ship { order_no: row.order_no.clone(), seen: row.version, shipping })
        };
        rows.iter().filter_map(wish).collect()
    }

    /// The rows whose box is ticked, with a number or without.
    pub fn ticked<'a>(&self, rows: &'a [ToShipRow], carriers: &[Carrier]) -> Vec<&'a ToShipRow> {
        rows.iter().filter(|row| self.tick_of(row, carriers).0).collect()
    }

    /// Whether the box of this row is ticked, and whether the row could be shipped as it stands.
    pub fn tick_of(&self, row: &ToShipRow, carriers: &[Carrier]) -> (bool, bool) {
        let Some(mut draft) = self.drafts.get(&row.order_no).cloned() else { return (false, false) };
        let may_go = draft.may_go(&row.to_send, row.version);
        let right = row.parcels == 0 && draft.shipping(&may_go, choice(row, carriers)).is_ok();
        (draft.ticked(right), right)
    }

    /// Ticks all of these rows, or takes every tick away where all have one.
    pub fn tick_all(&mut self, rows: &[ToShipRow], carriers: &[Carrier]) {
        let all = rows.iter().all(|row| self.tick_of(row, carriers).0);
        for row in rows {
            let (ticked, right) = self.tick_of(row, carriers);
            if ticked == all {
                let mut draft = self.draft(&row.order_no);
                draft.press_tick(right);
                self.keep(&row.order_no, draft);
            }
        }
    }

    /// Ticks these and nothing else.
    pub fn tick_exactly(&mut self, orders: &[OrderNo]) {
        let others: Vec<OrderNo> = self.drafts.keys().filter(|order_no| !orders.contains(order_no)).cloned().collect();
        for order_no in others {
            let draft = self.draft(&order_no);
            // Where nothing is typed, a number that is typed later ticks its row as ever.
            let unticked = draft.kind != ShipKind::Express || draft.parcels.iter().any(|one| !one.number.is_empty());
            let draft = ShippingDraft { picked: false, unticked, ..draft };
            self.keep(&order_no, draft);
        }
        for order_no in orders {
            let draft = ShippingDraft { picked: true, unticked: false, ..self.draft(order_no) };
            self.keep(order_no, draft);
        }
    }

    /// An answer to a wish of the run. True where it was one of it.
    pub fn run_answered(&mut self, wish: &Command, outcome: &CommandOutcome) -> bool {
        let is_one = self.run.as_mut().is_some_and(|run| run.answered(wish, outcome));
        // What all went well needs no word: the strip over the list says it, with the way back.
        self.run.take_if(|run| run.is_over() && run.failed.is_empty());
        is_one
    }

    /// True if one of these wishes holds a number like nobody's of which the owner was not warned yet; now it is said.
    pub fn must_look<'a>(&mut self, shippings: impl IntoIterator<Item = &'a Shipping>) -> bool {
        let parcels = shippings.into_iter().flat_map(|shipping| &shipping.parcels);
        let odd = parcels.filter(|new| draft::is_odd(&new.parcel.carrier, &new.parcel.tracking_no));
        let before = self.warned.len();
        self.warned.extend(odd.map(|new| new.parcel.tracking_no.clone()));
        self.warned.len() > before
    }

    /// True if this number as it is typed was about to go, and waits for a second press.
    pub fn was_warned(&self, typed: &str) -> bool {
        draft::number(typed).is_ok_and(|number| self.warned.contains(&number))
    }

    /// True if this number stands on another row too.
    pub fn twice(&self, order_no: &OrderNo, number: &str) -> bool {
        let number = number.trim();
        let same = |draft: &ShippingDraft| draft.parcels.iter().any(|one| one.number.trim() == number);
        !number.is_empty() && self.drafts.iter().any(|(other, draft)| other != order_no && same(draft))
    }

    /// An answer to a wish to ship; gives what is to be said, if the row cannot say it.
    pub fn answered(&mut self, order_no: &OrderNo, outcome: &CommandOutcome, words: impl FnOnce() -> String) {
        if *outcome == CommandOutcome::Done {
            self.drafts.remove(order_no);
            self.refused.remove(order_no);
        } else {
            self.refused.insert(order_no.clone(), words());
        }
    }

    /// These are to be shipped, and no others: drafts of orders that somebody shipped, or that wait for a decision now, are
    /// of no use any more.
    pub fn keep_only(&mut self, queue: &BTreeSet<OrderNo>) {
        self.drafts.retain(|order_no, _| queue.contains(order_no));
        self.refused.retain(|order_no, _| queue.contains(order_no));
    }

    /// How many orders are ticked that these rows are not: they stay as they are.
    pub fn ticked_beside(&self, rows: &[ToShipRow]) -> usize {
        let beside = |order_no: &OrderNo| rows.iter().all(|row| row.order_no != *order_no);
        self.drafts.iter().filter(|(order_no, draft)| draft.seems_ticked() && beside(order_no)).count()
    }
}

/// What decides on the carrier of this row, where no person and no number does.
pub(super) fn choice<'a>(row: &'a ToShipRow, all: &'a [Carrier]) -> CarrierChoice<'a> {
    CarrierChoice { all, before: row.carrier_before.as_deref() }
}

/// What a correction may hold: what went, where every parcel says what was in it, else all that was ordered.
pub(in crate::ui) fn went(detail: &OrderDetail) -> BTreeMap<ProductId, u32> {
    let parcels = detail.shipment.as_ref().map(|sent| &sent.parcels[..]).unwrap_or_default();
    let mut all = BTreeMap::new();
    if !parcels.is_empty() && parcels.iter().all(|parcel| !parcel.items.is_empty()) {
        for (id, pieces) in parcels.iter().flat_map(|parcel| &parcel.items) {
            let sum: &mut u32 = all.entry(id.clone()).or_default();
            *sum = sum.saturating_add(pieces.get());
        }
        return all;
    }
    detail.to_send().lines.into_iter().map(|line| (line.product_id, line.ordered)).collect()
}
