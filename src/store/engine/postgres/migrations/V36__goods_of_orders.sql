-- The orders of a product, along the time they were placed and along what was owed: a list of them is walked along these, and a
-- sum that a product does not have is seen at once.

-- Of the order the line is of. Neither ever changes.
ALTER TABLE order_lines ADD COLUMN created_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE order_lines ADD COLUMN total_fen  BIGINT NOT NULL DEFAULT 0 CHECK (total_fen >= 0);

UPDATE order_lines SET created_at = o.created_at, total_fen = o.total_fen FROM orders o
    WHERE o.shop_id = order_lines.shop_id AND o.order_no = order_lines.order_no;

DROP INDEX lines_by_product;
CREATE INDEX lines_by_product     ON order_lines (shop_id, product_id, created_at, order_no);
CREATE INDEX lines_by_product_sum ON order_lines (shop_id, product_id, total_fen, created_at, order_no);
