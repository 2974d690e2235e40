using System.Net;
using System.Net.Sockets;
using ActorProxy.Actors.Lifecycle;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Tests.Harness;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Tests.Lifecycle;

/// <summary>A start that fails ends what it has started.</summary>
public sealed class StartFailureTests
{
    [Fact]
    public async Task A_listener_that_cannot_bind_takes_the_others_with_it()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var free = FreePort.Next();
        var options = TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool("ws://127.0.0.1:1"))) with
        {
            Listeners = [new ListenerOptions("free", IPAddress.Loopback, free),
                new ListenerOptions("taken", IPAddress.Loopback, ((IPEndPoint)taken.LocalEndpoint).Port)],
        };

        var failure = await Assert.ThrowsAsync<TransportException>(() => TestProxy.StartAsync(options));

        Assert.Equal(TransportError.AddressInUse, failure.Error);
        using var again = new TcpListener(IPAddress.Loopback, free);
        again.Start();
    }

    [Fact]
    public async Task What_was_started_last_ends_first()
    {
        var ended = new List<string>();
        var parts = new NodeParts();
        var first = parts.Keep(new Part("first", ended));
        parts.Keep(new Part("second", ended));

        await parts.DisposeAsync();
        await parts.DisposeAsync();

        Assert.Equal("first", first.Name);
        Assert.Equal(["second", "first"], ended);
    }

    private sealed record Part(string Name, List<string> Ended) : IDisposable
    {
        public void Dispose() => Ended.Add(Name);
    }
}
