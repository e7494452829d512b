//! Bringing the example forward to today, so that its refunds lie within WeChat's year and its newest order is new.

use crate::domain::{ShopId, UnixSeconds};
use crate::store::seed::redated;
use crate::store::{
    Store, StoreError,
    engine::{db::Db, value::params},
    history::chain,
    operators,
    orders::{counts, marks},
};
use std::path::Path;

/// Every column that holds a moment.
pub(in crate::store) const MOMENTS: [(&str, &[&str]); 36] = [
    ("products", &["changed_at"]),
    ("buyer_sessions", &["opened_at", "expires_at"]),
    ("orders", &["created_at", "paid_at", "shipped_at", "received_at"]),
    ("order_lines", &["created_at"]),
    ("payments", &["prepay_at", "pay_before", "next_ask_at", "cancel_wished_at"]),
    ("payment_extras", &["paid_at", "found_at"]),
    ("refunds", &["refunded_at", "sent_at", "next_at", "requested_at", "changed_at", "set_aside_at"]),
    ("refund_pictures", &["kept_at"]),
    ("refund_restock", &["back_at"]),
    ("refund_searches", &["next_at"]),
    (
        "shipments",
        &[
            "next_at",
            "shipped_at",
            "reported_at",
            "changed_at",
            "settle_at",
            "poll_at",
            "remind_at",
            "reminded_at",
            "delivered_at",
        ],
    ),
    ("parcels", &["shipped_at"]),
    ("parcel_lines", &[]),
    ("carriers", &["listed_at"]),
    ("strays", &["found_at", "next_ask_at", "changed_at"]),
    ("history", &["at"]),
    ("messages", &["at"]),
    ("hooks", &["made_at"]),
    ("tags", &["made_at"]),
    ("marked_steps", &["at"]),
    ("notes", &["written_at", "removed_at"]),
    ("blocked_buyers", &["blocked_at"]),
    ("pickups", &[]),
    ("nicknames", &["said_at"]),
    ("complaints", &["received_at", "changed_at", "ask_at"]),
    ("complaint_talk", &["at"]),
    ("complaint_tasks", &["made_at", "sent_at", "changed_at", "next_at"]),
    ("complaint_lists", &["listed_at", "next_at"]),
    ("service_templates", &["changed_at"]),
    ("service_grants", &["changed_at"]),
    ("service_receivers", &["bound_at"]),
    ("service_bind_codes", &["made_at"]),
    ("service_messages", &["made_at", "changed_at", "next_at"]),
    ("tallies", &[]),
    ("operators", &["wrong_at", "added_at", "removed_at"]),
    ("operator_steps", &["at"]),
];

/// Moves every moment of a practice file so that its latest step happened at `now`. Does nothing to a file that is
/// already that new. Never for a real shop: it rewrites what happened when.
///
/// # Errors
/// Those of [`Store::open`].
pub fn bring_forward(path: &Path, now: UnixSeconds) -> Result<(), StoreError> {
    let store = Store::open(path, ShopId::main())?;
    store.write(move |db| move_all(db, now)).wait()?;
    store.close()
}

fn move_all(db: Db<'_>, now: UnixSeconds) -> Result<(), StoreError> {
    let latest: Option<UnixSeconds> = db.value("SELECT MAX(at) FROM history WHERE shop_id = ?1", params![db.shop])?;
    let Some(ahead) = latest.map(|latest| now.since(latest)).filter(|&ahead| ahead > 0) else { return Ok(()) };
    for (table, columns) in MOMENTS.iter().filter(|(_, columns)| !columns.is_empty()) {
        let moves: Vec<String> = columns.iter().map(|column| format!("{column} = {column} + ?2")).collect();
        db.run(&format!("UPDATE {table} SET {} WHERE shop_id = ?1", moves.join(", ")), params![db.shop, ahead])?;
    }
    redated::redate(db, ahead)?;
    chain::link_shop(db)?;
    marks::steps::link_shop(db)?;
    operators::link_shop(db)?;
    counts::count_incomes_anew(db)
}
