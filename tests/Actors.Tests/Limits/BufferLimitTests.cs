using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Tests.Limits;

/// <summary>What happens to tunnels whose peers do not read when all tunnels together hold as much as they may.</summary>
public sealed class BufferLimitTests
{
    [Theory]
    [InlineData(TransportKind.Auto)]
    [InlineData(TransportKind.Sockets)]
    public async Task A_backend_that_does_not_read_is_given_up_and_the_client_told_to_try_again_later(TransportKind transport)
    {
        using var server = new ScriptedBackend();
        await using var proxy = await StartAsync(server, transport);
        var (client, backend) = await proxy.OpenAsync(server);

        await OfferAsync(client, masked: true);
        client.Finish();
        Assert.Equal(1013, (await client.ReadFrameAsync()).CloseCode);
        await client.ReadToEndAsync();
        client.Dispose();
        var closed = await proxy.Log.FirstAsync<ClosedEvent>();
        Assert.Equal(new TunnelEnd(TerminationReason.BufferLimit, TerminationSource.Backend, 1013, Cut: false), closed.End);
        backend.Dispose();
        await proxy.DrainedAsync();
    }

    [Theory]
    [InlineData(TransportKind.Auto)]
    [InlineData(TransportKind.Sockets)]
    public async Task A_client_that_does_not_read_is_cut_and_counted_as_cut(TransportKind transport)
    {
        using var server = new ScriptedBackend();
        await using var proxy = await StartAsync(server, transport);
        var (client, backend) = await proxy.OpenAsync(server);

        await OfferAsync(backend, masked: false);
        await backend.ReadToEndAsync();
        backend.Dispose();
        var closed = await proxy.Log.FirstAsync<ClosedEvent>();
        Assert.Equal((TerminationReason.BufferLimit, true), (closed.End.Reason, closed.End.Cut));
        client.Dispose();
        await proxy.DrainedAsync();
    }

    private static Task<TestProxy> StartAsync(ScriptedBackend server, TransportKind transport) =>
        TestProxy.StartAsync(TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(server.Url)), transport) with
        {
            // Epoll keeps only what a send leaves over, which may be a few bytes; the portable relay needs room for our 101.
            Limits = new LimitOptions { BufferMemory = transport == TransportKind.Sockets ? 1024 : 1 },
        });

    /// <summary>Sends more than kernel buffers hold. What the proxy has no room for, it throws away.</summary>
    private static async Task OfferAsync(Peer peer, bool masked)
    {
        var frame = Frame.Bytes(2, new byte[60_000], masked);
        for (var i = 0; i < 400; i++)
            await peer.SendAsync(frame);
    }
}
