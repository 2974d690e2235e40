using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Tests.Tunnels;

/// <summary>Tests that begin with an open tunnel.</summary>
public abstract class OpenTunnel(TransportKind transport) : IAsyncLifetime
{
    private readonly ScriptedBackend _server = new();

    /// <summary>The first part of a frame of more than 300 bytes.</summary>
    private protected static readonly byte[] HalfFromBackend = Frame.FromBackend(new string('x', 300))[..100];

    /// <summary>Its second part.</summary>
    private protected static readonly byte[] RestFromBackend = Frame.FromBackend(new string('x', 300))[100..];

    private protected static readonly byte[] HalfFromClient = Frame.FromClient(new string('x', 300))[..100];

    private protected TestProxy Proxy { get; private set; } = null!;

    private protected Peer Client { get; private set; } = null!;

    private protected Peer Backend { get; private set; } = null!;

    private protected TunnelOptions Timeouts => Proxy.Options.Tunnel;

    public async Task InitializeAsync()
    {
        Proxy = await TestProxy.StartAsync(TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(_server.Url)), transport).AtOwnPort());
        (Client, Backend) = await Proxy.OpenAsync(_server);
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        Backend.Dispose();
        _server.Dispose();
        await Proxy.DisposeAsync();
    }

    private protected async Task AssertEndAsync(TerminationReason reason, TerminationSource by, int? code, bool cut)
    {
        var closed = await Proxy.Log.FirstAsync<ClosedEvent>();
        Assert.Equal(new TunnelEnd(reason, by, code, cut), closed.End with { Failure = null });
        await Proxy.DrainedAsync();
        // One event at open, one at close, and they speak of the same connection.
        Assert.Collection(Proxy.Log.All, e => Assert.Same(closed.Connection, Assert.IsType<OpenedEvent>(e).Connection),
            e => Assert.Same(closed, e));
    }
}
