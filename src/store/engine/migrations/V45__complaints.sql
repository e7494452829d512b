-- What buyers complain about at WeChat (API v3), as WeChat tells it, and what the shop wishes to say to it. Money never moves
-- because of a row here: the refund has its own.

CREATE TABLE complaints (
    shop_id         TEXT    NOT NULL,
    complaint_id    TEXT    NOT NULL CHECK (length(complaint_id) BETWEEN 1 AND 64),
    received_at     INTEGER NOT NULL,
    state           TEXT    NOT NULL CHECK (state = 'pending' OR state = 'processing' OR state = 'other'
                                            OR state = 'processed'),
    problem         TEXT    NOT NULL CHECK (problem = 'refund' OR problem = 'not_working' OR problem = 'other'),
    -- the buyer's words, and WeChat's heading for them
    words           TEXT    NOT NULL CHECK (length(words) <= 2000),
    heading         TEXT    NOT NULL CHECK (length(heading) <= 300),
    -- the order as WeChat names it; it need not be one of this shop's
    named_order     TEXT    NOT NULL CHECK (length(named_order) <= 64),
    named_payment   TEXT    NOT NULL CHECK (length(named_payment) <= 64),
    named_fen       INTEGER NOT NULL CHECK (named_fen >= 0),
    -- the shop's order, where it is one
    order_no        TEXT,
    wanted_fen      INTEGER CHECK (wanted_fen >= 0),
    -- encrypted for the merchant's key, as it came; opened on the screen only
    sealed_phone    TEXT    CHECK (length(sealed_phone) <= 1024),
    openid          TEXT,
    fully_refunded  INTEGER NOT NULL CHECK (fully_refunded = 0 OR fully_refunded = 1),
    awaits_reply    INTEGER NOT NULL CHECK (awaits_reply = 0 OR awaits_reply = 1),
    times           INTEGER NOT NULL CHECK (times >= 0),
    platform_looks  INTEGER NOT NULL CHECK (platform_looks = 0 OR platform_looks = 1),
    -- the refund that was asked for because of it, once
    refund_no       TEXT,
    version         INTEGER NOT NULL CHECK (version >= 1),
    unseen          INTEGER NOT NULL CHECK (unseen = 0 OR unseen = 1),
    changed_at      INTEGER NOT NULL,
    -- when WeChat is asked about it and its talk next
    ask_at          INTEGER,
    PRIMARY KEY (shop_id, complaint_id),
    FOREIGN KEY (shop_id, order_no) REFERENCES orders (shop_id, order_no),
    FOREIGN KEY (shop_id, refund_no) REFERENCES refunds (shop_id, refund_no)
) STRICT, WITHOUT ROWID;

CREATE INDEX complaints_open     ON complaints (shop_id, received_at, complaint_id) WHERE state <> 'processed';
CREATE INDEX complaints_over     ON complaints (shop_id, received_at, complaint_id) WHERE state = 'processed';
CREATE INDEX complaints_of_order ON complaints (shop_id, order_no, received_at) WHERE order_no IS NOT NULL;
CREATE INDEX complaints_unseen   ON complaints (shop_id, received_at, complaint_id) WHERE unseen = 1;
CREATE INDEX complaints_to_ask   ON complaints (shop_id, ask_at) WHERE ask_at IS NOT NULL;

-- What was said about each, by WeChat's number of it.
CREATE TABLE complaint_talk (
    shop_id       TEXT    NOT NULL,
    complaint_id  TEXT    NOT NULL,
    log_id        TEXT    NOT NULL CHECK (length(log_id) BETWEEN 1 AND 64),
    at            INTEGER NOT NULL,
    operator      TEXT    NOT NULL CHECK (length(operator) <= 64),
    -- as WeChat spells it
    kind          TEXT    NOT NULL CHECK (length(kind) <= 64),
    words         TEXT    NOT NULL CHECK (length(words) <= 2000),
    PRIMARY KEY (shop_id, complaint_id, log_id),
    FOREIGN KEY (shop_id, complaint_id) REFERENCES complaints (shop_id, complaint_id)
) STRICT, WITHOUT ROWID;

