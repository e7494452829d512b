-- WeChat also pushes what happens to shipments and their money (消息推送). Its path has a secret of its own, like those of
-- the payments and the refunds: made when the shop is next opened.
ALTER TABLE hooks ADD COLUMN push TEXT COLLATE "C" CHECK (length(push) = 32);
