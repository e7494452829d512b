-- The shop's one file. Read it from top to bottom: what is sold, who orders, what was paid, what went back, and the
-- record of how each of these came to be.
--
-- House rules of this schema:
--   * `shop_id` comes first in every key: the same tables are to hold many shops on a server one day.
--   * Units stand last in a name: `_fen` is money in fen (100 fen = 1 yuan), `_at` is seconds since 1970 (UTC).
--   * States are words, the same as in the program, and the CHECKs list all of them.
--   * No trigger and no counter runs by itself: what a commit changed is what the intent wrote.
--   * This file never changes once shipped. A change is the next V-file.

-- What the shop sells. `stock` is what can still be promised: unpaid orders have already taken theirs.
CREATE TABLE products (
    shop_id     TEXT    NOT NULL,
    product_id  TEXT    NOT NULL,
    name        TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    price_fen   INTEGER NOT NULL CHECK (price_fen >= 0),
    stock       INTEGER NOT NULL CHECK (stock >= 0),
    on_sale     INTEGER NOT NULL CHECK (on_sale IN (0, 1)),
    changed_at  INTEGER NOT NULL,
    PRIMARY KEY (shop_id, product_id)
) STRICT, WITHOUT ROWID;

-- Who is logged in at the storefront. Only the token's SHA-256 is kept: this file opens no session.
CREATE TABLE buyer_sessions (
    shop_id     TEXT    NOT NULL,
    token_hash  BLOB    NOT NULL CHECK (length(token_hash) = 32),
    openid      TEXT    NOT NULL,
    opened_at   INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    PRIMARY KEY (shop_id, token_hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX buyer_sessions_by_expiry ON buyer_sessions (shop_id, expires_at);

-- One row an order. What the list shows stands here, so that a page of the list reads one table.
CREATE TABLE orders (
    shop_id           TEXT    NOT NULL,
    order_no          TEXT    NOT NULL CHECK (length(order_no) BETWEEN 6 AND 32),
    openid            TEXT    NOT NULL,
    -- counts up with every change the owner should notice before clicking; a click carries it back
    version           INTEGER NOT NULL CHECK (version >= 1),
    state             TEXT    NOT NULL CHECK (state IN ('to_pay', 'confirming', 'to_ship', 'shipped', 'received',
                                                        'refunded', 'closed', 'needs_owner')),
    -- money that does not fit; stays beside the state, because a shipped order can get a second payment
    attention         TEXT    CHECK (attention IN ('amount_differs', 'second_payment', 'paid_after_close')),
    -- the most urgent refund that is not finished, or none
    open_refund       TEXT    CHECK (open_refund IN ('requested', 'approved', 'sending', 'processing', 'in_doubt',
                                                     'waiting_for_money', 'stuck')),
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
    PRIMARY KEY (shop_id, order_no),
    -- the last line of defence behind every refund: what went back and what may be on its way never exceeds the payment
    CHECK (refunded_fen + in_flight_fen <= paid_fen),
    CHECK (state <> 'refunded' OR refunded_fen = paid_fen),
    CHECK (state <> 'needs_owner' OR attention IS NOT NULL),
    CHECK (state NOT IN ('to_ship', 'shipped', 'received', 'refunded') OR paid_at IS NOT NULL),
    CHECK ((shipped_at IS NULL) = (carrier IS NULL) AND (shipped_at IS NULL) = (tracking_no IS NULL))
) STRICT;

-- The list, newest first, and one narrow index for each of its filters: a page costs the same among a million orders.
CREATE INDEX orders_all         ON orders (shop_id, created_at, order_no);
CREATE INDEX orders_to_pay      ON orders (shop_id, created_at, order_no) WHERE state IN ('to_pay', 'confirming');
CREATE INDEX orders_to_ship     ON orders (shop_id, created_at, order_no) WHERE state = 'to_ship';
CREATE INDEX orders_shipped     ON orders (shop_id, created_at, order_no) WHERE state = 'shipped';
CREATE INDEX orders_done        ON orders (shop_id, created_at, order_no) WHERE state IN ('received', 'refunded', 'closed');
CREATE INDEX orders_refunding   ON orders (shop_id, created_at, order_no) WHERE open_refund IS NOT NULL;
CREATE INDEX orders_needs_owner ON orders (shop_id, created_at, order_no) WHERE attention IS NOT NULL;
CREATE INDEX orders_unseen      ON orders (shop_id, created_at, order_no) WHERE unseen = 1;
CREATE INDEX orders_of_buyer    ON orders (shop_id, openid, created_at, order_no);
-- a buyer's key names one order for ever: a repeated tap finds it again
CREATE UNIQUE INDEX orders_by_key ON orders (shop_id, openid, idempotency_key) WHERE idempotency_key IS NOT NULL;

-- What was ordered, at the price of that moment.
CREATE TABLE order_lines (
    shop_id     TEXT    NOT NULL,
    order_no    TEXT    NOT NULL,
    position    INTEGER NOT NULL CHECK (position >= 0),
    product_id  TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    price_fen   INTEGER NOT NULL CHECK (price_fen >= 0),
    quantity    INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 999),
    PRIMARY KEY (shop_id, order_no, position),
    FOREIGN KEY (shop_id, order_no) REFERENCES orders (shop_id, order_no)
) STRICT, WITHOUT ROWID;

-- The payment of an order: one row each, from the moment the order is placed.
CREATE TABLE payments (
    shop_id                 TEXT    NOT NULL,
    order_no                TEXT    NOT NULL,
    state                   TEXT    NOT NULL CHECK (state IN ('unsent', 'waiting', 'noticed', 'confirmed', 'closed', 'conflict')),
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
    PRIMARY KEY (shop_id, order_no),
    FOREIGN KEY (shop_id, order_no) REFERENCES orders (shop_id, order_no),
    CHECK ((prepay_id IS NULL) = (prepay_at IS NULL)),
    CHECK (state NOT IN ('waiting', 'noticed') OR next_ask_at IS NOT NULL),
    CHECK (state <> 'confirmed' OR transaction_id IS NOT NULL)
) STRICT, WITHOUT ROWID;

-- One transaction pays one order, for ever.
CREATE UNIQUE INDEX payments_by_transaction ON payments (shop_id, transaction_id) WHERE transaction_id IS NOT NULL;
CREATE INDEX payments_by_notice ON payments (shop_id, noticed_transaction_id) WHERE noticed_transaction_id IS NOT NULL;
CREATE INDEX payments_due       ON payments (shop_id, next_ask_at, order_no) WHERE next_ask_at IS NOT NULL;
CREATE INDEX payments_noticed   ON payments (shop_id, next_ask_at, order_no) WHERE state = 'noticed';

-- Real money that does not fit its order, by WeChat's own answer: kept and shown until a person has dealt with it.
CREATE TABLE payment_extras (
    shop_id         TEXT    NOT NULL,
    order_no        TEXT    NOT NULL,
    transaction_id  TEXT    NOT NULL,
    kind            TEXT    NOT NULL CHECK (kind IN ('amount_differs', 'second_payment', 'paid_after_close')),
    amount_fen      INTEGER NOT NULL CHECK (amount_fen >= 0),
    currency        TEXT    NOT NULL,
    paid_at         INTEGER NOT NULL,
    found_at        INTEGER NOT NULL,
    PRIMARY KEY (shop_id, order_no, transaction_id),
    FOREIGN KEY (shop_id, order_no) REFERENCES orders (shop_id, order_no)
) STRICT, WITHOUT ROWID;

CREATE INDEX payment_extras_by_transaction ON payment_extras (shop_id, transaction_id);

-- Money on its way back. `refund_no` is its identity at WeChat: the same number is sent again and again, never a new one.
CREATE TABLE refunds (
    shop_id       TEXT    NOT NULL,
    refund_no     TEXT    NOT NULL CHECK (length(refund_no) BETWEEN 1 AND 64),
    order_no      TEXT    NOT NULL,
    openid        TEXT    NOT NULL,
    version       INTEGER NOT NULL CHECK (version >= 1),
    state         TEXT    NOT NULL CHECK (state IN ('requested', 'approved', 'sending', 'processing', 'in_doubt',
                                                    'waiting_for_money', 'stuck', 'refunded', 'rejected', 'failed')),
    -- what the buyer asked for, and what the owner approved; the second is fixed from the approval on
    asked_fen     INTEGER NOT NULL CHECK (asked_fen > 0),
    amount_fen    INTEGER NOT NULL CHECK (amount_fen > 0),
    reason        TEXT    NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    contact       TEXT    NOT NULL CHECK (length(contact) <= 100),
    -- what the owner told the buyer: at an approval WeChat shows it too
    reply         TEXT    NOT NULL CHECK (length(reply) <= 200),
    -- WeChat's facts, once it gave them
    refund_id     TEXT,
    account       TEXT    NOT NULL,
    refunded_at   INTEGER,
    -- how often the call began to leave, and how many of these provably never left this computer
    sends         INTEGER NOT NULL CHECK (sends >= 0),
    never_left    INTEGER NOT NULL CHECK (never_left BETWEEN 0 AND sends),
    sent_at       INTEGER,
    asks          INTEGER NOT NULL CHECK (asks >= 0),
    next_at       INTEGER NOT NULL,
    -- what is not well, in WeChat's code or ours
    trouble       TEXT    NOT NULL,
    requested_at  INTEGER NOT NULL,
    changed_at    INTEGER NOT NULL,
    PRIMARY KEY (shop_id, refund_no),
    FOREIGN KEY (shop_id, order_no) REFERENCES orders (shop_id, order_no),
    CHECK ((state = 'refunded') = (refunded_at IS NOT NULL))
) STRICT;

CREATE INDEX refunds_of_order ON refunds (shop_id, order_no);
CREATE INDEX refunds_of_buyer ON refunds (shop_id, openid, state);
CREATE INDEX refunds_due      ON refunds (shop_id, state, next_at, refund_no);
CREATE INDEX refunds_waiting  ON refunds (shop_id, requested_at, refund_no) WHERE state = 'requested';
CREATE INDEX refunds_moving   ON refunds (shop_id, changed_at, refund_no)
    WHERE state IN ('approved', 'sending', 'processing', 'in_doubt', 'waiting_for_money', 'stuck');
CREATE INDEX refunds_done     ON refunds (shop_id, changed_at, refund_no) WHERE state IN ('refunded', 'rejected', 'failed');

-- Evidence, in the buyer's order. The original lies in the data folder's `pictures/` under the name `file`.
CREATE TABLE refund_pictures (
    shop_id    TEXT    NOT NULL,
    refund_no  TEXT    NOT NULL,
    position   INTEGER NOT NULL CHECK (position >= 0),
    thumbnail  BLOB    NOT NULL,
    file       TEXT    NOT NULL,
    PRIMARY KEY (shop_id, refund_no, position),
    FOREIGN KEY (shop_id, refund_no) REFERENCES refunds (shop_id, refund_no)
) STRICT;

-- Every step ever taken, only ever added to. All steps of an order, of its payment and of its refunds lie together;
-- `step` counts from 0 within the order.
CREATE TABLE history (
    shop_id     TEXT    NOT NULL,
    order_no    TEXT    NOT NULL,
    step        INTEGER NOT NULL CHECK (step >= 0),
    at          INTEGER NOT NULL,
    actor       TEXT    NOT NULL CHECK (actor IN ('owner', 'buyer', 'wechat', 'zhanggui')),
    subject     TEXT    NOT NULL CHECK (subject IN ('order', 'payment', 'refund')),
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

-- Every message that reached our door and every call that left, as raw text. The numbers are what the text speaks of,
-- known to us or not, so they refer to nothing.
CREATE TABLE messages (
    shop_id     TEXT    NOT NULL,
    message_id  TEXT    NOT NULL CHECK (length(message_id) = 32),
    at          INTEGER NOT NULL,
    -- a notice came to our door, a call left, an answer came back
    direction   TEXT    NOT NULL CHECK (direction IN ('notice', 'call', 'answer')),
    kind        TEXT    NOT NULL,
    peer        TEXT    NOT NULL,
    verdict     TEXT    CHECK (verdict IN ('accepted', 'repeated', 'unknown_number', 'differs', 'not_paid', 'too_large',
                                           'malformed', 'unsigned', 'wrong_signature', 'other_merchant', 'bad_field',
                                           'undecryptable')),
    order_no    TEXT,
    refund_no   TEXT,
    text        TEXT    NOT NULL,
    PRIMARY KEY (shop_id, message_id),
    CHECK ((direction = 'notice') = (verdict IS NOT NULL))
) STRICT;

CREATE INDEX messages_notices  ON messages (shop_id, at, message_id) WHERE direction = 'notice';
CREATE INDEX messages_of_order ON messages (shop_id, order_no) WHERE direction = 'notice';
-- notices that prove nothing: only the newest are kept, so that strangers cannot fill the disk
CREATE INDEX messages_refused  ON messages (shop_id, at, message_id)
    WHERE verdict IN ('too_large', 'malformed', 'unsigned', 'wrong_signature', 'other_merchant', 'bad_field', 'undecryptable');

-- Counts and sums, moved in the same commit as the rows they count, so that reading one never counts a million rows.
CREATE TABLE tallies (
    shop_id  TEXT    NOT NULL,
    name     TEXT    NOT NULL,
    amount   INTEGER NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (shop_id, name)
) STRICT, WITHOUT ROWID;

-- The secret parts of the notification paths. They keep scanners out; only a signature is evidence.
CREATE TABLE hooks (
    shop_id  TEXT    NOT NULL,
    pay      TEXT    NOT NULL CHECK (length(pay) = 32),
    refund   TEXT    NOT NULL CHECK (length(refund) = 32),
    made_at  INTEGER NOT NULL,
    PRIMARY KEY (shop_id)
) STRICT, WITHOUT ROWID;
