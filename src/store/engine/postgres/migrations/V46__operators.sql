-- The people who work at the shop. A shop without any is its owner's alone, as before: no PIN, no lock.
CREATE TABLE operators (
    shop_id     TEXT COLLATE "C" NOT NULL,
    -- never given twice
    operator_id BIGINT NOT NULL CHECK (operator_id >= 1),
    name        TEXT COLLATE "C" NOT NULL CHECK (length(name) BETWEEN 1 AND 20),
    role        TEXT COLLATE "C" NOT NULL CHECK (role = 'owner' OR role = 'clerk' OR role = 'packer'),
    -- the largest single refund of a clerk; 0 for the others
    limit_fen   BIGINT NOT NULL CHECK (limit_fen >= 0),
    -- slow and salted; the PIN itself is nowhere
    pin_hash    TEXT COLLATE "C" NOT NULL CHECK (length(pin_hash) BETWEEN 1 AND 200),
    -- in a row; each counts before it is looked at
    wrong_pins  BIGINT NOT NULL CHECK (wrong_pins >= 0),
    wrong_at    BIGINT,
    added_at    BIGINT NOT NULL,
    -- the row stays, because the history names the person
    removed_at  BIGINT,
    PRIMARY KEY (shop_id, operator_id)
);

-- What happened to them, and what they tried and may not, where it is about no order. Each step is linked to the one before.
CREATE TABLE operator_steps (
    shop_id     TEXT COLLATE "C" NOT NULL,
    step        BIGINT NOT NULL CHECK (step >= 0),
    at          BIGINT NOT NULL,
    -- who did it; none at the shop's computer itself
    by_id       BIGINT,
    -- to whom; none where it is about nobody
    operator_id BIGINT,
    kind        TEXT COLLATE "C" NOT NULL CHECK (kind = 'added' OR kind = 'changed' OR kind = 'pin_set' OR kind = 'pin_reset'
                                        OR kind = 'removed' OR kind = 'put_back' OR kind = 'signed_in'
                                        OR kind = 'wrong_pin' OR kind = 'refused'),
    -- the role and the name, the mark of the PIN's hash, or what was refused
    detail      TEXT COLLATE "C" NOT NULL CHECK (length(detail) <= 300),
    chain       BYTEA NOT NULL CHECK (length(chain) = 32),
    PRIMARY KEY (shop_id, step)
);

-- How many steps there are, and the link of the last: one that was cut off stays missed.
CREATE TABLE operator_chains (
    shop_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    steps   BIGINT NOT NULL CHECK (steps >= 1),
    head    BYTEA NOT NULL CHECK (length(head) = 32)
);

-- The person at the counter who took the step, who approved the refund, who started the sheet.
ALTER TABLE history ADD COLUMN operator_id BIGINT;
ALTER TABLE refunds ADD COLUMN approved_by BIGINT;
ALTER TABLE ship_runs ADD COLUMN started_by BIGINT;
