-- What the owner keeps beside orders, refunds and buyers: notes, tags, and who may not order any more. Nothing a buyer is
-- answered, or reads on paper, is read from here.

-- The tags there are, by the names the owner gave them.
CREATE TABLE tags (
    shop_id  TEXT    NOT NULL,
    name     TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 12),
    color    TEXT    NOT NULL CHECK (color = 'jade' OR color = 'red' OR color = 'amber' OR color = 'blue'
                                     OR color = 'violet' OR color = 'grey'),
    made_at  INTEGER NOT NULL,
    PRIMARY KEY (shop_id, name)
) STRICT, WITHOUT ROWID;

-- Everything something is kept beside, and the end of its steps: a chain of its own, so that a buyer has one as well.
CREATE TABLE marked (
    shop_id      TEXT    NOT NULL,
    subject      TEXT    NOT NULL CHECK (subject = 'order' OR subject = 'refund' OR subject = 'buyer'),
    -- the number of the order or the refund, or the buyer's openid
    subject_key  TEXT    NOT NULL,
    -- the order a search finds it by: the order itself, the refund's, or the newest the buyer had when it began
    order_no     TEXT    NOT NULL,
    steps        INTEGER NOT NULL CHECK (steps >= 1),
    -- the link of the last step
    head         BLOB    NOT NULL CHECK (length(head) = 32),
    PRIMARY KEY (shop_id, subject, subject_key),
    FOREIGN KEY (shop_id, order_no) REFERENCES orders (shop_id, order_no)
) STRICT, WITHOUT ROWID;

CREATE INDEX marked_of_order ON marked (shop_id, order_no);

-- Every step ever taken, never changed.
CREATE TABLE marked_steps (
    shop_id      TEXT    NOT NULL,
    subject      TEXT    NOT NULL,
    subject_key  TEXT    NOT NULL,
    step         INTEGER NOT NULL CHECK (step >= 0),
    at           INTEGER NOT NULL,
    -- the seat it was taken at; there is one today
    author       TEXT    NOT NULL CHECK (length(author) BETWEEN 1 AND 64),
    what         TEXT    NOT NULL CHECK (what = 'note_written' OR what = 'note_removed' OR what = 'note_back'
                                         OR what = 'tag_put' OR what = 'tag_taken' OR what = 'blocked' OR what = 'unblocked'),
    -- which note, for steps of a note
    note_id      INTEGER,
    -- the text of the note, the name of the tag, or why the buyer was blocked
    words        TEXT    NOT NULL,
    -- SHA-256 over the step before it and everything in this row
    chain        BLOB    NOT NULL CHECK (length(chain) = 32),
    PRIMARY KEY (shop_id, subject, subject_key, step),
    FOREIGN KEY (shop_id, subject, subject_key) REFERENCES marked (shop_id, subject, subject_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE notes (
    shop_id      TEXT    NOT NULL,
    note_id      INTEGER NOT NULL CHECK (note_id >= 1),
    subject      TEXT    NOT NULL,
    subject_key  TEXT    NOT NULL,
    order_no     TEXT    NOT NULL,
    author       TEXT    NOT NULL CHECK (length(author) BETWEEN 1 AND 64),
    written_at   INTEGER NOT NULL,
    body         TEXT    NOT NULL CHECK (length(body) BETWEEN 1 AND 500),
    -- taken away by the owner, who may want it back
    removed_at   INTEGER,
    PRIMARY KEY (shop_id, note_id),
    FOREIGN KEY (shop_id, subject, subject_key) REFERENCES marked (shop_id, subject, subject_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX notes_beside   ON notes (shop_id, subject, subject_key, written_at, note_id) WHERE removed_at IS NULL;
CREATE INDEX notes_of_order ON notes (shop_id, order_no, written_at) WHERE removed_at IS NULL;

-- Which tags stand where.
CREATE TABLE put_tags (
    shop_id      TEXT    NOT NULL,
    subject      TEXT    NOT NULL,
    subject_key  TEXT    NOT NULL,
    tag          TEXT    NOT NULL,
    order_no     TEXT    NOT NULL,
    PRIMARY KEY (shop_id, subject, subject_key, tag),
    FOREIGN KEY (shop_id, subject, subject_key) REFERENCES marked (shop_id, subject, subject_key),
    FOREIGN KEY (shop_id, tag) REFERENCES tags (shop_id, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX put_tags_of_order ON put_tags (shop_id, order_no);
CREATE INDEX put_tags_by_tag   ON put_tags (shop_id, tag);

-- Who places no new orders. The reasons of those who may again stand in their steps.
CREATE TABLE blocked_buyers (
    shop_id     TEXT    NOT NULL,
    openid      TEXT    NOT NULL,
    author      TEXT    NOT NULL CHECK (length(author) BETWEEN 1 AND 64),
    blocked_at  INTEGER NOT NULL,
    -- for the owner alone
    reason      TEXT    NOT NULL CHECK (length(reason) <= 200),
    PRIMARY KEY (shop_id, openid)
) STRICT, WITHOUT ROWID;

-- What a buyer spent and got back, added up along the index alone.
DROP INDEX orders_of_buyer;
CREATE INDEX orders_of_buyer ON orders (shop_id, openid, created_at, order_no, paid_fen, refunded_fen);
CREATE INDEX refunds_back_to_buyer ON refunds (shop_id, openid, amount_fen) WHERE state = 'refunded';
