-- What was refunded is not sent: which goods a refund is about, and orders of which nothing is left to be sent.

-- Pieces a refund is about: as the buyer named them, and from the owner's yes on as the owner decided. No row: money alone.
-- Whether they go back on the shelf is another question (refund_restock).
CREATE TABLE refund_goods (
    shop_id     TEXT    NOT NULL,
    refund_no   TEXT    NOT NULL,
    product_id  TEXT    NOT NULL,
    quantity    INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 999),
    PRIMARY KEY (shop_id, refund_no, product_id),
    FOREIGN KEY (shop_id, refund_no) REFERENCES refunds (shop_id, refund_no)
) STRICT, WITHOUT ROWID;

INSERT INTO refund_goods (shop_id, refund_no, product_id, quantity)
    SELECT shop_id, refund_no, product_id, MAX(quantity) FROM refund_lines GROUP BY shop_id, refund_no, product_id;
-- What went to the shelf with a refund is what it was about, also where the buyer named nothing.
INSERT INTO refund_goods (shop_id, refund_no, product_id, quantity)
    SELECT s.shop_id, s.refund_no, s.product_id, s.quantity FROM refund_restock s
    WHERE NOT EXISTS (SELECT 1 FROM refund_goods g WHERE g.shop_id = s.shop_id AND g.refund_no = s.refund_no
                          AND g.product_id = s.product_id);

-- No piece of the order may go any more, and none went: it is to be shipped no longer, though a part of the money stayed.
ALTER TABLE orders ADD COLUMN nothing_to_send INTEGER NOT NULL DEFAULT 0
    CHECK (nothing_to_send = 0 OR nothing_to_send = 1);

UPDATE orders SET nothing_to_send = 1
    WHERE EXISTS (SELECT 1 FROM refunds r WHERE r.shop_id = orders.shop_id AND r.order_no = orders.order_no)
      AND EXISTS (SELECT 1 FROM order_lines l WHERE l.shop_id = orders.shop_id AND l.order_no = orders.order_no)
      AND NOT EXISTS (SELECT 1 FROM shipments s WHERE s.shop_id = orders.shop_id AND s.order_no = orders.order_no)
      AND NOT EXISTS (
          SELECT 1 FROM order_lines l WHERE l.shop_id = orders.shop_id AND l.order_no = orders.order_no
          GROUP BY l.product_id
          HAVING SUM(l.quantity) > (
              SELECT COALESCE(SUM(g.quantity), 0) FROM refund_goods g
              JOIN refunds r ON r.shop_id = g.shop_id AND r.refund_no = g.refund_no
              WHERE r.shop_id = orders.shop_id AND r.order_no = orders.order_no AND g.product_id = l.product_id
                  AND r.state <> 'rejected' AND r.state <> 'failed'));

-- One meaning of "to ship", in the list, in the queue and in the counts: paid, no refund open, and something left to send.
DROP INDEX orders_to_ship;
DROP INDEX orders_done;
DROP INDEX orders_ship_queue;
CREATE INDEX orders_to_ship    ON orders (shop_id, created_at, order_no)
    WHERE state = 'to_ship' AND open_refund IS NULL AND nothing_to_send = 0;
CREATE INDEX orders_ship_queue ON orders (shop_id, paid_at, order_no)
    WHERE state = 'to_ship' AND open_refund IS NULL AND nothing_to_send = 0;
CREATE INDEX orders_done       ON orders (shop_id, created_at, order_no)
    WHERE state = 'received' OR state = 'refunded' OR state = 'closed'
        OR (state = 'to_ship' AND open_refund IS NULL AND nothing_to_send = 1);

DELETE FROM tallies WHERE name = 'to_ship' OR name = 'to_ship_now' OR name = 'to_ship_fen' OR name = 'done';
INSERT INTO tallies (shop_id, name, amount)
    SELECT shop_id, 'to_ship', COUNT(*) FROM orders
    WHERE state = 'to_ship' AND open_refund IS NULL AND nothing_to_send = 0 GROUP BY shop_id;
INSERT INTO tallies (shop_id, name, amount)
    SELECT shop_id, 'to_ship_fen', SUM(paid_fen - refunded_fen) FROM orders
    WHERE state = 'to_ship' AND open_refund IS NULL AND nothing_to_send = 0 GROUP BY shop_id;
INSERT INTO tallies (shop_id, name, amount)
    SELECT shop_id, 'to_ship_kept', COUNT(*) FROM orders
    WHERE state = 'to_ship' AND open_refund IS NOT NULL GROUP BY shop_id;
INSERT INTO tallies (shop_id, name, amount)
    SELECT shop_id, 'done', COUNT(*) FROM orders
    WHERE state = 'received' OR state = 'refunded' OR state = 'closed'
        OR (state = 'to_ship' AND open_refund IS NULL AND nothing_to_send = 1) GROUP BY shop_id;
