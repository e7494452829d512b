-- What one buyer may take of the shop: counted by buyer and day, so that nobody fills the disk or holds the stock alone; and
-- what is needed to forget pictures once they are old.

-- One row for each buyer who took something on a day of Beijing's calendar (days since 1970). Kept for two days.
CREATE TABLE buyer_days (
    shop_id        TEXT    NOT NULL,
    day            INTEGER NOT NULL,
    openid         TEXT    NOT NULL,
    -- placed, the cancelled ones too
    orders         INTEGER NOT NULL CHECK (orders >= 0),
    -- payment sheets asked for at WeChat
    prepays        INTEGER NOT NULL CHECK (prepays >= 0),
    -- of the pictures kept behind requests for money back, with their thumbnails
    picture_bytes  INTEGER NOT NULL CHECK (picture_bytes >= 0),
    PRIMARY KEY (shop_id, day, openid)
) STRICT, WITHOUT ROWID;

-- A buyer has a few sessions at most; the oldest give way.
CREATE INDEX buyer_sessions_of_buyer ON buyer_sessions (shop_id, openid, opened_at);

-- Originals by age, and by the name of the file. One that was forgotten has no name any more; its thumbnail stays.
UPDATE refund_pictures SET kept_at = (SELECT r.requested_at FROM refunds r
        WHERE r.shop_id = refund_pictures.shop_id AND r.refund_no = refund_pictures.refund_no)
    WHERE kept_at IS NULL;
CREATE INDEX refund_pictures_by_age  ON refund_pictures (shop_id, kept_at, refund_no) WHERE file <> '';
CREATE INDEX refund_pictures_by_file ON refund_pictures (shop_id, file) WHERE file <> '';
