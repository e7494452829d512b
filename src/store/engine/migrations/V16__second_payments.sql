-- Money of a second transaction goes back like any other: by refunds of its own, out of that transaction.

-- Which payment a refund comes out of: the order's own (none), or money that came beside it.
ALTER TABLE refunds ADD COLUMN transaction_id TEXT CHECK (length(transaction_id) BETWEEN 1 AND 32);

-- What of such money went back and what may be on its way: never more than came.
ALTER TABLE payment_extras ADD COLUMN refunded_fen INTEGER NOT NULL DEFAULT 0 CHECK (refunded_fen >= 0);
ALTER TABLE payment_extras ADD COLUMN in_flight_fen INTEGER NOT NULL DEFAULT 0
    CHECK (in_flight_fen >= 0 AND refunded_fen + in_flight_fen <= amount_fen);
-- What WeChat says went back of it, or is going, beyond what came. Only WeChat's word moves it up.
ALTER TABLE payment_extras ADD COLUMN excess_fen INTEGER NOT NULL DEFAULT 0 CHECK (excess_fen >= 0);
-- who paid it, where WeChat says so
ALTER TABLE payment_extras ADD COLUMN openid TEXT;
