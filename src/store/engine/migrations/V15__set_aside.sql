-- Rows a job could not write or read, each for itself: the others go on, the owner sees a red mark, and the row is tried
-- again at `next_at`. Gone once it was written, or is not due any more.
CREATE TABLE set_aside (
    shop_id   TEXT    NOT NULL,
    -- what was to be done with the row
    job       TEXT    NOT NULL CHECK (job = 'check_order' OR job = 'check_unknown' OR job = 'send_refund'
                                      OR job = 'ask_refund' OR job = 'find_refunds' OR job = 'report_shipment'
                                      OR job = 'ask_settlement' OR job = 'remind_buyer' OR job = 'print_receipt'),
    -- the number of the order or the refund; of a receipt also its copy and its printer
    row_key   TEXT    NOT NULL,
    -- the order it belongs to; empty where even that cannot be read
    order_no  TEXT    NOT NULL,
    -- the rules refused the step, the file refused the row, the row cannot be read, anything else
    trouble   TEXT    NOT NULL CHECK (trouble = 'refused' OR trouble = 'rule' OR trouble = 'unreadable' OR trouble = 'other'),
    -- a technical sentence, for whoever mends it
    detail    TEXT    NOT NULL CHECK (length(detail) <= 300),
    -- how often in a row, since when, and when it is tried again
    tries     INTEGER NOT NULL CHECK (tries >= 1),
    since_at  INTEGER NOT NULL,
    next_at   INTEGER NOT NULL,
    PRIMARY KEY (shop_id, job, row_key)
) STRICT, WITHOUT ROWID;

-- How far this computer's clock was ahead of WeChat's when WeChat was last heard (less than nothing: behind): the clock all
-- open orders live on. Where it is found set, also while the program was off, they keep what they had left of their time.
CREATE TABLE clock (
    shop_id     TEXT    NOT NULL,
    ahead_secs  INTEGER NOT NULL,
    heard_at    INTEGER NOT NULL,
    PRIMARY KEY (shop_id)
) STRICT, WITHOUT ROWID;
