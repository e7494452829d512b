-- A shop that moves between a file and a server (zhanggui move). While its rows arrive nobody works with them, and where they
-- came from nobody works any more once they have.
CREATE TABLE moves (
    shop_id  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    state    TEXT COLLATE "C" NOT NULL CHECK (state = 'arriving' OR state = 'gone'),
    -- where they come from, or where they went
    place    TEXT COLLATE "C" NOT NULL CHECK (length(place) >= 1),
    -- how many commits the shop had where it came from
    commits  BIGINT NOT NULL CHECK (commits >= 0),
    moved_at BIGINT NOT NULL
);
