-- Messages to the WeChat of buyers and of the shop's own people (subscribe messages), each sent once: WeChat cannot be asked
-- whether it has one.

-- What each event says, by which of the mini program's templates.
CREATE TABLE service_templates (
    shop_id      TEXT COLLATE "C"    NOT NULL,
    event        TEXT COLLATE "C"    NOT NULL CHECK (event = 'paid' OR event = 'shipped' OR event = 'refunded' OR event = 'refund_refused'
                                         OR event = 'pickup_ready' OR event = 'complaint_answered'),
    template_id  TEXT COLLATE "C"    NOT NULL CHECK (length(template_id) BETWEEN 20 AND 64),
    -- a line a field: WeChat's key, what goes into it, words of the owner's own
    fields       TEXT COLLATE "C"    NOT NULL CHECK (length(fields) BETWEEN 1 AND 1000),
    changed_at   BIGINT NOT NULL,
    PRIMARY KEY (shop_id, event)
);

-- How many messages of a template somebody still allows, as far as their phone told. An estimate: WeChat's refusal sets it to 0.
CREATE TABLE service_grants (
    shop_id      TEXT COLLATE "C"    NOT NULL,
    openid       TEXT COLLATE "C"    NOT NULL CHECK (length(openid) BETWEEN 1 AND 128),
    template_id  TEXT COLLATE "C"    NOT NULL CHECK (length(template_id) BETWEEN 20 AND 64),
    count        BIGINT NOT NULL CHECK (count BETWEEN 0 AND 100),
    changed_at   BIGINT NOT NULL,
    PRIMARY KEY (shop_id, openid, template_id)
);

-- The owner and the workers who bound their WeChat.
CREATE TABLE service_receivers (
    shop_id      TEXT COLLATE "C"    NOT NULL,
    openid       TEXT COLLATE "C"    NOT NULL CHECK (length(openid) BETWEEN 1 AND 128),
    name         TEXT COLLATE "C"    NOT NULL CHECK (length(name) BETWEEN 1 AND 20),
    bound_at     BIGINT NOT NULL,
    PRIMARY KEY (shop_id, openid)
);

-- Codes somebody may bind their WeChat with, once.
CREATE TABLE service_bind_codes (
    shop_id      TEXT COLLATE "C"    NOT NULL,
    code         TEXT COLLATE "C"    NOT NULL CHECK (length(code) BETWEEN 16 AND 64),
    name         TEXT COLLATE "C"    NOT NULL CHECK (length(name) BETWEEN 1 AND 20),
    made_at      BIGINT NOT NULL,
    PRIMARY KEY (shop_id, code)
);

CREATE TABLE service_messages (
    shop_id      TEXT COLLATE "C"    NOT NULL,
    message_no   BIGINT NOT NULL CHECK (message_no >= 1),
    event        TEXT COLLATE "C"    NOT NULL CHECK (event = 'paid' OR event = 'shipped' OR event = 'refunded' OR event = 'refund_refused'
                                         OR event = 'pickup_ready' OR event = 'complaint_answered'),
    -- what it is about, in one word: with the event and the reader it stands here once
    occasion     TEXT COLLATE "C"    NOT NULL CHECK (length(occasion) BETWEEN 1 AND 100),
    order_no     TEXT COLLATE "C",
    refund_no    TEXT COLLATE "C",
    complaint_id TEXT COLLATE "C",
    task_no      BIGINT,
    openid       TEXT COLLATE "C"    NOT NULL CHECK (length(openid) BETWEEN 1 AND 128),
    template_id  TEXT COLLATE "C"    NOT NULL CHECK (length(template_id) BETWEEN 20 AND 64),
    state        TEXT COLLATE "C"    NOT NULL CHECK (state = 'waiting' OR state = 'sending' OR state = 'sent' OR state = 'not_sent'
                                         OR state = 'unknown'),
    -- why WeChat does not have it, with its code and a technical sentence
    trouble      TEXT COLLATE "C"    CHECK (trouble = 'no_permission' OR trouble = 'blocked' OR trouble = 'no_template'
                                OR trouble = 'bad_value' OR trouble = 'no_reader' OR trouble = 'no_page' OR trouble = 'words'
                                OR trouble = 'refused' OR trouble = 'account' OR trouble = 'too_fast' OR trouble = 'no_line'
                                OR trouble = 'no_answer' OR trouble = 'cut_off' OR trouble = 'restored'
                                OR trouble = 'too_late' OR trouble = 'not_delivered'),
    code         BIGINT,
    detail       TEXT COLLATE "C"    NOT NULL CHECK (length(detail) <= 300),
    -- WeChat's number of it, to recognise a later word about it; larger than a computer's whole numbers
    wechat_id    TEXT COLLATE "C"    CHECK (length(wechat_id) BETWEEN 1 AND 40),
    tries        BIGINT NOT NULL CHECK (tries >= 0),
    made_at      BIGINT NOT NULL,
    changed_at   BIGINT NOT NULL,
    next_at      BIGINT NOT NULL,
    PRIMARY KEY (shop_id, message_no),
    FOREIGN KEY (shop_id, order_no) REFERENCES orders (shop_id, order_no) DEFERRABLE
);

CREATE UNIQUE INDEX service_messages_once ON service_messages (shop_id, event, occasion, openid);
CREATE INDEX service_messages_of_order  ON service_messages (shop_id, order_no, message_no) WHERE order_no IS NOT NULL;
CREATE INDEX service_messages_due       ON service_messages (shop_id, next_at, message_no)
    WHERE state = 'waiting' OR state = 'sending';
CREATE INDEX service_messages_at_wechat ON service_messages (shop_id, wechat_id) WHERE wechat_id IS NOT NULL;
