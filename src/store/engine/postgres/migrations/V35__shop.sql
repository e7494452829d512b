-- The whole shop, as SQLite's files of the versions 1 to 35 have made it: no shop was kept on a server before. The two are kept
-- equal by a test (`tests/store/schemas.rs`). One rule for values: numbers, moments and truth (0 or 1) are BIGINT, texts
-- are ordered by their bytes as in a file. What only a file needs is not here (checksums, marks beside it); the search index
-- and the counting of commits are PostgreSQL's own.

CREATE TABLE products (
    shop_id     TEXT COLLATE "C"    NOT NULL,
    product_id  TEXT COLLATE "C"    NOT NULL,
    name        TEXT COLLATE "C"    NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    price_fen   BIGINT NOT NULL CHECK (price_fen >= 0),
    stock       BIGINT NOT NULL CHECK (stock >= 0),
    on_sale     BIGINT NOT NULL CHECK (on_sale IN (0, 1)),
    changed_at  BIGINT NOT NULL,
    picture TEXT COLLATE "C",
    PRIMARY KEY (shop_id, product_id)
);

CREATE TABLE buyer_sessions (
    shop_id     TEXT COLLATE "C"    NOT NULL,
    token_hash  BYTEA    NOT NULL CHECK (length(token_hash) = 32),
    openid      TEXT COLLATE "C"    NOT NULL,
    opened_at   BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    PRIMARY KEY (shop_id, token_hash)
);

CREATE TABLE order_lines (
    shop_id     TEXT COLLATE "C"    NOT NULL,
    order_no    TEXT COLLATE "C"    NOT NULL,
    position    BIGINT NOT NULL CHECK (position >= 0),
    product_id  TEXT COLLATE "C"    NOT NULL,
    name        TEXT COLLATE "C"    NOT NULL,
    price_fen   BIGINT NOT NULL CHECK (price_fen >= 0),
    quantity    BIGINT NOT NULL CHECK (quantity BETWEEN 1 AND 999),
    PRIMARY KEY (shop_id, order_no, position)
);

CREATE TABLE refunds (
    shop_id       TEXT COLLATE "C"    NOT NULL,
    refund_no     TEXT COLLATE "C"    NOT NULL CHECK (length(refund_no) BETWEEN 1 AND 64),
    order_no      TEXT COLLATE "C"    NOT NULL,
    openid        TEXT COLLATE "C"    NOT NULL,
    version       BIGINT NOT NULL CHECK (version >= 1),
    state         TEXT COLLATE "C"    NOT NULL CHECK (state IN ('requested', 'approved', 'sending', 'processing', 'in_doubt',
                                                    'waiting_for_money', 'stuck', 'refunded', 'rejected', 'failed')),
    -- what the buyer asked for, and what the owner approved; the second is fixed from the approval on
    asked_fen     BIGINT NOT NULL CHECK (asked_fen > 0),
    amount_fen    BIGINT NOT NULL CHECK (amount_fen > 0),
    reason        TEXT COLLATE "C"    NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    contact       TEXT COLLATE "C"    NOT NULL CHECK (length(contact) <= 100),
    -- what the owner told the buyer: at an approval WeChat shows it too
    reply         TEXT COLLATE "C"    NOT NULL CHECK (length(reply) <= 200),
    -- WeChat's facts, once it gave them
    refund_id     TEXT COLLATE "C",
    account       TEXT COLLATE "C"    NOT NULL,
    refunded_at   BIGINT,
    -- how often the call began to leave, and how many of these provably never left this computer
    sends         BIGINT NOT NULL CHECK (sends >= 0),
    never_left    BIGINT NOT NULL CHECK (never_left BETWEEN 0 AND sends),
    sent_at       BIGINT,
    asks          BIGINT NOT NULL CHECK (asks >= 0),
    next_at       BIGINT NOT NULL,
    -- what is not well, in WeChat's code or ours
    trouble       TEXT COLLATE "C"    NOT NULL,
    requested_at  BIGINT NOT NULL,
    changed_at    BIGINT NOT NULL,
    origin TEXT COLLATE "C" NOT NULL DEFAULT 'buyer' CHECK (origin IN ('buyer', 'owner', 'platform')),
    renews TEXT COLLATE "C" CHECK (renews <> refund_no),
    unseen BIGINT NOT NULL DEFAULT 0 CHECK (unseen = 0 OR unseen = 1),
    reply_picture TEXT COLLATE "C" NOT NULL DEFAULT '' CHECK (length(reply_picture) <= 80),
    paused_for TEXT COLLATE "C" NOT NULL DEFAULT '' CHECK (paused_for = '' OR paused_for = 'found'),
    set_aside_at BIGINT,
    transaction_id TEXT COLLATE "C" CHECK (length(transaction_id) BETWEEN 1 AND 32),
    sent_by TEXT COLLATE "C" CHECK (sent_by = 'v2' OR sent_by = 'v3'),
    PRIMARY KEY (shop_id, refund_no),
    CHECK ((state = 'refunded') = (refunded_at IS NOT NULL))
);

CREATE TABLE refund_pictures (
    shop_id    TEXT COLLATE "C"    NOT NULL,
    refund_no  TEXT COLLATE "C"    NOT NULL,
    position   BIGINT NOT NULL CHECK (position >= 0),
    thumbnail  BYTEA    NOT NULL,
    file       TEXT COLLATE "C"    NOT NULL,
    kept_at BIGINT,
    PRIMARY KEY (shop_id, refund_no, position)
);

CREATE TABLE tallies (
    shop_id  TEXT COLLATE "C"    NOT NULL,
    name     TEXT COLLATE "C"    NOT NULL,
    amount   BIGINT NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (shop_id, name)
);

CREATE TABLE hooks (
    shop_id  TEXT COLLATE "C"    NOT NULL,
    pay      TEXT COLLATE "C"    NOT NULL CHECK (length(pay) = 32),
    refund   TEXT COLLATE "C"    NOT NULL CHECK (length(refund) = 32),
    made_at  BIGINT NOT NULL,
    PRIMARY KEY (shop_id)
);

CREATE TABLE orders (
    shop_id           TEXT COLLATE "C"    NOT NULL,
    order_no          TEXT COLLATE "C"    NOT NULL CHECK (length(order_no) BETWEEN 6 AND 32),
    openid            TEXT COLLATE "C"    NOT NULL,
    -- counts up with every change the owner should notice before clicking; a click carries it back
    version           BIGINT NOT NULL CHECK (version >= 1),
    state             TEXT COLLATE "C"    NOT NULL CHECK (state = 'to_pay' OR state = 'confirming' OR state = 'to_ship'
                                              OR state = 'shipped' OR state = 'received' OR state = 'refunded'
                                              OR state = 'closed' OR state = 'needs_owner'),
    -- placed at our door, or paid to us without it: then there are no lines and no receiver
    source            TEXT COLLATE "C"    NOT NULL DEFAULT 'storefront' CHECK (source IN ('storefront', 'elsewhere')),
    -- money that does not fit; stays beside the state, because a shipped order can get a second payment
    attention         TEXT COLLATE "C"    CHECK (attention = 'amount_differs' OR attention = 'second_payment'
                                     OR attention = 'paid_after_close' OR attention = 'from_elsewhere'),
    -- the most urgent refund that is not finished, or none
    open_refund       TEXT COLLATE "C"    CHECK (open_refund = 'requested' OR open_refund = 'approved' OR open_refund = 'sending'
                                     OR open_refund = 'processing' OR open_refund = 'in_doubt'
                                     OR open_refund = 'waiting_for_money' OR open_refund = 'stuck'),
    -- paid, and the owner has not looked yet
    unseen            BIGINT NOT NULL CHECK (unseen IN (0, 1)),
    total_fen         BIGINT NOT NULL CHECK (total_fen > 0),
    -- what WeChat confirmed, what arrived back at the buyer, what is promised or on its way back
    paid_fen          BIGINT NOT NULL CHECK (paid_fen >= 0),
    refunded_fen      BIGINT NOT NULL CHECK (refunded_fen >= 0),
    in_flight_fen     BIGINT NOT NULL CHECK (in_flight_fen >= 0),
    -- what was ordered, in one line for the list: 挂耳咖啡 ×2, 手冲壶
    items             TEXT COLLATE "C"    NOT NULL,
    receiver_name     TEXT COLLATE "C"    NOT NULL,
    receiver_phone    TEXT COLLATE "C"    NOT NULL,
    receiver_address  TEXT COLLATE "C"    NOT NULL,
    note              TEXT COLLATE "C"    NOT NULL CHECK (length(note) <= 200),
    idempotency_key   TEXT COLLATE "C"    CHECK (length(idempotency_key) BETWEEN 1 AND 128),
    created_at        BIGINT NOT NULL,
    paid_at           BIGINT,
    shipped_at        BIGINT,
    carrier           TEXT COLLATE "C",
    tracking_no       TEXT COLLATE "C",
    received_at       BIGINT,
    history_head BYTEA CHECK (length(history_head) = 32),
    settled BIGINT NOT NULL DEFAULT 0 CHECK (settled IN (0, 1)),
    excess_fen BIGINT NOT NULL DEFAULT 0 CHECK (excess_fen >= 0),
    nothing_to_send BIGINT NOT NULL DEFAULT 0
    CHECK (nothing_to_send = 0 OR nothing_to_send = 1),
    PRIMARY KEY (shop_id, order_no),
    -- the last line of defence behind every refund: what went back and what may be on its way never exceeds the payment
    CHECK (refunded_fen + in_flight_fen <= paid_fen),
    CHECK (state <> 'refunded' OR refunded_fen = paid_fen),
    CHECK (state <> 'needs_owner' OR attention IS NOT NULL),
    CHECK (attention <> 'from_elsewhere' OR source = 'elsewhere'),
    CHECK (state <> 'to_ship' AND state <> 'shipped' AND state <> 'received' AND state <> 'refunded'
           OR paid_at IS NOT NULL),
    CHECK ((shipped_at IS NULL) = (carrier IS NULL) AND (shipped_at IS NULL) = (tracking_no IS NULL))
);

