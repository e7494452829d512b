//! What the background reader reads for a search.

use super::{
    model::{Found, ListedSearch},
    read_model::ReadModel,
    rows::LoadedRows,
    text,
};
use crate::{
    base::search_text::{folded, initials, place_in, syllables},
    domain::{MarkSubject, RefundNo},
    events::Trouble,
    store::{BuyerCard, ProductRow, RefundRow, SearchCount, SearchField, SearchHit, SearchPage, StoreError},
};
use std::sync::Arc;

/// Hits that are read for the search box: more than it shows, so that its groups can be filled.
const HITS_MOST: usize = 24;
/// Refunds among them that are looked up.
const REFUNDS_MOST: usize = 3;
/// Buyers that are shown, and hits that are looked at for them.
const BUYERS_MOST: usize = 3;
const BUYERS_LOOKED_AT: usize = 6;
/// Orders on one page of a listed search.
pub(super) const LISTED_MOST: usize = 200;

/// Steps one search takes at most: more than a shop of millions is long.
const STEPS_MOST: usize = 128;

/// What is found, or why nothing can be looked for; `None` where nothing was typed. A search that fails is no reason to show
/// nothing else. `is_over` is asked from step to step: what nobody waits for any more is not looked for to its end.
pub(super) fn find(
    read_model: &dyn ReadModel,
    typed: &str,
    is_over: &dyn Fn() -> bool,
) -> Option<Result<Found, Trouble>> {
    if typed.is_empty() {
        return None;
    }
    let found = look(read_model, typed, is_over);
    if let Err(error) = &found {
        // What was looked for is nobody else's: it does not stand in the log.
        tracing::warn!(%error, "a search failed");
    }
    Some(found.map_err(|error| text::trouble_of(&error)))
}

fn look(read_model: &dyn ReadModel, typed: &str, is_over: &dyn Fn() -> bool) -> Result<Found, StoreError> {
    let page = page_of(read_model, typed, (None, HITS_MOST), is_over)?;
    let of_refunds =
        page.hits.iter().filter(|hit| matches!(hit.field, SearchField::RefundNo | SearchField::RefundReason));
    let mut refunds = Vec::new();
    for hit in of_refunds.take(REFUNDS_MOST) {
        refunds.extend(refund_of(read_model, hit)?);
    }
    let mut products = read_model.product_rows()?;
    products.retain(|row| is_named(row, typed));
    let buyers = buyers(read_model, &page.hits)?;
    Ok(Found { typed: typed.to_owned(), page, refunds, products, buyers })
}

/// A page from behind this place on, step by step.
fn page_of(
    read_model: &dyn ReadModel,
    typed: &str,
    (from, limit): (Option<i64>, usize),
    is_over: &dyn Fn() -> bool,
) -> Result<SearchPage, StoreError> {
    let mut page = read_model.search(typed, from, limit)?;
    for _ in 0..STEPS_MOST {
        if !page.is_cut_short(limit) || is_over() {
            break;
        }
        page.extend(read_model.search(typed, page.next, limit.saturating_sub(page.hits.len()))?);
    }
    Ok(page)
}

/// The buyers whose name or phone was found, as their cards say them; the newest first, each once.
fn buyers(read_model: &dyn ReadModel, hits: &[SearchHit]) -> Result<Vec<(BuyerCard, SearchHit)>, StoreError> {
    let mut buyers: Vec<(BuyerCard, SearchHit)> = Vec::new();
    let of_buyers = hits
        .iter()
        .filter(|hit| matches!(hit.field, SearchField::Receiver | SearchField::Phone | SearchField::Nickname));
    for hit in of_buyers.take(BUYERS_LOOKED_AT) {
        let beside = read_model.beside(&MarkSubject::Order(hit.order.key.order_no.clone()))?;
        let card = beside.and_then(|beside| beside.buyer);
        let new = card.filter(|card| buyers.iter().all(|(known, _)| known.openid != card.openid));
        buyers.extend(new.map(|card| (card, hit.clone())));
        if buyers.len() >= BUYERS_MOST {
            break;
        }
    }
    Ok(buyers)
}

/// The refund a hit is about.
fn refund_of(read_model: &dyn ReadModel, hit: &SearchHit) -> Result<Option<RefundRow>, StoreError> {
    if hit.field == SearchField::RefundNo {
        return match RefundNo::parse(&hit.text) {
            Ok(refund_no) => Ok(read_model.refund(&refund_no)?.map(|detail| detail.row)),
            Err(_) => Ok(None),
        };
    }
    let order = read_model.order(&hit.order.key.order_no)?;
    Ok(order.and_then(|order| order.refunds.into_iter().find(|refund| refund.reason == hit.text)))
}

/// By its name, the pinyin of it, or its id.
fn is_named(row: &ProductRow, typed: &str) -> bool {
    let wanted = folded(typed);
    place_in(&row.product.name, &wanted).is_some()
        || folded(row.product.id.as_str()).starts_with(&wanted)
        || sounds_like(&row.product.name, &wanted)
}

/// True if the pinyin of a name, or its initials, has this somewhere from the beginning of a character on.
pub(super) fn sounds_like(name: &str, wanted: &str) -> bool {
    if wanted.len() < 2 || !wanted.bytes().all(|b| b.is_ascii_lowercase()) {
        return false;
    }
    let syllables = syllables(name);
    let whole =
        (0..syllables.len()).any(|from| syllables.get(from..).is_some_and(|rest| rest.concat().starts_with(wanted)));
    initials(&syllables).contains(wanted) || whole
}

/// How many orders a listed search has, and where its next page begins.
type Listed = Option<(SearchCount, Option<i64>)>;

/// A page of what a search found, as the list of orders shows it.
pub(super) fn list(read_model: &dyn ReadModel, listed: &ListedSearch) -> Result<(LoadedRows, Listed), StoreError> {
    let page = page_of(read_model, &listed.typed, (listed.from, LISTED_MOST), &|| false)?;
    let rows = page.hits.into_iter().map(|hit| hit.order).collect();
    Ok((
        LoadedRows { rows: Arc::new(rows), newest: true, oldest: true, ..LoadedRows::default() },
        Some((page.count, page.next)),
    ))
}
