-- When the carrier delivered a parcel, as the owner read it with the carrier: WeChat wants to know before it reminds a buyer.

ALTER TABLE shipments ADD COLUMN delivered_at INTEGER;

-- Reminders that were wished for without it would name a time nobody knows: they are not sent, and can be wished for again.
UPDATE shipments SET remind_at = NULL, remind_trouble = 'NO_DELIVERY' WHERE remind_at IS NOT NULL;
