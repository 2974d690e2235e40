using System.Globalization;
using ActorProxy.Actors.Registry;
using ActorProxy.Shared.Registry;
using Akka.Configuration;
using Akka.Persistence.Sql;
using Microsoft.Data.Sqlite;

namespace ActorProxy.Actors.Tests.Registry;

/// <summary>A database that nodes in this process share: a SQLite file in a folder of its own.</summary>
internal sealed class RegistryFile : IRegistryDatabase, IDisposable
{
    private readonly string _directory = System.IO.Directory.CreateTempSubdirectory("actorproxy-").FullName;
    private readonly string _connection;

    public RegistryFile()
    {
        _connection = new SqliteConnectionStringBuilder { DataSource = Path.Combine(_directory, "registry.db"),
            DefaultTimeout = 10 }.ConnectionString;
        using var reader = new StreamReader(typeof(RegistryFile).Assembly.GetManifestResourceStream("sqlite.sql")!);
        Execute($"PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; {reader.ReadToEnd()}");
    }

    /// <summary>For <c>TestCluster</c>: the journal, the reading of it, and sharding that begins quickly.</summary>
    public Config Config => ConfigurationFactory.ParseString($$"""
        akka {
          loglevel = WARNING
          persistence {
            journal {
              plugin = "akka.persistence.journal.sql"
              sql {
                provider-name = "SQLite.MS"
                connection-string = "{{_connection}}"
                auto-initialize = off
                tag-write-mode = Csv
                parallelism = 1
                replay-filter.mode = off
                circuit-breaker { max-failures = 1000, call-timeout = 15 s, reset-timeout = 1 s }
                default.journal.table-name = actorproxy_journal
              }
            }
            snapshot-store.plugin = "akka.persistence.no-snapshot-store"
          }
          cluster {
            sharding { state-store-mode = ddata, retry-interval = 200 ms, distributed-data.durable.keys = [] }
            distributed-data { durable.keys = [], gossip-interval = 200 ms, notify-subscribers-interval = 100 ms }
            singleton.hand-over-retry-interval = 200 ms
            singleton-proxy.singleton-identification-interval = 200 ms
          }
        }
        """).WithFallback(SqlPersistence.DefaultConfiguration);

    public string? Unwritable { get; set; }

    public string? Problem { get; set; }

    public Task<IReadOnlyList<JournalRow>> ReadAsync(long after, int limit, CancellationToken cancellation) =>
        new JournalTable(SqliteFactory.Instance.CreateDataSource(_connection)).ReadAsync(after, limit, cancellation);

    /// <summary>Events of a host that are stored and not deleted.</summary>
    public int Events(string host) => Count($"persistence_id = 'routes-{host}' AND NOT deleted");

    /// <summary>Rows of a host, deleted ones that are still there among them.</summary>
    public int Rows(string host) => Count($"persistence_id = 'routes-{host}'");

    /// <summary>No table of events, until it is mended: nothing can be read or written.</summary>
    public void Break() => Execute("ALTER TABLE actorproxy_journal RENAME TO away");

    public void Mend() => Execute("ALTER TABLE away RENAME TO actorproxy_journal");

    public void Dispose()
    {
        using (var connection = new SqliteConnection(_connection))
            SqliteConnection.ClearPool(connection);
        System.IO.Directory.Delete(_directory, recursive: true);
    }

    private int Count(string condition) =>
        Convert.ToInt32(Execute($"SELECT count(*) FROM actorproxy_journal WHERE {condition}"), CultureInfo.InvariantCulture);

    public object? Execute(string text)
    {
        using var connection = new SqliteConnection(_connection);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = text;
        return command.ExecuteScalar();
    }
}
