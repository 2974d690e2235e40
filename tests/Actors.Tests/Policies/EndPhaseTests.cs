using System.Net;
using ActorProxy.Actors.Pipeline;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Tests.Policies;

/// <summary>A phase that is told how requests end.</summary>
public sealed class EndPhaseTests : IAsyncLifetime
{
    private readonly ScriptedBackend _backend = new();
    private readonly Ledger _ledger = new();
    private TestProxy _proxy = null!;

    public async Task InitializeAsync() => _proxy = await TestProxy.StartAsync(
        TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(_backend.Url), policies: [_ledger])), phases: Ledger.Phases);

    public async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _backend.Dispose();
    }

    [Fact]
    public async Task A_websocket_ends_with_its_tunnel_and_is_told_once()
    {
        var (client, upstream) = await _proxy.OpenAsync(_backend);
        Assert.False(_ledger.Ends.Reader.TryRead(out _));
        _proxy.Time.Advance(TimeSpan.FromSeconds(3));
        client.Reset();

        Assert.Equal(new RequestEnd(TerminationReason.ClientLost, TerminationSource.Client, 101, TimeSpan.FromSeconds(3)),
            await _ledger.NextAsync());
        upstream.Dispose();
        await _proxy.DrainedAsync();
        Assert.False(_ledger.Ends.Reader.TryRead(out _));
    }

    [Fact]
    public async Task So_does_a_handshake_that_a_backend_declines_or_breaks()
    {
        await AskAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
        var declined = await _ledger.NextAsync();
        await AskAsync("nonsense\r\n\r\n");
        var broken = await _ledger.NextAsync();

        Assert.Equal((TerminationReason.BackendDeclined, 403), (declined.Reason, declined.Status));
        Assert.Equal((TerminationReason.BackendBadHandshake, TerminationSource.Backend, 502),
            (broken.Reason, broken.Source, broken.Status));
    }

    [Fact]
    public void One_that_fails_keeps_the_others_from_nothing()
    {
        var (faults, ledger) = (new List<Exception>(), new Ledger());
        var session = new ProxySession(new ListenerOptions("web", IPAddress.Loopback, 0), new ClientInfo(IPAddress.Loopback, "http", "id"),
            IPAddress.Loopback, new RequestHead("GET", "/", []), isUpgrade: false, ForwardingPolicy.Default);
        var end = RequestEnd.Of(TerminationReason.NoRoute, 404, TimeSpan.Zero);

        new RoutePipeline(new Failing(), new LedgerPhase(ledger)).OnEnd(session, end, faults.Add);

        Assert.True(ledger.Ends.Reader.TryRead(out var told));
        Assert.Equal((session, end), told);
        Assert.Equal("defect", Assert.Single(faults).Message);
    }

    private async Task AskAsync(string answer)
    {
        using var client = await _proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());
        using var upstream = (await _backend.AcceptRequestAsync()).Peer;
        await upstream.SendAsync(answer);
        await client.ReadHeadAsync();
    }

    private sealed class Failing : IEndPhase
    {
        public void OnEnd(ProxySession session, RequestEnd end) => throw new InvalidOperationException("defect");
    }
}
