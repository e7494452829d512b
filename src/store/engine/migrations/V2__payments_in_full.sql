-- Payments in full: orders that did not come through our door, cancelled orders, what a refund is about, pictures of
-- products, and the address a payment was bound to.
--
-- Five tables are written anew, because a CHECK cannot be changed in place. `orders` and `payment_extras` learn the
-- reason 'from_elsewhere'. All of them, and the conditions of their indices, now say `a = x OR a = y OR a = z`: of
-- `a IN (x, y, z)` SQLite builds a table in memory for each statement that checks it, a fifth of the cost of a
-- notification. Runs with foreign keys off; the last statements prove that none is broken.

CREATE TABLE orders_v2 (
    shop_id           TEXT    NOT NULL,
    order_no          TEXT    NOT NULL CHECK (length(order_no) BETWEEN 6 AND 32),
    openid            TEXT    NOT NULL,
    -- counts up with every change the owner should notice before clicking; a click carries it back
    version           INTEGER NOT NULL CHECK (version >= 1),
    state             TEXT    NOT NULL CHECK (state = 'to_pay' OR state = 'confirming' OR state = 'to_ship'
                                              OR state = 'shipped' OR state = 'received' OR state = 'refunded'
                                              OR state = 'closed' OR state = 'needs_owner'),
    -- placed at our door, or paid to us without it: then there are no lines and no receiver
    source            TEXT    NOT NULL DEFAULT 'storefront' CHECK (source IN ('storefront', 'elsewhere')),
    -- money that does not fit; stays beside the state, because a shipped order can get a second payment
    attention         TEXT    CHECK (attention = 'amount_differs' OR attention = 'second_payment'
                                     OR attention = 'paid_after_close' OR attention = 'from_elsewhere'),
    -- the most urgent refund that is not finished, or none
    open_refund       TEXT    CHECK (open_refund = 'requested' OR open_refund = 'approved' OR open_refund = 'sending'
                                     OR open_refund = 'processing' OR open_refund = 'in_doubt'
                                     OR open_refund = 'waiting_for_money' OR open_refund = 'stuck'),
    -- paid, and the owner has not looked yet
    unseen            INTEGER NOT NULL CHECK (unseen IN (0, 1)),
    total_fen         INTEGER NOT NULL CHECK (total_fen > 0),
    -- what WeChat confirmed, what arrived back at the buyer, what is promised or on its way back
    paid_fen          INTEGER NOT NULL CHECK (paid_fen >= 0),
    refunded_fen      INTEGER NOT NULL CHECK (refunded_fen >= 0),
    in_flight_fen     INTEGER NOT NULL CHECK (in_flight_fen >= 0),
    -- what was ordered, in one line for the list: 挂耳咖啡 ×2, 手冲壶
    items             TEXT    NOT NULL,
    receiver_name     TEXT    NOT NULL,
    receiver_phone    TEXT    NOT NULL,
    receiver_address  TEXT    NOT NULL,
    note              TEXT    NOT NULL CHECK (length(note) <= 200),
    idempotency_key   TEXT    CHECK (length(idempotency_key) BETWEEN 1 AND 128),
    created_at        INTEGER NOT NULL,
    paid_at           INTEGER,
    shipped_at        INTEGER,
    carrier           TEXT,
    tracking_no       TEXT,
    received_at       INTEGER,
    PRIMARY KEY (shop_id, order_no),
    -- the last line of defence behind every refund: what went back and what may be on its way never exceeds the payment
    CHECK (refunded_fen + in_flight_fen <= paid_fen),
    CHECK (state <> 'refunded' OR refunded_fen = paid_fen),
    CHECK (state <> 'needs_owner' OR attention IS NOT NULL),
    CHECK (attention <> 'from_elsewhere' OR source = 'elsewhere'),
    CHECK (state <> 'to_ship' AND state <> 'shipped' AND state <> 'received' AND state <> 'refunded'
           OR paid_at IS NOT NULL),
    CHECK ((shipped_at IS NULL) = (carrier IS NULL) AND (shipped_at IS NULL) = (tracking_no IS NULL))
) STRICT;

