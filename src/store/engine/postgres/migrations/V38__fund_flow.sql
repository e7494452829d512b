-- WeChat's fund-flow bill, beside the trade bill: how the money in the merchant's account moved on a day. Nothing is decided by it.

CREATE TABLE fund_days (
    shop_id     TEXT COLLATE "C"    NOT NULL,
    mch_id      TEXT COLLATE "C"    NOT NULL CHECK (length(mch_id) BETWEEN 8 AND 10),
    -- counted from 1970-01-01, in Beijing
    day         BIGINT NOT NULL,
    state       TEXT COLLATE "C"    NOT NULL CHECK (state = 'wanted' OR state = 'read' OR state = 'empty' OR state = 'failed'),
    -- why there is none, or it is not believed, with a technical sentence
    trouble     TEXT COLLATE "C"    CHECK (trouble = 'certificate' OR trouble = 'creating' OR trouble = 'no_answer' OR trouble = 'refused'
                               OR trouble = 'unreadable' OR trouble = 'sums' OR trouble = 'hash' OR trouble = 'other_day'),
    detail      TEXT COLLATE "C"    NOT NULL CHECK (length(detail) <= 300),
    -- how often it was asked for in vain, and when last
    tries       BIGINT NOT NULL CHECK (tries >= 0),
    tried_at    BIGINT NOT NULL,
    -- which reading of it counts (0: none), and how many were begun
    reading     BIGINT NOT NULL CHECK (reading BETWEEN 0 AND readings),
    readings    BIGINT NOT NULL,
    moves       BIGINT NOT NULL,
    ins         BIGINT NOT NULL,
    came_fen    BIGINT NOT NULL,
    outs        BIGINT NOT NULL,
    went_fen    BIGINT NOT NULL,
    -- what was in the account before the first movement and after the last
    opening_fen  BIGINT NOT NULL,
    closing_fen   BIGINT NOT NULL,
    read_at     BIGINT,
    PRIMARY KEY (shop_id, mch_id, day),
    CHECK ((state = 'read' OR state = 'empty') = (read_at IS NOT NULL))
);

-- Its movements. Those of a reading that does not count are on their way out.
CREATE TABLE fund_moves (
    shop_id      TEXT COLLATE "C"    NOT NULL,
    mch_id       TEXT COLLATE "C"    NOT NULL,
    day          BIGINT NOT NULL,
    reading      BIGINT NOT NULL,
    line         BIGINT NOT NULL CHECK (line >= 1),
    moved_at     BIGINT NOT NULL,
    business_no  TEXT COLLATE "C"    NOT NULL CHECK (length(business_no) <= 64),
    flow_no      TEXT COLLATE "C"    NOT NULL CHECK (length(flow_no) <= 64),
    name         TEXT COLLATE "C"    NOT NULL CHECK (length(name) <= 64),
    kind         TEXT COLLATE "C"    NOT NULL CHECK (length(kind) <= 64),
    way          TEXT COLLATE "C"    NOT NULL CHECK (way = 'in' OR way = 'out'),
    fen          BIGINT NOT NULL CHECK (fen >= 0),
    balance_fen  BIGINT NOT NULL,
    voucher      TEXT COLLATE "C"    NOT NULL CHECK (length(voucher) <= 64),
    note         TEXT COLLATE "C"    NOT NULL CHECK (length(note) <= 64),
    PRIMARY KEY (shop_id, mch_id, day, reading, line)
);
