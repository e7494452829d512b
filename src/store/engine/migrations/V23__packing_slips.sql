-- Packing slips that were handed to the printer or written as a file: which order, when, on what paper.

-- One row a slip: those of an order count from 0, and none is ever changed or taken away.
CREATE TABLE packing_slips (
    shop_id     TEXT    NOT NULL,
    order_no    TEXT    NOT NULL,
    copy        INTEGER NOT NULL CHECK (copy >= 0),
    paper       TEXT    NOT NULL CHECK (paper = 'a5' OR paper = 'label'),
    printed_at  INTEGER NOT NULL,
    PRIMARY KEY (shop_id, order_no, copy),
    FOREIGN KEY (shop_id, order_no) REFERENCES orders (shop_id, order_no)
) STRICT, WITHOUT ROWID;
