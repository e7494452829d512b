-- What the windows of a shop on a server have open, so that two people at one order see each other. A row belongs to a running
-- program; one whose beat stands still is a program that died. Nothing reads it but windows, and no row is anybody's lock.
CREATE TABLE presences (
    shop_id     TEXT COLLATE "C" NOT NULL,
    -- random, made when the program started
    seat        TEXT COLLATE "C" NOT NULL CHECK (length(seat) = 32),
    operator_id BIGINT,
    -- empty while nothing is open
    order_no    TEXT COLLATE "C" NOT NULL,
    refund_no   TEXT COLLATE "C" NOT NULL,
    deciding    BIGINT NOT NULL CHECK (deciding = 0 OR deciding = 1),
    -- counts up while there is another window
    beat        BIGINT NOT NULL CHECK (beat >= 0),
    PRIMARY KEY (shop_id, seat)
);

-- The person who last edited it; none at the shop's computer itself, and before there were people.
ALTER TABLE products ADD COLUMN changed_by BIGINT;

-- The seat whose settings name the printer, and its computer as it calls itself: only that one prints on it. Empty in a file.
ALTER TABLE printers ADD COLUMN seat TEXT COLLATE "C" NOT NULL DEFAULT '' CHECK (length(seat) <= 32);
ALTER TABLE printers ADD COLUMN computer TEXT COLLATE "C" NOT NULL DEFAULT '' CHECK (length(computer) <= 100);
