-- WeChat's word outranks ours: refunds that were made elsewhere, or went otherwise than believed here, and what the owner
-- was told of them.

-- An approved refund that waits for the owner once more before it is sent, and why: money of its order went back elsewhere
-- since it was approved.
ALTER TABLE refunds ADD COLUMN paused_for TEXT NOT NULL DEFAULT '' CHECK (paused_for = '' OR paused_for = 'found');

-- Since when the owner ships the order in spite of this refund, whose end only WeChat can name. Its money stays promised.
ALTER TABLE refunds ADD COLUMN set_aside_at INTEGER;

-- What WeChat says went back, or is going, beyond what was paid. It is no promise of ours, so it stands beside the two sums
-- that never exceed the payment. Only WeChat's word moves it up.
ALTER TABLE orders ADD COLUMN excess_fen INTEGER NOT NULL DEFAULT 0 CHECK (excess_fen >= 0);

-- What the owner has to know of a refund, until it was seen. The number may be one the shop has no row for.
CREATE TABLE refund_alarms (
    shop_id     TEXT    NOT NULL,
    refund_no   TEXT    NOT NULL CHECK (length(refund_no) BETWEEN 1 AND 64),
    -- counts from 0 within the refund
    alarm       INTEGER NOT NULL CHECK (alarm >= 0),
    order_no    TEXT    NOT NULL,
    kind        TEXT    NOT NULL CHECK (kind = 'found' OR kind = 'gave_way' OR kind = 'overruled' OR kind = 'misfit'
                                        OR kind = 'missing'),
    -- where it stood here, if it was known, and where it stands by WeChat's word
    ours        TEXT    CHECK (ours = 'requested' OR ours = 'approved' OR ours = 'sending' OR ours = 'processing'
                               OR ours = 'in_doubt' OR ours = 'waiting_for_money' OR ours = 'stuck' OR ours = 'refunded'
                               OR ours = 'rejected' OR ours = 'failed'),
    theirs      TEXT    CHECK (theirs = 'processing' OR theirs = 'stuck' OR theirs = 'refunded' OR theirs = 'failed'),
    ours_fen    INTEGER CHECK (ours_fen >= 0),
    theirs_fen  INTEGER CHECK (theirs_fen >= 0),
    raised_at   INTEGER NOT NULL,
    seen_at     INTEGER,
    PRIMARY KEY (shop_id, refund_no, alarm),
    FOREIGN KEY (shop_id, order_no) REFERENCES orders (shop_id, order_no)
) STRICT, WITHOUT ROWID;

CREATE INDEX refund_alarms_open     ON refund_alarms (shop_id, raised_at, refund_no, alarm) WHERE seen_at IS NULL;
CREATE INDEX refund_alarms_of_order ON refund_alarms (shop_id, order_no, raised_at);

-- refunds that wait for the owner's second word
CREATE INDEX refunds_paused ON refunds (shop_id, changed_at, refund_no) WHERE paused_for = 'found';
