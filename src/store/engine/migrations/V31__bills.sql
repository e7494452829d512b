-- WeChat's trade bill as the second ledger: what each day's bill adds up to, its lines, and where they and the shop do not agree.

-- A day's bill. The days of another merchant stay, and are read by nobody until that one is back.
CREATE TABLE bill_days (
    shop_id             TEXT    NOT NULL,
    mch_id              TEXT    NOT NULL CHECK (length(mch_id) BETWEEN 8 AND 10),
    -- counted from 1970-01-01, in Beijing
    day                 INTEGER NOT NULL,
    state               TEXT    NOT NULL CHECK (state = 'wanted' OR state = 'read' OR state = 'empty' OR state = 'failed'),
    source              TEXT    NOT NULL CHECK (source = 'wechat' OR source = 'file'),
    -- why there is none, or it is not believed, with a technical sentence
    trouble             TEXT    CHECK (trouble = 'empty_file' OR trouble = 'not_a_bill' OR trouble = 'no_summary'
                                       OR trouble = 'bad_summary' OR trouble = 'summary' OR trouble = 'other_merchant'
                                       OR trouble = 'other_day' OR trouble = 'hash' OR trouble = 'unreadable'
                                       OR trouble = 'creating' OR trouble = 'no_answer' OR trouble = 'closed'
                                       OR trouble = 'refused' OR trouble = 'not_kept'),
    detail              TEXT    NOT NULL CHECK (length(detail) <= 300),
    -- how often it was asked for in vain, and when last
    tries               INTEGER NOT NULL CHECK (tries >= 0),
    tried_at            INTEGER NOT NULL,
    -- which reading of it counts (0: none), how many were begun, and how many looks were taken at it
    reading             INTEGER NOT NULL CHECK (reading BETWEEN 0 AND readings),
    readings            INTEGER NOT NULL,
    looks               INTEGER NOT NULL CHECK (looks >= 0),
    -- what it adds up to, which is what its last line says
    line_count          INTEGER NOT NULL,
    payments            INTEGER NOT NULL,
    refunds             INTEGER NOT NULL,
    ordered_fen         INTEGER NOT NULL,
    settled_fen         INTEGER NOT NULL,
    refund_asked_fen    INTEGER NOT NULL,
    refund_settled_fen  INTEGER NOT NULL,
    refund_coupons_fen  INTEGER NOT NULL,
    -- hundred-thousandths of a yuan
    fee                 INTEGER NOT NULL,
    rejected            INTEGER NOT NULL,
    -- what stands here of the same day
    here_payments       INTEGER NOT NULL,
    here_paid_fen       INTEGER NOT NULL,
    here_refunds        INTEGER NOT NULL,
    here_refunded_fen   INTEGER NOT NULL,
    read_at             INTEGER,
    PRIMARY KEY (shop_id, mch_id, day),
    CHECK ((state = 'read' OR state = 'empty') = (read_at IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- Its lines of money, as far as they are compared. Those of a reading that does not count are on their way out.
CREATE TABLE bill_lines (
    shop_id         TEXT    NOT NULL,
    mch_id          TEXT    NOT NULL,
    day             INTEGER NOT NULL,
    reading         INTEGER NOT NULL,
    line            INTEGER NOT NULL CHECK (line >= 1),
    kind            TEXT    NOT NULL CHECK (kind = 'paid' OR kind = 'refund' OR kind = 'reversed'),
    moved_at        INTEGER NOT NULL,
    order_no        TEXT    NOT NULL,
    transaction_id  TEXT    NOT NULL,
    refund_no       TEXT,
    refund_id       TEXT,
    -- the order's total; what was asked back
    fen             INTEGER NOT NULL CHECK (fen >= 0),
    -- how a refund stood when the bill was made
    refund_state    TEXT    CHECK (refund_state = 'SUCCESS' OR refund_state = 'FAIL' OR refund_state = 'PROCESSING'
                                   OR refund_state = 'CHANGE' OR refund_state = 'UNKNOWN'),
    PRIMARY KEY (shop_id, mch_id, day, reading, line),
    CHECK ((kind = 'refund') = (refund_no IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX bill_lines_paid     ON bill_lines (shop_id, transaction_id) WHERE kind = 'paid';
CREATE INDEX bill_lines_refunded ON bill_lines (shop_id, refund_no) WHERE refund_no IS NOT NULL;

-- Lines that could not be read. The rest of the bill counts.
CREATE TABLE bill_rejected (
    shop_id  TEXT    NOT NULL,
    mch_id   TEXT    NOT NULL,
    day      INTEGER NOT NULL,
    reading  INTEGER NOT NULL,
    line     INTEGER NOT NULL CHECK (line >= 1),
    fault    TEXT    NOT NULL CHECK (fault = 'values' OR fault = 'time' OR fault = 'amount' OR fault = 'number' OR fault = 'state'),
    -- the heading, and what stands under it; of a line with too many or too few values how many, and how many were expected
    heading  TEXT    NOT NULL,
    raw      TEXT    NOT NULL,
    found    INTEGER NOT NULL,
    wanted   INTEGER NOT NULL,
    words    TEXT    NOT NULL CHECK (length(words) <= 500),
    PRIMARY KEY (shop_id, mch_id, day, reading, line)
) STRICT, WITHOUT ROWID;

-- Where the bill and the shop do not agree. A row stays when it is solved: how, and when, is part of the record.
CREATE TABLE bill_differences (
    shop_id      TEXT    NOT NULL,
    mch_id       TEXT    NOT NULL,
    day          INTEGER NOT NULL,
    -- p and a transaction, r and a refund's number, v and the transaction of a reversal
    subject      TEXT    NOT NULL,
    kind         TEXT    NOT NULL CHECK (kind = 'only_wechat' OR kind = 'only_here' OR kind = 'amount' OR kind = 'state'
                                         OR kind = 'pending'),
    why          TEXT    NOT NULL CHECK (why = 'missing_order' OR why = 'unpaid_here' OR why = 'second_payment'
                                         OR why = 'other_order' OR why = 'missing_refund' OR why = 'refund_not_sent'
                                         OR why = 'refund_arrived' OR why = 'refund_failed' OR why = 'other_amount'
                                         OR why = 'not_on_bill' OR why = 'next_bill' OR why = 'reversed'),
    order_no     TEXT    NOT NULL,
    refund_id    TEXT,
    line         INTEGER,
    moved_at     INTEGER NOT NULL,
    theirs_fen   INTEGER CHECK (theirs_fen >= 0),
    ours_fen     INTEGER CHECK (ours_fen >= 0),
    -- the look at the day that saw it last
    look         INTEGER NOT NULL,
    found_at     INTEGER NOT NULL,
    -- the owner wants WeChat's record taken over; WeChat is asked, and its answer decides
    taken_at     INTEGER,
    -- the owner noted a cause
    noted_at     INTEGER,
    note         TEXT    NOT NULL CHECK (length(note) <= 200),
    -- the two agree
    solved_at    INTEGER,
    PRIMARY KEY (shop_id, mch_id, day, subject),
    FOREIGN KEY (shop_id, mch_id, day) REFERENCES bill_days (shop_id, mch_id, day)
) STRICT, WITHOUT ROWID;

CREATE INDEX bill_differences_unsolved ON bill_differences (shop_id, mch_id, day, subject) WHERE solved_at IS NULL;
CREATE INDEX bill_differences_of_order ON bill_differences (shop_id, order_no);

-- What was sent back on a day.
CREATE INDEX refunds_sent ON refunds (shop_id, sent_at, refund_no) WHERE sent_at IS NOT NULL;