INSERT INTO orders_v2 (shop_id, order_no, openid, version, state, attention, open_refund, unseen, total_fen, paid_fen,
        refunded_fen, in_flight_fen, items, receiver_name, receiver_phone, receiver_address, note, idempotency_key,
        created_at, paid_at, shipped_at, carrier, tracking_no, received_at)
    SELECT shop_id, order_no, openid, version, state, attention, open_refund, unseen, total_fen, paid_fen,
        refunded_fen, in_flight_fen, items, receiver_name, receiver_phone, receiver_address, note, idempotency_key,
        created_at, paid_at, shipped_at, carrier, tracking_no,
        (SELECT MAX(h.at) FROM history h WHERE h.shop_id = orders.shop_id AND h.order_no = orders.order_no
             AND h.subject = 'order' AND h.after = 'received')
    FROM orders;
DROP TABLE orders;
ALTER TABLE orders_v2 RENAME TO orders;

-- The list, newest first, and one narrow index for each of its filters: a page costs the same among a million orders.
CREATE INDEX orders_all         ON orders (shop_id, created_at, order_no);
CREATE INDEX orders_to_pay      ON orders (shop_id, created_at, order_no) WHERE state IN ('to_pay', 'confirming');
CREATE INDEX orders_to_ship     ON orders (shop_id, created_at, order_no) WHERE state = 'to_ship';
CREATE INDEX orders_shipped     ON orders (shop_id, created_at, order_no) WHERE state = 'shipped';
CREATE INDEX orders_done        ON orders (shop_id, created_at, order_no)
    WHERE state = 'received' OR state = 'refunded' OR state = 'closed';
CREATE INDEX orders_refunding   ON orders (shop_id, created_at, order_no) WHERE open_refund IS NOT NULL;
CREATE INDEX orders_needs_owner ON orders (shop_id, created_at, order_no) WHERE attention IS NOT NULL;
CREATE INDEX orders_elsewhere   ON orders (shop_id, created_at, order_no) WHERE source = 'elsewhere';
CREATE INDEX orders_unseen      ON orders (shop_id, created_at, order_no) WHERE unseen = 1;
CREATE INDEX orders_of_buyer    ON orders (shop_id, openid, created_at, order_no);
-- a buyer's key names one order for ever: a repeated tap finds it again
CREATE UNIQUE INDEX orders_by_key ON orders (shop_id, openid, idempotency_key) WHERE idempotency_key IS NOT NULL;

CREATE TABLE payment_extras_v2 (
    shop_id         TEXT    NOT NULL,
    order_no        TEXT    NOT NULL,
    transaction_id  TEXT    NOT NULL,
    kind            TEXT    NOT NULL CHECK (kind = 'amount_differs' OR kind = 'second_payment'
                                            OR kind = 'paid_after_close' OR kind = 'from_elsewhere'),
    amount_fen      INTEGER NOT NULL CHECK (amount_fen >= 0),
    currency        TEXT    NOT NULL,
    paid_at         INTEGER NOT NULL,
    found_at        INTEGER NOT NULL,
    PRIMARY KEY (shop_id, order_no, transaction_id),
    FOREIGN KEY (shop_id, order_no) REFERENCES orders (shop_id, order_no)
) STRICT, WITHOUT ROWID;

INSERT INTO payment_extras_v2 (shop_id, order_no, transaction_id, kind, amount_fen, currency, paid_at, found_at)
    SELECT shop_id, order_no, transaction_id, kind, amount_fen, currency, paid_at, found_at FROM payment_extras;
DROP TABLE payment_extras;
ALTER TABLE payment_extras_v2 RENAME TO payment_extras;

CREATE INDEX payment_extras_by_transaction ON payment_extras (shop_id, transaction_id);

