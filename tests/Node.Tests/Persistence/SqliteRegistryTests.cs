using System.Text;
using ActorProxy.Actors.Serialization;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Persistence;
using ActorProxy.Shared.Options;
using Akka.Actor;
using Microsoft.Data.Sqlite;

namespace ActorProxy.Node.Tests.Persistence;

public sealed class SqliteRegistryTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    private RegistryOptions Options => new() { DataDirectory = _directory.Path };

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task What_was_put_is_there_after_a_restart()
    {
        await using (var node = await RegistryNode.StartAsync(Options))
        {
            var registry = node.Open();
            await RegistryNode.PutAsync(registry, new Put("a", 1));
            await RegistryNode.PutAsync(registry, new Put("b", 2), new Put("a", 3));
            Assert.True(File.Exists(_directory.File(SqliteFile.FileName + "-wal")));
        }
        Assert.False(File.Exists(_directory.File(SqliteFile.FileName + "-wal")));

        await using var again = await RegistryNode.StartAsync(Options);

        Assert.Equal(new Dictionary<string, int> { ["a"] = 3, ["b"] = 2 }, await RegistryNode.ReadAsync(again.Open()));
    }

    [Fact]
    public async Task What_was_acknowledged_is_on_disk_whatever_becomes_of_the_process()
    {
        using var crashed = new TestDirectory();
        await using (var node = await RegistryNode.StartAsync(Options))
        {
            await RegistryNode.PutAsync(node.Open(), new Put("a", 1));
            // What a crash would leave: nothing is flushed or merged for the copy.
            foreach (var name in (string[])[SqliteFile.FileName, SqliteFile.FileName + "-wal"])
                File.Copy(_directory.File(name), crashed.File(name));
        }

        await using var again = await RegistryNode.StartAsync(new RegistryOptions { DataDirectory = crashed.Path });

        Assert.Equal(1, (await RegistryNode.ReadAsync(again.Open()))["a"]);
    }

    [Fact]
    public async Task One_event_takes_the_place_of_those_before_it()
    {
        await using (var node = await RegistryNode.StartAsync(Options))
        {
            var registry = node.Open();
            foreach (var round in (int[])[1, 2])
            {
                for (var i = 0; i < 10; i++)
                    await RegistryNode.PutAsync(registry, new Put("a" + i, round));
                await registry.Ask<TestRegistry.Written>(new TestRegistry.Compact(), Peer.Timeout);
            }
            await RegistryNode.PutAsync(registry, new Put("after", 3));
        }

        await using var again = await RegistryNode.StartAsync(Options);
        var recovered = again.Open();
        var entries = await RegistryNode.ReadAsync(recovered);

        Assert.Equal((11, 2, 3), (entries.Count, entries["a0"], entries["after"]));
        Assert.Equal(24, (await RegistryNode.PutAsync(recovered, new Put("next", 4))).SequenceNumber);
        Assert.Equal(3L, Ask("SELECT count(*) FROM actorproxy_journal WHERE NOT deleted"));
    }

    [Fact]
    public async Task Rows_hold_our_bytes_our_manifest_and_our_serializer()
    {
        await using var node = await RegistryNode.StartAsync(Options);
        await RegistryNode.PutAsync(node.Open("some/id"), new Put("a", 1));

        Assert.Equal("some/id|1|7401|test-put/1|{\"Key\":\"a\",\"Value\":1}",
            Ask("SELECT concat_ws('|', persistence_id, sequence_number, identifier, manifest, CAST(message AS "
                + "TEXT)) FROM actorproxy_journal"));
        Assert.Equal(Encoding.UTF8.GetBytes("{\"Key\":\"a\",\"Value\":1}"), Ask("SELECT message FROM actorproxy_journal"));
        Assert.Equal(7401, WireSerializer.Id);
    }

    [Fact]
    public async Task What_has_no_format_is_not_stored()
    {
        await using var node = await RegistryNode.StartAsync(Options);
        var registry = node.Open();

        var refused = await Assert.ThrowsAsync<NotSupportedException>(
            () => registry.Ask<TestRegistry.Written>(new TestRegistry.Stray(), Peer.Timeout));

        Assert.Contains("has no wire format", refused.Message);
        Assert.Equal(0L, Ask("SELECT count(*) FROM actorproxy_journal"));
    }

    [Fact]
    public async Task Calls_that_block_have_threads_of_their_own()
    {
        await using var node = await RegistryNode.StartAsync(Options);
        var dispatcher = node.System.Settings.Config.GetString("akka.persistence.journal.sql.plugin-dispatcher");
        Assert.Equal(dispatcher, node.System.Settings.Config.GetString("akka.persistence.journal.sql.materializer-dispatcher"));

        var actor = node.System.ActorOf(Props.Create(() => new ThreadTeller()).WithDispatcher(dispatcher));

        Assert.False(await actor.Ask<bool>("pool?", Peer.Timeout));
    }

    [Fact]
    public async Task A_second_node_on_the_same_directory_does_not_start()
    {
        await using var node = await RegistryNode.StartAsync(Options);

        var refused = await Assert.ThrowsAsync<IOException>(() => RegistryNode.StartAsync(Options));

        Assert.Contains("data-directory of its own", refused.Message);
    }

    private object? Ask(string text)
    {
        using var connection = new SqliteConnection($"Data Source={_directory.File(SqliteFile.FileName)};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = text;
        return command.ExecuteScalar();
    }

    private sealed class ThreadTeller : ReceiveActor
    {
        public ThreadTeller() => ReceiveAny(_ => Sender.Tell(Thread.CurrentThread.IsThreadPoolThread));
    }
}
