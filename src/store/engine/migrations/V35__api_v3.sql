-- API v3 beside v2. The way of signing says in which of the two an order was born, so it gets a third word; a CHECK cannot be
-- changed in place, so both tables that name it are written anew, row for row. Runs with foreign keys off; the last
-- statements prove that none is broken.

CREATE TABLE payments_v35 (
    shop_id                 TEXT    NOT NULL,
    order_no                TEXT    NOT NULL,
    state                   TEXT    NOT NULL CHECK (state = 'unsent' OR state = 'waiting' OR state = 'noticed'
                                                    OR state = 'confirmed' OR state = 'closed' OR state = 'conflict'),
    -- how we asked for it, and therefore how every message about it must be signed; RSA is API v3
    sign_type               TEXT    CHECK (sign_type = 'MD5' OR sign_type = 'HMAC-SHA256' OR sign_type = 'RSA'),
    channel                 TEXT    CHECK (channel = 'mini_program' OR channel = 'app'),
    prepay_id               TEXT,
    prepay_at               INTEGER,
    -- what a notification claimed: a hint, until WeChat's own answer names the transaction below
    noticed_transaction_id  TEXT,
    transaction_id          TEXT,
    pay_before              INTEGER NOT NULL,
    -- how often WeChat was asked since the last change, and when it is asked next (none: nothing is open)
    asks                    INTEGER NOT NULL CHECK (asks >= 0),
    next_ask_at             INTEGER,
    -- since when a cancel is wished for: WeChat closes the order first, and a payment that was faster wins
    cancel_wished_at        INTEGER,
    -- the address WeChat was told to report to; empty before the first call, or where there is none
    public_url              TEXT    NOT NULL DEFAULT '',
    -- whom WeChat was told to pay, and in which app: fixed when the payment is asked for, NULL before
    mch_id                  TEXT    CHECK (length(mch_id) BETWEEN 8 AND 10),
    app_id                  TEXT    CHECK (length(app_id) = 18),
    -- another merchant's than the one the shop is open for: nothing of it is asked, sent or judged until that one is back
    held                    INTEGER NOT NULL DEFAULT 0 CHECK (held = 0 OR held = 1),
    -- how often WeChat answered that nothing was paid, after a rightly signed notification said that it was
    noes                    INTEGER NOT NULL DEFAULT 0 CHECK (noes >= 0),
    PRIMARY KEY (shop_id, order_no),
    FOREIGN KEY (shop_id, order_no) REFERENCES orders (shop_id, order_no),
    CHECK ((prepay_id IS NULL) = (prepay_at IS NULL)),
    CHECK (state <> 'waiting' AND state <> 'noticed' OR next_ask_at IS NOT NULL),
    CHECK (state <> 'confirmed' OR transaction_id IS NOT NULL)
) STRICT, WITHOUT ROWID;

INSERT INTO payments_v35 (shop_id, order_no, state, sign_type, channel, prepay_id, prepay_at, noticed_transaction_id,
        transaction_id, pay_before, asks, next_ask_at, cancel_wished_at, public_url, mch_id, app_id, held, noes)
    SELECT shop_id, order_no, state, sign_type, channel, prepay_id, prepay_at, noticed_transaction_id,
        transaction_id, pay_before, asks, next_ask_at, cancel_wished_at, public_url, mch_id, app_id, held, noes
    FROM payments ORDER BY shop_id, order_no;
DROP TABLE payments;
ALTER TABLE payments_v35 RENAME TO payments;

-- One transaction pays one order, for ever.
CREATE UNIQUE INDEX payments_by_transaction ON payments (shop_id, transaction_id) WHERE transaction_id IS NOT NULL;
CREATE INDEX payments_by_notice   ON payments (shop_id, noticed_transaction_id)
    WHERE noticed_transaction_id IS NOT NULL;
CREATE INDEX payments_due         ON payments (shop_id, next_ask_at, order_no) WHERE next_ask_at IS NOT NULL;
CREATE INDEX payments_noticed     ON payments (shop_id, next_ask_at, order_no) WHERE state = 'noticed';
CREATE INDEX payments_held        ON payments (shop_id, order_no) WHERE held = 1;
-- what a person should hear of: WeChat contradicts its own notification again and again
CREATE INDEX payments_unconfirmed ON payments (shop_id, order_no) WHERE state = 'noticed' AND noes >= 5;
CREATE INDEX payments_by_app      ON payments (shop_id, order_no) WHERE channel = 'app';

CREATE TABLE strays_v35 (
    shop_id      TEXT    NOT NULL,
    order_no     TEXT    NOT NULL CHECK (length(order_no) BETWEEN 6 AND 32),
    state        TEXT    NOT NULL CHECK (state = 'asking' OR state = 'adopted' OR state = 'given_up'),
    sign_type    TEXT    NOT NULL CHECK (sign_type = 'MD5' OR sign_type = 'HMAC-SHA256' OR sign_type = 'RSA'),
    message_id   TEXT    NOT NULL,
    found_at     INTEGER NOT NULL,
    -- how often WeChat was asked, and how often it answered that there is no such payment
    asks         INTEGER NOT NULL CHECK (asks >= 0),
    noes         INTEGER NOT NULL CHECK (noes BETWEEN 0 AND asks),
    next_ask_at  INTEGER,
    why          TEXT    NOT NULL,
    changed_at   INTEGER NOT NULL,
    -- whose notification it was
    mch_id       TEXT    CHECK (length(mch_id) BETWEEN 8 AND 10),
    app_id       TEXT    CHECK (length(app_id) = 18),
    held         INTEGER NOT NULL DEFAULT 0 CHECK (held = 0 OR held = 1),
    PRIMARY KEY (shop_id, order_no),
    CHECK ((state = 'asking') = (next_ask_at IS NOT NULL))
) STRICT, WITHOUT ROWID;

INSERT INTO strays_v35 (shop_id, order_no, state, sign_type, message_id, found_at, asks, noes, next_ask_at, why, changed_at,
        mch_id, app_id, held)
    SELECT shop_id, order_no, state, sign_type, message_id, found_at, asks, noes, next_ask_at, why, changed_at,
        mch_id, app_id, held
    FROM strays ORDER BY shop_id, order_no;
DROP TABLE strays;
ALTER TABLE strays_v35 RENAME TO strays;

CREATE INDEX strays_due   ON strays (shop_id, next_ask_at, order_no) WHERE state = 'asking';
CREATE INDEX strays_ended ON strays (shop_id, changed_at, order_no) WHERE state = 'given_up';

-- By which interface a refund left last: its number is sent again by that one and by no other. NULL: it never left, or it
-- left before there was a choice, and then by API v2.
ALTER TABLE refunds ADD COLUMN sent_by TEXT CHECK (sent_by = 'v2' OR sent_by = 'v3');

-- API v3 lists no refunds of an order. WeChat is asked for every number that is known of it, and the bill knows those that were
-- made by hand.
CREATE INDEX bill_lines_of_order ON bill_lines (shop_id, order_no, refund_no) WHERE refund_no IS NOT NULL;

-- Nothing is kept of this migration if a row now points at nothing.
CREATE TABLE migration_check (broken INTEGER NOT NULL CHECK (broken = 0)) STRICT;
INSERT INTO migration_check SELECT COUNT(*) FROM pragma_foreign_key_check;
DROP TABLE migration_check;
