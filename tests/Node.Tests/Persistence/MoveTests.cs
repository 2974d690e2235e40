using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Persistence;
using ActorProxy.Shared.Options;
using ActorProxy.Tests.Harness;
using Akka.Actor;
using Microsoft.Data.Sqlite;

namespace ActorProxy.Node.Tests.Persistence;

public sealed class MoveTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>, IDisposable
{
    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [PostgresFact]
    public async Task A_registry_moves_from_SQLite_to_PostgreSQL()
    {
        await using (var old = await RegistryNode.StartAsync(new RegistryOptions { DataDirectory = _directory.Path }))
        {
            var registry = old.Open("it's the \\ registry");
            await RegistryNode.PutAsync(registry, new Put("a'\\ü", 1), new Put("b", 2));
            await registry.Ask<TestRegistry.Written>(new TestRegistry.Compact(), Peer.Timeout);
            await RegistryNode.PutAsync(registry, new Put("b", 3));
        }
        var server = await fixture.ServerAsync();
        var database = await server.CreateDatabaseAsync();
        await PostgresServer.ExecuteAsync(database, RegistryTables.PostgresqlDdl);
        await PostgresServer.ExecuteAsync(database, Statements());

        await using var node = await RegistryNode.StartAsync(
            new RegistryOptions { Store = RegistryStore.Postgresql, ConnectionString = database });
        var moved = node.Open("it's the \\ registry");

        Assert.Equal(new Dictionary<string, int> { ["a'\\ü"] = 1, ["b"] = 3 }, await RegistryNode.ReadAsync(moved));
        Assert.Equal(5, (await RegistryNode.PutAsync(moved, new Put("c", 4))).SequenceNumber);
    }

    /// <summary>What <c>sqlite3 registry.db &lt; sqlite-to-postgresql.sql</c> prints.</summary>
    private string Statements()
    {
        using var script = new StreamReader(typeof(MoveTests).Assembly.GetManifestResourceStream("sqlite-to-postgresql.sql")!);
        using var connection = new SqliteConnection($"Data Source={_directory.File(SqliteFile.FileName)};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = script.ReadToEnd();
        using var reader = command.ExecuteReader();
        var lines = new List<string>();
        do
        {
            while (reader.Read())
                lines.Add(reader.GetString(0));
        }
        while (reader.NextResult());
        return string.Join('\n', lines);
    }
}
