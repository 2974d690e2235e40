using System.Text.Json.Nodes;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Cli;
using ActorProxy.Node.Cli.Operator;
using ActorProxy.Node.Tests.Admin;
using ActorProxy.Shared.Operator;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Node.Tests.Cli.Operator;

/// <summary>What people and scripts read.</summary>
public sealed class OutputTests : IAsyncLifetime
{
    private static readonly OperatorAnswer[] Rows =
    [
        OperatorAnswer.Of(Row("5f3a9c21-1b", "10.0.0.1", "/chat", 11_520_000, 1_234_567)),
        OperatorAnswer.Of(Row("5f3a9c21-2", "10.0.0.23", "/\u001b[2J", 340, 12)),
    ];

    private readonly CliHarness _cli = new();
    private AdminHarness _admin = null!;

    public async Task InitializeAsync()
    {
        _admin = await AdminHarness.StartAsync();
        _cli.Terminal = new OperatorTerminal { Environment = name => name == "ACTORPROXY_ADMIN" ? _admin.Url : null };
    }

    public async Task DisposeAsync() => await _admin.DisposeAsync();

    [Fact]
    public async Task Rows_are_a_table_and_warnings_are_beside_it()
    {
        _admin.Service.Answers([.. Rows, OperatorAnswer.Warning("node-2:4053 did not answer within 2s")]);

        Assert.Equal(0, await _cli.RunAsync(["connections", "list"]));

        Assert.Equal("""
            id           client     host  path        route  backend     age  idle  bytes-from-client  bytes-from-backend  messages-from-client  messages-from-backend  node
            5f3a9c21-1b  10.0.0.1   -     /chat       -      -        3h 12m     -            1.2 MiB                   -                     -                      -  -
            5f3a9c21-2   10.0.0.23  -     /\u001b[2J  -      -         340ms     -               12 B                   -                     -                      -  -

            """, _cli.Output, ignoreLineEndingDifferences: true);
        Assert.Equal("warning: node-2:4053 did not answer within 2s\n", _cli.Error);
    }

    [Fact]
    public async Task Json_is_passed_on_as_it_comes()
    {
        _admin.Service.Answers(Rows[1], OperatorAnswer.Warning("late"), OperatorAnswer.Next("t"), OperatorAnswer.Error("no"));

        Assert.Equal(ExitCode.Failed, await _cli.RunAsync(["connections", "list", "--json"]));

        Assert.Equal("""
            {"kind":"row","row":{"id":"5f3a9c21-2","client":"10.0.0.23","path":"/\u001B[2J","age":340,"bytes-from-client":12}}
            {"kind":"warning","text":"late"}
            {"kind":"next","text":"t"}
            {"kind":"error","text":"no"}

            """, _cli.Output, ignoreLineEndingDifferences: true);
        Assert.Empty(_cli.Error);
    }

    [Fact]
    public async Task Wide_columns_are_there_when_asked_for_or_when_there_is_room()
    {
        _admin.Service.Answers(Rows);
        Assert.DoesNotContain("listener", await HeaderAsync(null));
        Assert.Contains("listener", await HeaderAsync(null, "--wide"));
        Assert.DoesNotContain("listener", await HeaderAsync(180));
        Assert.Contains("listener", await HeaderAsync(400));
    }

    [Fact]
    public async Task A_narrow_terminal_breaks_values_and_no_ids()
    {
        _admin.Service.Answers(OperatorAnswer.Of(new JsonObject { ["pool"] = "chat",
            ["backend"] = "ws://a-rather-long-name.example.org:9000", ["weight"] = 1, ["active"] = 1234, ["disabled"] = false,
            ["node"] = "node-1:4053" }));
        _cli.Terminal = _cli.Terminal with { Width = 60 };

        await _cli.RunAsync(["backends", "list"]);

        Assert.All(_cli.Output.Split('\n'), line => Assert.True(line.Length <= 60, line));
        Assert.Contains("1234", _cli.Output);
    }

    [Fact]
    public async Task Colours_are_for_terminals()
    {
        _admin.Service.Answers(Rows);
        await _cli.RunAsync(["connections", "list"]);
        Assert.DoesNotContain('\u001b', _cli.Output);

        _cli.Terminal = _cli.Terminal with { Width = 200, Colours = true };
        await _cli.RunAsync(["connections", "list"]);
        Assert.Contains("\u001b[1mid\u001b[0m", _cli.Output);
    }

    [Fact]
    public async Task One_thing_has_its_values_below_one_another()
    {
        _admin.Service.Answers(Rows[0]);

        await _cli.RunAsync(["connections", "show", "5f3a9c21-1b"]);

        Assert.Equal("""
            id                 5f3a9c21-1b
            client             10.0.0.1
            path               /chat
            age                3h 12m
            bytes-from-client  1.2 MiB

            """, _cli.Output, ignoreLineEndingDifferences: true);
    }