CREATE TABLE payment_extras (
    shop_id         TEXT COLLATE "C"    NOT NULL,
    order_no        TEXT COLLATE "C"    NOT NULL,
    transaction_id  TEXT COLLATE "C"    NOT NULL,
    kind            TEXT COLLATE "C"    NOT NULL CHECK (kind = 'amount_differs' OR kind = 'second_payment'
                                            OR kind = 'paid_after_close' OR kind = 'from_elsewhere'),
    amount_fen      BIGINT NOT NULL CHECK (amount_fen >= 0),
    currency        TEXT COLLATE "C"    NOT NULL,
    paid_at         BIGINT NOT NULL,
    found_at        BIGINT NOT NULL,
    refunded_fen BIGINT NOT NULL DEFAULT 0 CHECK (refunded_fen >= 0),
    in_flight_fen BIGINT NOT NULL DEFAULT 0
    CHECK (in_flight_fen >= 0 AND refunded_fen + in_flight_fen <= amount_fen),
    excess_fen BIGINT NOT NULL DEFAULT 0 CHECK (excess_fen >= 0),
    openid TEXT COLLATE "C",
    PRIMARY KEY (shop_id, order_no, transaction_id)
);

CREATE TABLE messages (
    shop_id     TEXT COLLATE "C"    NOT NULL,
    message_id  TEXT COLLATE "C"    NOT NULL CHECK (length(message_id) = 32),
    at          BIGINT NOT NULL,
    -- a notice came to our door, a call left, an answer came back
    direction   TEXT COLLATE "C"    NOT NULL CHECK (direction = 'notice' OR direction = 'call' OR direction = 'answer'),
    kind        TEXT COLLATE "C"    NOT NULL,
    peer        TEXT COLLATE "C"    NOT NULL,
    verdict     TEXT COLLATE "C"    CHECK (verdict = 'accepted' OR verdict = 'repeated' OR verdict = 'unknown_number'
                               OR verdict = 'differs' OR verdict = 'not_paid' OR verdict = 'too_large'
                               OR verdict = 'malformed' OR verdict = 'unsigned' OR verdict = 'wrong_signature'
                               OR verdict = 'other_merchant' OR verdict = 'bad_field' OR verdict = 'undecryptable'),
    order_no    TEXT COLLATE "C",
    refund_no   TEXT COLLATE "C",
    text        TEXT COLLATE "C"    NOT NULL,
    headers TEXT COLLATE "C" NOT NULL DEFAULT '' CHECK (length(headers) <= 2000),
    PRIMARY KEY (shop_id, message_id),
    CHECK ((direction = 'notice') = (verdict IS NOT NULL))
);

CREATE TABLE refund_lines (
    shop_id     TEXT COLLATE "C"    NOT NULL,
    refund_no   TEXT COLLATE "C"    NOT NULL,
    position    BIGINT NOT NULL CHECK (position >= 0),
    product_id  TEXT COLLATE "C"    NOT NULL,
    name        TEXT COLLATE "C"    NOT NULL,
    price_fen   BIGINT NOT NULL CHECK (price_fen >= 0),
    quantity    BIGINT NOT NULL CHECK (quantity BETWEEN 1 AND 999),
    PRIMARY KEY (shop_id, refund_no, position)
);

CREATE TABLE refund_restock (
    shop_id     TEXT COLLATE "C"    NOT NULL,
    refund_no   TEXT COLLATE "C"    NOT NULL,
    product_id  TEXT COLLATE "C"    NOT NULL,
    quantity    BIGINT NOT NULL CHECK (quantity BETWEEN 1 AND 999),
    -- when they went back; none while the money is under way
    back_at     BIGINT,
    PRIMARY KEY (shop_id, refund_no, product_id)
);

CREATE TABLE refund_searches (
    shop_id   TEXT COLLATE "C"    NOT NULL,
    order_no  TEXT COLLATE "C"    NOT NULL,
    asks      BIGINT NOT NULL CHECK (asks >= 0),
    next_at   BIGINT NOT NULL,
    PRIMARY KEY (shop_id, order_no)
);

CREATE TABLE shipments (
    shop_id         TEXT COLLATE "C"    NOT NULL,
    order_no        TEXT COLLATE "C"    NOT NULL,
    kind            TEXT COLLATE "C"    NOT NULL CHECK (kind = 'express' OR kind = 'city' OR kind = 'virtual' OR kind = 'pickup'),
    -- told to WeChat parcel by parcel, from the first one on
    split           BIGINT NOT NULL CHECK (split IN (0, 1)),
    -- nothing more follows: only now WeChat tells the buyer
    complete        BIGINT NOT NULL CHECK (complete IN (0, 1)),
    report          TEXT COLLATE "C"    NOT NULL CHECK (report = 'held' OR report = 'waiting' OR report = 'sending'
                                            OR report = 'reported' OR report = 'stopped'),
    -- a report left and its fate is not known: WeChat is asked before anything is said again
    in_doubt        BIGINT NOT NULL CHECK (in_doubt IN (0, 1)),
    -- when it is reported, or tried again; until then it can be taken back if it is held
    next_at         BIGINT NOT NULL,
    tries           BIGINT NOT NULL CHECK (tries >= 0),
    -- the time named in the last report, in milliseconds: each one must be later than the one before
    upload_millis   BIGINT NOT NULL CHECK (upload_millis >= 0),
    -- WeChat takes one correction of a complete shipment
    corrected       BIGINT NOT NULL CHECK (corrected IN (0, 1)),
    -- WeChat's code, or a word of ours; empty where all is well
    trouble         TEXT COLLATE "C"    NOT NULL,
    shipped_at      BIGINT NOT NULL,
    reported_at     BIGINT,
    changed_at      BIGINT NOT NULL,
    -- where the order stands in WeChat's settlement, and when it is asked next
    settle          TEXT COLLATE "C"    CHECK (settle = 'to_ship' OR settle = 'shipped' OR settle = 'confirmed'
                                   OR settle = 'completed' OR settle = 'refunded' OR settle = 'settling'),
    polls           BIGINT NOT NULL CHECK (polls >= 0),
    poll_at         BIGINT,
    -- the buyer is reminded once to confirm the receipt: wished for, due, done
    remind_at       BIGINT,
    reminds         BIGINT NOT NULL CHECK (reminds >= 0),
    reminded_at     BIGINT,
    remind_trouble  TEXT COLLATE "C"    NOT NULL,
    delivered_at BIGINT,
    settle_at BIGINT,
    disputed BIGINT NOT NULL DEFAULT 0 CHECK (disputed IN (0, 1)),
    PRIMARY KEY (shop_id, order_no),
    CHECK (split = 1 OR complete = 1),
    CHECK (split = 0 OR kind = 'express'),
    CHECK (report <> 'reported' OR reported_at IS NOT NULL)
);

