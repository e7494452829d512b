-- Whose rows these are: the merchant of WeChat Pay, and the app each payment was asked for in.

-- The merchant the shop is open for, as its settings said at the last opening. No row before the first opening.
CREATE TABLE merchants (
    shop_id             TEXT    NOT NULL,
    mch_id              TEXT    NOT NULL CHECK (length(mch_id) BETWEEN 8 AND 10),
    -- the mini program
    app_id              TEXT    NOT NULL CHECK (length(app_id) = 18),
    -- the shop's own app, where it has one
    app_channel_app_id  TEXT    CHECK (length(app_channel_app_id) = 18),
    since_at            INTEGER NOT NULL,
    PRIMARY KEY (shop_id)
) STRICT, WITHOUT ROWID;

-- Whom WeChat was told to pay, and in which app: fixed when the payment is asked for, NULL before. Rows from before this
-- version are filled in by the program at the first opening: by the calls that are kept of them, and where none is kept
-- any more by the merchant that opens.
ALTER TABLE payments ADD COLUMN mch_id TEXT CHECK (length(mch_id) BETWEEN 8 AND 10);
ALTER TABLE payments ADD COLUMN app_id TEXT CHECK (length(app_id) = 18);
-- another merchant's than the one the shop is open for: nothing of it is asked, sent or judged until that one is back
ALTER TABLE payments ADD COLUMN held INTEGER NOT NULL DEFAULT 0 CHECK (held = 0 OR held = 1);
-- how often WeChat answered that nothing was paid, after a rightly signed notification said that it was
ALTER TABLE payments ADD COLUMN noes INTEGER NOT NULL DEFAULT 0 CHECK (noes >= 0);

CREATE INDEX payments_held ON payments (shop_id, order_no) WHERE held = 1;
-- what a person should hear of: WeChat contradicts its own notification again and again
CREATE INDEX payments_unconfirmed ON payments (shop_id, order_no) WHERE state = 'noticed' AND noes >= 5;

-- whose notification it was
ALTER TABLE strays ADD COLUMN mch_id TEXT CHECK (length(mch_id) BETWEEN 8 AND 10);
ALTER TABLE strays ADD COLUMN app_id TEXT CHECK (length(app_id) = 18);
ALTER TABLE strays ADD COLUMN held INTEGER NOT NULL DEFAULT 0 CHECK (held = 0 OR held = 1);