    [Fact]
    public async Task Nothing_is_said_to_be_none()
    {
        _admin.Service.Answers();

        Assert.Equal(0, await _cli.RunAsync(["connections", "list"]));

        Assert.Equal(("", "none\n"), (_cli.Output, _cli.Error));
    }

    [Fact]
    public async Task The_next_page_is_a_command()
    {
        _admin.Service.Answers(Rows[0], OperatorAnswer.Next("dG9r=="));

        await _cli.RunAsync(["connections", "list", "--limit", "1", "--host", "*.example.org", "--admin", _admin.Url, "--token", "secret"]);

        Assert.Equal($"more: actorproxy connections list --host '*.example.org' --limit 1 --after dG9r== --admin {_admin.Url}\n",
            _cli.Error);
    }

    [Fact]
    public async Task Watching_a_terminal_writes_over_what_was_there()
    {
        _admin.Service.Answers(OperatorAnswer.Of(new JsonObject { ["key"] = "chat", ["count"] = 3 }));
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));
        _cli.Terminal = _cli.Terminal with { Width = 80, Time = time };
        const string Screen = "\u001b[Hactorproxy connections count, every 5s, {0} UTC\u001b[K\n\u001b[K\nkey   "
            + "count\u001b[K\nchat      3\u001b[K\n\u001b[J";
        using var interrupt = new CancellationTokenSource();

        var run = _cli.RunAsync(["connections", "count", "--by", "route", "--watch", "5s"], interrupt.Token);
        await Wait.UntilAsync(() => _cli.Output == string.Format(null, Screen, "12:00:00"), "the first screen");
        await Wait.UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(5)); // the timer may not be there yet
                return _admin.Service.Requests.Count > 1;
            }, "the second request");
        await Wait.UntilAsync(() => _cli.Output.Split("actorproxy").Length > 2, "the second screen");
        await interrupt.CancelAsync();

        Assert.Equal(0, await run.WaitAsync(Peer.Timeout));
    }

    [Fact]
    public async Task Watching_into_a_file_writes_one_after_another()
    {
        _admin.Service.Answers(OperatorAnswer.Of(new JsonObject { ["key"] = "chat", ["count"] = 3 }));
        using var interrupt = new CancellationTokenSource();
        _cli.Terminal = _cli.Terminal with { Time = new FakeTimeProvider() };

        var run = _cli.RunAsync(["connections", "count", "--watch"], interrupt.Token);
        await Wait.UntilAsync(() => _cli.Output == "key   count\nchat      3\n\n", "the first answer");
        await interrupt.CancelAsync();

        Assert.Equal(0, await run.WaitAsync(Peer.Timeout));
    }

    [Fact]
    public async Task Watching_ends_with_a_command_that_fails()
    {
        _admin.Service.Answers(OperatorAnswer.Error("there is no connection a"));

        Assert.Equal(ExitCode.Failed, await _cli.RunAsync(["connections", "show", "a", "--watch"]));

        Assert.Contains("there is no connection a", _cli.Output);
    }

    [Fact]
    public async Task Watching_waits_for_a_node_that_is_away()
    {
        _admin.Service.Answers(OperatorAnswer.Of(new JsonObject { ["key"] = "chat", ["count"] = 3 }));
        var time = new FakeTimeProvider();
        _cli.Terminal = _cli.Terminal with { Time = time };
        using var interrupt = new CancellationTokenSource();

        var run = _cli.RunAsync(["connections", "count", "--watch"], interrupt.Token);
        await Wait.UntilAsync(() => _cli.Output.Contains("chat", StringComparison.Ordinal), "the first answer");
        await _admin.Endpoint.DisposeAsync();
        await Wait.UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(2));
                return _cli.Output.Contains($"warning: nothing answers at {_admin.Url}", StringComparison.Ordinal);
            }, "the warning");
        Assert.False(run.IsCompleted);
        await interrupt.CancelAsync();

        Assert.Equal(0, await run.WaitAsync(Peer.Timeout));
    }

    private async Task<string> HeaderAsync(int? width, params string[] more)
    {
        _cli.Terminal = _cli.Terminal with { Width = width };
        var before = _cli.Output.Length;
        await _cli.RunAsync(["connections", "list", .. more]);
        return _cli.Output[before..].Split('\n')[0];
    }

    private static JsonObject Row(string id, string client, string path, long age, long bytes) =>
        new() { ["id"] = id, ["client"] = client, ["path"] = path, ["age"] = age, ["bytes-from-client"] = bytes };
}
