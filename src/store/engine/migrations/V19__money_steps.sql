-- Where the money of each paid order stands, for the owner who waits for it.

-- When WeChat was first heard to say what `settle` says.
ALTER TABLE shipments ADD COLUMN settle_at INTEGER;
-- A complaint or dispute about it is open at WeChat: its money waits for the end of that.
ALTER TABLE shipments ADD COLUMN disputed INTEGER NOT NULL DEFAULT 0 CHECK (disputed IN (0, 1));

UPDATE shipments SET settle_at = changed_at WHERE settle IS NOT NULL;

-- Step by step, the one that waits longest first.
CREATE INDEX shipments_settle ON shipments (shop_id, settle, settle_at, order_no) WHERE settle IS NOT NULL;
-- What WeChat still holds.
CREATE INDEX orders_held ON orders (shop_id, paid_at, order_no)
    WHERE settled = 0 AND (state = 'to_ship' OR state = 'shipped' OR state = 'received');
-- What arrived back between two moments.
CREATE INDEX refunds_arrived ON refunds (shop_id, refunded_at, refund_no) WHERE refunded_at IS NOT NULL;
