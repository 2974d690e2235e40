using System.CommandLine;
using System.Collections.Immutable;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Cli;
using ActorProxy.Node.Configuration;
using ActorProxy.Node.Persistence;
using ActorProxy.Node.Tests.Persistence;
using ActorProxy.Node.Tests.Persistence.Clustered;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Registry;
using ActorProxy.Tests.Harness;
using Microsoft.Data.Sqlite;

namespace ActorProxy.Node.Tests.Cli;

/// <summary><c>actorproxy registry</c>, on a database in which a revision stands twice.</summary>
public sealed class RegistryCommandTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>, IDisposable
{
    private const string Good = "good.example.org";
    private const string Bad = "bad.example.org";

    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public Task A_revision_that_stands_twice_is_found_and_settled_in_SQLite() =>
        SettleAsync(new RegistryOptions { DataDirectory = _directory.Path }, $"data-directory = \"{_directory.Path}\"");

    [PostgresFact]
    public async Task A_revision_that_stands_twice_is_found_and_settled_in_PostgreSQL()
    {
        var connection = await (await fixture.ServerAsync()).CreateDatabaseAsync();
        await SettleAsync(new RegistryOptions { Store = RegistryStore.Postgresql, ConnectionString = connection },
            $"store = postgresql, connection-string = \"{connection.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"");
    }

    [Fact]
    public async Task Verify_says_what_is_wrong_with_the_table_itself()
    {
        var options = new RegistryOptions { DataDirectory = _directory.Path };
        await FillAsync(options);
        await ExecuteAsync(options, "DROP TRIGGER actorproxy_journal_next; UPDATE actorproxy_journal SET deleted = 1 WHERE "
            + "persistence_id = 'routes-good.example.org' AND sequence_number = 2");

        var (code, output, _) = await RunAsync($"data-directory = \"{_directory.Path}\"", "verify");

        Assert.Equal(9, code);
        Assert.Equal("""
            the trigger actorproxy_journal_next is missing or off: two nodes could write one host; let the table's owner run sqlite.sql
            row 3 of host bad.example.org: it has revision 2, as a row before it has
            row 2 of host good.example.org: it is deleted, and no row after it says what it said
            5 rows of 2 hosts: 3 problems

            """, output, ignoreLineEndingDifferences: true);
    }

    [Theory]
    [InlineData("AND sequence_number > 1", "Has then:   a (operator, /a)")]
    [InlineData("", "Has then:   no routes")]
    public async Task A_host_whose_last_row_is_deleted_is_settled(string which, string then)
    {
        var options = new RegistryOptions { DataDirectory = _directory.Path };
        var registry = $"data-directory = \"{_directory.Path}\"";
        await FillAsync(options);
        await ExecuteAsync(options, $"UPDATE actorproxy_journal SET deleted = 1 WHERE persistence_id = 'routes-good.example.org' {which}");

        var (code, output, _) = await RunAsync(registry, "repair", "good.example.org");
        Assert.Equal(9, code);
        Assert.Contains("row 2 of host good.example.org: it is deleted, and no row after it says what it said", output);
        Assert.Contains(then, output);

        Assert.Equal(0, (await RunAsync(registry, "repair", "good.example.org", "--apply")).Code);
        Assert.DoesNotContain("good.example.org", (await RunAsync(registry, "verify")).Output);
        Assert.Equal(0, (await RunAsync(registry, "repair", "good.example.org")).Code);
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_an_error_and_is_not_made()
    {
        var (code, _, error) = await RunAsync($"data-directory = \"{_directory.Path}\"", "verify");

        Assert.Equal(5, code);
        Assert.Contains("there is no such file", error);
        Assert.False(File.Exists(_directory.File(SqliteFile.FileName)));
    }

    private async Task SettleAsync(RegistryOptions options, string registry)
    {
        await FillAsync(options);

        var (code, output, _) = await RunAsync(registry, "verify");
        Assert.Equal((9, "row 3 of host bad.example.org: it has revision 2, as a row before it has"),
            (code, output.Split('\n')[0].TrimEnd()));
        Assert.EndsWith("6 rows of 2 hosts: 1 problem", output.TrimEnd());

        (code, output, _) = await RunAsync(registry, "repair", Bad);
        Assert.Equal(9, code);
        Assert.Contains("row 3: revision 2, 2026-01-01 00:00:00Z, put route c (/c)", output);
        Assert.Contains("Serves now: a (operator, /a), b (operator, /b)", output);
        Assert.Contains("Has then:   a (operator, /a), b (operator, /b), c (operator, /c), d (operator, /d)", output);
        (code, _, _) = await RunAsync(registry, "verify");
        Assert.Equal(9, code); // nothing was changed

        Assert.Equal(1, (await RunAsync(registry, "repair", Bad, "--drop", "9")).Code);
        Assert.Contains("a (operator, /a), b (operator, /b), d (operator, /d)",
            (await RunAsync(registry, "repair", Bad, "--drop", "3")).Output);

        (code, output, _) = await RunAsync(registry, "repair", Bad, "--apply");
        Assert.Equal(0, code);
        Assert.Contains("Stored as revision 5.", output);
        (code, output, _) = await RunAsync(registry, "verify");
        Assert.Equal((0, "3 rows of 2 hosts: ok"), (code, output.TrimEnd()));
        Assert.Contains("nothing to repair", (await RunAsync(registry, "repair", Bad)).Output);

        await using var node = await ClusterNode.StartAsync(options, null);
        await Wait.UntilAsync(() => node.Table.Of(WalkRoutes.Host(Bad)).Select(route => route.Id).SequenceEqual(["a", "b", "c", "d"]),
            "all four routes");
        var put = new PutRoute("e", WalkRoutes.Of(WalkRoutes.Host(Bad), "e"));
        Assert.Equal(6, Assert.IsType<CommandAccepted>(await node.SendAsync(put, Peer.Timeout)).Revision);
    }

    private static async Task FillAsync(RegistryOptions options)
    {
        await using (await RegistryDatabase.PrepareAsync(options, RegistryNode.Logger(new RecordingSink()), TimeProvider.System))
        {
        }
        var rows = ImmutableArray.Create((Good, 1, 1, "a"), (Good, 2, 2, "b"), (Bad, 1, 1, "a"), (Bad, 2, 2, "b"), (Bad, 3, 2, "c"),
            (Bad, 4, 3, "d"));
        foreach (var (host, number, revision, route) in rows)
        {
            var changed = new RoutePut(WalkRoutes.Host(host), revision, $"c{number}",
                new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), WalkRoutes.Of(WalkRoutes.Host(host), route));
            var format = RegistryWire.Formats.Single(f => f.Type == typeof(RoutePut));
            var hex = Convert.ToHexString(format.Write(changed));
            await ExecuteAsync(options, $"""
                INSERT INTO actorproxy_journal (persistence_id, sequence_number, created, deleted, identifier, manifest, message)
                VALUES ('routes-{host}', {number}, 0, false, 7401, '{format.Manifest}', {(options.Store == RegistryStore.Sqlite ? $"x'{hex}'" : $"'\\x{hex}'")})
                """);
        }
    }

    private static async Task ExecuteAsync(RegistryOptions options, string text)
    {
        if (options.Store == RegistryStore.Postgresql)
        {
            await PostgresServer.ExecuteAsync(options.ConnectionString, text);
            return;
        }
        await using var connection = new SqliteConnection($"{SqliteFile.ConnectionString(options.DataDirectory)};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = text;
        await command.ExecuteNonQueryAsync();
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string registry, string verb, params string[] arguments)
    {
        var file = _directory.File("actorproxy.conf");
        await File.WriteAllTextAsync(file, $"actorproxy {{ listeners.web.port = 8080, registry {{ enabled = true, {registry} }} }}");
        string[] words = ["registry", verb, .. arguments.Take(1), file, .. arguments.Skip(1)];
        using StringWriter output = new(), error = new();
        var code = await ActorProxyCli.Build(new NoCommands()).Parse(words)
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }

    private sealed class NoCommands : INodeCommands
    {
        public Task<int> RunAsync(LoadedConfiguration configuration, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<int> DemoAsync(int port, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
