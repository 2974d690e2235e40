using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Policies.Filters;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Tests.Limits;

/// <summary>Tunnels whose peers do not read, and those in which nobody writes.</summary>
public sealed class WriteTimeoutTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    public static TheoryData<TransportKind, bool> Tunnels => new()
    {
        { TransportKind.Auto, false },
        { TransportKind.Sockets, false },
        { TransportKind.Auto, true },
        { TransportKind.Sockets, true },
    };

    [Theory]
    [MemberData(nameof(Tunnels))]
    public async Task A_client_that_does_not_read_is_cut_after_the_write_timeout(TransportKind transport, bool messages)
    {
        using var server = new ScriptedBackend();
        await using var proxy = await StartAsync(server, transport, messages);
        var (client, backend) = await proxy.OpenAsync(server);

        var sending = SendForeverAsync(backend, masked: false);
        var closed = proxy.Log.FirstAsync<ClosedEvent>();
        await proxy.PassUntilAsync(closed, Timeout);

        Assert.Equal((TerminationReason.WriteTimeout, TerminationSource.Client, true),
            ((await closed).End.Reason, (await closed).End.EndedBy, (await closed).End.Cut));
        backend.Dispose();
        await sending;
        client.Dispose();
        await proxy.DrainedAsync();
    }

    [Theory]
    [MemberData(nameof(Tunnels))]
    public async Task A_backend_that_does_not_read_is_given_up_after_the_write_timeout_and_the_client_told(
        TransportKind transport, bool messages)
    {
        using var server = new ScriptedBackend();
        await using var proxy = await StartAsync(server, transport, messages);
        var (client, backend) = await proxy.OpenAsync(server);

        var sending = SendForeverAsync(client, masked: true);
        var told = client.ReadFrameAsync();
        await proxy.PassUntilAsync(told, Timeout);

        Assert.Equal(1014, (await told).CloseCode);
        client.Dispose();
        await sending;
        var end = (await proxy.Log.FirstAsync<ClosedEvent>()).End;
        Assert.Equal(new TunnelEnd(TerminationReason.WriteTimeout, TerminationSource.Backend, 1014, Cut: false), end);
        backend.Dispose();
        await proxy.DrainedAsync();
    }

    [Theory]
    [MemberData(nameof(Tunnels))]
    public async Task A_silent_tunnel_lives_on(TransportKind transport, bool messages)
    {
        using var server = new ScriptedBackend();
        await using var proxy = await StartAsync(server, transport, messages);
        var (client, backend) = await proxy.OpenAsync(server);

        await proxy.PassAsync(Timeout * 5);

        await backend.SendAsync(Frame.Bytes(1, "news"u8.ToArray(), masked: false));
        Assert.Equal("news"u8.ToArray(), (await client.ReadFrameAsync()).Payload);
        client.Dispose();
        backend.Dispose();
        await proxy.DrainedAsync();
    }

    private static Task<TestProxy> StartAsync(ScriptedBackend server, TransportKind transport, bool messages)
    {
        PolicySet policies = messages ? [new FilterChain("log")] : [];
        var options = TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(server.Url), policies: policies), transport);
        return TestProxy.StartAsync(options with
        {
            Limits = new LimitOptions { WriteTimeout = Timeout },
            Tunnel = new TunnelOptions { IdleTimeout = TimeSpan.FromHours(1) },
        });
    }

    /// <summary>Sends until it cannot any more.</summary>
    private static async Task SendForeverAsync(Peer peer, bool masked)
    {
        var frame = Frame.Bytes(2, new byte[60_000], masked);
        try
        {
            while (true)
                await peer.SendAsync(frame);
        }
        catch (Exception ended) when (ended is System.Net.Sockets.SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // That is how it ends: by the proxy or by the test.
        }
    }
}