CREATE TABLE parcels (
    shop_id      TEXT COLLATE "C"    NOT NULL,
    order_no     TEXT COLLATE "C"    NOT NULL,
    parcel       BIGINT NOT NULL CHECK (parcel BETWEEN 0 AND 14),
    carrier      TEXT COLLATE "C"    NOT NULL CHECK (length(carrier) <= 128),
    tracking_no  TEXT COLLATE "C"    NOT NULL CHECK (length(tracking_no) <= 128),
    shipped_at   BIGINT NOT NULL,
    PRIMARY KEY (shop_id, order_no, parcel)
);

CREATE TABLE parcel_lines (
    shop_id     TEXT COLLATE "C"    NOT NULL,
    order_no    TEXT COLLATE "C"    NOT NULL,
    parcel      BIGINT NOT NULL,
    product_id  TEXT COLLATE "C"    NOT NULL,
    quantity    BIGINT NOT NULL CHECK (quantity BETWEEN 1 AND 999),
    PRIMARY KEY (shop_id, order_no, parcel, product_id)
);

CREATE TABLE carriers (
    shop_id     TEXT COLLATE "C"    NOT NULL,
    carrier_id  TEXT COLLATE "C"    NOT NULL,
    name        TEXT COLLATE "C"    NOT NULL,
    position    BIGINT NOT NULL,
    listed_at   BIGINT NOT NULL,
    PRIMARY KEY (shop_id, carrier_id)
);

CREATE TABLE history (
    shop_id     TEXT COLLATE "C"    NOT NULL,
    order_no    TEXT COLLATE "C"    NOT NULL,
    step        BIGINT NOT NULL CHECK (step >= 0),
    at          BIGINT NOT NULL,
    actor       TEXT COLLATE "C"    NOT NULL CHECK (actor = 'owner' OR actor = 'buyer' OR actor = 'wechat' OR actor = 'zhanggui'),
    subject     TEXT COLLATE "C"    NOT NULL CHECK (subject = 'order' OR subject = 'payment' OR subject = 'refund'
                                        OR subject = 'shipment'),
    -- which refund, for steps of a refund
    refund_no   TEXT COLLATE "C",
    before      TEXT COLLATE "C"    NOT NULL,
    after       TEXT COLLATE "C"    NOT NULL,
    why         TEXT COLLATE "C"    NOT NULL,
    message_id  TEXT COLLATE "C",
    -- SHA-256 over the step before it and everything in this row
    chain       BYTEA    CHECK (length(chain) = 32),
    amount_fen BIGINT,
    transaction_id TEXT COLLATE "C",
    PRIMARY KEY (shop_id, order_no, step),
    CHECK ((subject = 'refund') = (refund_no IS NOT NULL))
);

CREATE TABLE printers (
    shop_id     TEXT COLLATE "C"    NOT NULL,
    printer     TEXT COLLATE "C"    NOT NULL CHECK (length(printer) BETWEEN 1 AND 40),
    position    BIGINT NOT NULL CHECK (position >= 0),
    kind        TEXT COLLATE "C"    NOT NULL CHECK (kind = 'escpos-tcp' OR kind = 'feieyun' OR kind = 'yilianyun'),
    -- prints each newly paid order by itself
    auto        BIGINT NOT NULL CHECK (auto = 0 OR auto = 1),
    -- stands in the settings
    listed      BIGINT NOT NULL CHECK (listed = 0 OR listed = 1),
    -- when it last printed, and what was last not well with it, empty since it printed again
    good_at     BIGINT,
    trouble     TEXT COLLATE "C"    NOT NULL,
    detail      TEXT COLLATE "C"    NOT NULL,
    trouble_at  BIGINT,
    PRIMARY KEY (shop_id, printer)
);

CREATE TABLE print_jobs (
    shop_id     TEXT COLLATE "C"    NOT NULL,
    order_no    TEXT COLLATE "C"    NOT NULL,
    printer     TEXT COLLATE "C"    NOT NULL,
    copy        BIGINT NOT NULL CHECK (copy >= 0),
    state       TEXT COLLATE "C"    NOT NULL CHECK (state = 'waiting' OR state = 'sending' OR state = 'accepted' OR state = 'in_doubt'
                                        OR state = 'handed' OR state = 'printed' OR state = 'stopped' OR state = 'dropped'),
    -- something of the order may be on paper before this copy is: it says so in large letters
    marked      BIGINT NOT NULL CHECK (marked = 0 OR marked = 1),
    -- the cloud's number of it
    cloud_id    TEXT COLLATE "C",
    -- how often it was tried or asked about in vain, how often it was lost out of sight, and when it is looked at next (none:
    -- it is settled, or waits for a person)
    tries       BIGINT NOT NULL CHECK (tries >= 0),
    doubts      BIGINT NOT NULL CHECK (doubts >= 0),
    next_at     BIGINT,
    trouble     TEXT COLLATE "C"    NOT NULL,
    detail      TEXT COLLATE "C"    NOT NULL,
    queued_at   BIGINT NOT NULL,
    changed_at  BIGINT NOT NULL,
    settled_at  BIGINT,
    wanted_at BIGINT,
    PRIMARY KEY (shop_id, order_no, printer, copy),
    CHECK (state <> 'accepted' OR cloud_id IS NOT NULL),
    CHECK (state <> 'in_doubt' OR marked = 1),
    CHECK ((settled_at IS NOT NULL) = (state = 'handed' OR state = 'printed' OR state = 'dropped')),
    CHECK (settled_at IS NULL OR next_at IS NULL)
);

CREATE TABLE ship_runs (
    shop_id     TEXT COLLATE "C"    NOT NULL,
    run_id      TEXT COLLATE "C"    NOT NULL CHECK (length(run_id) = 32),
    file        TEXT COLLATE "C"    NOT NULL,
    -- the sheet's first line, as a JSON list: what could not be shipped is given back under it
    headings    TEXT COLLATE "C"    NOT NULL,
    -- how many rows there are of each kind; moved in the commit of the rows
    waiting     BIGINT NOT NULL CHECK (waiting >= 0),
    shipped     BIGINT NOT NULL CHECK (shipped >= 0),
    refused     BIGINT NOT NULL CHECK (refused >= 0),
    started_at  BIGINT NOT NULL,
    ended_at    BIGINT,
    -- the owner has read how it ended
    closed      BIGINT NOT NULL CHECK (closed IN (0, 1)),
    PRIMARY KEY (shop_id, run_id),
    CHECK ((waiting = 0) = (ended_at IS NOT NULL)),
    CHECK (closed = 0 OR ended_at IS NOT NULL)
);

CREATE TABLE ship_run_rows (
    shop_id      TEXT COLLATE "C"    NOT NULL,
    run_id       TEXT COLLATE "C"    NOT NULL,
    position     BIGINT NOT NULL CHECK (position >= 0),
    -- the line of the file, from 1, and its cells as a JSON list
    line         BIGINT NOT NULL,
    cells        TEXT COLLATE "C"    NOT NULL,
    state        TEXT COLLATE "C"    NOT NULL CHECK (state = 'waiting' OR state = 'shipped' OR state = 'refused'),
    -- what a row that waits asks for
    order_no     TEXT COLLATE "C"    NOT NULL,
    kind         TEXT COLLATE "C"    NOT NULL CHECK (kind = '' OR kind = 'express' OR kind = 'city' OR kind = 'virtual'
                                         OR kind = 'pickup'),
    carrier      TEXT COLLATE "C"    NOT NULL,
    tracking_no  TEXT COLLATE "C"    NOT NULL,
    -- why it was refused, in a word; empty where it was not
    cause        TEXT COLLATE "C"    NOT NULL,
    PRIMARY KEY (shop_id, run_id, position),
    CHECK ((state = 'refused') = (cause <> '')),
    CHECK (state = 'refused' OR (order_no <> '' AND kind <> ''))
);

