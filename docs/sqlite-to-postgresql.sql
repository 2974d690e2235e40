-- Writes the registry of a SQLite file as statements for PostgreSQL: see persistence.md. Rows of other serializers than
-- ActorProxy's own (7401) are Akka's notes of which node held what, and mean nothing to another cluster.
SELECT 'BEGIN;';
SELECT 'INSERT INTO actorproxy_journal (persistence_id, sequence_number, created, deleted, identifier, manifest, message, writer_uuid) VALUES ('
    || quote(persistence_id) || ', ' || sequence_number || ', ' || created || ', ' || CASE WHEN deleted THEN 'true' ELSE 'false' END || ', '
    || identifier || ', ' || quote(manifest) || ', ''\x' || hex(message) || ''', ' || quote(writer_uuid) || ');'
    FROM actorproxy_journal WHERE identifier = 7401 ORDER BY ordering;
SELECT 'COMMIT;';
