using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Closing;
using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Directory;
using ActorProxy.Shared.Termination;
using Akka.Actor;

namespace ActorProxy.Actors.Tests.Directory;

/// <summary>The node's live table.</summary>
public sealed class ConnectionDirectoryTests
{
    [Fact]
    public async Task A_listed_connection_shows_what_it_is_and_what_has_passed()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request("/room?secret=1", fields: "Sec-WebSocket-Protocol: chat"));
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync(Handshakes.Response("Sec-WebSocket-Protocol: chat"));
        await client.ReadHeadAsync();
        await client.SendAsync(Frame.FromClient("one"));
        await upstream.ReadFrameAsync();
        await upstream.SendAsync((byte[])[.. Frame.FromBackend("two"), .. Frame.FromBackend("three")]);
        await client.ReadFrameAsync();
        await client.ReadFrameAsync();
        // Behind all reads of the tunnel, whose time this is counted from.
        await proxy.PassAsync(TimeSpan.FromSeconds(7));

        var shown = Assert.Single((await proxy.ListAsync()).Connections);

        var opened = (await proxy.Log.FirstAsync<OpenedEvent>()).Connection;
        Assert.Same(opened, shown.Info);
        Assert.Equal(("route", backend.Url, "chat", "/room", 1),
            (shown.Info.Route.Id, shown.Info.Backend.Id, shown.Info.Subprotocol, shown.Info.Path, shown.Info.Attempt));
        Assert.Equal(client.Socket.LocalEndPoint, shown.Info.Peer);
        Assert.Equal(new Traffic(Frame.FromClient("one").Length, Frame.FromBackend("two").Length + Frame.FromBackend("three").Length, 1, 2),
            shown.Traffic);
        Assert.Equal(TimeSpan.FromSeconds(7.2), shown.Idle);
        var row = (await proxy.Node.Directory.Ask<ClusterShown>(new ClusterShow(opened.Id), Peer.Timeout)).Row!;
        Assert.Equal(
            new ConnectionRow(opened.Id, "local", TestRoutes.Listener, "127.0.0.1", client.Socket.LocalEndPoint!.ToString()!, opened.Host,
                "/room", opened.RequestId,
                "route", backend.Url, 1, "chat", Tls: null, IsTunnel: true, opened.Since, proxy.Time.GetUtcNow() - shown.Idle, shown.Idle,
                shown.Traffic.BytesFromClient, shown.Traffic.BytesFromBackend, 1, 2),
            row);
        upstream.Dispose();
    }

    [Fact]
    public async Task Connections_are_listed_oldest_first_and_counted()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(backend.Url);
        List<(Peer, Peer)> open = [];
        for (var i = 0; i < 3; i++)
        {
            open.Add(await proxy.OpenAsync(backend));
            proxy.Time.Advance(TimeSpan.FromSeconds(1));
        }

        var ids = (await proxy.Log.AtLeastAsync<OpenedEvent>(3)).Select(e => e.Connection.Id);
        Assert.Equal(ids, (await proxy.ListAsync()).Connections.Select(c => c.Info.Id));
        Assert.Equal(3, await proxy.Node.Directory.Ask<int>(CountConnections.Instance, Peer.Timeout));

        foreach (var (client, upstream) in open)
        {
            client.Dispose();
            upstream.Dispose();
        }
        await proxy.DrainedAsync();
        Assert.Equal(0, await proxy.Node.Directory.Ask<int>(CountConnections.Instance, Peer.Timeout));
    }

    [Fact]
    public async Task Closing_by_id_closes_that_connection_and_no_other()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(backend.Url);
        var first = await proxy.OpenAsync(backend);
        var second = await proxy.OpenAsync(backend);
        var id = (await proxy.Log.FirstAsync<OpenedEvent>()).Connection.Id;

        Assert.True(await proxy.Node.Directory.Ask<bool>(
            new CloseById(id, CloseCommand.For(TerminationReason.OperatorClose, "bye")), Peer.Timeout));

        Assert.Equal((1008, "bye"), await first.Client.ReadFrameAsync() is var close ? (close.CloseCode, close.CloseReason) : default);
        first.Client.Dispose();
        first.Backend.Dispose();
        Assert.Equal(id, (await proxy.Log.FirstAsync<ClosedEvent>()).Connection.Id);
        await second.Client.SendAsync(Frame.FromClient("still here"));
        Assert.Equal("still here", (await second.Backend.ReadFrameAsync()).Text);
        second.Client.Dispose();
        second.Backend.Dispose();
    }
}
