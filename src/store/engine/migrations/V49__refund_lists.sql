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

-- What buyers called themselves when they ordered: said by them, proven by nobody, on no label.
CREATE TABLE nicknames (
    shop_id   TEXT    NOT NULL,
    order_no  TEXT    NOT NULL,
    openid    TEXT    NOT NULL,
    nickname  TEXT    NOT NULL CHECK (length(nickname) BETWEEN 1 AND 32),
    said_at   INTEGER NOT NULL,
    PRIMARY KEY (shop_id, order_no),
    FOREIGN KEY (shop_id, order_no) REFERENCES orders (shop_id, order_no)
) STRICT, WITHOUT ROWID;

CREATE INDEX nicknames_of_buyer ON nicknames (shop_id, openid, said_at, order_no);
