using ActorProxy.Actors.Registry;

namespace ActorProxy.Node.Persistence;

/// <summary>The registry's table, which both databases have with the same name and columns.</summary>
internal static class RegistryTables
{
    public const string Journal = JournalTable.Name;

    /// <summary>The trigger that refuses a row whose number is not the next one.</summary>
    public const string Next = "actorproxy_journal_next";

    /// <summary>The trigger that keeps the row with an entity's highest number.</summary>
    public const string Highest = "actorproxy_journal_highest";

    /// <summary>Reads nothing; fails where the table or a column is missing.</summary>
    public const string Check =
        $"SELECT ordering, persistence_id, sequence_number, created, deleted, identifier, manifest, message, tags, writer_uuid FROM "
            + $"{Journal} LIMIT 0";

    public static string PostgresqlDdl => Resource("postgresql.sql");

    public static string SqliteDdl => Resource("sqlite.sql");

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(RegistryTables).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
