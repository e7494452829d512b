-- What buyers complain about at WeChat (API v3), as WeChat tells it, and what the shop wishes to say to it. Money never moves
-- because of a row here: the refund has its own.

CREATE TABLE complaints (
    shop_id         TEXT COLLATE "C"    NOT NULL,
    complaint_id    TEXT COLLATE "C"    NOT NULL CHECK (length(complaint_id) BETWEEN 1 AND 64),
    received_at     BIGINT NOT NULL,
    state           TEXT COLLATE "C"    NOT NULL CHECK (state = 'pending' OR state = 'processing' OR state = 'other'
                                            OR state = 'processed'),
    problem         TEXT COLLATE "C"    NOT NULL CHECK (problem = 'refund' OR problem = 'not_working' OR problem = 'other'),
    -- the buyer's words, and WeChat's heading for them
    words           TEXT COLLATE "C"    NOT NULL CHECK (length(words) <= 2000),
    heading         TEXT COLLATE "C"    NOT NULL CHECK (length(heading) <= 300),
    -- the order as WeChat names it; it need not be one of this shop's
    named_order     TEXT COLLATE "C"    NOT NULL CHECK (length(named_order) <= 64),
    named_payment   TEXT COLLATE "C"    NOT NULL CHECK (length(named_payment) <= 64),
    named_fen       BIGINT NOT NULL CHECK (named_fen >= 0),
    -- the shop's order, where it is one
    order_no        TEXT COLLATE "C",
    wanted_fen      BIGINT CHECK (wanted_fen >= 0),
    -- encrypted for the merchant's key, as it came; opened on the screen only
    sealed_phone    TEXT COLLATE "C"    CHECK (length(sealed_phone) <= 1024),
    openid          TEXT COLLATE "C",
    fully_refunded  BIGINT NOT NULL CHECK (fully_refunded = 0 OR fully_refunded = 1),
    awaits_reply    BIGINT NOT NULL CHECK (awaits_reply = 0 OR awaits_reply = 1),
    times           BIGINT NOT NULL CHECK (times >= 0),
    platform_looks  BIGINT NOT NULL CHECK (platform_looks = 0 OR platform_looks = 1),
    -- the refund that was asked for because of it, once
    refund_no       TEXT COLLATE "C",
    version         BIGINT NOT NULL CHECK (version >= 1),
    unseen          BIGINT NOT NULL CHECK (unseen = 0 OR unseen = 1),
    changed_at      BIGINT NOT NULL,
    -- when WeChat is asked about it and its talk next
    ask_at          BIGINT,
    PRIMARY KEY (shop_id, complaint_id),
    FOREIGN KEY (shop_id, order_no) REFERENCES orders (shop_id, order_no) DEFERRABLE,
    FOREIGN KEY (shop_id, refund_no) REFERENCES refunds (shop_id, refund_no) DEFERRABLE
);

CREATE INDEX complaints_open     ON complaints (shop_id, received_at, complaint_id) WHERE state <> 'processed';
CREATE INDEX complaints_over     ON complaints (shop_id, received_at, complaint_id) WHERE state = 'processed';
CREATE INDEX complaints_of_order ON complaints (shop_id, order_no, received_at) WHERE order_no IS NOT NULL;
CREATE INDEX complaints_unseen   ON complaints (shop_id, received_at, complaint_id) WHERE unseen = 1;
CREATE INDEX complaints_to_ask   ON complaints (shop_id, ask_at) WHERE ask_at IS NOT NULL;

-- What was said about each, by WeChat's number of it.
CREATE TABLE complaint_talk (
    shop_id       TEXT COLLATE "C"    NOT NULL,
    complaint_id  TEXT COLLATE "C"    NOT NULL,
    log_id        TEXT COLLATE "C"    NOT NULL CHECK (length(log_id) BETWEEN 1 AND 64),
    at            BIGINT NOT NULL,
    operator      TEXT COLLATE "C"    NOT NULL CHECK (length(operator) <= 64),
    -- as WeChat spells it
    kind          TEXT COLLATE "C"    NOT NULL CHECK (length(kind) <= 64),
    words         TEXT COLLATE "C"    NOT NULL CHECK (length(words) <= 2000),
    PRIMARY KEY (shop_id, complaint_id, log_id),
    FOREIGN KEY (shop_id, complaint_id) REFERENCES complaints (shop_id, complaint_id) DEFERRABLE
);

