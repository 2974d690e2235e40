using System.Collections.Immutable;
using System.Data;
using System.Data.Common;
using System.Globalization;
using ActorProxy.Actors.Registry;
using ActorProxy.Shared.Clocks;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Registry;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ActorProxy.Node.Persistence;

/// <summary>The registry's rows for the commands that check and mend them, beside nodes that may run.</summary>
internal sealed class JournalFile : IAsyncDisposable
{
    private readonly DbDataSource _source;
    private readonly JournalTable _table;
    private readonly bool _sqlite;

    private JournalFile(DbDataSource source, bool sqlite) => (_source, _table, _sqlite) = (source, new JournalTable(source), sqlite);

    /// <param name="write">Whether rows are to be changed; otherwise the database itself refuses that.</param>
    /// <exception cref="IOException">There is no such file, or the connection string is none.</exception>
    public static JournalFile Open(RegistryOptions options, bool write)
    {
        if (options.Store == RegistryStore.Postgresql)
        {
            var builder = PostgresqlServer.Parse(options.ConnectionString);
            if (!write)
                builder.Options = $"{builder.Options} -c default_transaction_read_only=on".Trim();
            return new JournalFile(NpgsqlDataSource.Create(builder), sqlite: false);
        }
        var file = new SqliteConnectionStringBuilder(SqliteFile.ConnectionString(options.DataDirectory));
        if (!File.Exists(file.DataSource))
            throw new IOException($"{file.DataSource}: there is no such file");
        file.Mode = write ? SqliteOpenMode.ReadWrite : SqliteOpenMode.ReadOnly;
        file.Pooling = false;
        return new JournalFile(SqliteFactory.Instance.CreateDataSource(file.ConnectionString), sqlite: true);
    }

    /// <summary>Looks at everything.</summary>
    /// <returns>What is wrong, a line each, and how many rows and hosts there are.</returns>
    public async Task<(ImmutableArray<string> Problems, long Rows, int Hosts)> VerifyAsync(CancellationToken cancellation)
    {
        var problems = ImmutableArray.CreateBuilder<string>();
        if (_sqlite && await AskAsync("PRAGMA quick_check(1)", cancellation) is var damage && damage[0] != "ok")
            problems.Add($"the file is damaged: {damage[0]}; restore a backup");
        var triggers = await AskAsync(_sqlite
            ? $"SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{JournalTable.Name}'"
            : $"SELECT tgname::text FROM pg_trigger WHERE tgrelid = '{JournalTable.Name}'::regclass AND tgenabled IN ('O', 'A')",
            cancellation);
        foreach (var missing in ((string[])[RegistryTables.Next, RegistryTables.Highest]).Except(triggers))
            problems.Add($"the trigger {missing} is missing or off: two nodes could write one host; let the table's owner run "
                + $"{(_sqlite ? "sqlite" : "postgresql")}.sql");
        var history = new JournalHistory();
        var count = 0L;
        for (var position = 0L; await _table.ReadAsync(position, 500, cancellation) is { Count: > 0 } rows; position = rows[^1].Ordering)
        {
            count += rows.Count;
            foreach (var row in rows)
                history.Take(row);
        }
        problems.AddRange(history.Faults.OrderBy(fault => fault.Host, StringComparer.Ordinal).Select(fault => fault.ToString()));
        // Rows that are deleted have one after them that says what they said.
        problems.AddRange(await AskAsync($"""
            SELECT 'row ' || max(sequence_number) || ' of host ' || substr(persistence_id, {JournalRow.Prefix.Length + 1}) || ': it is deleted, and no row after it says what it said'
            FROM {JournalTable.Name} WHERE persistence_id LIKE '{JournalRow.Prefix}%' GROUP BY persistence_id
            HAVING max(sequence_number) > coalesce(max(CASE WHEN deleted THEN NULL ELSE sequence_number END), 0) ORDER BY persistence_id
            """, cancellation));
        return (problems.ToImmutable(), count, history.Hosts);
    }

    /// <summary>A host's rows that are not deleted, by rising number.</summary>
    public async Task<IReadOnlyList<JournalRow>> OfHostAsync(string host, CancellationToken cancellation)
    {
        var found = new List<JournalRow>();
        for (var position = 0L; await _table.ReadAsync(position, 500, cancellation) is { Count: > 0 } rows; position = rows[^1].Ordering)
            found.AddRange(rows.Where(row => row.Host == host));
        return [.. found.OrderBy(row => row.Number)];
    }

    /// <summary>The highest number of a host's rows, deleted ones included; 0 where there is none.</summary>
    public async Task<long> HighestAsync(string host, CancellationToken cancellation)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT coalesce(max(sequence_number), 0) FROM {JournalTable.Name} WHERE persistence_id = @entity";
        Add(command, "entity", $"{JournalRow.Prefix}{host}");
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellation), CultureInfo.InvariantCulture);
    }

    /// <summary>Stores what a host has in one row, after the last one that was looked at, and deletes those before it.</summary>
    /// <param name="last">The highest number that was looked at: where another has been written since, nothing is done.</param>
    /// <exception cref="DbException">A row was written meanwhile, or the database failed.</exception>
    public async Task SettleAsync(HostState state, long last, CancellationToken cancellation)
    {
        var settled = HostCompacted.Of(state);
        var format = RegistryWire.Formats.Single(f => f.Type == typeof(HostCompacted));
        await using var connection = await _source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation);
        await ExecuteAsync(connection, transaction, $"""
            INSERT INTO {JournalTable.Name} (persistence_id, sequence_number, created, deleted, identifier, manifest, message, writer_uuid)
            VALUES (@entity, @number, @created, @deleted, @serializer, @manifest, @message, 'repair')
            """, cancellation,
            ("entity", $"{JournalRow.Prefix}{state.Routes.Host}"), ("number", last + 1),
            ("created", NodeClock.System.GetWallTime().UtcTicks), ("deleted", false),
            ("serializer", JournalRow.OwnSerializer), ("manifest", format.Manifest), ("message", format.Write(settled)));
        await ExecuteAsync(connection, transaction,
            $"UPDATE {JournalTable.Name} SET deleted = @deleted WHERE persistence_id = @entity AND sequence_number <= @last", cancellation,
            ("deleted", true), ("entity", $"{JournalRow.Prefix}{state.Routes.Host}"), ("last", last));
        await transaction.CommitAsync(cancellation);
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task<List<string>> AskAsync(string text, CancellationToken cancellation)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = text;
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var answers = new List<string>();
        while (await reader.ReadAsync(cancellation))
            answers.Add(Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture)!);
        return answers;
    }

    private static async Task ExecuteAsync(DbConnection connection, DbTransaction transaction, string text, CancellationToken cancellation,
        params (string Name, object Value)[] values)
    {
        await using var command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (text, transaction);
        foreach (var (name, value) in values)
            Add(command, name, value);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }
}
