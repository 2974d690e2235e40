using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using ActorProxy.Actors.Registry;
using Npgsql;

namespace ActorProxy.Node.Persistence;

/// <summary>The registry's PostgreSQL database, as this node's own connection to it sees it.</summary>
internal sealed class PostgresqlServer : IAsyncDisposable
{
    /// <summary>
    /// Limits in seconds for connecting and for a command, where the user sets none: less than Akka's plugins wait, so
    /// that the database's error is what is reported.
    /// </summary>
    private const string Defaults = "Timeout=5;Command Timeout=5;Application Name=actorproxy;";

    /// <summary>Of the advisory lock under which the table is made: any number that others do not use.</summary>
    private const long DdlLock = 0x6163746f72707278; // "actorprx"

    /// <summary>Seconds for connecting and for each command of a look.</summary>
    private const int LookTimeout = 5;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly NpgsqlDataSource _source;

    /// <exception cref="IOException">The connection string is none.</exception>
    public PostgresqlServer(string connectionString)
    {
        var builder = Parse(connectionString);
        Name = $"{builder.Host}:{builder.Port}/{builder.Database ?? builder.Username}";
        // Npgsql heeds no cancellation while a server that took the connection says nothing: only its own limit ends that.
        builder.Timeout = LookTimeout;
        builder.CommandTimeout = LookTimeout;
        builder.MinPoolSize = 0;
        builder.MaxPoolSize = 2; // a look, and the reading of the rows
        _source = NpgsqlDataSource.Create(builder);
        Journal = new JournalTable(_source);
    }

    public JournalTable Journal { get; }

    /// <summary>Host, port and database, for the log.</summary>
    public string Name { get; }

    /// <summary>With our defaults for what the user does not say.</summary>
    /// <exception cref="IOException">It is none. The message does not repeat it: it may hold a password.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string connectionString) =>
        TryParse(connectionString, out var parsed, out var problem)
            ? parsed
            : throw new IOException($"The registry's connection-string {problem}");

    /// <summary>As <see cref="Parse"/>. Connects to nothing.</summary>
    public static bool TryParse(string connectionString,
        [NotNullWhen(true)] out NpgsqlConnectionStringBuilder? parsed, [NotNullWhen(false)] out string? problem)
    {
        parsed = null;
        problem = null;
        try
        {
            parsed = new NpgsqlConnectionStringBuilder(Defaults + connectionString);
        }
        catch (Exception error) when (error is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            problem = "cannot be read: a keyword is unknown, or a value does not fit its keyword; a value with ';' or '=' in it goes "
                + "in quotes, as in Password='a;b'";
            return false;
        }
        if (string.IsNullOrEmpty(parsed.Host))
            problem = "names no Host";
        else if (parsed.MinPoolSize > parsed.MaxPoolSize)
            problem = "has a Minimum Pool Size above its Maximum Pool Size";
        else if (parsed is { Multiplexing: true, Pooling: false })
            problem = "has Multiplexing without Pooling";
        return problem is null;
    }

    /// <summary>
    /// Finds out whether the database can be used now, and makes its table or the table's triggers where they are missing and may be made.
    /// </summary>
    public async Task<DatabaseState> CheckAsync(bool create, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Timeout);
        try
        {
            await using var connection = await _source.OpenConnectionAsync(limit.Token);
            if (create && !await HasFenceAsync(connection, limit.Token))
                await CreateTableAsync(connection, limit.Token);
            var missing = await MissingPrivilegesAsync(connection, limit.Token);
            if (missing.Length > 0)
                return new DatabaseState($"the user lacks {missing}");
            await ExecuteAsync(connection, RegistryTables.Check, limit.Token);
            return await HasFenceAsync(connection, limit.Token) ? DatabaseState.Usable : new DatabaseState(
                $"{RegistryTables.Journal} lacks the triggers by which one node alone writes a host; let its owner run postgresql.sql "
                    + $"(docs/persistence.md)") { Unfenced = true };
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new DatabaseState($"no answer in {Timeout.TotalSeconds:F0} s") { Away = true };
        }
        catch (PostgresException error) when (create && error.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return new DatabaseState($"{error.MessageText}; let its owner run postgresql.sql (docs/persistence.md)") { Unfenced = true };
        }
        catch (Exception error) when (error is NpgsqlException or SocketException or IOException or TimeoutException)
        {
            return new DatabaseState(DatabaseProblem.Of(error)) { Away = IsAway(error) };
        }
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    /// <summary>Whether nobody answered, or a server that starts or ends (class 57P of PostgreSQL's codes).</summary>
    private static bool IsAway(Exception error) =>
        error is not PostgresException { SqlState: var code } || code.StartsWith("57P", StringComparison.Ordinal);

    /// <summary>Whether the table is there with its triggers, and none of them is disabled.</summary>
    private static async Task<bool> HasFenceAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"""
            SELECT count(*) = 2 FROM pg_trigger
            WHERE tgrelid = to_regclass('{RegistryTables.Journal}') AND tgname IN ('{RegistryTables.Next}', '{RegistryTables.Highest}') AND tgenabled IN ('O', 'A')
            """, connection);
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>CREATE TABLE IF NOT EXISTS fails where two do it at once, so one does it at a time.</summary>
    private static async Task CreateTableAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({DdlLock})", cancellation);
        await ExecuteAsync(connection, RegistryTables.PostgresqlDdl, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private static async Task<string> MissingPrivilegesAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"""
            SELECT coalesce(string_agg(privilege, ', ') || ' on {RegistryTables.Journal}', '')
            FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS privilege
            WHERE NOT has_table_privilege('{RegistryTables.Journal}', privilege)
            """, connection);
        return (string)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string text, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(text, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