CREATE TABLE buyer_days (
    shop_id        TEXT COLLATE "C"    NOT NULL,
    day            BIGINT NOT NULL,
    openid         TEXT COLLATE "C"    NOT NULL,
    -- placed, the cancelled ones too
    orders         BIGINT NOT NULL CHECK (orders >= 0),
    -- payment sheets asked for at WeChat
    prepays        BIGINT NOT NULL CHECK (prepays >= 0),
    -- of the pictures kept behind requests for money back, with their thumbnails
    picture_bytes  BIGINT NOT NULL CHECK (picture_bytes >= 0),
    PRIMARY KEY (shop_id, day, openid)
);

CREATE TABLE refund_alarms (
    shop_id     TEXT COLLATE "C"    NOT NULL,
    refund_no   TEXT COLLATE "C"    NOT NULL CHECK (length(refund_no) BETWEEN 1 AND 64),
    -- counts from 0 within the refund
    alarm       BIGINT NOT NULL CHECK (alarm >= 0),
    order_no    TEXT COLLATE "C"    NOT NULL,
    kind        TEXT COLLATE "C"    NOT NULL CHECK (kind = 'found' OR kind = 'gave_way' OR kind = 'overruled' OR kind = 'misfit'
                                        OR kind = 'missing'),
    -- where it stood here, if it was known, and where it stands by WeChat's word
    ours        TEXT COLLATE "C"    CHECK (ours = 'requested' OR ours = 'approved' OR ours = 'sending' OR ours = 'processing'
                               OR ours = 'in_doubt' OR ours = 'waiting_for_money' OR ours = 'stuck' OR ours = 'refunded'
                               OR ours = 'rejected' OR ours = 'failed'),
    theirs      TEXT COLLATE "C"    CHECK (theirs = 'processing' OR theirs = 'stuck' OR theirs = 'refunded' OR theirs = 'failed'),
    ours_fen    BIGINT CHECK (ours_fen >= 0),
    theirs_fen  BIGINT CHECK (theirs_fen >= 0),
    raised_at   BIGINT NOT NULL,
    seen_at     BIGINT,
    PRIMARY KEY (shop_id, refund_no, alarm)
);

CREATE TABLE refused_notices (
    shop_id   TEXT COLLATE "C"    NOT NULL,
    verdict   TEXT COLLATE "C"    NOT NULL CHECK (verdict = 'not_paid' OR verdict = 'too_large' OR verdict = 'malformed'
                                      OR verdict = 'unsigned' OR verdict = 'wrong_signature'
                                      OR verdict = 'other_merchant' OR verdict = 'bad_field'
                                      OR verdict = 'undecryptable' OR verdict = 'unknown_number'
                                      OR verdict = 'differs' OR verdict = 'accepted' OR verdict = 'repeated'),
    amount    BIGINT NOT NULL CHECK (amount > 0),
    first_at  BIGINT NOT NULL,
    last_at   BIGINT NOT NULL,
    PRIMARY KEY (shop_id, verdict)
);

CREATE TABLE refund_goods (
    shop_id     TEXT COLLATE "C"    NOT NULL,
    refund_no   TEXT COLLATE "C"    NOT NULL,
    product_id  TEXT COLLATE "C"    NOT NULL,
    quantity    BIGINT NOT NULL CHECK (quantity BETWEEN 1 AND 999),
    PRIMARY KEY (shop_id, refund_no, product_id)
);

CREATE TABLE merchants (
    shop_id             TEXT COLLATE "C"    NOT NULL,
    mch_id              TEXT COLLATE "C"    NOT NULL CHECK (length(mch_id) BETWEEN 8 AND 10),
    -- the mini program
    app_id              TEXT COLLATE "C"    NOT NULL CHECK (length(app_id) = 18),
    -- the shop's own app, where it has one
    app_channel_app_id  TEXT COLLATE "C"    CHECK (length(app_channel_app_id) = 18),
    since_at            BIGINT NOT NULL,
    PRIMARY KEY (shop_id)
);

CREATE TABLE set_aside (
    shop_id   TEXT COLLATE "C"    NOT NULL,
    -- what was to be done with the row
    job       TEXT COLLATE "C"    NOT NULL CHECK (job = 'check_order' OR job = 'check_unknown' OR job = 'send_refund'
                                      OR job = 'ask_refund' OR job = 'find_refunds' OR job = 'report_shipment'
                                      OR job = 'ask_settlement' OR job = 'remind_buyer' OR job = 'print_receipt'),
    -- the number of the order or the refund; of a receipt also its copy and its printer
    row_key   TEXT COLLATE "C"    NOT NULL,
    -- the order it belongs to; empty where even that cannot be read
    order_no  TEXT COLLATE "C"    NOT NULL,
    -- the rules refused the step, the file refused the row, the row cannot be read, anything else
    trouble   TEXT COLLATE "C"    NOT NULL CHECK (trouble = 'refused' OR trouble = 'rule' OR trouble = 'unreadable' OR trouble = 'other'),
    -- a technical sentence, for whoever mends it
    detail    TEXT COLLATE "C"    NOT NULL CHECK (length(detail) <= 300),
    -- how often in a row, since when, and when it is tried again
    tries     BIGINT NOT NULL CHECK (tries >= 1),
    since_at  BIGINT NOT NULL,
    next_at   BIGINT NOT NULL,
    PRIMARY KEY (shop_id, job, row_key)
);

CREATE TABLE clock (
    shop_id     TEXT COLLATE "C"    NOT NULL,
    ahead_secs  BIGINT NOT NULL,
    heard_at    BIGINT NOT NULL,
    PRIMARY KEY (shop_id)
);

CREATE TABLE search_backlog (
    shop_id       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    -- the last one that was
    placed_until  BIGINT NOT NULL,
    order_no      TEXT COLLATE "C" NOT NULL,
    done          BIGINT NOT NULL,
    total         BIGINT NOT NULL
);

CREATE TABLE tags (
    shop_id  TEXT COLLATE "C"    NOT NULL,
    name     TEXT COLLATE "C"    NOT NULL CHECK (length(name) BETWEEN 1 AND 12),
    color    TEXT COLLATE "C"    NOT NULL CHECK (color = 'jade' OR color = 'red' OR color = 'amber' OR color = 'blue'
                                     OR color = 'violet' OR color = 'grey'),
    made_at  BIGINT NOT NULL,
    PRIMARY KEY (shop_id, name)
);

CREATE TABLE marked (
    shop_id      TEXT COLLATE "C"    NOT NULL,
    subject      TEXT COLLATE "C"    NOT NULL CHECK (subject = 'order' OR subject = 'refund' OR subject = 'buyer'),
    -- the number of the order or the refund, or the buyer's openid
    subject_key  TEXT COLLATE "C"    NOT NULL,
    -- the order a search finds it by: the order itself, the refund's, or the newest the buyer had when it began
    order_no     TEXT COLLATE "C"    NOT NULL,
    steps        BIGINT NOT NULL CHECK (steps >= 1),
    -- the link of the last step
    head         BYTEA    NOT NULL CHECK (length(head) = 32),
    PRIMARY KEY (shop_id, subject, subject_key)
);

CREATE TABLE marked_steps (
    shop_id      TEXT COLLATE "C"    NOT NULL,
    subject      TEXT COLLATE "C"    NOT NULL,
    subject_key  TEXT COLLATE "C"    NOT NULL,
    step         BIGINT NOT NULL CHECK (step >= 0),
    at           BIGINT NOT NULL,
    -- the seat it was taken at; there is one today
    author       TEXT COLLATE "C"    NOT NULL CHECK (length(author) BETWEEN 1 AND 64),
    what         TEXT COLLATE "C"    NOT NULL CHECK (what = 'note_written' OR what = 'note_removed' OR what = 'note_back'
                                         OR what = 'tag_put' OR what = 'tag_taken' OR what = 'blocked' OR what = 'unblocked'),
    -- which note, for steps of a note
    note_id      BIGINT,
    -- the text of the note, the name of the tag, or why the buyer was blocked
    words        TEXT COLLATE "C"    NOT NULL,
    -- SHA-256 over the step before it and everything in this row
    chain        BYTEA    NOT NULL CHECK (length(chain) = 32),
    PRIMARY KEY (shop_id, subject, subject_key, step)
);

