-- Which installation runs the shop: a folder of a computer, and never two of them at a time.

CREATE TABLE leases (
    shop_id    TEXT    NOT NULL PRIMARY KEY,
    -- the installation that has the file open, or had it open last
    here       TEXT    NOT NULL CHECK (length(here) = 32),
    -- the one that runs the shop, or ran it last where it was handed over; NULL in a file from before this was known
    owner      TEXT    CHECK (length(owner) = 32),
    -- why nothing is sent from here; NULL: the shop is run from here
    hold       TEXT    CHECK (hold = 'asking' OR hold = 'handed_over' OR hold = 'other_owner' OR hold = 'elsewhere'
                              OR hold = 'sending'),
    -- the other installation, where one was met
    other      TEXT    CHECK (length(other) = 32),
    changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What happened to it, one row after the other. Nothing here is ever changed.
CREATE TABLE lease_steps (
    shop_id TEXT    NOT NULL,
    -- counts from 1
    step_no INTEGER NOT NULL CHECK (step_no >= 1),
    at      INTEGER NOT NULL,
    step    TEXT    NOT NULL CHECK (step = 'first' OR step = 'handed_over' OR step = 'not_handed_over' OR step = 'gave_up'
                                    OR step = 'taken' OR step = 'taken_back' OR step = 'other_lost'
                                    OR step = 'found_elsewhere' OR step = 'found_sending'),
    -- where it happened, and the other installation it is about
    here    TEXT    NOT NULL CHECK (length(here) = 32),
    other   TEXT    CHECK (length(other) = 32),
    PRIMARY KEY (shop_id, step_no)
) STRICT, WITHOUT ROWID;

-- A shop that is taken back catches up like one that was put back from an older file.
CREATE TABLE restores_v2 (
    shop_id     TEXT    NOT NULL,
    -- counts from 1
    restore_no  INTEGER NOT NULL CHECK (restore_no >= 1),
    cause       TEXT    NOT NULL CHECK (cause = 'backup' OR cause = 'older' OR cause = 'elsewhere' OR cause = 'moved'
                                        OR cause = 'taken_back'),
    -- the last moment the file knows
    behind_at   INTEGER,
    -- when its rows were opened again and the asking began; NULL before
    found_at    INTEGER,
    -- when the owner had seen what was found
    accepted_at INTEGER,
    PRIMARY KEY (shop_id, restore_no)
) STRICT, WITHOUT ROWID;

INSERT INTO restores_v2 (shop_id, restore_no, cause, behind_at, found_at, accepted_at)
SELECT shop_id, restore_no, cause, behind_at, found_at, accepted_at FROM restores;
DROP TABLE restores;
ALTER TABLE restores_v2 RENAME TO restores;

CREATE INDEX restores_open ON restores (shop_id, restore_no) WHERE accepted_at IS NULL;
