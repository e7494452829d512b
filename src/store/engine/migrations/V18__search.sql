-- Finding an order by anything that is known of it. What is found is always read from the rows; this is only the way there,
-- and can be made anew from them at any time.

-- One document an order. Its number rises with the time the order was placed, so that what is found comes newest first and a
-- search ends with its page. The orders of an older file have the numbers from 1 on kept for them.
CREATE TABLE search_docs (
    shop_id  TEXT NOT NULL,
    doc_id   INTEGER PRIMARY KEY,
    order_no TEXT NOT NULL,
    -- what its words add up to, so that a torn page of the index is found
    folded   INTEGER NOT NULL,
    UNIQUE (shop_id, order_no)
) STRICT;

-- The words of a document, made by the program: single signs and pairs of them, numbers and their ends, sums.
CREATE VIRTUAL TABLE search_words USING fts5 (words, content = '', contentless_delete = 1, detail = 'none', tokenize = 'ascii');

-- Each word with each of its documents: for whoever adds them up.
CREATE VIRTUAL TABLE search_vocab USING fts5vocab (search_words, 'instance');

-- How far the orders of an older file are indexed; no row once they all are.
CREATE TABLE search_backlog (
    shop_id       TEXT NOT NULL PRIMARY KEY,
    -- the last one that was
    placed_until  INTEGER NOT NULL,
    order_no      TEXT NOT NULL,
    done          INTEGER NOT NULL,
    total         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO search_backlog (shop_id, placed_until, order_no, done, total)
    SELECT shop_id, -1, '', 0, COUNT(*) FROM orders GROUP BY shop_id;

-- What the search reads along the rows themselves: sums between two, and numbers of WeChat's.
CREATE INDEX orders_by_total ON orders (shop_id, total_fen, created_at, order_no);
CREATE INDEX refunds_by_wechat ON refunds (shop_id, refund_id) WHERE refund_id IS NOT NULL;
