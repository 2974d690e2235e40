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
