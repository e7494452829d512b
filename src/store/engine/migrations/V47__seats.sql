-- What the windows of a shop on a server have open, so that two people at one order see each other. A row belongs to a running
-- program; one whose beat stands still is a program that died. Nothing reads it but windows, and no row is anybody's lock.
CREATE TABLE presences (
    shop_id     TEXT    NOT NULL,
    -- random, made when the program started
    seat        TEXT    NOT NULL CHECK (length(seat) = 32),
    operator_id INTEGER,
    -- empty while nothing is open
    order_no    TEXT    NOT NULL,
    refund_no   TEXT    NOT NULL,
    deciding    INTEGER NOT NULL CHECK (deciding = 0 OR deciding = 1),
    -- counts up while there is another window
    beat        INTEGER NOT NULL CHECK (beat >= 0),
    PRIMARY KEY (shop_id, seat)
) STRICT, WITHOUT ROWID;

-- The person who last edited it; none at the shop's computer itself, and before there were people.
ALTER TABLE products ADD COLUMN changed_by INTEGER;

-- The seat whose settings name the printer, and its computer as it calls itself: only that one prints on it. Empty in a file.
ALTER TABLE printers ADD COLUMN seat TEXT NOT NULL DEFAULT '' CHECK (length(seat) <= 32);
ALTER TABLE printers ADD COLUMN computer TEXT NOT NULL DEFAULT '' CHECK (length(computer) <= 100);
