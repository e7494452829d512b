//! The merchant the shop is open for. Rows of another one are held: WeChat answers these keys as if they were not there.

use crate::domain::{AppId, MchId, Merchant, OrderNo, UnixSeconds};
use crate::store::{CommitFuture, Store};
use crate::store::{
    HeldRows, MerchantOpened, OrderRow, Reader, Refusal, StoreError,
    engine::{db::Db, value::params},
    orders,
};

/// A payment that WeChat was asked for by an earlier version, and of whose merchant nothing is written down.
const UNNAMED: &str = "mch_id IS NULL AND state <> 'unsent'";

impl Store {
    /// The shop is opened with the settings of this merchant, before any job: it stands in the file from now on and with
    /// every payment asked for. What is open and belongs to another one is held: WeChat is not asked about it with these
    /// keys, no answer to them judges it, and nothing of it is sent, until the shop is opened for that one again.
    pub fn open_for(&self, merchant: Merchant, now: UnixSeconds) -> CommitFuture<MerchantOpened> {
        self.write(move |db| open_for(db, &merchant, now))
    }
}

/// The shop is opened with these settings: from now on rows of this merchant go on, and those of another are held.
pub(in crate::store) fn open_for(
    db: Db<'_>,
    merchant: &Merchant,
    now: UnixSeconds,
) -> Result<MerchantOpened, StoreError> {
    let before = current(db)?;
    if before.is_none() {
        name_old_payments(db, merchant)?;
    }
    if before.as_ref() != Some(merchant) {
        keep(db, merchant, now)?;
    }
    if before.as_ref().is_none_or(|before| before.mch_id != merchant.mch_id) {
        hold(db, &merchant.mch_id)?;
    }
    let changed_from = before.map(|before| before.mch_id).filter(|before| *before != merchant.mch_id);
    Ok(MerchantOpened { changed_from, held: held_rows(db)? })
}

/// The merchant the shop is open for; `None` in a file nobody has opened with settings yet.
pub(in crate::store) fn current(db: Db<'_>) -> Result<Option<Merchant>, StoreError> {
    let sql = "SELECT mch_id, app_id, app_channel_app_id FROM merchants WHERE shop_id = ?1";
    db.find(sql, params![db.shop], |row| {
        Ok(Merchant {
            mch_id: row.get("mch_id")?,
            app_id: row.get("app_id")?,
            app_channel_app_id: row.get("app_channel_app_id")?,
        })
    })
}

fn keep(db: Db<'_>, merchant: &Merchant, now: UnixSeconds) -> Result<(), StoreError> {
    db.run_one(
        "INSERT INTO merchants (shop_id, mch_id, app_id, app_channel_app_id, since_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (shop_id) DO UPDATE SET mch_id = excluded.mch_id, app_id = excluded.app_id,
             app_channel_app_id = excluded.app_channel_app_id, since_at = excluded.since_at",
        params![db.shop, merchant.mch_id, merchant.app_id, merchant.app_channel_app_id, now],
    )
}

/// Payments from before merchants were written down. What was told WeChat is kept of most of them, and says whose they are;
/// all others are taken for the merchant's that opens: until now a file was opened with one settings file, beside it.
fn name_old_payments(db: Db<'_>, merchant: &Merchant) -> Result<(), StoreError> {
    for (order_no, mch_id, app_id) in calls_of_others(db, merchant)? {
        if let (Ok(mch_id), Ok(app_id)) = (MchId::parse(&mch_id), AppId::parse(&app_id)) {
            let sql = format!(
                "UPDATE payments SET mch_id = ?3, app_id = ?4 WHERE shop_id = ?1 AND order_no = ?2 AND {UNNAMED}"
            );
            db.run(&sql, params![db.shop, order_no, mch_id, app_id])?;
        }
    }
    for table in ["payments", "strays"] {
        let unnamed = if table == "payments" { UNNAMED } else { "mch_id IS NULL" };
        let sql = format!("UPDATE {table} SET mch_id = ?2, app_id = ?3 WHERE shop_id = ?1 AND {unnamed}");
        db.run(&sql, params![db.shop, merchant.mch_id, merchant.app_id])?;
    }
    Ok(())
}

/// Of the calls that asked for payments, those that named another merchant or app: which order, and these two. The last call
/// of an order comes first.
fn calls_of_others(db: Db<'_>, merchant: &Merchant) -> Result<Vec<(OrderNo, String, String)>, StoreError> {
    let sql = "SELECT order_no, text FROM messages WHERE shop_id = ?1 AND direction <> 'notice' AND direction = 'call'
                   AND kind = 'unifiedorder' AND order_no IS NOT NULL ORDER BY at DESC, message_id DESC";
    let mut others = Vec::new();
    db.each(sql, params![db.shop], |row| {
        let call = row.text("text")?;
        if let (Some(mch_id), Some(app_id)) = (field(call, "<mch_id>"), field(call, "<appid>"))
            && (mch_id != merchant.mch_id.as_str() || app_id != merchant.app_id.as_str())
        {
            others.push((row.get("order_no")?, mch_id.to_owned(), app_id.to_owned()));
        }
        Ok(())
    })?;
    Ok(others)
}

