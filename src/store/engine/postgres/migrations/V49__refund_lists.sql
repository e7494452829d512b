-- Lists of refunds that are narrowed and sorted: each sort has its index, and all that is judged of a refund stands in it, so that
-- what does not fit is passed over without a look at its row.
CREATE INDEX refunds_by_asked ON refunds
    (shop_id, requested_at, refund_no, state, amount_fen, changed_at, refunded_at, origin);
CREATE INDEX refunds_by_changed ON refunds
    (shop_id, changed_at, refund_no, state, amount_fen, requested_at, refunded_at, origin);
CREATE INDEX refunds_by_amount ON refunds
    (shop_id, amount_fen, refund_no, state, requested_at, changed_at, refunded_at, origin);
-- What is done is read along the second of them.
DROP INDEX refunds_done;
