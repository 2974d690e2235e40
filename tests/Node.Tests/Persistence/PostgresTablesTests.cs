using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Persistence;
using ActorProxy.Shared.Options;
using ActorProxy.Tests.Harness;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using ActorProxy.Actors.Serialization;

namespace ActorProxy.Node.Tests.Persistence;

public sealed class PostgresTablesTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>
{
    private const string Columns = """
        SELECT string_agg(table_name || '.' || column_name || ' ' || data_type || coalesce(' identity ' || identity_generation, ''), E'\n' ORDER BY table_name, column_name)
        FROM information_schema.columns WHERE table_schema = 'public'
        """;

    [PostgresFact]
    public async Task The_columns_are_those_that_Akka_itself_would_make()
    {
        var server = await fixture.ServerAsync();
        var (ours, theirs) = (await server.CreateDatabaseAsync(), await server.CreateDatabaseAsync());
        await using (await RegistryDatabase.PrepareAsync(Options(ours), RegistryNode.Logger(new RecordingSink()), TimeProvider.System))
        {
        }
        await LetAkkaCreateAsync(theirs);

        Assert.Equal(await PostgresServer.ExecuteAsync(theirs, Columns), await PostgresServer.ExecuteAsync(ours, Columns));
    }

    [PostgresFact]
    public async Task Nodes_that_start_at_once_make_the_tables_once()
    {
        var server = await fixture.ServerAsync();
        var database = await server.CreateDatabaseAsync();

        var nodes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => RegistryNode.StartAsync(Options(database))));

        foreach (var (node, index) in nodes.Select((node, index) => (node, index)))
        {
            // Where six come at once, one may have started before its first look was answered.
            await node.Database.Prepared.WaitAsync(Peer.Timeout);
            await RegistryNode.PutAsync(node.Open("registry-" + index), new Put("a", index));
            // A busy machine may make a look late, which is told, too; but no node came between another one's tables.
            Assert.DoesNotContain(node.Log.Lines, line => line.Contains("exist") || line.Contains("duplicate")
                || line.Contains("deadlock"));
        }
        foreach (var node in nodes)
            await node.DisposeAsync();
        Assert.Equal(6L, await PostgresServer.ExecuteAsync(database, "SELECT count(*) FROM actorproxy_journal"));
    }

    [PostgresFact]
    public async Task A_user_who_may_only_write_rows_is_enough_where_the_tables_are()
    {
        var server = await fixture.ServerAsync();
        var owner = await server.CreateDatabaseAsync();
        var user = await CreateUserAsync(server, owner, "clerk");
        await PostgresServer.ExecuteAsync(owner, RegistryTables.PostgresqlDdl);
        await PostgresServer.ExecuteAsync(owner, "GRANT SELECT, INSERT, UPDATE, DELETE ON actorproxy_journal TO clerk");

        await using var node = await RegistryNode.StartAsync(Options(user));
        var registry = node.Open();
        await RegistryNode.PutAsync(registry, new Put("a", 1), new Put("b", 2));
        await registry.Ask<TestRegistry.Written>(new TestRegistry.Compact(), Peer.Timeout);

        Assert.Equal(2, (await RegistryNode.ReadAsync(node.Open()))["b"]);
    }

    [PostgresFact]
    public async Task A_user_who_may_not_make_tables_is_told_what_to_do_and_goes_on_when_it_is_done()
    {
        var server = await fixture.ServerAsync();
        var owner = await server.CreateDatabaseAsync();
        var user = await CreateUserAsync(server, owner, "guest");

        await using var node = await RegistryNode.StartAsync(Options(user));
        Assert.Contains("permission denied for schema public", node.Database.State.Problem);
        Assert.Contains("docs/persistence.md", node.Database.State.Problem);

        await PostgresServer.ExecuteAsync(owner, RegistryTables.PostgresqlDdl);
        await PostgresServer.ExecuteAsync(owner, "GRANT SELECT, INSERT ON actorproxy_journal TO guest");
        await Wait.UntilAsync(() => node.Database.State.Problem.StartsWith("the user lacks"),
            "the state that names the missing privileges");
        Assert.Equal("the user lacks UPDATE, DELETE on actorproxy_journal", node.Database.State.Problem);

        await PostgresServer.ExecuteAsync(owner, "GRANT UPDATE, DELETE ON actorproxy_journal TO guest");
        await node.Database.Prepared.WaitAsync(Peer.Timeout);
        await RegistryNode.PutAsync(node.Open(), new Put("a", 1));
    }

    private static RegistryOptions Options(string connection) => new() { Store = RegistryStore.Postgresql, ConnectionString = connection };

    /// <returns>The user's connection string for the owner's database.</returns>
    private static async Task<string> CreateUserAsync(PostgresServer server, string owner, string name)
    {
        await PostgresServer.ExecuteAsync(owner, $"CREATE ROLE {name} LOGIN PASSWORD '{PostgresServer.Password.Replace("'", "''")}'");
        var database = new Npgsql.NpgsqlConnectionStringBuilder(owner).Database!;
        return server.ConnectionString(database, name);
    }

    private static async Task LetAkkaCreateAsync(string connection)
    {
        var config = ConfigurationFactory.ParseString("""
            akka.loglevel = OFF
            akka.persistence.journal.sql.auto-initialize = on
            """).WithFallback(PersistenceConfig.For(Options(connection)));
        using var system = ActorSystem.Create("akka", ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(config), new WireSetup(TestFormats.Catalogue)));
        var registry = system.ActorOf(Props.Create(() => new TestRegistry("registry")));
        await RegistryNode.PutAsync(registry, new Put("a", 1));
        await registry.Ask<TestRegistry.Written>(new TestRegistry.Compact(), Peer.Timeout);
        await system.Terminate();
    }
}
