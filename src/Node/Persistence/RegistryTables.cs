namespace ActorProxy.Node.Persistence;

/// <summary>The registry's tables, which both databases have with the same names and columns.</summary>
internal static class RegistryTables
{
    public const string Journal = "actorproxy_journal";

    public const string Snapshot = "actorproxy_snapshot";

    /// <summary>Reads nothing; fails where a table or a column is missing.</summary>
    public const string Check = $"""
        SELECT ordering, persistence_id, sequence_number, created, deleted, identifier, manifest, message, tags, writer_uuid FROM {Journal} LIMIT 0;
        SELECT persistence_id, sequence_number, created, serializer_id, manifest, snapshot FROM {Snapshot} LIMIT 0;
        """;

    public static string PostgresqlDdl => Resource("postgresql.sql");

    public static string SqliteDdl => Resource("sqlite.sql");

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(RegistryTables).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
