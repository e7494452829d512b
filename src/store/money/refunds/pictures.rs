//! Pictures behind requests for money back: kept from their buyer while nobody has decided, and forgotten once they are old.

use crate::domain::{BuyerLimits, RefundNo, RefundState, UnixSeconds};
use crate::store::{CommitFuture, Store};
use crate::store::{
    NewPicture, Reader, Refusal, StoreError, TextPart,
    engine::{db::Db, value::params},
    money::refunds::row::RefundHead,
    orders::buyer_days::{self, Take},
};

const PICTURES_MAX: u32 = 9;
const THUMBNAIL_BYTES_MAX: usize = 256 * 1024;
/// Rows of one commit.
const FORGOTTEN_MAX: u32 = 200;

impl Store {
    /// Keeps one more picture behind a request nobody has decided yet. Answers its place, from 0; [`Refusal::TooMany`]
    /// beyond nine, [`Refusal::UsedUp`] beyond the day's bytes.
    pub fn keep_picture(&self, picture: NewPicture, now: UnixSeconds) -> CommitFuture<u32> {
        let limits = self.limits();
        self.write(move |db| keep(db, &picture, limits, now))
    }

    /// The originals of pictures kept before `before`, behind requests that were decided before then, are wanted no more:
    /// some at a time, their thumbnails stay. Answers the names of the files that can go; none when there is nothing more.
    pub fn forget_pictures(&self, before: UnixSeconds) -> CommitFuture<Vec<String>> {
        self.write(move |db| forget(db, before))
    }
}

/// Keeps one more picture behind the buyer's request, while nobody has decided.
pub(in crate::store) fn keep(
    db: Db<'_>,
    picture: &NewPicture,
    limits: BuyerLimits,
    now: UnixSeconds,
) -> Result<u32, StoreError> {
    let NewPicture { refund_no, openid, thumbnail, file } = picture;
    let refund = RefundHead::read(db, refund_no)?;
    if refund.openid != *openid {
        return Err(Refusal::NotFound.into());
    }
    if refund.state != RefundState::Requested {
        return Err(Refusal::State(refund.state.into()).into());
    }
    let sql = "SELECT COUNT(*) FROM refund_pictures WHERE shop_id = ?1 AND refund_no = ?2";
    let position: u32 = db.value(sql, params![db.shop, refund_no])?;
    if position >= PICTURES_MAX {
        return Err(Refusal::TooMany { most: PICTURES_MAX }.into());
    }
    if thumbnail.len() > THUMBNAIL_BYTES_MAX || file.name.contains(['/', '\\']) {
        return Err(Refusal::Text(TextPart::Picture).into());
    }
    let bytes = u64::try_from(thumbnail.len()).unwrap_or(u64::MAX).saturating_add(file.bytes);
    buyer_days::may(db, openid, Take::Pictures(bytes), limits, now)?;
    db.run_one(
        "INSERT INTO refund_pictures (shop_id, refund_no, position, thumbnail, file, kept_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![db.shop, refund_no, position, thumbnail.as_slice(), file.name, now],
    )?;
    buyer_days::took(db, openid, Take::Pictures(bytes), now)?;
    Ok(position)
}

/// The oldest first; those behind a request nobody has decided stay.
pub(in crate::store) const OLD: &str = "SELECT p.refund_no, p.position, p.file
    FROM refund_pictures p CROSS JOIN refunds r
    WHERE r.shop_id = p.shop_id AND r.refund_no = p.refund_no AND p.shop_id = ?1 AND p.file <> '' AND p.kept_at < ?2
        AND r.changed_at < ?2 AND (r.state = 'refunded' OR r.state = 'rejected' OR r.state = 'failed')
    ORDER BY p.kept_at, p.refund_no LIMIT ?3";

/// The rows name their files no more; then the files can go.
pub(in crate::store) fn forget(db: Db<'_>, before: UnixSeconds) -> Result<Vec<String>, StoreError> {
    let old: Vec<(RefundNo, u32, String)> = db.list(OLD, params![db.shop, before, FORGOTTEN_MAX], |row| {
        Ok((row.get("refund_no")?, row.get("position")?, row.get("file")?))
    })?;
    for (refund_no, position, _) in &old {
        db.run_one(
            "UPDATE refund_pictures SET file = '' WHERE shop_id = ?1 AND refund_no = ?2 AND position = ?3",
            params![db.shop, refund_no, position],
        )?;
    }
    Ok(old.into_iter().map(|(_, _, file)| file).collect())
}

/// Where a picture of the shop's own or of a buyer is spoken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureFolder {
    /// `pictures/`: behind requests for money back.
    Requests,
    /// `pictures/products/`.
    Products,
    /// `pictures/replies/`: what refusals show.
    Replies,
}

impl PictureFolder {
    const fn named(self) -> &'static str {
        match self {
            Self::Requests => NAMED_IN_REQUESTS,
            Self::Products => "SELECT EXISTS (SELECT 1 FROM products WHERE shop_id = ?1 AND picture = ?2)",
            Self::Replies => {
                "SELECT EXISTS (SELECT 1 FROM refunds WHERE shop_id = ?1 AND reply_picture = ?2
                                  AND state = 'rejected')"
            }
        }
    }
}

pub(in crate::store) const NAMED_IN_REQUESTS: &str =
    "SELECT EXISTS (SELECT 1 FROM refund_pictures WHERE shop_id = ?1 AND file = ?2 AND file <> '')";

impl Reader {
    /// Whether any row speaks of this file.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn names_picture(&self, folder: PictureFolder, file: &str) -> Result<bool, StoreError> {
        let db = self.db();
        db.value(folder.named(), params![db.shop, file])
    }
}
