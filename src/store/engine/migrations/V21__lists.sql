-- Lists that are narrowed by several conditions at once, sorted by more than one column, counted and added up.

-- What a list is narrowed by, in one place: read instead of the row, which is five times as long. Any condition is looked at
-- here, a whole list counted and added up here. The number stands first, so that no other query takes this way by itself.
CREATE INDEX orders_facts ON orders (order_no, shop_id, created_at, total_fen, state, open_refund, refunded_fen, paid_fen,
    paid_at, shipped_at, carrier, source, attention, nothing_to_send);

-- The other ways to sort, and what came in between two moments. What has no such moment is not in such a list.
CREATE INDEX orders_by_paid    ON orders (shop_id, paid_at, order_no) WHERE paid_at IS NOT NULL;
CREATE INDEX orders_by_shipped ON orders (shop_id, shipped_at, order_no) WHERE shipped_at IS NOT NULL;

-- Conditions that few orders meet are read from here, and only then put in order.
CREATE INDEX orders_by_carrier ON orders (shop_id, carrier, order_no) WHERE carrier IS NOT NULL;
CREATE INDEX orders_noted      ON orders (shop_id, order_no, note) WHERE note <> '';
CREATE INDEX orders_refunded   ON orders (shop_id, order_no, refunded_fen) WHERE refunded_fen > 0;
CREATE INDEX lines_by_product  ON order_lines (shop_id, product_id, order_no);
CREATE INDEX payments_by_app   ON payments (shop_id, order_no) WHERE channel = 'app';