CREATE TABLE notes (
    shop_id      TEXT COLLATE "C"    NOT NULL,
    note_id      BIGINT NOT NULL CHECK (note_id >= 1),
    subject      TEXT COLLATE "C"    NOT NULL,
    subject_key  TEXT COLLATE "C"    NOT NULL,
    order_no     TEXT COLLATE "C"    NOT NULL,
    author       TEXT COLLATE "C"    NOT NULL CHECK (length(author) BETWEEN 1 AND 64),
    written_at   BIGINT NOT NULL,
    body         TEXT COLLATE "C"    NOT NULL CHECK (length(body) BETWEEN 1 AND 500),
    -- taken away by the owner, who may want it back
    removed_at   BIGINT,
    PRIMARY KEY (shop_id, note_id)
);

CREATE TABLE put_tags (
    shop_id      TEXT COLLATE "C"    NOT NULL,
    subject      TEXT COLLATE "C"    NOT NULL,
    subject_key  TEXT COLLATE "C"    NOT NULL,
    tag          TEXT COLLATE "C"    NOT NULL,
    order_no     TEXT COLLATE "C"    NOT NULL,
    PRIMARY KEY (shop_id, subject, subject_key, tag)
);

CREATE TABLE blocked_buyers (
    shop_id     TEXT COLLATE "C"    NOT NULL,
    openid      TEXT COLLATE "C"    NOT NULL,
    author      TEXT COLLATE "C"    NOT NULL CHECK (length(author) BETWEEN 1 AND 64),
    blocked_at  BIGINT NOT NULL,
    -- for the owner alone
    reason      TEXT COLLATE "C"    NOT NULL CHECK (length(reason) <= 200),
    PRIMARY KEY (shop_id, openid)
);

CREATE TABLE packing_slips (
    shop_id     TEXT COLLATE "C"    NOT NULL,
    order_no    TEXT COLLATE "C"    NOT NULL,
    copy        BIGINT NOT NULL CHECK (copy >= 0),
    paper       TEXT COLLATE "C"    NOT NULL CHECK (paper = 'a5' OR paper = 'label'),
    printed_at  BIGINT NOT NULL,
    PRIMARY KEY (shop_id, order_no, copy)
);

CREATE TABLE product_barcodes (
    shop_id     TEXT COLLATE "C"    NOT NULL,
    code        TEXT COLLATE "C"    NOT NULL CHECK (length(code) BETWEEN 4 AND 48),
    product_id  TEXT COLLATE "C"    NOT NULL,
    -- the first one stands on packing slips
    position    BIGINT NOT NULL CHECK (position >= 0),
    PRIMARY KEY (shop_id, code)
);

CREATE TABLE catch_up_tasks (
    shop_id  TEXT COLLATE "C" NOT NULL,
    kind     TEXT COLLATE "C" NOT NULL CHECK (kind = 'refund' OR kind = 'order' OR kind = 'payment'),
    -- the number it is asked by
    row_key  TEXT COLLATE "C" NOT NULL,
    order_no TEXT COLLATE "C" NOT NULL,
    done_at  BIGINT,
    PRIMARY KEY (shop_id, kind, row_key)
);

CREATE TABLE bill_days (
    shop_id             TEXT COLLATE "C"    NOT NULL,
    mch_id              TEXT COLLATE "C"    NOT NULL CHECK (length(mch_id) BETWEEN 8 AND 10),
    -- counted from 1970-01-01, in Beijing
    day                 BIGINT NOT NULL,
    state               TEXT COLLATE "C"    NOT NULL CHECK (state = 'wanted' OR state = 'read' OR state = 'empty' OR state = 'failed'),
    source              TEXT COLLATE "C"    NOT NULL CHECK (source = 'wechat' OR source = 'file'),
    -- why there is none, or it is not believed, with a technical sentence
    trouble             TEXT COLLATE "C"    CHECK (trouble = 'empty_file' OR trouble = 'not_a_bill' OR trouble = 'no_summary'
                                       OR trouble = 'bad_summary' OR trouble = 'summary' OR trouble = 'other_merchant'
                                       OR trouble = 'other_day' OR trouble = 'hash' OR trouble = 'unreadable'
                                       OR trouble = 'creating' OR trouble = 'no_answer' OR trouble = 'closed'
                                       OR trouble = 'refused' OR trouble = 'not_kept'),
    detail              TEXT COLLATE "C"    NOT NULL CHECK (length(detail) <= 300),
    -- how often it was asked for in vain, and when last
    tries               BIGINT NOT NULL CHECK (tries >= 0),
    tried_at            BIGINT NOT NULL,
    -- which reading of it counts (0: none), how many were begun, and how many looks were taken at it
    reading             BIGINT NOT NULL CHECK (reading BETWEEN 0 AND readings),
    readings            BIGINT NOT NULL,
    looks               BIGINT NOT NULL CHECK (looks >= 0),
    -- what it adds up to, which is what its last line says
    line_count          BIGINT NOT NULL,
    payments            BIGINT NOT NULL,
    refunds             BIGINT NOT NULL,
    ordered_fen         BIGINT NOT NULL,
    settled_fen         BIGINT NOT NULL,
    refund_asked_fen    BIGINT NOT NULL,
    refund_settled_fen  BIGINT NOT NULL,
    refund_coupons_fen  BIGINT NOT NULL,
    -- hundred-thousandths of a yuan
    fee                 BIGINT NOT NULL,
    rejected            BIGINT NOT NULL,
    -- what stands here of the same day
    here_payments       BIGINT NOT NULL,
    here_paid_fen       BIGINT NOT NULL,
    here_refunds        BIGINT NOT NULL,
    here_refunded_fen   BIGINT NOT NULL,
    read_at             BIGINT,
    PRIMARY KEY (shop_id, mch_id, day),
    CHECK ((state = 'read' OR state = 'empty') = (read_at IS NOT NULL))
);

CREATE TABLE bill_lines (
    shop_id         TEXT COLLATE "C"    NOT NULL,
    mch_id          TEXT COLLATE "C"    NOT NULL,
    day             BIGINT NOT NULL,
    reading         BIGINT NOT NULL,
    line            BIGINT NOT NULL CHECK (line >= 1),
    kind            TEXT COLLATE "C"    NOT NULL CHECK (kind = 'paid' OR kind = 'refund' OR kind = 'reversed'),
    moved_at        BIGINT NOT NULL,
    order_no        TEXT COLLATE "C"    NOT NULL,
    transaction_id  TEXT COLLATE "C"    NOT NULL,
    refund_no       TEXT COLLATE "C",
    refund_id       TEXT COLLATE "C",
    -- the order's total; what was asked back
    fen             BIGINT NOT NULL CHECK (fen >= 0),
    -- how a refund stood when the bill was made
    refund_state    TEXT COLLATE "C"    CHECK (refund_state = 'SUCCESS' OR refund_state = 'FAIL' OR refund_state = 'PROCESSING'
                                   OR refund_state = 'CHANGE' OR refund_state = 'UNKNOWN'),
    PRIMARY KEY (shop_id, mch_id, day, reading, line),
    CHECK ((kind = 'refund') = (refund_no IS NOT NULL))
);

CREATE TABLE bill_rejected (
    shop_id  TEXT COLLATE "C"    NOT NULL,
    mch_id   TEXT COLLATE "C"    NOT NULL,
    day      BIGINT NOT NULL,
    reading  BIGINT NOT NULL,
    line     BIGINT NOT NULL CHECK (line >= 1),
    fault    TEXT COLLATE "C"    NOT NULL CHECK (fault = 'values' OR fault = 'time' OR fault = 'amount' OR fault = 'number' OR fault = 'state'),
    -- the heading, and what stands under it; of a line with too many or too few values how many, and how many were expected
    heading  TEXT COLLATE "C"    NOT NULL,
    raw      TEXT COLLATE "C"    NOT NULL,
    found    BIGINT NOT NULL,
    wanted   BIGINT NOT NULL,
    words    TEXT COLLATE "C"    NOT NULL CHECK (length(words) <= 500),
    PRIMARY KEY (shop_id, mch_id, day, reading, line)
);

