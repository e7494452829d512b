-- An older file that was put back, by whatever means, is recognised when it is opened, and WeChat is asked what happened
-- since before anything is sent from it.

-- Which opening of the shop this file belongs to. The same stands outside of it (`generation.mark`), with a lower bound of the
-- commits this opening has seen: an older file has another epoch, or fewer commits. No row in a file that was never opened as
-- a shop, like the example. A copy that was made as a backup says when.
CREATE TABLE file_epoch (
    mark      INTEGER NOT NULL PRIMARY KEY CHECK (mark = 1),
    epoch     BLOB    NOT NULL CHECK (length(epoch) = 16),
    copied_at INTEGER
) STRICT;

-- Each time the file was recognised as an older one. While one of them is not accepted, nothing is sent, printed or told.
CREATE TABLE restores (
    shop_id     TEXT    NOT NULL,
    -- counts from 1
    restore_no  INTEGER NOT NULL CHECK (restore_no >= 1),
    cause       TEXT    NOT NULL CHECK (cause = 'backup' OR cause = 'older' OR cause = 'elsewhere' OR cause = 'moved'),
    -- the last moment the file knows
    behind_at   INTEGER,
    -- when its rows were opened again and the asking began; NULL before
    found_at    INTEGER,
    -- when the owner had seen what was found
    accepted_at INTEGER,
    PRIMARY KEY (shop_id, restore_no)
) STRICT, WITHOUT ROWID;

CREATE INDEX restores_open ON restores (shop_id, restore_no) WHERE accepted_at IS NULL;

-- What WeChat is asked before the owner can accept: each refund that may have left, by its number; all refunds of each order
-- that may have some; each payment that was open.
CREATE TABLE catch_up_tasks (
    shop_id  TEXT NOT NULL,
    kind     TEXT NOT NULL CHECK (kind = 'refund' OR kind = 'order' OR kind = 'payment'),
    -- the number it is asked by
    row_key  TEXT NOT NULL,
    order_no TEXT NOT NULL,
    done_at  INTEGER,
    PRIMARY KEY (shop_id, kind, row_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX catch_up_tasks_open ON catch_up_tasks (shop_id, kind, row_key) WHERE done_at IS NULL;
