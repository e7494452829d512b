//! What a search found, as rows: orders, parcels and refunds by what of them was found, then goods.

use super::entry::{Entry, EntryInk, Group, Piece, gap, marked, number, piece};
use crate::{
    base::search_text::{folded, place_in},
    domain::RefundState,
    store::{BuyerCard, OrderRow, ProductRow, RefundRow, SearchCount, SearchField, SearchHit},
    ui::{
        action::Action,
        model::Found,
        text,
        widgets::{self, Glyph, Now},
    },
};

/// Rows of a group; of orders more, for that is what is looked for most.
const ORDERS_MOST: usize = 6;
const OTHERS_MOST: usize = 3;

const fn group_of(field: SearchField) -> Group {
    match field {
        SearchField::Tracking => Group::Parcels,
        SearchField::RefundNo | SearchField::RefundReason => Group::Refunds,
        _ => Group::Orders,
    }
}

/// How many a group has. Where not all hits are here, only those that are can be counted for a group of several.
pub(super) fn count_of(found: &Found, group: Group) -> SearchCount {
    let of_group = |hit: &&SearchHit| group_of(hit.field) == group;
    let here = |many: usize| u32::try_from(many).unwrap_or(u32::MAX);
    let hits = &found.page.hits;
    let many = here(hits.iter().filter(of_group).count());
    match group {
        Group::Products => SearchCount::Exactly(here(found.products.len())),
        Group::Buyers => SearchCount::Exactly(here(found.buyers.len())),
        _ if found.page.count == SearchCount::Exactly(here(hits.len())) => SearchCount::Exactly(many),
        _ if hits.iter().all(|hit| group_of(hit.field) == group) => found.page.count,
        _ => SearchCount::Over(many),
    }
}

/// The rows of all groups.
pub(super) fn entries(now: Now, found: &Found) -> Vec<Entry> {
    let of =
        |group: Group, most: usize| found.page.hits.iter().filter(move |hit| group_of(hit.field) == group).take(most);
    let orders = of(Group::Orders, ORDERS_MOST).map(|hit| order(now, hit));
    let parcels = of(Group::Parcels, OTHERS_MOST).map(|hit| parcel(now, hit));
    let refunds = of(Group::Refunds, OTHERS_MOST).map(|hit| refund(now, hit, &found.refunds));
    let products = found.products.iter().take(OTHERS_MOST).map(|row| product(now, row, &found.typed));
    let buyers = found.buyers.iter().map(|(card, hit)| buyer(now, card, hit));
    orders.chain(parcels).chain(refunds).chain(products).chain(buyers).collect()
}

fn standing(now: Now, row: &OrderRow) -> String {
    format!("{} · {}", row.total, widgets::order_look(now.lang, row).1)
}

/// What of it was found: the name of the field, and the text with the part.
fn field(now: Now, hit: &SearchHit) -> Vec<Piece> {
    let name = piece(format!("{} ", text::search_field(now.lang, hit.field)), EntryInk::Muted);
    let mut said = marked(&hit.text, hit.marked.as_ref(), EntryInk::Muted);
    if hit.field == SearchField::Items {
        // Each piece is no longer than it was, but for the sign between two goods.
        for piece in &mut said {
            piece.words = text::goods(now.lang, &piece.words, usize::MAX);
        }
    }
    std::iter::once(name).chain(said).collect()
}

fn order(now: Now, hit: &SearchHit) -> Entry {
    let row = &hit.order;
    let by_number = hit.field == SearchField::OrderNo;
    let whole = 0..hit.text.len();
    let at = by_number.then(|| hit.marked.as_ref().unwrap_or(&whole));
    let mut pieces = number(row.key.order_no.as_str(), at);
    pieces.push(gap());
    match hit.field {
        SearchField::Receiver => {
            pieces.extend(marked(&hit.text, hit.marked.as_ref(), EntryInk::Strong));
            pieces.extend([gap(), piece(text::goods(now.lang, &row.items, 24), EntryInk::Muted)]);
        }
        SearchField::OrderNo => {
            let what = piece(text::search_field(now.lang, hit.field), EntryInk::Muted);
            pieces.extend([piece(text::tame(&row.buyer, 20), EntryInk::Strong), gap(), what]);
        }
        _ => {
            pieces.extend([piece(text::tame(&row.buyer, 20), EntryInk::Strong), gap()]);
            pieces.extend(field(now, hit));
        }
    }
    let wishes = vec![Action::OpenOrder(row.key.order_no.clone())];
    Entry { group: Group::Orders, icon: Glyph::Receipt, pieces, right: standing(now, row), key: None, wishes }
}

