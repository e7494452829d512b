-- The barcodes on the packings of products: what a scanner reads while a parcel is packed.

CREATE TABLE product_barcodes (
    shop_id     TEXT    NOT NULL,
    code        TEXT    NOT NULL CHECK (length(code) BETWEEN 4 AND 48),
    product_id  TEXT    NOT NULL,
    -- the first one stands on packing slips
    position    INTEGER NOT NULL CHECK (position >= 0),
    PRIMARY KEY (shop_id, code),
    FOREIGN KEY (shop_id, product_id) REFERENCES products (shop_id, product_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX product_barcodes_of ON product_barcodes (shop_id, product_id, position, code);
