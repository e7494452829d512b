-- Shipping: what was sent with whom, whether WeChat has been told, and what WeChat says of the money it holds until then.

-- One row for each order of which at least a parcel was marked as shipped.
CREATE TABLE shipments (
    shop_id         TEXT    NOT NULL,
    order_no        TEXT    NOT NULL,
    kind            TEXT    NOT NULL CHECK (kind = 'express' OR kind = 'city' OR kind = 'virtual' OR kind = 'pickup'),
    -- told to WeChat parcel by parcel, from the first one on
    split           INTEGER NOT NULL CHECK (split IN (0, 1)),
    -- nothing more follows: only now WeChat tells the buyer
    complete        INTEGER NOT NULL CHECK (complete IN (0, 1)),
    report          TEXT    NOT NULL CHECK (report = 'held' OR report = 'waiting' OR report = 'sending'
                                            OR report = 'reported' OR report = 'stopped'),
    -- a report left and its fate is not known: WeChat is asked before anything is said again
    in_doubt        INTEGER NOT NULL CHECK (in_doubt IN (0, 1)),
    -- when it is reported, or tried again; until then it can be taken back if it is held
    next_at         INTEGER NOT NULL,
    tries           INTEGER NOT NULL CHECK (tries >= 0),
    -- the time named in the last report, in milliseconds: each one must be later than the one before
    upload_millis   INTEGER NOT NULL CHECK (upload_millis >= 0),
    -- WeChat takes one correction of a complete shipment
    corrected       INTEGER NOT NULL CHECK (corrected IN (0, 1)),
    -- WeChat's code, or a word of ours; empty where all is well
    trouble         TEXT    NOT NULL,
    shipped_at      INTEGER NOT NULL,
    reported_at     INTEGER,
    changed_at      INTEGER NOT NULL,
    -- where the order stands in WeChat's settlement, and when it is asked next
    settle          TEXT    CHECK (settle = 'to_ship' OR settle = 'shipped' OR settle = 'confirmed'
                                   OR settle = 'completed' OR settle = 'refunded' OR settle = 'settling'),
    polls           INTEGER NOT NULL CHECK (polls >= 0),
    poll_at         INTEGER,
    -- the buyer is reminded once to confirm the receipt: wished for, due, done
    remind_at       INTEGER,
    reminds         INTEGER NOT NULL CHECK (reminds >= 0),
    reminded_at     INTEGER,
    remind_trouble  TEXT    NOT NULL,
    PRIMARY KEY (shop_id, order_no),
    FOREIGN KEY (shop_id, order_no) REFERENCES orders (shop_id, order_no),
    CHECK (split = 1 OR complete = 1),
    CHECK (split = 0 OR kind = 'express'),
    CHECK (report <> 'reported' OR reported_at IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX shipments_due      ON shipments (shop_id, next_at, order_no) WHERE report = 'held' OR report = 'waiting';
CREATE INDEX shipments_sending  ON shipments (shop_id, order_no) WHERE report = 'sending';
CREATE INDEX shipments_poll     ON shipments (shop_id, poll_at, order_no) WHERE poll_at IS NOT NULL;
CREATE INDEX shipments_remind   ON shipments (shop_id, remind_at, order_no) WHERE remind_at IS NOT NULL;
CREATE INDEX shipments_waiting  ON shipments (shop_id, shipped_at, order_no)
    WHERE report = 'held' OR report = 'waiting' OR report = 'sending';
CREATE INDEX shipments_stopped  ON shipments (shop_id, changed_at, order_no) WHERE report = 'stopped';
CREATE INDEX shipments_reported ON shipments (shop_id, reported_at, order_no) WHERE report = 'reported';

CREATE TABLE parcels (
    shop_id      TEXT    NOT NULL,
    order_no     TEXT    NOT NULL,
    parcel       INTEGER NOT NULL CHECK (parcel BETWEEN 0 AND 14),
    carrier      TEXT    NOT NULL CHECK (length(carrier) <= 128),
    tracking_no  TEXT    NOT NULL CHECK (length(tracking_no) <= 128),
    shipped_at   INTEGER NOT NULL,
    PRIMARY KEY (shop_id, order_no, parcel),
    FOREIGN KEY (shop_id, order_no) REFERENCES shipments (shop_id, order_no)
) STRICT, WITHOUT ROWID;

-- the carriers used lately
CREATE INDEX parcels_lately ON parcels (shop_id, shipped_at, carrier);

-- What is in a parcel, where the owner said so.
CREATE TABLE parcel_lines (
    shop_id     TEXT    NOT NULL,
    order_no    TEXT    NOT NULL,
    parcel      INTEGER NOT NULL,
    product_id  TEXT    NOT NULL,
    quantity    INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 999),
    PRIMARY KEY (shop_id, order_no, parcel, product_id),
    FOREIGN KEY (shop_id, order_no, parcel) REFERENCES parcels (shop_id, order_no, parcel)
) STRICT, WITHOUT ROWID;

-- WeChat's list of carriers, taken as a whole once a week.
CREATE TABLE carriers (
    shop_id     TEXT    NOT NULL,
    carrier_id  TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    position    INTEGER NOT NULL,
    listed_at   INTEGER NOT NULL,
    PRIMARY KEY (shop_id, carrier_id)
) STRICT, WITHOUT ROWID;

-- WeChat says that it holds this order's money no more.
ALTER TABLE orders ADD COLUMN settled INTEGER NOT NULL DEFAULT 0 CHECK (settled IN (0, 1));

-- What is to be shipped now, the oldest payment first: nothing about which a refund is still open.
CREATE INDEX orders_ship_queue ON orders (shop_id, paid_at, order_no) WHERE state = 'to_ship' AND open_refund IS NULL;
-- and those whose goods stay until the refund is decided
CREATE INDEX orders_ship_stopped ON orders (shop_id, paid_at, order_no)
    WHERE state = 'to_ship' AND open_refund IS NOT NULL;

-- The history has steps of shipments too.
CREATE TABLE history_v4 (
    shop_id     TEXT    NOT NULL,
    order_no    TEXT    NOT NULL,
    step        INTEGER NOT NULL CHECK (step >= 0),
    at          INTEGER NOT NULL,
    actor       TEXT    NOT NULL CHECK (actor = 'owner' OR actor = 'buyer' OR actor = 'wechat' OR actor = 'zhanggui'),
    subject     TEXT    NOT NULL CHECK (subject = 'order' OR subject = 'payment' OR subject = 'refund'
                                        OR subject = 'shipment'),
    -- which refund, for steps of a refund
    refund_no   TEXT,
    before      TEXT    NOT NULL,
    after       TEXT    NOT NULL,
    why         TEXT    NOT NULL,
    message_id  TEXT,
    -- SHA-256 over the step before it and everything in this row
    chain       BLOB    CHECK (length(chain) = 32),
    PRIMARY KEY (shop_id, order_no, step),
    FOREIGN KEY (shop_id, order_no) REFERENCES orders (shop_id, order_no),
    CHECK ((subject = 'refund') = (refund_no IS NOT NULL))
) STRICT, WITHOUT ROWID;

INSERT INTO history_v4 (shop_id, order_no, step, at, actor, subject, refund_no, before, after, why, message_id, chain)
    SELECT shop_id, order_no, step, at, actor, subject, refund_no, before, after, why, message_id, chain FROM history;
DROP TABLE history;
ALTER TABLE history_v4 RENAME TO history;

-- No earlier version told WeChat of a shipment, so all that are under way are to be reported now, one after the other.
-- What its buyer has received already is left alone: WeChat is not asked about years gone by.
INSERT INTO shipments (shop_id, order_no, kind, split, complete, report, in_doubt, next_at, tries, upload_millis,
        corrected, trouble, shipped_at, changed_at, polls, reminds, remind_trouble)
    SELECT shop_id, order_no, CASE WHEN carrier = '' OR tracking_no = '' THEN 'pickup' ELSE 'express' END, 0, 1,
        'waiting', 0, shipped_at, 0, 0, 0, '', shipped_at, shipped_at, 0, 0, ''
    FROM orders WHERE state = 'shipped';
INSERT INTO parcels (shop_id, order_no, parcel, carrier, tracking_no, shipped_at)
    SELECT shop_id, order_no, 0, carrier, tracking_no, shipped_at FROM orders WHERE state = 'shipped';
UPDATE orders SET settled = 1 WHERE state = 'received' OR state = 'refunded';

INSERT INTO tallies (shop_id, name, amount)
    SELECT shop_id, 'to_ship_now', COUNT(*) FROM orders WHERE state = 'to_ship' AND open_refund IS NULL GROUP BY shop_id;
INSERT INTO tallies (shop_id, name, amount)
    SELECT shop_id, 'to_ship_fen', SUM(paid_fen - refunded_fen) FROM orders
    WHERE state = 'to_ship' AND open_refund IS NULL GROUP BY shop_id;
INSERT INTO tallies (shop_id, name, amount)
    SELECT shop_id, 'frozen_fen', SUM(paid_fen - refunded_fen) FROM orders
    WHERE (state = 'to_ship' OR state = 'shipped') AND settled = 0 GROUP BY shop_id;
INSERT INTO tallies (shop_id, name, amount)
    SELECT shop_id, 'report_waiting', COUNT(*) FROM shipments GROUP BY shop_id;

-- Nothing is kept of this migration if a row now points at nothing.
CREATE TABLE migration_check (broken INTEGER NOT NULL CHECK (broken = 0)) STRICT;
INSERT INTO migration_check SELECT COUNT(*) FROM pragma_foreign_key_check;
DROP TABLE migration_check;