-- Pictures of a complaint (log_id is empty) and of its talk, where they lie at WeChat.
CREATE TABLE complaint_pictures (
    shop_id       TEXT COLLATE "C"    NOT NULL,
    complaint_id  TEXT COLLATE "C"    NOT NULL,
    log_id        TEXT COLLATE "C"    NOT NULL CHECK (length(log_id) <= 64),
    place         BIGINT NOT NULL CHECK (place >= 0),
    address       TEXT COLLATE "C"    NOT NULL CHECK (length(address) BETWEEN 1 AND 600),
    PRIMARY KEY (shop_id, complaint_id, log_id, place),
    FOREIGN KEY (shop_id, complaint_id) REFERENCES complaints (shop_id, complaint_id) DEFERRABLE
);

-- What the shop wishes to say to WeChat, each said once.
CREATE TABLE complaint_tasks (
    shop_id       TEXT COLLATE "C"    NOT NULL,
    complaint_id  TEXT COLLATE "C"    NOT NULL,
    task_no       BIGINT NOT NULL CHECK (task_no >= 1),
    kind          TEXT COLLATE "C"    NOT NULL CHECK (kind = 'reply' OR kind = 'reject' OR kind = 'approve' OR kind = 'complete'),
    words         TEXT COLLATE "C"    NOT NULL CHECK (length(words) <= 200),
    state         TEXT COLLATE "C"    NOT NULL CHECK (state = 'waiting' OR state = 'sending' OR state = 'in_doubt' OR state = 'done'
                                          OR state = 'refused' OR state = 'moot'),
    -- why WeChat does not have it, with a technical sentence
    trouble       TEXT COLLATE "C"    CHECK (trouble = 'no_line' OR trouble = 'no_answer' OR trouble = 'too_fast'
                                 OR trouble = 'not_allowed' OR trouble = 'refused' OR trouble = 'closed'
                                 OR trouble = 'no_refund' OR trouble = 'picture_gone'),
    detail        TEXT COLLATE "C"    NOT NULL CHECK (length(detail) <= 300),
    sends         BIGINT NOT NULL CHECK (sends >= 0),
    made_at       BIGINT NOT NULL,
    sent_at       BIGINT,
    changed_at    BIGINT NOT NULL,
    next_at       BIGINT NOT NULL,
    PRIMARY KEY (shop_id, complaint_id, task_no),
    FOREIGN KEY (shop_id, complaint_id) REFERENCES complaints (shop_id, complaint_id) DEFERRABLE
);

CREATE INDEX complaint_tasks_due ON complaint_tasks (shop_id, next_at)
    WHERE state = 'waiting' OR state = 'sending' OR state = 'in_doubt';

-- Their pictures: the file until WeChat has it and the wish is over, then its name at WeChat alone.
CREATE TABLE complaint_task_pictures (
    shop_id       TEXT COLLATE "C"    NOT NULL,
    complaint_id  TEXT COLLATE "C"    NOT NULL,
    task_no       BIGINT NOT NULL,
    place         BIGINT NOT NULL CHECK (place BETWEEN 0 AND 3),
    file          BYTEA    NOT NULL CHECK (length(file) <= 2097152),
    media_id      TEXT COLLATE "C"    CHECK (length(media_id) <= 512),
    PRIMARY KEY (shop_id, complaint_id, task_no, place),
    FOREIGN KEY (shop_id, complaint_id, task_no) REFERENCES complaint_tasks (shop_id, complaint_id, task_no) DEFERRABLE
);

-- When the list was last read whole, when it is read next, and why it could not be; where notices go.
CREATE TABLE complaint_lists (
    shop_id    TEXT COLLATE "C"    NOT NULL,
    listed_at  BIGINT,
    next_at    BIGINT NOT NULL,
    trouble    TEXT COLLATE "C"    CHECK (trouble = 'no_line' OR trouble = 'no_answer' OR trouble = 'too_fast'
                              OR trouble = 'not_allowed' OR trouble = 'refused'),
    detail     TEXT COLLATE "C"    NOT NULL CHECK (length(detail) <= 300),
    -- where WeChat was last told, or seen, to send its notices
    address    TEXT COLLATE "C"    NOT NULL CHECK (length(address) <= 255),
    PRIMARY KEY (shop_id)
);
