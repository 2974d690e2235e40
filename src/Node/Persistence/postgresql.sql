-- The table of ActorProxy's registry in PostgreSQL. May be run as often as one likes.
-- The columns are those that Akka.Persistence.Sql 1.5 maps with tag-write-mode = Csv.
CREATE TABLE IF NOT EXISTS actorproxy_journal (
    ordering        bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    persistence_id  text    NOT NULL,
    sequence_number bigint  NOT NULL,
    created         bigint  NOT NULL,
    deleted         boolean NOT NULL,
    identifier      integer NOT NULL,
    manifest        text    NOT NULL,
    message         bytea   NOT NULL,
    tags            text,
    writer_uuid     text,
    -- Two nodes that both believe to be the writer: the second fails.
    CONSTRAINT actorproxy_journal_once UNIQUE (persistence_id, sequence_number)
);
