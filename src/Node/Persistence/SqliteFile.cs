using ActorProxy.Actors.Registry;
using ActorProxy.Shared.Options;
using Microsoft.Data.Sqlite;

namespace ActorProxy.Node.Persistence;

/// <summary>
/// The registry's SQLite file, held by this process alone, or by the nodes of one cluster on this machine: SQLite itself would
/// let any two processes share it, which would be two registries.
/// </summary>
internal sealed class SqliteFile : IDisposable
{
    public const string FileName = "registry.db";

    /// <summary>Locked while a process uses the file. Its content says nothing, and it may stay.</summary>
    public const string LockName = "registry.lock";

    private readonly FileStream _lock;
    private readonly string _connection;

    private SqliteFile(FileStream @lock, string connection)
    {
        _lock = @lock;
        _connection = connection;
        Journal = new JournalTable(SqliteFactory.Instance.CreateDataSource(connection));
    }

    public JournalTable Journal { get; }

    /// <summary>For a file that was prepared: one that has vanished is not made anew.</summary>
    public static string ConnectionString(string directory) => Builder(directory, SqliteOpenMode.ReadWrite).ConnectionString;

    /// <summary>Makes what is missing of the directory, the file and its table, and holds the file until it is disposed of.</summary>
    /// <exception cref="IOException">The file cannot be used, or another process uses it.</exception>
    /// <param name="shared">Others may hold it, too, who say the same.</param>
    /// <param name="warn">Is told of files that others could read.</param>
    public static SqliteFile Prepare(RegistryOptions options, bool shared = false, Action<string>? warn = null)
    {
        var directory = Path.GetFullPath(options.DataDirectory);
        CreateDirectory(directory);
        var @lock = Lock(directory, shared);
        try
        {
            foreach (var name in (string[])[FileName, $"{FileName}-wal", $"{FileName}-shm", LockName])
                if (PrivateFile.Close(Path.Combine(directory, name)) is { } told)
                    warn?.Invoke(told);
            // SQLite gives its other files the mode of this one.
            if (!Path.Exists(Path.Combine(directory, FileName)))
                PrivateFile.Open(Path.Combine(directory, FileName), FileAccess.ReadWrite, FileShare.ReadWrite).Dispose();
            Initialize(directory);
            return new SqliteFile(@lock, ConnectionString(directory));
        }
        catch (SqliteException error)
        {
            @lock.Dispose();
            throw new IOException($"The registry cannot use {Path.Combine(directory, FileName)}: {SqliteProblem.Of(error)}", error);
        }
        catch
        {
            @lock.Dispose();
            throw;
        }
    }

    /// <summary>To be called when the actor system has ended: the last connection that closes merges the write-ahead log.</summary>
    public void Dispose()
    {
        using (var connection = new SqliteConnection(_connection))
            SqliteConnection.ClearPool(connection);
        _lock.Dispose();
    }

    private static void CreateDirectory(string directory)
    {
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(directory);
            else
                Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The registry's data-directory {directory} cannot be made: {error.Message}", error);
        }
    }

    private static FileStream Lock(string directory, bool shared)
    {
        var path = Path.Combine(directory, LockName);
        try
        {
            return shared ? PrivateFile.Open(path, FileAccess.Read, FileShare.Read) : PrivateFile.Open(
                path, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IOException($"The registry's data-directory {directory} cannot be written: {error.Message}", error);
        }
        catch (IOException error)
        {
            throw new IOException(
                $"The registry in {directory} is used by another process; give each node a data-directory of its own ({error.Message})",
                error);
        }
    }

    private static void Initialize(string directory)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder(
            Builder(directory, SqliteOpenMode.ReadWriteCreate).ConnectionString) { Pooling = false }.ConnectionString);
        connection.Open();
        // One write of 600 bytes on ext4: 0.25 ms at the median, 0.80 ms without the write-ahead log. SQLite's default of
        // synchronous = FULL stays: what was acknowledged survives a loss of power; NORMAL would take 0.02 ms and not.
        // Where the file system cannot have such a log, SQLite keeps its rollback journal.
        Execute(connection, "PRAGMA journal_mode = WAL");
        if (Execute(connection, "PRAGMA quick_check(1)") is not "ok" and var damage)
            throw new IOException($"The registry's file {Path.Combine(directory, FileName)} is damaged: {damage}; restore a backup");
        Execute(connection, RegistryTables.SqliteDdl);
        Execute(connection, RegistryTables.Check);
    }

    private static object? Execute(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        return command.ExecuteScalar();
    }

    /// <summary>Waits 5 s for a lock that a backup or a shell holds.</summary>
    private static SqliteConnectionStringBuilder Builder(string directory, SqliteOpenMode mode) => new()
    {
        DataSource = Path.Combine(Path.GetFullPath(directory), FileName),
        Mode = mode,
        DefaultTimeout = 5,
    };
}