CREATE TABLE payments_v2 (
    shop_id                 TEXT    NOT NULL,
    order_no                TEXT    NOT NULL,
    state                   TEXT    NOT NULL CHECK (state = 'unsent' OR state = 'waiting' OR state = 'noticed'
                                                    OR state = 'confirmed' OR state = 'closed' OR state = 'conflict'),
    -- how we asked for it, and therefore how every message about it must be signed
    sign_type               TEXT    CHECK (sign_type IN ('MD5', 'HMAC-SHA256')),
    channel                 TEXT    CHECK (channel IN ('mini_program', 'app')),
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
    PRIMARY KEY (shop_id, order_no),
    FOREIGN KEY (shop_id, order_no) REFERENCES orders (shop_id, order_no),
    CHECK ((prepay_id IS NULL) = (prepay_at IS NULL)),
    CHECK (state NOT IN ('waiting', 'noticed') OR next_ask_at IS NOT NULL),
    CHECK (state <> 'confirmed' OR transaction_id IS NOT NULL)
) STRICT, WITHOUT ROWID;

INSERT INTO payments_v2 (shop_id, order_no, state, sign_type, channel, prepay_id, prepay_at, noticed_transaction_id,
        transaction_id, pay_before, asks, next_ask_at)
    SELECT shop_id, order_no, state, sign_type, channel, prepay_id, prepay_at, noticed_transaction_id,
        transaction_id, pay_before, asks, next_ask_at FROM payments;
DROP TABLE payments;
ALTER TABLE payments_v2 RENAME TO payments;

-- One transaction pays one order, for ever.
CREATE UNIQUE INDEX payments_by_transaction ON payments (shop_id, transaction_id) WHERE transaction_id IS NOT NULL;
CREATE INDEX payments_by_notice ON payments (shop_id, noticed_transaction_id)
    WHERE noticed_transaction_id IS NOT NULL;
CREATE INDEX payments_due       ON payments (shop_id, next_ask_at, order_no) WHERE next_ask_at IS NOT NULL;
CREATE INDEX payments_noticed   ON payments (shop_id, next_ask_at, order_no) WHERE state = 'noticed';

CREATE TABLE history_v2 (
    shop_id     TEXT    NOT NULL,
    order_no    TEXT    NOT NULL,
    step        INTEGER NOT NULL CHECK (step >= 0),
    at          INTEGER NOT NULL,
    actor       TEXT    NOT NULL CHECK (actor = 'owner' OR actor = 'buyer' OR actor = 'wechat' OR actor = 'zhanggui'),
    subject     TEXT    NOT NULL CHECK (subject = 'order' OR subject = 'payment' OR subject = 'refund'),
    -- which refund, for steps of a refund
    refund_no   TEXT,
    before      TEXT    NOT NULL,
    after       TEXT    NOT NULL,
    why         TEXT    NOT NULL,
    message_id  TEXT,
    PRIMARY KEY (shop_id, order_no, step),
    FOREIGN KEY (shop_id, order_no) REFERENCES orders (shop_id, order_no),
    CHECK ((subject = 'refund') = (refund_no IS NOT NULL))
) STRICT, WITHOUT ROWID;

INSERT INTO history_v2 SELECT * FROM history;
DROP TABLE history;
ALTER TABLE history_v2 RENAME TO history;

CREATE TABLE messages_v2 (
    shop_id     TEXT    NOT NULL,
    message_id  TEXT    NOT NULL CHECK (length(message_id) = 32),
    at          INTEGER NOT NULL,
    -- a notice came to our door, a call left, an answer came back
    direction   TEXT    NOT NULL CHECK (direction = 'notice' OR direction = 'call' OR direction = 'answer'),
    kind        TEXT    NOT NULL,
    peer        TEXT    NOT NULL,
    verdict     TEXT    CHECK (verdict = 'accepted' OR verdict = 'repeated' OR verdict = 'unknown_number'
                               OR verdict = 'differs' OR verdict = 'not_paid' OR verdict = 'too_large'
                               OR verdict = 'malformed' OR verdict = 'unsigned' OR verdict = 'wrong_signature'
                               OR verdict = 'other_merchant' OR verdict = 'bad_field' OR verdict = 'undecryptable'),
    order_no    TEXT,
    refund_no   TEXT,
    text        TEXT    NOT NULL,
    PRIMARY KEY (shop_id, message_id),
    CHECK ((direction = 'notice') = (verdict IS NOT NULL))
) STRICT;

