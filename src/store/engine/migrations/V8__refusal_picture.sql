-- A refusal can show the buyer a picture: the name of its file in `pictures/replies/`, made of what is in it, or nothing.
ALTER TABLE refunds ADD COLUMN reply_picture TEXT NOT NULL DEFAULT '' CHECK (length(reply_picture) <= 80);
