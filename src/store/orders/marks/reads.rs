//! The tags and notes beside an order, a refund or a buyer. Read for the owner's window and the search only.

use crate::domain::{MarkSubject, OrderNo, Tag};
use crate::store::{
    Marks, OrderMarks, OwnersNote, Reader, StoreError,
    engine::{db::Db, row::Row, value::params},
};
use std::collections::BTreeMap;

impl Reader {
    /// What the lists show of the marks of these orders. Orders without any are left out.
    ///
    /// # Errors
    /// What the engine reports.
    pub fn marks_of(&self, orders: &[OrderNo]) -> Result<Vec<OrderMarks>, StoreError> {
        let _snapshot = self.snapshot()?;
        let db = self.db();
        let mut found = Vec::new();
        // Most shops mark nothing: their lists are not asked about row by row.
        let marked: bool = db.value("SELECT EXISTS (SELECT 1 FROM marked WHERE shop_id = ?1)", params![db.shop])?;
        for order_no in orders.iter().filter(|_| marked) {
            let params = params![db.shop, order_no];
            let tags = db.list(LISTED_TAGS, params, |row| Ok((tag_from(row)?, row.get::<bool>("own")?)))?;
            let note: Option<String> = db.find_value(LISTED_NOTE, params)?;
            if !tags.is_empty() || note.is_some() {
                let own = tags.iter().filter(|(_, own)| *own).map(|(tag, _)| tag.name.clone()).collect();
                let tags = tags.into_iter().map(|(tag, _)| (tag.name.clone(), tag)).collect::<BTreeMap<_, _>>();
                found.push(OrderMarks { order_no: order_no.clone(), tags: tags.into_values().collect(), own, note });
            }
        }
        Ok(found)
    }

    /// Every tag there is, in the order of their names.
    ///
    /// # Errors
    /// What the engine reports.
    pub fn tags(&self) -> Result<Vec<Tag>, StoreError> {
        tags(self.db())
    }
}

pub(super) fn tags(db: Db<'_>) -> Result<Vec<Tag>, StoreError> {
    db.list("SELECT name, color FROM tags WHERE shop_id = ?1 ORDER BY name", params![db.shop], tag_from)
}

/// The notes beside one thing, oldest first.
pub(in crate::store) const NOTES: &str = "SELECT note_id, author, written_at, body FROM notes
    WHERE shop_id = ?1 AND subject = ?2 AND subject_key = ?3 AND removed_at IS NULL ORDER BY written_at, note_id";

const TAGS: &str = "SELECT t.name, t.color FROM put_tags p JOIN tags t ON t.shop_id = p.shop_id AND t.name = p.tag
    WHERE p.shop_id = ?1 AND p.subject = ?2 AND p.subject_key = ?3 ORDER BY p.tag";

/// The tags of an order, of its refunds and of its buyer.
const LISTED_TAGS: &str = "SELECT t.name, t.color, p.subject = 'order' AS own FROM put_tags p
        JOIN tags t ON t.shop_id = p.shop_id AND t.name = p.tag
    WHERE p.shop_id = ?1 AND p.order_no = ?2 AND p.subject <> 'buyer'
    UNION
    SELECT t.name, t.color, FALSE AS own FROM orders o JOIN put_tags p ON p.shop_id = o.shop_id AND p.subject = 'buyer'
        AND p.subject_key = o.openid JOIN tags t ON t.shop_id = p.shop_id AND t.name = p.tag
    WHERE o.shop_id = ?1 AND o.order_no = ?2";

/// The newest note on an order, on a refund of it, or else on its buyer.
const LISTED_NOTE: &str = "SELECT body FROM (
        SELECT 0 AS of_buyer, n.written_at, n.note_id, n.body FROM notes n
        WHERE n.shop_id = ?1 AND n.order_no = ?2 AND n.subject <> 'buyer' AND n.removed_at IS NULL
        UNION ALL
        SELECT 1 AS of_buyer, n.written_at, n.note_id, n.body FROM orders o JOIN notes n ON n.shop_id = o.shop_id
            AND n.subject = 'buyer' AND n.subject_key = o.openid AND n.removed_at IS NULL
        WHERE o.shop_id = ?1 AND o.order_no = ?2) AS notes_of_it
    ORDER BY of_buyer, written_at DESC, note_id DESC LIMIT 1";

pub(super) fn marks(db: Db<'_>, subject: &MarkSubject) -> Result<Marks, StoreError> {
    let of = params![db.shop, subject.kind(), subject.key()];
    Ok(Marks { tags: db.list(TAGS, of, tag_from)?, notes: db.list(NOTES, of, note_from)? })
}

fn tag_from(row: &Row<'_>) -> Result<Tag, StoreError> {
    Ok(Tag { name: row.get("name")?, color: row.get("color")? })
}

fn note_from(row: &Row<'_>) -> Result<OwnersNote, StoreError> {
    Ok(OwnersNote {
        note_id: row.get("note_id")?,
        author: row.get("author")?,
        written_at: row.get("written_at")?,
        text: row.get("body")?,
    })
}

/// What a row of notes, tags or steps is beside.
pub(super) fn subject_from(row: &Row<'_>) -> Result<MarkSubject, StoreError> {
    let (kind, key): (String, String) = (row.get("subject")?, row.get("subject_key")?);
    MarkSubject::parse(&kind, &key).map_err(|bad| StoreError::Unreadable(format!("subject: {bad}")))
}
