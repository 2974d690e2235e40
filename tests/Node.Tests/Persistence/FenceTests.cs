using System.Data.Common;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Persistence;
using ActorProxy.Shared.Options;
using ActorProxy.Tests.Harness;
using Akka.Actor;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ActorProxy.Node.Tests.Persistence;

/// <summary>The database alone settles who may write: the next number is the one after the highest there ever was.</summary>
public sealed class FenceTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>, IDisposable
{
    private const string Row = "INSERT INTO actorproxy_journal (persistence_id, sequence_number, created, deleted, identifier, "
        + "manifest, message) VALUES";

    /// <summary>The table as it was before there was a fence, with an entity whose first four rows have been deleted.</summary>
    private const string Unfenced = $"""
        DROP TRIGGER actorproxy_journal_next ON actorproxy_journal;
        DROP TRIGGER actorproxy_journal_highest ON actorproxy_journal;
        DROP FUNCTION actorproxy_journal_next, actorproxy_journal_highest;
        {Row} ('old', 4, 0, true, 7401, '', ''), ('old', 5, 0, false, 7401, '', '');
        """;

    private readonly TestDirectory _directory = new();

    private RegistryOptions Sqlite => new() { DataDirectory = _directory.Path };

    public void Dispose() => _directory.Dispose();

    [Fact]
    public Task A_stale_owner_cannot_write_into_the_gap_that_compaction_leaves_in_SQLite() => StaleOwnerAsync(Sqlite);

    [PostgresFact]
    public async Task A_stale_owner_cannot_write_into_the_gap_that_compaction_leaves_in_PostgreSQL() =>
        await StaleOwnerAsync(await PostgresqlAsync());

    [Fact]
    public Task Of_two_owners_that_write_at_once_one_succeeds_in_SQLite() => TwoOwnersAsync(Sqlite);

    [PostgresFact]
    public async Task Of_two_owners_that_write_at_once_one_succeeds_in_PostgreSQL() => await TwoOwnersAsync(await PostgresqlAsync());

    [PostgresFact]
    public async Task A_writer_waits_for_the_one_before_it_and_then_sees_what_it_wrote()
    {
        var options = await PostgresqlAsync();
        await using var node = await RegistryNode.StartAsync(options);
        await RegistryNode.PutAsync(node.Open(), new Put("a", 1));
        await using var first = new NpgsqlConnection(options.ConnectionString);
        await first.OpenAsync();
        await using var transaction = await first.BeginTransactionAsync();
        await using (var write = new NpgsqlCommand($"{Row} ('registry', 2, 0, false, 0, '', ''), ('registry', 3, 0, false, 0, '', '')",
            first))
            await write.ExecuteNonQueryAsync();

        var second = PostgresServer.ExecuteAsync(options.ConnectionString, $"{Row} ('registry', 2, 0, false, 0, '', '')");
        await Wait.UntilAsync(async () => (long)(await PostgresServer.ExecuteAsync(options.ConnectionString,
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"))! == 1,
            "a writer that waits");
        await using (var delete = new NpgsqlCommand("DELETE FROM actorproxy_journal WHERE sequence_number < 3", first))
            await delete.ExecuteNonQueryAsync();
        await transaction.CommitAsync();

        Assert.Equal("number 2 of registry is not the one after 3: another node has written since",
            (await Assert.ThrowsAsync<PostgresException>(() => second)).MessageText);
    }

    [PostgresFact]
    public async Task Nodes_of_a_database_with_another_default_of_isolation_write_and_others_are_refused()
    {
        var options = await PostgresqlAsync();
        var database = new NpgsqlConnectionStringBuilder(options.ConnectionString).Database;
        await PostgresServer.ExecuteAsync(options.ConnectionString,
            $"ALTER DATABASE {database} SET default_transaction_isolation = 'repeatable read'");
        await using var node = await RegistryNode.StartAsync(options);

        await RegistryNode.PutAsync(node.Open(), new Put("a", 1));

        var refused = await Assert.ThrowsAsync<PostgresException>(
            () => PostgresServer.ExecuteAsync(options.ConnectionString, $"{Row} ('registry', 2, 0, false, 0, '', '')"));
        Assert.Contains("READ COMMITTED", refused.MessageText);
    }

    [Fact]
    public async Task A_file_of_an_earlier_version_gets_the_fence()
    {
        SqliteFile.Prepare(Sqlite).Dispose();
        await ExecuteAsync(Sqlite, "DROP TRIGGER actorproxy_journal_next; DROP TRIGGER actorproxy_journal_highest;"
            + $"{Row} ('old', 4, 0, 1, 7401, '', ''), ('old', 5, 0, 0, 7401, '', '')");

        SqliteFile.Prepare(Sqlite).Dispose();

        await IsFencedAsync(Sqlite, "old", highest: 5);
    }

    [PostgresFact]
    public async Task A_table_of_an_earlier_version_gets_the_fence_where_nodes_start_at_once()
    {
        var options = await PostgresqlAsync();
        await PostgresServer.ExecuteAsync(options.ConnectionString, RegistryTables.PostgresqlDdl);
        await PostgresServer.ExecuteAsync(options.ConnectionString, Unfenced);

        var nodes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RegistryNode.StartAsync(options)));

        foreach (var node in nodes)
        {
            await node.Database.Prepared.WaitAsync(Peer.Timeout);
            await node.DisposeAsync();
        }
        await IsFencedAsync(options, "old", highest: 5);
    }

