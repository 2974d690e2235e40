-- Writes the registry of a SQLite file as statements for PostgreSQL: see persistence.md. Rows of other serializers than
-- ActorProxy's own (7401) are Akka's notes of which node held what, and mean nothing to another cluster.
-- An entity's older rows have been deleted, so that its first one here has any number: the trigger that wants them
-- one after the other is off meanwhile, for which one must be the table's owner.
SELECT 'BEGIN;';
SELECT 'ALTER TABLE actorproxy_journal DISABLE TRIGGER actorproxy_journal_next;';
SELECT 'INSERT INTO actorproxy_journal (persistence_id, sequence_number, created, deleted, identifier, manifest, message, writer_uuid) VALUES ('
    || quote(persistence_id) || ', ' || sequence_number || ', ' || created || ', ' || CASE WHEN deleted THEN 'true' ELSE 'false' END || ', '
    || identifier || ', ' || quote(manifest) || ', ''\x' || hex(message) || ''', ' || quote(writer_uuid) || ');'
    FROM actorproxy_journal WHERE identifier = 7401 ORDER BY ordering;
SELECT 'ALTER TABLE actorproxy_journal ENABLE TRIGGER actorproxy_journal_next;';
SELECT 'COMMIT;';
