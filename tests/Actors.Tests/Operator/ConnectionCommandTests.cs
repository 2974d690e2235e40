using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Operator;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Tests.Operator;

/// <summary>Commands about live connections, on one node with real tunnels.</summary>
public class ConnectionCommandTests
{
    [Fact]
    public async Task A_tunnel_is_listed_shown_counted_and_closed()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(backend.Url);
        var (client, upstream) = await proxy.OpenAsync(backend);
        await client.SendAsync(Frame.FromClient("hello"));
        await upstream.ReadFrameAsync();

        var row = Assert.Single(await proxy.CommandAsync("connections list", ("route", "route"), ("client", "127.0.0.0/8"))).Row!;
        var id = row["id"]!.GetValue<string>();
        Assert.Equal(OperatorCatalogue.Find("connections list")!.Columns.Select(c => c.Name), row.Select(value => value.Key));
        Assert.Equal(11, row["bytes-from-client"]!.GetValue<long>());
        Assert.Empty(await proxy.CommandAsync("connections list", ("min-age", "1h")));
        Assert.Equal(id, Assert.Single((await proxy.CommandAsync("connections show", ("id", id))).Values<string>("id")));
        Assert.Equal(1, Assert.Single((await proxy.CommandAsync("connections count")).Values<long>("count")));
        Assert.Equal("route", Assert.Single((await proxy.CommandAsync("connections count", ("by", "route"))).Values<string>("key")));

        var line = (await proxy.CommandAsync("connections close", ("id", id), ("code", "4001"), ("reason", "bye"))).Only(AnswerKind.Line);

        Assert.Equal($"{id} is being closed with 4001, on local", line);
        var close = await client.ReadFrameAsync();
        Assert.Equal((4001, "bye"), (close.CloseCode, close.CloseReason));
        client.Dispose();
        upstream.Dispose();
        Assert.Equal(TerminationReason.OperatorClose, (await proxy.Log.FirstAsync<ClosedEvent>()).End.Reason);
    }

    [Fact]
    public async Task Pages_go_on_by_their_tokens()
    {
        using var backend = new WebSocketBackend();
        await using var proxy = await TestProxy.StartAsync(backend.Url);
        var clients = new List<Peer>();
        for (var i = 0; i < 5; i++)
        {
            clients.Add(await proxy.ConnectAsync());
            await clients[i].SendAsync(Handshakes.Request());
            await clients[i].ReadHeadAsync();
        }
        var ids = new List<string>();
        (string, string)[] page = [("limit", "2"), ("sort", "id")];
        while (page.Length > 0)
        {
            var answers = await proxy.CommandAsync("connections list", page);
            ids.AddRange(answers.Values<string>("id"));
            page = answers.Find(a => a.Kind == AnswerKind.Next) is { } next ? [("limit", "2"), ("after", next.Text!)] : [];
        }
        Assert.Equal(5, ids.Distinct().Count());
        Assert.Equal(5, ids.Count);
        clients.ForEach(client => client.Dispose());
    }

    [Theory]
    [InlineData("connections list", "client", "local", "client: 'local' is no address and no network; write 192.0.2.7 or 192.0.2.0/24")]
    [InlineData("connections list", "after", "x", "after: 'x' is no page token; give the one that came with the page before")]
    [InlineData("connections list", "timeout", "1m", "The time-out is 60000 ms; it must be 100 ms to 30 s.")]
    [InlineData("connections show", "id", "none-1", "there is no connection 'none-1'")]
    [InlineData("connections close", "id", "none-1", "there is no connection 'none-1'")]
    public async Task What_cannot_be_done_is_an_error(string command, string argument, string value, string error)
    {
        await using var proxy = await TestProxy.StartAsync("ws://127.0.0.1:9");
        Assert.Equal(error, (await proxy.CommandAsync(command, (argument, value))).Only(AnswerKind.Error));
    }

    [Fact]
    public async Task The_busiest_come_first()
    {
        using var backend = new WebSocketBackend();
        var options = TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(backend.Url)));
        await using var proxy = await TestProxy.StartAsync(options, time: TimeProvider.System);
        Peer[] clients = [await proxy.ConnectAsync(), await proxy.ConnectAsync()];
        foreach (var client in clients)
        {
            await client.SendAsync(Handshakes.Request());
            await client.ReadHeadAsync();
        }
        var top = proxy.CommandAsync("connections top", ("interval", "1s"), ("limit", "1"));
        while (!top.IsCompleted)
        {
            await clients[1].SendAsync(Frame.FromClient("busy"));
            await clients[1].ReadFrameAsync();
        }
        var row = Assert.Single(await top).Row!;
        Assert.True(row["bytes-per-second"]!.GetValue<double>() > 0);
        var listed = (await proxy.CommandAsync("connections list", ("sort", "bytes"))).Values<string>("id");
        Assert.Equal(listed.First(), row["id"]!.GetValue<string>());
        foreach (var client in clients)
            client.Dispose();
    }
}
