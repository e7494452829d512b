-- Refunds in full: who began a refund, what goes back on the shelf with it, which one it takes the place of, those that
-- were made by hand on WeChat's platform, and a history in which an edited row is found.

-- The buyer asked, the owner began it without being asked, or it was made by hand on WeChat's platform: then WeChat's word
-- is all there is of it, and nothing of it was ever sent from here.
ALTER TABLE refunds ADD COLUMN origin TEXT NOT NULL DEFAULT 'buyer' CHECK (origin IN ('buyer', 'owner', 'platform'));

-- A refund that failed for good can be given a new number by the owner's wish: the new row names the one it takes the place
-- of. At most one row can, so that a second click, or a second program, never makes a second successor.
ALTER TABLE refunds ADD COLUMN renews TEXT CHECK (renews <> refund_no);

CREATE UNIQUE INDEX refunds_renewed ON refunds (shop_id, renews) WHERE renews IS NOT NULL;

-- What this buyer asked for before, newest first. It counts a buyer's refunds as well as the index it takes the place of.
DROP INDEX refunds_of_buyer;
CREATE INDEX refunds_of_buyer ON refunds (shop_id, openid, requested_at, refund_no);
-- What the owner told buyers who were refused, the last first.
CREATE INDEX refunds_rejected ON refunds (shop_id, changed_at, refund_no) WHERE state = 'rejected';

-- Pieces the owner wants back on the shelf with a refund. They go there once, when WeChat says that the money arrived.
CREATE TABLE refund_restock (
    shop_id     TEXT    NOT NULL,
    refund_no   TEXT    NOT NULL,
    product_id  TEXT    NOT NULL,
    quantity    INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 999),
    -- when they went back; none while the money is under way
    back_at     INTEGER,
    PRIMARY KEY (shop_id, refund_no, product_id),
    FOREIGN KEY (shop_id, refund_no) REFERENCES refunds (shop_id, refund_no)
) STRICT, WITHOUT ROWID;

-- Orders of which WeChat knows, or may know, refunds that we do not: it is asked for all refunds of the order.
CREATE TABLE refund_searches (
    shop_id   TEXT    NOT NULL,
    order_no  TEXT    NOT NULL,
    asks      INTEGER NOT NULL CHECK (asks >= 0),
    next_at   INTEGER NOT NULL,
    PRIMARY KEY (shop_id, order_no),
    FOREIGN KEY (shop_id, order_no) REFERENCES orders (shop_id, order_no)
) STRICT, WITHOUT ROWID;

CREATE INDEX refund_searches_due ON refund_searches (shop_id, next_at, order_no);

-- SHA-256 over the step before it and everything in this row. The last one of an order stands on the order as well, so
-- that cutting off the end is found too. The program fills both for the steps that are here already, at once.
ALTER TABLE history ADD COLUMN chain BLOB CHECK (length(chain) = 32);
ALTER TABLE orders ADD COLUMN history_head BLOB CHECK (length(history_head) = 32);
