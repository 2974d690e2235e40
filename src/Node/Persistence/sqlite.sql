-- The table of ActorProxy's registry in SQLite: the same columns as in PostgreSQL.
CREATE TABLE IF NOT EXISTS actorproxy_journal (
    ordering        INTEGER PRIMARY KEY AUTOINCREMENT,
    persistence_id  TEXT    NOT NULL,
    sequence_number INTEGER NOT NULL,
    created         INTEGER NOT NULL,
    deleted         INTEGER NOT NULL,
    identifier      INTEGER NOT NULL,
    manifest        TEXT    NOT NULL,
    message         BLOB    NOT NULL,
    tags            TEXT,
    writer_uuid     TEXT,
    UNIQUE (persistence_id, sequence_number)
);
-- The fence. A row is taken only with the number after the highest that its entity ever had: a node that no longer knows the
-- last change cannot write into a gap that deleted rows have left.
CREATE TRIGGER IF NOT EXISTS actorproxy_journal_next BEFORE INSERT ON actorproxy_journal
WHEN NEW.sequence_number IS NOT
    (SELECT coalesce(max(sequence_number), 0) + 1 FROM actorproxy_journal WHERE persistence_id = NEW.persistence_id)
BEGIN
    SELECT RAISE(ABORT, 'the number is not the next one of its entity: another node has written since');
END;
-- The highest number an entity ever had is that of a row that is there: it cannot be deleted, the rows below it can.
CREATE TRIGGER IF NOT EXISTS actorproxy_journal_highest BEFORE DELETE ON actorproxy_journal
WHEN NOT EXISTS
    (SELECT 1 FROM actorproxy_journal WHERE persistence_id = OLD.persistence_id AND sequence_number > OLD.sequence_number)
BEGIN
    SELECT RAISE(ABORT, 'the row with the highest number of an entity stays: by it the next number is known');
END;