    [PostgresFact]
    public async Task A_node_that_may_not_make_the_fence_says_who_must()
    {
        var server = await fixture.ServerAsync();
        var owner = await server.CreateDatabaseAsync();
        await PostgresServer.ExecuteAsync(owner, RegistryTables.PostgresqlDdl);
        await PostgresServer.ExecuteAsync(owner, Unfenced);
        await PostgresServer.ExecuteAsync(owner, $"""
            CREATE ROLE writer LOGIN PASSWORD '{PostgresServer.Password.Replace("'", "''")}';
            GRANT SELECT, INSERT, UPDATE, DELETE ON actorproxy_journal TO writer
            """);
        var user = server.ConnectionString(new NpgsqlConnectionStringBuilder(owner).Database!, "writer");

        await using var node = await RegistryNode.StartAsync(
            new RegistryOptions { Store = RegistryStore.Postgresql, ConnectionString = user });
        Assert.Contains("let its owner run postgresql.sql", node.Database.State.Problem);

        await PostgresServer.ExecuteAsync(owner, RegistryTables.PostgresqlDdl);
        await node.Database.Prepared.WaitAsync(Peer.Timeout);
        await RegistryNode.PutAsync(node.Open(), new Put("a", 1));

        await PostgresServer.ExecuteAsync(owner, "ALTER TABLE actorproxy_journal DISABLE TRIGGER actorproxy_journal_next");
        await Wait.UntilAsync(() => node.Database.State.Problem.Contains("lacks the triggers"), "the state of a fence that is off");
    }

    private static async Task StaleOwnerAsync(RegistryOptions options)
    {
        await using var node = await RegistryNode.StartAsync(options);
        var owner = node.Open();
        await RegistryNode.PutAsync(owner, new Put("a", 1), new Put("b", 2));
        var stale = node.Open();
        await RegistryNode.ReadAsync(stale); // it has recovered, and would write number 3
        await RegistryNode.PutAsync(owner, [.. Enumerable.Range(3, 10).Select(i => new Put("a", i))]);
        await owner.Ask<TestRegistry.Written>(new TestRegistry.Compact(), Peer.Timeout); // numbers below 12 are gone

        await Assert.ThrowsAnyAsync<DbException>(() => RegistryNode.PutAsync(stale, new Put("b", 100)));

        await IsFencedAsync(options, "registry", highest: 13);
        Assert.Equal(new Dictionary<string, int> { ["a"] = 12, ["b"] = 2 }, await RegistryNode.ReadAsync(node.Open()));
        Assert.Equal(14, (await RegistryNode.PutAsync(node.Open(), new Put("c", 3))).SequenceNumber);
    }

    private static async Task TwoOwnersAsync(RegistryOptions options)
    {
        await using var node = await RegistryNode.StartAsync(options);
        for (var round = 1; round <= 20; round++)
        {
            IActorRef[] owners = [node.Open(), node.Open()];
            foreach (var owner in owners)
                await RegistryNode.ReadAsync(owner);

            var writes = owners.Select((owner, i) => RegistryNode.PutAsync(owner, new Put($"{round}", i))).ToList();
            await Assert.ThrowsAnyAsync<DbException>(() => Task.WhenAll(writes));

            var done = Assert.Single(writes, write => write.IsCompletedSuccessfully);
            Assert.Equal(round, (await done).SequenceNumber);
            Assert.Equal(writes.IndexOf(done), (await RegistryNode.ReadAsync(node.Open()))[$"{round}"]);
        }
    }

    /// <summary>Of all numbers up to some above the highest, the next one alone is taken, and the row with the highest stays.</summary>
    private static async Task IsFencedAsync(RegistryOptions options, string entity, int highest)
    {
        foreach (var number in Enumerable.Range(0, highest + 3).Except([highest + 1]))
            await Assert.ThrowsAnyAsync<DbException>(() => ExecuteAsync(options, $"{Row} ('{entity}', {number}, 0, false, 7401, '', '')"));
        await Assert.ThrowsAnyAsync<DbException>(() => ExecuteAsync(
            options, $"DELETE FROM actorproxy_journal WHERE persistence_id = '{entity}'"));
        await Assert.ThrowsAnyAsync<DbException>(() => ExecuteAsync(options, $"{Row} ('{entity}-new', 2, 0, false, 7401, '', '')"));
    }

    private static async Task ExecuteAsync(RegistryOptions options, string text)
    {
        if (options.Store == RegistryStore.Postgresql)
        {
            await PostgresServer.ExecuteAsync(options.ConnectionString, text);
            return;
        }
        await using var connection = new SqliteConnection(SqliteFile.ConnectionString(options.DataDirectory));
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = text;
        await command.ExecuteNonQueryAsync();
    }

    private async Task<RegistryOptions> PostgresqlAsync() =>
        new() { Store = RegistryStore.Postgresql, ConnectionString = await (await fixture.ServerAsync()).CreateDatabaseAsync() };
}
