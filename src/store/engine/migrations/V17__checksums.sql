-- What the rows add up to, kept in the commit of every change. A torn page, a row another program wrote, an old file beside
-- a newer log: none of them adds up, and none is sold or refunded from.

CREATE TABLE checksums (
    shop_id    TEXT NOT NULL,
    table_name TEXT NOT NULL,
    -- the front of the rows' order or refund number, which has the day in it ('SC20260901'); '' for all other rows
    bucket     TEXT NOT NULL,
    row_count  INTEGER NOT NULL,
    -- eight bytes of SHA-256 over each row, all of them XORed
    folded     INTEGER NOT NULL,
    PRIMARY KEY (shop_id, table_name, bucket)
) STRICT, WITHOUT ROWID;

-- Which file this is and how many commits changed it: a log that was written for another file, or at another time, says
-- something else than the file does.
CREATE TABLE file_mark (
    mark    INTEGER NOT NULL PRIMARY KEY CHECK (mark = 1),
    file_id BLOB NOT NULL CHECK (length(file_id) = 16),
    commits INTEGER NOT NULL
) STRICT;

INSERT INTO file_mark (mark, file_id, commits) VALUES (1, randomblob(16), 0);

-- What a step was about: the money that came, or that is to go back, and the transaction it came by. It is part of the
-- step's link, so that neither the row nor the step can be edited alone. Steps from before have none.
ALTER TABLE history ADD COLUMN amount_fen INTEGER;
ALTER TABLE history ADD COLUMN transaction_id TEXT;