INSERT INTO messages_v2 SELECT * FROM messages;
DROP TABLE messages;
ALTER TABLE messages_v2 RENAME TO messages;

CREATE INDEX messages_notices  ON messages (shop_id, at, message_id) WHERE direction = 'notice';
CREATE INDEX messages_of_order ON messages (shop_id, order_no) WHERE direction = 'notice';
-- notices that prove nothing: only the newest are kept, so that strangers cannot fill the disk
CREATE INDEX messages_refused  ON messages (shop_id, at, message_id)
    WHERE verdict = 'too_large' OR verdict = 'malformed' OR verdict = 'unsigned' OR verdict = 'wrong_signature'
        OR verdict = 'other_merchant' OR verdict = 'bad_field' OR verdict = 'undecryptable';

-- Name of the file in `pictures/products/`.
ALTER TABLE products ADD COLUMN picture TEXT;

-- What a refund is about, where the buyer said so: pieces of the order's lines, at the price they were bought for.
CREATE TABLE refund_lines (
    shop_id     TEXT    NOT NULL,
    refund_no   TEXT    NOT NULL,
    position    INTEGER NOT NULL CHECK (position >= 0),
    product_id  TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    price_fen   INTEGER NOT NULL CHECK (price_fen >= 0),
    quantity    INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 999),
    PRIMARY KEY (shop_id, refund_no, position),
    FOREIGN KEY (shop_id, refund_no) REFERENCES refunds (shop_id, refund_no)
) STRICT, WITHOUT ROWID;

ALTER TABLE refund_pictures ADD COLUMN kept_at INTEGER;

-- Numbers a rightly signed notification spoke of and we do not know. WeChat is asked about each; what it says was paid
-- becomes an order from elsewhere, the rest is given up with the reason.
CREATE TABLE strays (
    shop_id      TEXT    NOT NULL,
    order_no     TEXT    NOT NULL CHECK (length(order_no) BETWEEN 6 AND 32),
    state        TEXT    NOT NULL CHECK (state IN ('asking', 'adopted', 'given_up')),
    sign_type    TEXT    NOT NULL CHECK (sign_type IN ('MD5', 'HMAC-SHA256')),
    message_id   TEXT    NOT NULL,
    found_at     INTEGER NOT NULL,
    -- how often WeChat was asked, and how often it answered that there is no such payment
    asks         INTEGER NOT NULL CHECK (asks >= 0),
    noes         INTEGER NOT NULL CHECK (noes BETWEEN 0 AND asks),
    next_ask_at  INTEGER,
    why          TEXT    NOT NULL,
    changed_at   INTEGER NOT NULL,
    PRIMARY KEY (shop_id, order_no),
    CHECK ((state = 'asking') = (next_ask_at IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX strays_due   ON strays (shop_id, next_ask_at, order_no) WHERE state = 'asking';
CREATE INDEX strays_ended ON strays (shop_id, changed_at, order_no) WHERE state = 'given_up';

-- genuine messages that do not fit: what the owner should look at
CREATE INDEX messages_odd   ON messages (shop_id, at, message_id)
    WHERE verdict = 'unknown_number' OR verdict = 'differs';
-- calls and answers by age, for the day their text is no longer kept
CREATE INDEX messages_calls ON messages (shop_id, at, message_id) WHERE direction <> 'notice';

INSERT INTO tallies (shop_id, name, amount)
    SELECT shop_id, 'notices_odd', COUNT(*) FROM messages WHERE verdict IN ('unknown_number', 'differs') GROUP BY shop_id;

-- Nothing is kept of this migration if a row now points at nothing.
CREATE TABLE migration_check (broken INTEGER NOT NULL CHECK (broken = 0)) STRICT;
INSERT INTO migration_check SELECT COUNT(*) FROM pragma_foreign_key_check;
DROP TABLE migration_check;