/// What stands in a field of a call.
fn field<'a>(call: &'a str, name: &str) -> Option<&'a str> {
    let (_, behind) = call.split_once(name)?;
    behind.strip_prefix("<![CDATA[").unwrap_or(behind).split([']', '<']).next()
}

/// In the words of its index.
pub(in crate::store) const UNCONFIRMED: &str =
    "SELECT p.order_no FROM payments p WHERE p.shop_id = ?1 AND p.state = 'noticed' AND p.noes >= 5";

/// Marks what belongs to another merchant, and frees what is this one's.
fn hold(db: Db<'_>, mch_id: &MchId) -> Result<(), StoreError> {
    for table in ["payments", "strays"] {
        let sql = format!(
            "UPDATE {table} SET held = CASE WHEN mch_id <> ?2 THEN 1 ELSE 0 END
             WHERE shop_id = ?1 AND held <> CASE WHEN mch_id <> ?2 THEN 1 ELSE 0 END"
        );
        db.run(&sql, params![db.shop, mch_id])?;
    }
    Ok(())
}

/// Whose the payment is, where that is another merchant than the one the shop is open for.
pub(in crate::store) fn holder_of(db: Db<'_>, order_no: &OrderNo) -> Result<Option<MchId>, StoreError> {
    let sql = "SELECT mch_id FROM payments WHERE shop_id = ?1 AND order_no = ?2 AND held = 1";
    db.find_value(sql, params![db.shop, order_no])
}

pub(in crate::store) const ANY_HELD: &str = "SELECT EXISTS (SELECT 1 FROM payments WHERE shop_id = ?1 AND held = 1)";

/// Refuses what would be told WeChat about another merchant's payment, or judged by its answer.
pub(in crate::store) fn must_be_ours(db: Db<'_>, order_no: &OrderNo) -> Result<(), StoreError> {
    match holder_of(db, order_no)? {
        Some(mch_id) => Err(Refusal::OtherMerchant(mch_id).into()),
        None => Ok(()),
    }
}

/// In SQL: true if the payment of the row `{alias}` (of `refunds`, `shipments` …) is another merchant's.
pub(in crate::store) fn is_held_sql(alias: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM payments held WHERE held.shop_id = {alias}.shop_id AND held.order_no = {alias}.order_no
             AND held.held = 1)"
    )
}

/// The open orders of other merchants, by what is open about them. Each part is read along the index of what is open.
fn open_parts() -> [String; 4] {
    let of = |table: &str, open: &str| {
        format!(
            "SELECT t.order_no FROM {table} t JOIN payments p ON p.shop_id = t.shop_id AND p.order_no = t.order_no
             WHERE t.shop_id = ?1 AND {open} AND p.held = 1"
        )
    };
    [
        "SELECT p.order_no FROM payments p WHERE p.shop_id = ?1 AND p.next_ask_at IS NOT NULL AND p.held = 1"
            .to_owned(),
        of("refunds", "t.state IN ('approved', 'sending', 'processing', 'in_doubt', 'waiting_for_money', 'stuck')"),
        of("refunds", "t.state = 'requested'"),
        of("shipments", "(t.report = 'held' OR t.report = 'waiting' OR t.report = 'sending')"),
    ]
}

fn held_rows(db: Db<'_>) -> Result<Vec<HeldRows>, StoreError> {
    // Nearly always there is nothing: found out by one look at an empty index.
    if !db.value::<bool>(ANY_HELD, params![db.shop])? {
        return Ok(Vec::new());
    }
    let [payments, moving, asked, reports] = open_parts();
    let all = format!("{payments} UNION {moving} UNION {asked} UNION {reports}");
    let sql = format!(
        "SELECT p.mch_id, COUNT(*) AS orders, SUM(CASE WHEN p.next_ask_at IS NOT NULL THEN 1 ELSE 0 END) AS payments,
             SUM((SELECT COUNT(*) FROM refunds r WHERE r.shop_id = p.shop_id AND r.order_no = p.order_no
                  AND r.state NOT IN ('refunded', 'rejected', 'failed'))) AS refunds
         FROM ({all}) AS open JOIN payments p ON p.shop_id = ?1 AND p.order_no = open.order_no
         GROUP BY p.mch_id ORDER BY p.mch_id"
    );
    db.list(&sql, params![db.shop], |row| {
        Ok(HeldRows {
            mch_id: row.get("mch_id")?,
            orders: row.get("orders")?,
            payments: row.get("payments")?,
            refunds: row.get("refunds")?,
        })
    })
}

impl Reader {
    /// The merchant the shop is open for.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn merchant(&self) -> Result<Option<Merchant>, StoreError> {
        current(self.db())
    }

    /// What is open and belongs to another merchant: it waits until the shop is opened for that one.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn held_rows(&self) -> Result<Vec<HeldRows>, StoreError> {
        held_rows(self.db())
    }

    /// The open orders among them, newest first.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn held_orders(&self, limit: u32) -> Result<Vec<OrderRow>, StoreError> {
        orders::reads::among(self.db(), &open_parts().join(" UNION "), limit)
    }

    /// Orders WeChat announced as paid and has denied [`NOES_TOLD`](crate::store::NOES_TOLD) times since, newest first.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn unconfirmed(&self, limit: u32) -> Result<Vec<OrderRow>, StoreError> {
        orders::reads::among(self.db(), UNCONFIRMED, limit)
    }
}
