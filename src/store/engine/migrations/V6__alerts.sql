-- Alerts that outlive the program: a refund request rings until a person has seen it, like a paid order.

-- The buyer asked, and the owner has not looked yet. Deciding is seeing.
ALTER TABLE refunds ADD COLUMN unseen INTEGER NOT NULL DEFAULT 0 CHECK (unseen = 0 OR unseen = 1);

UPDATE refunds SET unseen = 1 WHERE state = 'requested';

CREATE INDEX refunds_unseen ON refunds (shop_id, requested_at, refund_no) WHERE unseen = 1;
