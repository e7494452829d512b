-- Shipping by sheet: what a sheet asked for, kept row by row, so that a run that was cut off goes on where it stopped.

-- One run for each sheet the owner said yes to. Its rows are here before the first of them is shipped.
CREATE TABLE ship_runs (
    shop_id     TEXT    NOT NULL,
    run_id      TEXT    NOT NULL CHECK (length(run_id) = 32),
    file        TEXT    NOT NULL,
    -- the sheet's first line, as a JSON list: what could not be shipped is given back under it
    headings    TEXT    NOT NULL,
    -- how many rows there are of each kind; moved in the commit of the rows
    waiting     INTEGER NOT NULL CHECK (waiting >= 0),
    shipped     INTEGER NOT NULL CHECK (shipped >= 0),
    refused     INTEGER NOT NULL CHECK (refused >= 0),
    started_at  INTEGER NOT NULL,
    ended_at    INTEGER,
    -- the owner has read how it ended
    closed      INTEGER NOT NULL CHECK (closed IN (0, 1)),
    PRIMARY KEY (shop_id, run_id),
    CHECK ((waiting = 0) = (ended_at IS NOT NULL)),
    CHECK (closed = 0 OR ended_at IS NOT NULL)
) STRICT, WITHOUT ROWID;

-- one at a time
CREATE UNIQUE INDEX ship_runs_open  ON ship_runs (shop_id) WHERE ended_at IS NULL;
CREATE INDEX ship_runs_by_start     ON ship_runs (shop_id, started_at, run_id);

CREATE TABLE ship_run_rows (
    shop_id      TEXT    NOT NULL,
    run_id       TEXT    NOT NULL,
    position     INTEGER NOT NULL CHECK (position >= 0),
    -- the line of the file, from 1, and its cells as a JSON list
    line         INTEGER NOT NULL,
    cells        TEXT    NOT NULL,
    state        TEXT    NOT NULL CHECK (state = 'waiting' OR state = 'shipped' OR state = 'refused'),
    -- what a row that waits asks for
    order_no     TEXT    NOT NULL,
    kind         TEXT    NOT NULL CHECK (kind = '' OR kind = 'express' OR kind = 'city' OR kind = 'virtual'
                                         OR kind = 'pickup'),
    carrier      TEXT    NOT NULL,
    tracking_no  TEXT    NOT NULL,
    -- why it was refused, in a word; empty where it was not
    cause        TEXT    NOT NULL,
    PRIMARY KEY (shop_id, run_id, position),
    FOREIGN KEY (shop_id, run_id) REFERENCES ship_runs (shop_id, run_id),
    CHECK ((state = 'refused') = (cause <> '')),
    CHECK (state = 'refused' OR (order_no <> '' AND kind <> ''))
) STRICT, WITHOUT ROWID;

CREATE INDEX ship_run_rows_waiting ON ship_run_rows (shop_id, run_id, order_no, position) WHERE state = 'waiting';
