using System.Text.Encodings.Web;
using System.Text.Json;
using ActorProxy.Actors.Serialization;
using ActorProxy.Shared.Options;
using Akka.Configuration;
using Akka.Persistence.Sql;

namespace ActorProxy.Node.Persistence;

/// <summary>What Akka must know of the registry's database. Its plugins become the system's own: sharding uses them, too.</summary>
internal static class PersistenceConfig
{
    private static readonly JsonSerializerOptions Quoting = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>
    /// It holds the connection string with its password: a system that has it must not log its configuration
    /// (<c>akka.log-config-on-start</c>).
    /// </returns>
    /// <exception cref="IOException">The connection string is none.</exception>
    public static Config For(RegistryOptions options) => options.Store switch
    {
        RegistryStore.Sqlite => Threads.WithFallback(Sql("SQLite.MS", SqliteFile.ConnectionString(options.DataDirectory))),
        _ => Isolation.WithFallback(Sql("PostgreSQL.15", PostgresqlServer.Parse(options.ConnectionString).ConnectionString)),
    };

    /// <summary>SQLite's calls block: they have threads of their own rather than the pool's.</summary>
    private static Config Threads => ConfigurationFactory.ParseString("""
        akka.persistence {
          dispatchers.default-plugin-dispatcher {
            type = ForkJoinDispatcher
            throughput = 1
            dedicated-thread-pool.thread-count = 2
          }
          journal.sql {
            materializer-dispatcher = akka.persistence.dispatchers.default-plugin-dispatcher
            # A file has one writer at a time; others would sleep until it is their turn.
            parallelism = 1
          }
        }
        """);

    /// <summary>What the fence of postgresql.sql needs, whatever the database's default is.</summary>
    private static Config Isolation =>
        ConfigurationFactory.ParseString("akka.persistence.journal.sql.write-isolation-level = read-committed");

    private static Config Sql(string provider, string connection) => ConfigurationFactory.ParseString($$"""
        akka.persistence {
          # Each is one query and the replay of what was stored since the entity last put all into one event.
          max-concurrent-recoveries = 10
          journal {
            plugin = "akka.persistence.journal.sql"
            sql {
              {{Database(provider, connection)}}
              # The table is there before: Akka's creation of it races between nodes.
              auto-initialize = off
              # A call takes longer than connecting and a command with their own limits, so that the database's error is what is
              # reported; after five of them, attempts fail at once until the next is let through.
              circuit-breaker { max-failures = 5, call-timeout = 15 s, reset-timeout = 5 s }
              # No events are tagged: a column that stays empty, and no second table.
              tag-write-mode = Csv
              replay-batch-size = 500
              # The database alone settles who may write, by the fence in its script. The filter would take the events of an owner
              # that a host comes back to for those of a stale one, and drop them: it goes by one writer's id a process.
              replay-filter.mode = off
              # Between two events of a recovery; more than a database needs that is there at all.
              recovery-event-timeout = 20 s
              default {
                journal.table-name = {{RegistryTables.Journal}}
              }
            }
          }
          # Entities put all that is stored of them into one event now and then.
          snapshot-store.plugin = "akka.persistence.no-snapshot-store"
        }
        """).WithFallback(SerializationConfig.Strict).WithFallback(SqlPersistence.DefaultConfiguration);

    private static string Database(string provider, string connection) => $"""
        provider-name = "{provider}"
        connection-string = {JsonSerializer.Serialize(connection, Quoting)}
        """;
}
