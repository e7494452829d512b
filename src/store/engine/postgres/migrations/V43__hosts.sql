-- Which seat of a shop on a server works: the listener, the jobs, the printers. One at a time; its number counts up with each
-- that takes over, and what leaves the shop is sent by the seat with the newest number only. A file has one program at a time, and
-- no row here.
CREATE TABLE hosts (
    shop_id  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    epoch    BIGINT NOT NULL CHECK (epoch >= 1),
    -- its computer, as it calls itself
    seat     TEXT COLLATE "C" NOT NULL CHECK (length(seat) <= 100),
    since_at BIGINT NOT NULL
);
