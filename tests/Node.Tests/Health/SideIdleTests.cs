using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using ActorProxy.Actors.Health;
using ActorProxy.Node.Health;
using ActorProxy.Node.SideServers;
using ActorProxy.Shared.Admission;
using ActorProxy.Shared.Options;
using ActorProxy.Transport;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Peer = ActorProxy.Actors.Tests.Harness.Peer;

namespace ActorProxy.Node.Tests.Health;

/// <summary>Connections to a side server that say nothing, or keep what they have.</summary>
public sealed class SideIdleTests
{
    private const string Probe = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";

    [Fact]
    public async Task Silent_connections_that_come_again_starve_no_probe()
    {
        await using var endpoint = await HealthEndpoint.StartAsync(
            new HealthOptions { Address = IPAddress.Loopback }, new NodeHealth(), () => true);
        var silent = new Queue<Peer>();
        try
        {
            for (var i = 0; i < 64; i++)
                silent.Enqueue(await Peer.ConnectAsync(endpoint.Address));
            for (var probe = 0; probe < 40; probe++)
            {
                silent.Dequeue().Dispose();
                silent.Enqueue(await Peer.ConnectAsync(endpoint.Address));
                using var kubelet = await Peer.ConnectAsync(endpoint.Address);
                await kubelet.SendAsync(Probe);
                Assert.Equal(200, (await kubelet.ReadHeadAsync()).Status);
            }
        }
        finally
        {
            foreach (var peer in silent)
                peer.Dispose();
        }
    }

    [Fact]
    public async Task The_oldest_idle_one_goes_and_one_that_is_served_stays()
    {
        var serving = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var connections = new SideConnections(SidePlaceRules.Kept + SidePlaceRules.ForLoopback, TimeSpan.FromHours(1), null,
            TimeProvider.System);
        await using var server = await StartAsync(connections,
            context => context.Request.Path == "/slow" ? serving.Task : Task.CompletedTask);
        using var slow = await Peer.ConnectAsync(server.Address);
        await slow.SendAsync("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
        using var oldest = await Peer.ConnectAsync(server.Address);
        await oldest.SendAsync(Probe);
        Assert.Equal(200, (await oldest.ReadHeadAsync()).Status);
        var others = new List<Peer>();
        while (others.Count < SidePlaceRules.Kept + SidePlaceRules.ForLoopback - 1)
            others.Add(await Peer.ConnectAsync(server.Address));

        await oldest.ReadToEndAsync();

        Assert.Equal(SidePlaceRules.Kept + SidePlaceRules.ForLoopback, connections.Count);
        serving.SetResult();
        Assert.Equal(200, (await slow.ReadHeadAsync()).Status);
        foreach (var peer in others)
            peer.Dispose();
    }

    [Fact]
    public async Task Who_says_nothing_is_gone_after_the_deadline_for_the_first_byte()
    {
        var time = new FakeTimeProvider();
        var connections = new SideConnections(20, TimeSpan.FromSeconds(2), null, time);
        await using var server = await StartAsync(connections, _ => Task.CompletedTask);
        using var silent = await Peer.ConnectAsync(server.Address);
        using var speaking = await Peer.ConnectAsync(server.Address);
        await speaking.SendAsync(Probe);
        Assert.Equal(200, (await speaking.ReadHeadAsync()).Status);
        await Actors.Tests.Harness.Wait.UntilAsync(() => connections.Count == 2, "both are in");

        await Actors.Tests.Harness.Wait.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(2));
            return connections.Count == 1;
        }, "the silent one is gone");

        await silent.ReadToEndAsync();
        await speaking.SendAsync(Probe);
        Assert.Equal(200, (await speaking.ReadHeadAsync()).Status);
    }

    [Fact]
    public async Task A_byte_that_lies_in_the_socket_when_the_deadline_goes_off_is_in_time()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using var accepted = await listener.AcceptSocketAsync();
        await client.GetStream().WriteAsync("G"u8.ToArray());
        await Actors.Tests.Harness.Wait.UntilAsync(() => accepted.Available > 0, "the byte is there");
        var time = new FakeTimeProvider();
        var served = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var received = new Pipe();
        var connection = new DefaultConnectionContext("a", new Duplex(received.Reader, new Pipe().Writer),
            new Duplex(new Pipe().Reader, received.Writer));
        connection.Features.Set<IConnectionSocketFeature>(new Accepted(accepted));
        var serving = new SideConnections(20, TimeSpan.FromSeconds(2), null, time).AwaitFirstByte(_ =>
        {
            served.SetResult();
            return Task.CompletedTask;
        })(connection);

        time.Advance(TimeSpan.FromSeconds(2));
        await received.Writer.WriteAsync("G"u8.ToArray());

        await served.Task.WaitAsync(Peer.Timeout);
        await serving;
    }

    [Fact]
    public async Task Without_descriptors_the_kept_places_are_there_and_no_more()
    {
        var sockets = new SocketBudget { Capacity = 2 };
        var connections = new SideConnections(32, TimeSpan.FromHours(1), sockets, TimeProvider.System);
        await using var server = await StartAsync(connections, _ => Task.CompletedTask);
        var peers = new List<Peer>();
        for (var i = 0; i < 30; i++)
        {
            peers.Add(await Peer.ConnectAsync(server.Address));
            await peers[^1].SendAsync(Probe);
            Assert.Equal(200, (await peers[^1].ReadHeadAsync()).Status);
            Assert.InRange(connections.Count, 1, SidePlaceRules.Kept + 2);
        }
        foreach (var peer in peers)
            peer.Dispose();
        await Actors.Tests.Harness.Wait.UntilAsync(() => (connections.Count, sockets.Open) == (0, 0), "all gave their places back");
    }

    private static Task<SlimServer> StartAsync(SideConnections connections, RequestDelegate serve) => SlimServer.StartAsync(
        "test", "test", new IPEndPoint(IPAddress.Loopback, 0), _ => { }, _ => { }, serve, connections);

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed record Accepted(Socket Socket) : IConnectionSocketFeature;
}
