-- What a product is beside its name and price, the choices it comes in, and what sending an order costs.

-- A variant is a row of its own, sold under its own id: its price, stock, barcodes and picture are kept as every product's are.
-- `name` is its product's name and its own words together, so that whatever names a product names the variant.
ALTER TABLE products ADD COLUMN variant_of TEXT COLLATE "C";
ALTER TABLE products ADD COLUMN variant     TEXT COLLATE "C" NOT NULL DEFAULT '' CHECK (length(variant) <= 60);
ALTER TABLE products ADD COLUMN place       BIGINT NOT NULL DEFAULT 0 CHECK (place >= 0);
ALTER TABLE products ADD COLUMN category    TEXT COLLATE "C" NOT NULL DEFAULT '' CHECK (length(category) <= 40);
ALTER TABLE products ADD COLUMN description TEXT COLLATE "C" NOT NULL DEFAULT '' CHECK (length(description) <= 2000);
ALTER TABLE products ADD COLUMN weight_g    BIGINT CHECK (weight_g >= 0);
-- how many days after it was received a buyer may ask for money back: none is as long as WeChat takes refunds, 0 is never
ALTER TABLE products ADD COLUMN refund_days BIGINT CHECK (refund_days >= 0);

CREATE INDEX products_variants ON products (shop_id, variant_of, place, product_id) WHERE variant_of IS NOT NULL;

-- The rule it was sold under: a product that changes later does not change what was promised.
ALTER TABLE order_lines ADD COLUMN refund_days BIGINT CHECK (refund_days >= 0);

-- What of `total_fen` is for sending it; the rest is the sum of the lines.
ALTER TABLE orders ADD COLUMN freight_fen BIGINT NOT NULL DEFAULT 0 CHECK (freight_fen >= 0);
