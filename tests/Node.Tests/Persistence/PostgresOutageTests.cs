using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Persistence;
using ActorProxy.Shared.Options;
using ActorProxy.Tests.Harness;
using Npgsql;

namespace ActorProxy.Node.Tests.Persistence;

public sealed class PostgresOutageTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task A_server_that_is_not_there_does_not_keep_a_node_from_starting()
    {
        using var closed = new ClosedPort();
        var port = new Uri(closed.Url).Port;
        await using var node = await RegistryNode.StartAsync(
            Options($"Host=127.0.0.1;Port={port};Username=u;Password=geheim;Database=routes"));

        Assert.Contains("Connection refused", node.Database.State.Problem);
        Assert.False(node.Database.Prepared.IsCompleted);
        Assert.Contains(node.Log.Lines, line => line.Contains($"\"127.0.0.1:{port}/routes\" cannot be used"));
        Assert.DoesNotContain(node.Log.Lines, line => line.Contains("geheim"));
    }

    [PostgresFact]
    public async Task A_wrong_password_is_a_state_and_no_end()
    {
        var server = await fixture.ServerAsync();
        var connection = new NpgsqlConnectionStringBuilder(await server.CreateDatabaseAsync()) { Password = "geheim" }.ConnectionString;

        await using var node = await RegistryNode.StartAsync(Options(connection));

        Assert.Contains("password authentication failed", node.Database.State.Problem);
        Assert.DoesNotContain(node.Log.Lines, line => line.Contains("geheim"));
    }

    [PostgresFact]
    public async Task A_server_that_comes_later_is_prepared_then()
    {
        var server = await fixture.ServerAsync();
        var connection = await server.CreateDatabaseAsync();
        await server.StopAsync();
        await using var node = await RegistryNode.StartAsync(Options(connection));
        Assert.False(node.Database.State.IsUsable);

        await server.StartAsync();
        await node.Database.Prepared.WaitAsync(Peer.Timeout);

        Assert.Equal(1, (await RegistryNode.PutAsync(node.Open(), new Put("a", 1))).SequenceNumber);
    }

    [PostgresFact]
    public async Task Writes_fail_while_the_server_is_away_and_go_on_after_it()
    {
        var server = await fixture.ServerAsync();
        var connection = await server.CreateDatabaseAsync();
        await using var node = await RegistryNode.StartAsync(Options(connection));
        var changes = new System.Collections.Concurrent.ConcurrentQueue<bool>();
        node.Database.Changed += state => changes.Enqueue(state.IsUsable);
        var registry = node.Open();
        await RegistryNode.PutAsync(registry, new Put("a", 1));

        await server.StopAsync();
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => RegistryNode.PutAsync(registry, new Put("b", 2)));
        // The pool's connection has just been ended, or there is no new one.
        Assert.Matches($"terminating connection|127.0.0.1:{server.Port}.*refused|Exception while", DatabaseProblem.Of(failure));
        await Wait.UntilAsync(() => !node.Database.State.IsUsable, "the state of a server that is away");

        await server.StartAsync();
        await Wait.UntilAsync(() => node.Database.State.IsUsable, "the state of a server that is back");
        var again = node.Open();
        Assert.Equal(["a"], (await RegistryNode.ReadAsync(again)).Keys);
        Assert.Equal(2, (await RegistryNode.PutAsync(again, new Put("c", 3))).SequenceNumber);
        Assert.Equal([false, true], changes.Aggregate(new List<bool>(),
            (told, usable) => told.LastOrDefault(true) == usable ? told : [.. told, usable]));
        Assert.Single(node.Log.Lines, line => line.Contains("cannot be used", StringComparison.Ordinal));
    }

    [PostgresFact]
    public async Task A_write_that_a_crash_cuts_off_leaves_nothing()
    {
        var server = await fixture.ServerAsync();
        var connection = await server.CreateDatabaseAsync();
        await using var node = await RegistryNode.StartAsync(Options(connection));
        var registry = node.Open();
        await RegistryNode.PutAsync(registry, new Put("before", 0));

        // Holds the write's second row: the first is in an open transaction when the server goes.
        await PostgresServer.ExecuteAsync(connection, """
            CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NEW; END';
            CREATE TRIGGER wait BEFORE INSERT ON actorproxy_journal FOR EACH ROW WHEN (NEW.sequence_number = 3) EXECUTE FUNCTION wait();
            """);
        await using var blocker = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connection) { Pooling = false }.ConnectionString);
        await blocker.OpenAsync();
        await using (var hold = new NpgsqlCommand("SELECT pg_advisory_lock(1)", blocker))
            await hold.ExecuteNonQueryAsync();
        var write = RegistryNode.PutAsync(registry, new Put("x", 1), new Put("y", 2), new Put("z", 3));
        await Wait.UntilAsync(async () => (long)(await PostgresServer.ExecuteAsync(connection,
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"))! == 1,
            "a write that waits for the row");
        await server.KillAsync();
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => write);
        Assert.Matches("terminating connection|Exception while reading", DatabaseProblem.Of(failure));
        await server.StartAsync();
        await Wait.UntilAsync(() => node.Database.State.IsUsable, "the state of a server that is back");

        var again = node.Open();
        Assert.Equal(["before"], (await RegistryNode.ReadAsync(again)).Keys);
        Assert.Equal(2, (await RegistryNode.PutAsync(again, new Put("after", 1))).SequenceNumber);
        Assert.Equal(2L, await PostgresServer.ExecuteAsync(connection, "SELECT count(*) FROM actorproxy_journal"));
    }

    [PostgresFact]
    public async Task Two_writers_of_one_registry_do_not_both_succeed()
    {
        var server = await fixture.ServerAsync();
        await using var node = await RegistryNode.StartAsync(Options(await server.CreateDatabaseAsync()));
        var (first, second) = (node.Open(), node.Open());
        await RegistryNode.ReadAsync(second); // it has recovered: it believes that nothing is there
        await RegistryNode.PutAsync(first, new Put("a", 1));

        var refused = await Assert.ThrowsAsync<PostgresException>(() => RegistryNode.PutAsync(second, new Put("a", 2)));

        Assert.Equal(PostgresErrorCodes.IntegrityConstraintViolation, refused.SqlState);
        Assert.Equal(1, (await RegistryNode.ReadAsync(node.Open()))["a"]);
    }

    private static RegistryOptions Options(string connection) => new() { Store = RegistryStore.Postgresql, ConnectionString = connection };
}
