-- What came to our door, in full: the headers that matter of each message, and how many were refused altogether.

-- A few of the headers a message came with, a line each: `name: value`. Never a credential.
ALTER TABLE messages ADD COLUMN headers TEXT NOT NULL DEFAULT '' CHECK (length(headers) <= 2000);

-- Messages that were refused, all of them: of most no sample is kept. Moved now and then, not with each of them.
CREATE TABLE refused_notices (
    shop_id   TEXT    NOT NULL,
    verdict   TEXT    NOT NULL CHECK (verdict = 'not_paid' OR verdict = 'too_large' OR verdict = 'malformed'
                                      OR verdict = 'unsigned' OR verdict = 'wrong_signature'
                                      OR verdict = 'other_merchant' OR verdict = 'bad_field'
                                      OR verdict = 'undecryptable' OR verdict = 'unknown_number'
                                      OR verdict = 'differs' OR verdict = 'accepted' OR verdict = 'repeated'),
    amount    INTEGER NOT NULL CHECK (amount > 0),
    first_at  INTEGER NOT NULL,
    last_at   INTEGER NOT NULL,
    PRIMARY KEY (shop_id, verdict)
) STRICT, WITHOUT ROWID;