fn parcel(now: Now, hit: &SearchHit) -> Entry {
    let row = &hit.order;
    let mut pieces = marked(&hit.text, hit.marked.as_ref(), EntryInk::Strong);
    let what = format!("{} · {}", text::search_field(now.lang, hit.field), text::tame(&row.buyer, 20));
    pieces.extend([gap(), piece(what, EntryInk::Muted)]);
    let wishes = vec![Action::OpenOrder(row.key.order_no.clone())];
    Entry { group: Group::Parcels, icon: Glyph::Parcel, pieces, right: standing(now, row), key: None, wishes }
}

/// Opens the refund; its order where it is not known which of its refunds is meant.
fn refund(now: Now, hit: &SearchHit, known: &[RefundRow]) -> Entry {
    let row = &hit.order;
    let meant = known.iter().find(|refund| {
        let named = hit.text == refund.refund_no.as_str() || hit.text == refund.reason;
        refund.order_no == row.key.order_no && named
    });
    let buyer = piece(text::tame(&row.buyer, 20), EntryInk::Strong);
    let pieces = if hit.field == SearchField::RefundNo {
        let mut pieces = vec![piece(format!("{} ", text::refund_no_word(now.lang)), EntryInk::Muted)];
        pieces.extend(marked(&hit.text, hit.marked.as_ref(), EntryInk::Strong));
        pieces.extend([gap(), buyer]);
        pieces.extend(meant.map(|refund| piece(format!(" · {}", text::tame(&refund.reason, 24)), EntryInk::Muted)));
        pieces
    } else {
        [vec![buyer, gap()], field(now, hit)].concat()
    };
    let right = meant.map_or_else(
        || standing(now, row),
        |refund| format!("{} · {}", refund.amount, RefundState::word(refund.state, now.lang)),
    );
    let wish = match meant {
        Some(refund) => Action::OpenRefund(refund.refund_no.clone()),
        None => Action::OpenOrder(row.key.order_no.clone()),
    };
    Entry { group: Group::Refunds, icon: Glyph::BackArrow, pieces, right, key: None, wishes: vec![wish] }
}

/// Opens all of their orders: the card stands beside any of them.
fn buyer(now: Now, card: &BuyerCard, hit: &SearchHit) -> Entry {
    let row = &hit.order;
    let mut pieces = match hit.field {
        SearchField::Receiver => marked(&hit.text, hit.marked.as_ref(), EntryInk::Strong),
        _ => vec![piece(text::tame(&row.buyer, 20), EntryInk::Strong)],
    };
    pieces.push(gap());
    if matches!(hit.field, SearchField::Phone | SearchField::Nickname) {
        pieces.extend(field(now, hit));
        pieces.push(gap());
    }
    pieces.push(piece(text::buyer_since(now.lang, card.since), EntryInk::Muted));
    if card.blocked.is_some() {
        pieces.extend([gap(), piece(text::blocked_chip(now.lang), EntryInk::Strong)]);
    }
    let right = text::buyer_bought(now.lang, card.orders, card.spent);
    let wishes = Action::orders_of(card.openid.clone()).to_vec();
    Entry { group: Group::Buyers, icon: Glyph::Dot, pieces, right, key: None, wishes }
}

fn product(now: Now, row: &ProductRow, typed: &str) -> Entry {
    let product = &row.product;
    let wanted = folded(typed);
    let part = |words: &str| place_in(words, &wanted);
    let (in_name, id) = (part(&product.name), product.id.as_str());
    let mut pieces = match &in_name {
        Some(_) => marked(&product.name, in_name.as_ref(), EntryInk::Strong),
        None => vec![piece(text::tame(&product.name, 40), EntryInk::Strong)],
    };
    let in_id = part(id).filter(|_| in_name.is_none());
    pieces.push(gap());
    pieces.extend(match &in_id {
        Some(_) => marked(id, in_id.as_ref(), EntryInk::Muted),
        None => vec![piece(id, EntryInk::Muted)],
    });
    let right = format!("{} · {}", product.price, text::in_stock(now.lang, product.stock));
    let wishes = vec![Action::OpenProduct(product.id.clone())];
    Entry { group: Group::Products, icon: Glyph::Bag, pieces, right, key: None, wishes }
}