-- Pictures of a complaint (log_id is empty) and of its talk, where they lie at WeChat.
CREATE TABLE complaint_pictures (
    shop_id       TEXT    NOT NULL,
    complaint_id  TEXT    NOT NULL,
    log_id        TEXT    NOT NULL CHECK (length(log_id) <= 64),
    place         INTEGER NOT NULL CHECK (place >= 0),
    address       TEXT    NOT NULL CHECK (length(address) BETWEEN 1 AND 600),
    PRIMARY KEY (shop_id, complaint_id, log_id, place),
    FOREIGN KEY (shop_id, complaint_id) REFERENCES complaints (shop_id, complaint_id)
) STRICT, WITHOUT ROWID;

-- What the shop wishes to say to WeChat, each said once.
CREATE TABLE complaint_tasks (
    shop_id       TEXT    NOT NULL,
    complaint_id  TEXT    NOT NULL,
    task_no       INTEGER NOT NULL CHECK (task_no >= 1),
    kind          TEXT    NOT NULL CHECK (kind = 'reply' OR kind = 'reject' OR kind = 'approve' OR kind = 'complete'),
    words         TEXT    NOT NULL CHECK (length(words) <= 200),
    state         TEXT    NOT NULL CHECK (state = 'waiting' OR state = 'sending' OR state = 'in_doubt' OR state = 'done'
                                          OR state = 'refused' OR state = 'moot'),
    -- why WeChat does not have it, with a technical sentence
    trouble       TEXT    CHECK (trouble = 'no_line' OR trouble = 'no_answer' OR trouble = 'too_fast'
                                 OR trouble = 'not_allowed' OR trouble = 'refused' OR trouble = 'closed'
                                 OR trouble = 'no_refund' OR trouble = 'picture_gone'),
    detail        TEXT    NOT NULL CHECK (length(detail) <= 300),
    sends         INTEGER NOT NULL CHECK (sends >= 0),
    made_at       INTEGER NOT NULL,
    sent_at       INTEGER,
    changed_at    INTEGER NOT NULL,
    next_at       INTEGER NOT NULL,
    PRIMARY KEY (shop_id, complaint_id, task_no),
    FOREIGN KEY (shop_id, complaint_id) REFERENCES complaints (shop_id, complaint_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX complaint_tasks_due ON complaint_tasks (shop_id, next_at)
    WHERE state = 'waiting' OR state = 'sending' OR state = 'in_doubt';

-- Their pictures: the file until WeChat has it and the wish is over, then its name at WeChat alone.
CREATE TABLE complaint_task_pictures (
    shop_id       TEXT    NOT NULL,
    complaint_id  TEXT    NOT NULL,
    task_no       INTEGER NOT NULL,
    place         INTEGER NOT NULL CHECK (place BETWEEN 0 AND 3),
    file          BLOB    NOT NULL CHECK (length(file) <= 2097152),
    media_id      TEXT    CHECK (length(media_id) <= 512),
    PRIMARY KEY (shop_id, complaint_id, task_no, place),
    FOREIGN KEY (shop_id, complaint_id, task_no) REFERENCES complaint_tasks (shop_id, complaint_id, task_no)
) STRICT, WITHOUT ROWID;

-- When the list was last read whole, when it is read next, and why it could not be; where notices go.
CREATE TABLE complaint_lists (
    shop_id    TEXT    NOT NULL,
    listed_at  INTEGER,
    next_at    INTEGER NOT NULL,
    trouble    TEXT    CHECK (trouble = 'no_line' OR trouble = 'no_answer' OR trouble = 'too_fast'
                              OR trouble = 'not_allowed' OR trouble = 'refused'),
    detail     TEXT    NOT NULL CHECK (length(detail) <= 300),
    -- where WeChat was last told, or seen, to send its notices
    address    TEXT    NOT NULL CHECK (length(address) <= 255),
    PRIMARY KEY (shop_id)
) STRICT, WITHOUT ROWID;
