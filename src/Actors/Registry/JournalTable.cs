using System.Data.Common;
using ActorProxy.Shared.Registry;

namespace ActorProxy.Actors.Registry;

/// <summary>The registry's rows in SQLite or PostgreSQL, as they are stored. May be used from any thread.</summary>
public sealed class JournalTable(DbDataSource source)
{
    public const string Name = "actorproxy_journal";

    /// <summary>Rows that are not deleted, by rising <see cref="JournalRow.Ordering"/>.</summary>
    public async Task<IReadOnlyList<JournalRow>> ReadAsync(long after, int limit, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = $"""
            SELECT ordering, persistence_id, sequence_number, identifier, manifest, message FROM {Name}
            WHERE ordering > @after AND NOT deleted ORDER BY ordering LIMIT @limit
            """;
        Add(command, "after", after);
        Add(command, "limit", limit);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<JournalRow>();
        while (await reader.ReadAsync(cancellation))
            rows.Add(new JournalRow(reader.GetInt64(0), reader.GetString(1), reader.GetInt64(2), reader.GetInt32(3), reader.GetString(4),
                reader.GetFieldValue<byte[]>(5)));
        return rows;
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }
}
