using System.Text;
using ActorProxy.Actors.Serialization;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Persistence;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Registry;
using ActorProxy.Tests.Harness;
using Akka.Actor;

namespace ActorProxy.Node.Tests.Persistence;

/// <summary>What a node reads that becomes the oldest one: all that is stored, in the order in which it was.</summary>
public sealed class ReadJournalTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>, IDisposable
{
    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public Task All_that_is_left_in_SQLite_is_read() => ReadAllAsync(new RegistryOptions { DataDirectory = _directory.Path });

    [PostgresFact]
    public async Task All_that_is_left_in_PostgreSQL_is_read()
    {
        var server = await fixture.ServerAsync();
        await ReadAllAsync(new RegistryOptions { Store = RegistryStore.Postgresql, ConnectionString = await server.CreateDatabaseAsync() });
    }

    [Fact]
    public async Task A_later_reading_begins_where_the_last_one_ended()
    {
        await using var node = await RegistryNode.StartAsync(new RegistryOptions { DataDirectory = _directory.Path });
        var registry = node.Open();
        await RegistryNode.PutAsync(registry, new Put("a", 1), new Put("b", 2));
        var last = (await ReadAsync(node))[^1].Ordering;

        await RegistryNode.PutAsync(registry, new Put("c", 3));

        Assert.Equal("registry/3", Name(Assert.Single(await ReadAsync(node, last))));
        Assert.Equal("registry/2", Name(Assert.Single(await node.Database.ReadAsync(last - 1, limit: 1, CancellationToken.None))));
    }

    [Fact]
    public async Task Reading_leaves_no_connection_behind()
    {
        await using (var node = await RegistryNode.StartAsync(new RegistryOptions { DataDirectory = _directory.Path }))
        {
            await RegistryNode.PutAsync(node.Open(), new Put("a", 1));
            await ReadAsync(node);
        }

        // SQLite merges its log into the file when the last connection is closed: that of a reading that the end of the system
        // broke off, a moment after it.
        await Wait.UntilAsync(
            () => Directory.GetFiles(_directory.Path).Select(Path.GetFileName).Order()
                .SequenceEqual([SqliteFile.FileName, SqliteFile.LockName]),
            "no connection to the file");
    }

    private static async Task ReadAllAsync(RegistryOptions options)
    {
        await using var node = await RegistryNode.StartAsync(options);
        Assert.Empty(await ReadAsync(node));
        var (first, second) = (node.Open("first"), node.Open("second"));
        await RegistryNode.PutAsync(first, new Put("a", 1), new Put("b", 2));
        await RegistryNode.PutAsync(second, new Put("x", 1));
        await first.Ask<TestRegistry.Written>(new TestRegistry.Compact(), Peer.Timeout);
        await RegistryNode.PutAsync(second, new Put("y", 2));
        await RegistryNode.PutAsync(first, new Put("c", 3));

        var read = await ReadAsync(node);

        Assert.Equal(["second/1", "first/3", "second/2", "first/4"], read.Select(Name));
        Assert.Equal((WireSerializer.Id, "test-put/1", "{\"Key\":\"x\",\"Value\":1}"),
            (read[0].Serializer, read[0].Manifest, Encoding.UTF8.GetString(read[0].Message)));
        Assert.Equal("test-entries/1", read[1].Manifest);
    }

    private static string Name(JournalRow row) => $"{row.Entity}/{row.Number}";

    private static Task<IReadOnlyList<JournalRow>> ReadAsync(RegistryNode node, long after = 0) =>
        node.Database.ReadAsync(after, limit: 1000, CancellationToken.None);
}
