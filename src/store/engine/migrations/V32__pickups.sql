-- Orders whose buyer comes for them. That one was handed over is said by its shipment, of the kind 'pickup'; the code stays,
-- so that a second scan is answered and no code is given out twice.

CREATE TABLE pickups (
    shop_id   TEXT    NOT NULL,
    order_no  TEXT    NOT NULL,
    -- eight random digits, shown to the buyer once the order is paid
    code      TEXT    NOT NULL CHECK (length(code) = 8),
    PRIMARY KEY (shop_id, order_no),
    FOREIGN KEY (shop_id, order_no) REFERENCES orders (shop_id, order_no)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX pickups_by_code ON pickups (shop_id, code);
