-- WeChat's fund-flow bill, beside the trade bill: how the money in the merchant's account moved on a day. Nothing is decided by it.

CREATE TABLE fund_days (
    shop_id     TEXT    NOT NULL,
    mch_id      TEXT    NOT NULL CHECK (length(mch_id) BETWEEN 8 AND 10),
    -- counted from 1970-01-01, in Beijing
    day         INTEGER NOT NULL,
    state       TEXT    NOT NULL CHECK (state = 'wanted' OR state = 'read' OR state = 'empty' OR state = 'failed'),
    -- why there is none, or it is not believed, with a technical sentence
    trouble     TEXT    CHECK (trouble = 'certificate' OR trouble = 'creating' OR trouble = 'no_answer' OR trouble = 'refused'
                               OR trouble = 'unreadable' OR trouble = 'sums' OR trouble = 'hash' OR trouble = 'other_day'),
    detail      TEXT    NOT NULL CHECK (length(detail) <= 300),
    -- how often it was asked for in vain, and when last
    tries       INTEGER NOT NULL CHECK (tries >= 0),
    tried_at    INTEGER NOT NULL,
    -- which reading of it counts (0: none), and how many were begun
    reading     INTEGER NOT NULL CHECK (reading BETWEEN 0 AND readings),
    readings    INTEGER NOT NULL,
    moves       INTEGER NOT NULL,
    ins         INTEGER NOT NULL,
    came_fen    INTEGER NOT NULL,
    outs        INTEGER NOT NULL,
    went_fen    INTEGER NOT NULL,
    -- what was in the account before the first movement and after the last
    opening_fen  INTEGER NOT NULL,
    closing_fen   INTEGER NOT NULL,
    read_at     INTEGER,
    PRIMARY KEY (shop_id, mch_id, day),
    CHECK ((state = 'read' OR state = 'empty') = (read_at IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- Its movements. Those of a reading that does not count are on their way out.
CREATE TABLE fund_moves (
    shop_id      TEXT    NOT NULL,
    mch_id       TEXT    NOT NULL,
    day          INTEGER NOT NULL,
    reading      INTEGER NOT NULL,
    line         INTEGER NOT NULL CHECK (line >= 1),
    moved_at     INTEGER NOT NULL,
    business_no  TEXT    NOT NULL CHECK (length(business_no) <= 64),
    flow_no      TEXT    NOT NULL CHECK (length(flow_no) <= 64),
    name         TEXT    NOT NULL CHECK (length(name) <= 64),
    kind         TEXT    NOT NULL CHECK (length(kind) <= 64),
    way          TEXT    NOT NULL CHECK (way = 'in' OR way = 'out'),
    fen          INTEGER NOT NULL CHECK (fen >= 0),
    balance_fen  INTEGER NOT NULL,
    voucher      TEXT    NOT NULL CHECK (length(voucher) <= 64),
    note         TEXT    NOT NULL CHECK (length(note) <= 64),
    PRIMARY KEY (shop_id, mch_id, day, reading, line)
) STRICT, WITHOUT ROWID;