CREATE TABLE bill_differences (
    shop_id      TEXT COLLATE "C"    NOT NULL,
    mch_id       TEXT COLLATE "C"    NOT NULL,
    day          BIGINT NOT NULL,
    -- p and a transaction, r and a refund's number, v and the transaction of a reversal
    subject      TEXT COLLATE "C"    NOT NULL,
    kind         TEXT COLLATE "C"    NOT NULL CHECK (kind = 'only_wechat' OR kind = 'only_here' OR kind = 'amount' OR kind = 'state'
                                         OR kind = 'pending'),
    why          TEXT COLLATE "C"    NOT NULL CHECK (why = 'missing_order' OR why = 'unpaid_here' OR why = 'second_payment'
                                         OR why = 'other_order' OR why = 'missing_refund' OR why = 'refund_not_sent'
                                         OR why = 'refund_arrived' OR why = 'refund_failed' OR why = 'other_amount'
                                         OR why = 'not_on_bill' OR why = 'next_bill' OR why = 'reversed'),
    order_no     TEXT COLLATE "C"    NOT NULL,
    refund_id    TEXT COLLATE "C",
    line         BIGINT,
    moved_at     BIGINT NOT NULL,
    theirs_fen   BIGINT CHECK (theirs_fen >= 0),
    ours_fen     BIGINT CHECK (ours_fen >= 0),
    -- the look at the day that saw it last
    look         BIGINT NOT NULL,
    found_at     BIGINT NOT NULL,
    -- the owner wants WeChat's record taken over; WeChat is asked, and its answer decides
    taken_at     BIGINT,
    -- the owner noted a cause
    noted_at     BIGINT,
    note         TEXT COLLATE "C"    NOT NULL CHECK (length(note) <= 200),
    -- the two agree
    solved_at    BIGINT,
    PRIMARY KEY (shop_id, mch_id, day, subject)
);

CREATE TABLE pickups (
    shop_id   TEXT COLLATE "C"    NOT NULL,
    order_no  TEXT COLLATE "C"    NOT NULL,
    -- eight random digits, shown to the buyer once the order is paid
    code      TEXT COLLATE "C"    NOT NULL CHECK (length(code) = 8),
    PRIMARY KEY (shop_id, order_no)
);

CREATE TABLE leases (
    shop_id    TEXT COLLATE "C"    NOT NULL PRIMARY KEY,
    -- the installation that has the file open, or had it open last
    here       TEXT COLLATE "C"    NOT NULL CHECK (length(here) = 32),
    -- the one that runs the shop, or ran it last where it was handed over; NULL in a file from before this was known
    owner      TEXT COLLATE "C"    CHECK (length(owner) = 32),
    -- why nothing is sent from here; NULL: the shop is run from here
    hold       TEXT COLLATE "C"    CHECK (hold = 'asking' OR hold = 'handed_over' OR hold = 'other_owner' OR hold = 'elsewhere'
                              OR hold = 'sending'),
    -- the other installation, where one was met
    other      TEXT COLLATE "C"    CHECK (length(other) = 32),
    changed_at BIGINT NOT NULL
);

CREATE TABLE lease_steps (
    shop_id TEXT COLLATE "C"    NOT NULL,
    -- counts from 1
    step_no BIGINT NOT NULL CHECK (step_no >= 1),
    at      BIGINT NOT NULL,
    step    TEXT COLLATE "C"    NOT NULL CHECK (step = 'first' OR step = 'handed_over' OR step = 'not_handed_over' OR step = 'gave_up'
                                    OR step = 'taken' OR step = 'taken_back' OR step = 'other_lost'
                                    OR step = 'found_elsewhere' OR step = 'found_sending'),
    -- where it happened, and the other installation it is about
    here    TEXT COLLATE "C"    NOT NULL CHECK (length(here) = 32),
    other   TEXT COLLATE "C"    CHECK (length(other) = 32),
    PRIMARY KEY (shop_id, step_no)
);

CREATE TABLE restores (
    shop_id     TEXT COLLATE "C"    NOT NULL,
    -- counts from 1
    restore_no  BIGINT NOT NULL CHECK (restore_no >= 1),
    cause       TEXT COLLATE "C"    NOT NULL CHECK (cause = 'backup' OR cause = 'older' OR cause = 'elsewhere' OR cause = 'moved'
                                        OR cause = 'taken_back'),
    -- the last moment the file knows
    behind_at   BIGINT,
    -- when its rows were opened again and the asking began; NULL before
    found_at    BIGINT,
    -- when the owner had seen what was found
    accepted_at BIGINT,
    PRIMARY KEY (shop_id, restore_no)
);

CREATE TABLE payments (
    shop_id                 TEXT COLLATE "C"    NOT NULL,
    order_no                TEXT COLLATE "C"    NOT NULL,
    state                   TEXT COLLATE "C"    NOT NULL CHECK (state = 'unsent' OR state = 'waiting' OR state = 'noticed'
                                                    OR state = 'confirmed' OR state = 'closed' OR state = 'conflict'),
    -- how we asked for it, and therefore how every message about it must be signed; RSA is API v3
    sign_type               TEXT COLLATE "C"    CHECK (sign_type = 'MD5' OR sign_type = 'HMAC-SHA256' OR sign_type = 'RSA'),
    channel                 TEXT COLLATE "C"    CHECK (channel = 'mini_program' OR channel = 'app'),
    prepay_id               TEXT COLLATE "C",
    prepay_at               BIGINT,
    -- what a notification claimed: a hint, until WeChat's own answer names the transaction below
    noticed_transaction_id  TEXT COLLATE "C",
    transaction_id          TEXT COLLATE "C",
    pay_before              BIGINT NOT NULL,
    -- how often WeChat was asked since the last change, and when it is asked next (none: nothing is open)
    asks                    BIGINT NOT NULL CHECK (asks >= 0),
    next_ask_at             BIGINT,
    -- since when a cancel is wished for: WeChat closes the order first, and a payment that was faster wins
    cancel_wished_at        BIGINT,
    -- the address WeChat was told to report to; empty before the first call, or where there is none
    public_url              TEXT COLLATE "C"    NOT NULL DEFAULT '',
    -- whom WeChat was told to pay, and in which app: fixed when the payment is asked for, NULL before
    mch_id                  TEXT COLLATE "C"    CHECK (length(mch_id) BETWEEN 8 AND 10),
    app_id                  TEXT COLLATE "C"    CHECK (length(app_id) = 18),
    -- another merchant's than the one the shop is open for: nothing of it is asked, sent or judged until that one is back
    held                    BIGINT NOT NULL DEFAULT 0 CHECK (held = 0 OR held = 1),
    -- how often WeChat answered that nothing was paid, after a rightly signed notification said that it was
    noes                    BIGINT NOT NULL DEFAULT 0 CHECK (noes >= 0),
    PRIMARY KEY (shop_id, order_no),
    CHECK ((prepay_id IS NULL) = (prepay_at IS NULL)),
    CHECK (state <> 'waiting' AND state <> 'noticed' OR next_ask_at IS NOT NULL),
    CHECK (state <> 'confirmed' OR transaction_id IS NOT NULL)
);

CREATE TABLE strays (
    shop_id      TEXT COLLATE "C"    NOT NULL,
    order_no     TEXT COLLATE "C"    NOT NULL CHECK (length(order_no) BETWEEN 6 AND 32),
    state        TEXT COLLATE "C"    NOT NULL CHECK (state = 'asking' OR state = 'adopted' OR state = 'given_up'),
    sign_type    TEXT COLLATE "C"    NOT NULL CHECK (sign_type = 'MD5' OR sign_type = 'HMAC-SHA256' OR sign_type = 'RSA'),
    message_id   TEXT COLLATE "C"    NOT NULL,
    found_at     BIGINT NOT NULL,
    -- how often WeChat was asked, and how often it answered that there is no such payment
    asks         BIGINT NOT NULL CHECK (asks >= 0),
    noes         BIGINT NOT NULL CHECK (noes BETWEEN 0 AND asks),
    next_ask_at  BIGINT,
    why          TEXT COLLATE "C"    NOT NULL,
    changed_at   BIGINT NOT NULL,
    -- whose notification it was
    mch_id       TEXT COLLATE "C"    CHECK (length(mch_id) BETWEEN 8 AND 10),
    app_id       TEXT COLLATE "C"    CHECK (length(app_id) = 18),
    held         BIGINT NOT NULL DEFAULT 0 CHECK (held = 0 OR held = 1),
    PRIMARY KEY (shop_id, order_no),
    CHECK ((state = 'asking') = (next_ask_at IS NOT NULL))
);

