-- Refunds that failed stand in a list of their own: nothing moved, and the buyer still waits for the money.

DROP INDEX refunds_done;
CREATE INDEX refunds_done   ON refunds (shop_id, changed_at, refund_no) WHERE state IN ('refunded', 'rejected');
CREATE INDEX refunds_failed ON refunds (shop_id, changed_at, refund_no) WHERE state = 'failed';

-- Both lists have their tally anew.
DELETE FROM tallies WHERE name = 'refunds_done' OR name = 'refunds_failed';
INSERT INTO tallies (shop_id, name, amount)
    SELECT shop_id, 'refunds_done', COUNT(*) FROM refunds WHERE state IN ('refunded', 'rejected') GROUP BY shop_id;
INSERT INTO tallies (shop_id, name, amount)
    SELECT shop_id, 'refunds_failed', COUNT(*) FROM refunds WHERE state = 'failed' GROUP BY shop_id;
