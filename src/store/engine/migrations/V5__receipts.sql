-- Receipts: the printers the settings name, and every receipt that is to be printed, or was, or may have been.

-- The printers by their names in the settings. One that stands there no more stays here, for the receipts it printed.
CREATE TABLE printers (
    shop_id     TEXT    NOT NULL,
    printer     TEXT    NOT NULL CHECK (length(printer) BETWEEN 1 AND 40),
    position    INTEGER NOT NULL CHECK (position >= 0),
    kind        TEXT    NOT NULL CHECK (kind = 'escpos-tcp' OR kind = 'feieyun' OR kind = 'yilianyun'),
    -- prints each newly paid order by itself
    auto        INTEGER NOT NULL CHECK (auto = 0 OR auto = 1),
    -- stands in the settings
    listed      INTEGER NOT NULL CHECK (listed = 0 OR listed = 1),
    -- when it last printed, and what was last not well with it, empty since it printed again
    good_at     INTEGER,
    trouble     TEXT    NOT NULL,
    detail      TEXT    NOT NULL,
    trouble_at  INTEGER,
    PRIMARY KEY (shop_id, printer)
) STRICT, WITHOUT ROWID;

-- One row a receipt: the copies of an order on one printer count from 0.
CREATE TABLE print_jobs (
    shop_id     TEXT    NOT NULL,
    order_no    TEXT    NOT NULL,
    printer     TEXT    NOT NULL,
    copy        INTEGER NOT NULL CHECK (copy >= 0),
    state       TEXT    NOT NULL CHECK (state = 'waiting' OR state = 'sending' OR state = 'accepted' OR state = 'in_doubt'
                                        OR state = 'handed' OR state = 'printed' OR state = 'stopped' OR state = 'dropped'),
    -- something of the order may be on paper before this copy is: it says so in large letters
    marked      INTEGER NOT NULL CHECK (marked = 0 OR marked = 1),
    -- the cloud's number of it
    cloud_id    TEXT,
    -- how often it was tried or asked about in vain, how often it was lost out of sight, and when it is looked at next (none:
    -- it is settled, or waits for a person)
    tries       INTEGER NOT NULL CHECK (tries >= 0),
    doubts      INTEGER NOT NULL CHECK (doubts >= 0),
    next_at     INTEGER,
    trouble     TEXT    NOT NULL,
    detail      TEXT    NOT NULL,
    queued_at   INTEGER NOT NULL,
    changed_at  INTEGER NOT NULL,
    settled_at  INTEGER,
    PRIMARY KEY (shop_id, order_no, printer, copy),
    FOREIGN KEY (shop_id, order_no) REFERENCES orders (shop_id, order_no),
    FOREIGN KEY (shop_id, printer) REFERENCES printers (shop_id, printer),
    CHECK (state <> 'accepted' OR cloud_id IS NOT NULL),
    CHECK (state <> 'in_doubt' OR marked = 1),
    CHECK ((settled_at IS NOT NULL) = (state = 'handed' OR state = 'printed' OR state = 'dropped')),
    CHECK (settled_at IS NULL OR next_at IS NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX print_jobs_due     ON print_jobs (shop_id, printer, next_at, queued_at) WHERE next_at IS NOT NULL;
CREATE INDEX print_jobs_open    ON print_jobs (shop_id, queued_at, order_no, printer, copy) WHERE settled_at IS NULL;
CREATE INDEX print_jobs_settled ON print_jobs (shop_id, settled_at, order_no, printer, copy) WHERE settled_at IS NOT NULL;