CREATE INDEX buyer_sessions_by_expiry ON buyer_sessions (shop_id, expires_at);
CREATE INDEX refunds_of_order ON refunds (shop_id, order_no);
CREATE INDEX refunds_due      ON refunds (shop_id, state, next_at, refund_no);
CREATE INDEX refunds_waiting  ON refunds (shop_id, requested_at, refund_no) WHERE state = 'requested';
CREATE INDEX refunds_moving   ON refunds (shop_id, changed_at, refund_no)
    WHERE state IN ('approved', 'sending', 'processing', 'in_doubt', 'waiting_for_money', 'stuck');
CREATE INDEX orders_all         ON orders (shop_id, created_at, order_no);
CREATE INDEX orders_to_pay      ON orders (shop_id, created_at, order_no) WHERE state IN ('to_pay', 'confirming');
CREATE INDEX orders_shipped     ON orders (shop_id, created_at, order_no) WHERE state = 'shipped';
CREATE INDEX orders_refunding   ON orders (shop_id, created_at, order_no) WHERE open_refund IS NOT NULL;
CREATE INDEX orders_needs_owner ON orders (shop_id, created_at, order_no) WHERE attention IS NOT NULL;
CREATE INDEX orders_elsewhere   ON orders (shop_id, created_at, order_no) WHERE source = 'elsewhere';
CREATE INDEX orders_unseen      ON orders (shop_id, created_at, order_no) WHERE unseen = 1;
CREATE UNIQUE INDEX orders_by_key ON orders (shop_id, openid, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX payment_extras_by_transaction ON payment_extras (shop_id, transaction_id);
CREATE INDEX messages_notices  ON messages (shop_id, at, message_id) WHERE direction = 'notice';
CREATE INDEX messages_of_order ON messages (shop_id, order_no) WHERE direction = 'notice';
CREATE INDEX messages_refused  ON messages (shop_id, at, message_id)
    WHERE verdict = 'too_large' OR verdict = 'malformed' OR verdict = 'unsigned' OR verdict = 'wrong_signature'
        OR verdict = 'other_merchant' OR verdict = 'bad_field' OR verdict = 'undecryptable';
CREATE INDEX messages_odd   ON messages (shop_id, at, message_id)
    WHERE verdict = 'unknown_number' OR verdict = 'differs';
CREATE INDEX messages_calls ON messages (shop_id, at, message_id) WHERE direction <> 'notice';
CREATE UNIQUE INDEX refunds_renewed ON refunds (shop_id, renews) WHERE renews IS NOT NULL;
CREATE INDEX refunds_of_buyer ON refunds (shop_id, openid, requested_at, refund_no);
CREATE INDEX refunds_rejected ON refunds (shop_id, changed_at, refund_no) WHERE state = 'rejected';
CREATE INDEX refund_searches_due ON refund_searches (shop_id, next_at, order_no);
CREATE INDEX shipments_due      ON shipments (shop_id, next_at, order_no) WHERE report = 'held' OR report = 'waiting';
CREATE INDEX shipments_sending  ON shipments (shop_id, order_no) WHERE report = 'sending';
CREATE INDEX shipments_poll     ON shipments (shop_id, poll_at, order_no) WHERE poll_at IS NOT NULL;
CREATE INDEX shipments_remind   ON shipments (shop_id, remind_at, order_no) WHERE remind_at IS NOT NULL;
CREATE INDEX shipments_waiting  ON shipments (shop_id, shipped_at, order_no)
    WHERE report = 'held' OR report = 'waiting' OR report = 'sending';
CREATE INDEX shipments_stopped  ON shipments (shop_id, changed_at, order_no) WHERE report = 'stopped';
CREATE INDEX shipments_reported ON shipments (shop_id, reported_at, order_no) WHERE report = 'reported';
CREATE INDEX parcels_lately ON parcels (shop_id, shipped_at, carrier);
CREATE INDEX orders_ship_stopped ON orders (shop_id, paid_at, order_no)
    WHERE state = 'to_ship' AND open_refund IS NOT NULL;
CREATE INDEX print_jobs_due     ON print_jobs (shop_id, printer, next_at, queued_at) WHERE next_at IS NOT NULL;
CREATE INDEX print_jobs_open    ON print_jobs (shop_id, queued_at, order_no, printer, copy) WHERE settled_at IS NULL;
CREATE INDEX print_jobs_settled ON print_jobs (shop_id, settled_at, order_no, printer, copy) WHERE settled_at IS NOT NULL;
CREATE INDEX refunds_unseen ON refunds (shop_id, requested_at, refund_no) WHERE unseen = 1;
CREATE UNIQUE INDEX ship_runs_open  ON ship_runs (shop_id) WHERE ended_at IS NULL;
CREATE INDEX ship_runs_by_start     ON ship_runs (shop_id, started_at, run_id);
CREATE INDEX ship_run_rows_waiting ON ship_run_rows (shop_id, run_id, order_no, position) WHERE state = 'waiting';
CREATE INDEX buyer_sessions_of_buyer ON buyer_sessions (shop_id, openid, opened_at);
CREATE INDEX refund_pictures_by_age  ON refund_pictures (shop_id, kept_at, refund_no) WHERE file <> '';
CREATE INDEX refund_pictures_by_file ON refund_pictures (shop_id, file) WHERE file <> '';
CREATE INDEX refund_alarms_open     ON refund_alarms (shop_id, raised_at, refund_no, alarm) WHERE seen_at IS NULL;
CREATE INDEX refund_alarms_of_order ON refund_alarms (shop_id, order_no, raised_at);
CREATE INDEX refunds_paused ON refunds (shop_id, changed_at, refund_no) WHERE paused_for = 'found';
CREATE INDEX orders_to_ship    ON orders (shop_id, created_at, order_no)
    WHERE state = 'to_ship' AND open_refund IS NULL AND nothing_to_send = 0;
CREATE INDEX orders_ship_queue ON orders (shop_id, paid_at, order_no)
    WHERE state = 'to_ship' AND open_refund IS NULL AND nothing_to_send = 0;
CREATE INDEX orders_done       ON orders (shop_id, created_at, order_no)
    WHERE state = 'received' OR state = 'refunded' OR state = 'closed'
        OR (state = 'to_ship' AND open_refund IS NULL AND nothing_to_send = 1);
CREATE INDEX orders_by_total ON orders (shop_id, total_fen, created_at, order_no);
CREATE INDEX refunds_by_wechat ON refunds (shop_id, refund_id) WHERE refund_id IS NOT NULL;
CREATE INDEX shipments_settle ON shipments (shop_id, settle, settle_at, order_no) WHERE settle IS NOT NULL;
CREATE INDEX orders_held ON orders (shop_id, paid_at, order_no)
    WHERE settled = 0 AND (state = 'to_ship' OR state = 'shipped' OR state = 'received');
CREATE INDEX refunds_arrived ON refunds (shop_id, refunded_at, refund_no) WHERE refunded_at IS NOT NULL;
CREATE INDEX marked_of_order ON marked (shop_id, order_no);
CREATE INDEX notes_beside   ON notes (shop_id, subject, subject_key, written_at, note_id) WHERE removed_at IS NULL;
CREATE INDEX notes_of_order ON notes (shop_id, order_no, written_at) WHERE removed_at IS NULL;
CREATE INDEX put_tags_of_order ON put_tags (shop_id, order_no);
CREATE INDEX put_tags_by_tag   ON put_tags (shop_id, tag);
CREATE INDEX orders_of_buyer ON orders (shop_id, openid, created_at, order_no, paid_fen, refunded_fen);
CREATE INDEX refunds_back_to_buyer ON refunds (shop_id, openid, amount_fen) WHERE state = 'refunded';
CREATE INDEX orders_facts ON orders (order_no, shop_id, created_at, total_fen, state, open_refund, refunded_fen, paid_fen,
    paid_at, shipped_at, carrier, source, attention, nothing_to_send);
CREATE INDEX orders_by_paid    ON orders (shop_id, paid_at, order_no) WHERE paid_at IS NOT NULL;
CREATE INDEX orders_by_shipped ON orders (shop_id, shipped_at, order_no) WHERE shipped_at IS NOT NULL;
CREATE INDEX orders_by_carrier ON orders (shop_id, carrier, order_no) WHERE carrier IS NOT NULL;
CREATE INDEX orders_noted      ON orders (shop_id, order_no, note) WHERE note <> '';
CREATE INDEX orders_refunded   ON orders (shop_id, order_no, refunded_fen) WHERE refunded_fen > 0;
CREATE INDEX lines_by_product  ON order_lines (shop_id, product_id, order_no);
CREATE INDEX refunds_done   ON refunds (shop_id, changed_at, refund_no) WHERE state IN ('refunded', 'rejected');
CREATE INDEX refunds_failed ON refunds (shop_id, changed_at, refund_no) WHERE state = 'failed';
CREATE INDEX product_barcodes_of ON product_barcodes (shop_id, product_id, position, code);
CREATE INDEX catch_up_tasks_open ON catch_up_tasks (shop_id, kind, row_key) WHERE done_at IS NULL;
CREATE INDEX bill_lines_paid     ON bill_lines (shop_id, transaction_id) WHERE kind = 'paid';
CREATE INDEX bill_lines_refunded ON bill_lines (shop_id, refund_no) WHERE refund_no IS NOT NULL;
CREATE INDEX bill_differences_unsolved ON bill_differences (shop_id, mch_id, day, subject) WHERE solved_at IS NULL;
CREATE INDEX bill_differences_of_order ON bill_differences (shop_id, order_no);
CREATE INDEX refunds_sent ON refunds (shop_id, sent_at, refund_no) WHERE sent_at IS NOT NULL;
CREATE UNIQUE INDEX pickups_by_code ON pickups (shop_id, code);
CREATE INDEX restores_open ON restores (shop_id, restore_no) WHERE accepted_at IS NULL;
CREATE UNIQUE INDEX payments_by_transaction ON payments (shop_id, transaction_id) WHERE transaction_id IS NOT NULL;
CREATE INDEX payments_by_notice   ON payments (shop_id, noticed_transaction_id)
    WHERE noticed_transaction_id IS NOT NULL;
CREATE INDEX payments_due         ON payments (shop_id, next_ask_at, order_no) WHERE next_ask_at IS NOT NULL;
CREATE INDEX payments_noticed     ON payments (shop_id, next_ask_at, order_no) WHERE state = 'noticed';
CREATE INDEX payments_held        ON payments (shop_id, order_no) WHERE held = 1;
CREATE INDEX payments_unconfirmed ON payments (shop_id, order_no) WHERE state = 'noticed' AND noes >= 5;
CREATE INDEX payments_by_app      ON payments (shop_id, order_no) WHERE channel = 'app';
CREATE INDEX strays_due   ON strays (shop_id, next_ask_at, order_no) WHERE state = 'asking';
CREATE INDEX strays_ended ON strays (shop_id, changed_at, order_no) WHERE state = 'given_up';
CREATE INDEX bill_lines_of_order ON bill_lines (shop_id, order_no, refund_no) WHERE refund_no IS NOT NULL;

ALTER TABLE order_lines ADD FOREIGN KEY (shop_id, order_no) REFERENCES orders (shop_id, order_no) DEFERRABLE;
ALTER TABLE refunds ADD FOREIGN KEY (shop_id, order_no) REFERENCES orders (shop_id, order_no) DEFERRABLE;
ALTER TABLE refund_pictures ADD FOREIGN KEY (shop_id, refund_no) REFERENCES refunds (shop_id, refund_no) DEFERRABLE;
ALTER TABLE payment_extras ADD FOREIGN KEY (shop_id, order_no) REFERENCES orders (shop_id, order_no) DEFERRABLE;
ALTER TABLE refund_lines ADD FOREIGN KEY (shop_id, refund_no) REFERENCES refunds (shop_id, refund_no) DEFERRABLE;
ALTER TABLE refund_restock ADD FOREIGN KEY (shop_id, refund_no) REFERENCES refunds (shop_id, refund_no) DEFERRABLE;
ALTER TABLE refund_searches ADD FOREIGN KEY (shop_id, order_no) REFERENCES orders (shop_id, order_no) DEFERRABLE;
ALTER TABLE shipments ADD FOREIGN KEY (shop_id, order_no) REFERENCES orders (shop_id, order_no) DEFERRABLE;
ALTER TABLE parcels ADD FOREIGN KEY (shop_id, order_no) REFERENCES shipments (shop_id, order_no) DEFERRABLE;
ALTER TABLE parcel_lines ADD FOREIGN KEY (shop_id, order_no, parcel) REFERENCES parcels (shop_id, order_no, parcel) DEFERRABLE;
ALTER TABLE history ADD FOREIGN KEY (shop_id, order_no) REFERENCES orders (shop_id, order_no) DEFERRABLE;
ALTER TABLE print_jobs ADD FOREIGN KEY (shop_id, order_no) REFERENCES orders (shop_id, order_no) DEFERRABLE;
ALTER TABLE print_jobs ADD FOREIGN KEY (shop_id, printer) REFERENCES printers (shop_id, printer) DEFERRABLE;
ALTER TABLE ship_run_rows ADD FOREIGN KEY (shop_id, run_id) REFERENCES ship_runs (shop_id, run_id) DEFERRABLE;
ALTER TABLE refund_alarms ADD FOREIGN KEY (shop_id, order_no) REFERENCES orders (shop_id, order_no) DEFERRABLE;
ALTER TABLE refund_goods ADD FOREIGN KEY (shop_id, refund_no) REFERENCES refunds (shop_id, refund_no) DEFERRABLE;
ALTER TABLE marked ADD FOREIGN KEY (shop_id, order_no) REFERENCES orders (shop_id, order_no) DEFERRABLE;
ALTER TABLE marked_steps ADD FOREIGN KEY (shop_id, subject, subject_key) REFERENCES marked (shop_id, subject, subject_key) DEFERRABLE;
ALTER TABLE notes ADD FOREIGN KEY (shop_id, subject, subject_key) REFERENCES marked (shop_id, subject, subject_key) DEFERRABLE;
ALTER TABLE put_tags ADD FOREIGN KEY (shop_id, subject, subject_key) REFERENCES marked (shop_id, subject, subject_key) DEFERRABLE;
ALTER TABLE put_tags ADD FOREIGN KEY (shop_id, tag) REFERENCES tags (shop_id, name) DEFERRABLE;
ALTER TABLE packing_slips ADD FOREIGN KEY (shop_id, order_no) REFERENCES orders (shop_id, order_no) DEFERRABLE;
ALTER TABLE product_barcodes ADD FOREIGN KEY (shop_id, product_id) REFERENCES products (shop_id, product_id) DEFERRABLE;
ALTER TABLE bill_differences ADD FOREIGN KEY (shop_id, mch_id, day) REFERENCES bill_days (shop_id, mch_id, day) DEFERRABLE;
ALTER TABLE pickups ADD FOREIGN KEY (shop_id, order_no) REFERENCES orders (shop_id, order_no) DEFERRABLE;
ALTER TABLE payments ADD FOREIGN KEY (shop_id, order_no) REFERENCES orders (shop_id, order_no) DEFERRABLE;

-- PostgreSQL's own.

-- One row a shop. Whoever changes the shop holds it from the beginning of the transaction to its end, so that of several seats
-- one writes at a time and nothing it has read goes stale.
CREATE TABLE shop_commits (
    shop_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    commits BIGINT NOT NULL
);

-- The last commit of each writer: what is asked after a connection that was lost while a commit was on its way.
CREATE TABLE shop_writers (
    shop_id   TEXT COLLATE "C" NOT NULL,
    writer    BYTEA  NOT NULL CHECK (length(writer) = 16),
    commit_no BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    backend   BIGINT NOT NULL,
    PRIMARY KEY (shop_id, writer)
);

-- What an order is found by: the tokens the program makes, as they are.
CREATE TABLE search_docs (
    shop_id  TEXT COLLATE "C" NOT NULL,
    doc_id   BIGINT NOT NULL,
    order_no TEXT COLLATE "C" NOT NULL,
    words    TSVECTOR NOT NULL,
    PRIMARY KEY (shop_id, doc_id),
    UNIQUE (shop_id, order_no)
);
CREATE INDEX search_docs_words ON search_docs USING GIN (words);
