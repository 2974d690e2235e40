-- The table of ActorProxy's registry in PostgreSQL. May be run as often as one likes, by the owner of the table.
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
    CONSTRAINT actorproxy_journal_once UNIQUE (persistence_id, sequence_number)
);

-- The fence. A row is taken only with the number after the highest that its entity ever had: a node that no longer knows the
-- last change cannot write into a gap that deleted rows have left. Writers of one entity come one after the other (the lock is
-- held until the transaction ends), and each sees what those before it have stored, which needs READ COMMITTED.
CREATE OR REPLACE FUNCTION actorproxy_journal_next() RETURNS trigger LANGUAGE plpgsql AS $fence$
DECLARE
    highest bigint;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'rows of % are written in READ COMMITTED transactions only', TG_TABLE_NAME USING ERRCODE = 'invalid_transaction_state';
    END IF;
    PERFORM pg_advisory_xact_lock(TG_RELID::integer, hashtext(NEW.persistence_id));
    EXECUTE format('SELECT coalesce(max(sequence_number), 0) FROM %s WHERE persistence_id = $1', TG_RELID::regclass)
        INTO highest USING NEW.persistence_id;
    IF NEW.sequence_number <> highest + 1 THEN
        RAISE EXCEPTION 'number % of % is not the one after %: another node has written since', NEW.sequence_number, NEW.persistence_id, highest
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$fence$;

-- The highest number an entity ever had is that of a row that is there: it cannot be deleted, the rows below it can.
CREATE OR REPLACE FUNCTION actorproxy_journal_highest() RETURNS trigger LANGUAGE plpgsql AS $fence$
DECLARE
    higher boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %s WHERE persistence_id = $1 AND sequence_number > $2)', TG_RELID::regclass)
        INTO higher USING OLD.persistence_id, OLD.sequence_number;
    IF NOT higher THEN
        RAISE EXCEPTION 'row % of % has the highest number and stays: by it the next one is known', OLD.sequence_number, OLD.persistence_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN OLD;
END
$fence$;

-- Only where they are missing: to make a trigger waits for all who write.
DO $make$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_trigger WHERE tgrelid = 'actorproxy_journal'::regclass AND tgname = 'actorproxy_journal_next') THEN
        CREATE TRIGGER actorproxy_journal_next BEFORE INSERT ON actorproxy_journal
            FOR EACH ROW EXECUTE FUNCTION actorproxy_journal_next();
    END IF;
    IF NOT EXISTS (SELECT 1 FROM pg_trigger WHERE tgrelid = 'actorproxy_journal'::regclass AND tgname = 'actorproxy_journal_highest') THEN
        CREATE TRIGGER actorproxy_journal_highest BEFORE DELETE ON actorproxy_journal
            FOR EACH ROW EXECUTE FUNCTION actorproxy_journal_highest();
    END IF;
END
$make$;
