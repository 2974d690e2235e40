using System.Net.WebSockets;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Policies.Filters;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Tests.Tls;

/// <summary>Real WebSocket clients through a whole proxy, with TLS on either side or both.</summary>
public abstract class TlsEchoTests(TransportKind transport) : IDisposable
{
    private readonly TestCertificates _certificates = new();

    public void Dispose()
    {
        _certificates.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(TlsVersion.Tls12, false, false)]
    [InlineData(TlsVersion.Tls13, false, false)]
    [InlineData(TlsVersion.Tls13, true, false)]
    [InlineData(TlsVersion.Tls13, false, true)]
    public async Task Messages_of_all_sizes_come_back_over_wss(TlsVersion protocol, bool backendTls, bool filters)
    {
        using var backend = new WebSocketBackend(backendTls ? _certificates.Issue("CN=backend", "127.0.0.1") : null);
        var pool = new BackendPool("pool", TestRoutes.Pool(backend.Url).Backends,
            PickerKind.RoundRobin) { Tls = new BackendTls { Ca = _certificates.CaFile } };
        PolicySet policies = filters ? [new FilterChain("size-limit") { MaxMessageSize = 32 << 20 }] : [];
        var tls = new ListenerTlsOptions { Certificates = [_certificates.Write("web", "localhost")], Protocols = [protocol] };
        await using var proxy = await TestProxy.StartAsync(
            TlsListeners.Options(tls, TestRoutes.Route(pool, policies: policies), transport));
        using var client = new ClientWebSocket();
        client.Options.RemoteCertificateValidationCallback = _certificates.Verify;
        using var limit = new CancellationTokenSource(Peer.Timeout);

        await client.ConnectAsync(new Uri($"wss://localhost:{proxy.EndPoint.Port}/chat"), limit.Token);
        foreach (var size in (int[])[0, 1, 125, 126, 16 * 1024, 65_536, 1_000_003, 16 << 20])
            await EchoAsync(client, size, limit.Token);
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "", limit.Token);

        var closed = await proxy.Log.FirstAsync<ClosedEvent>();
        Assert.Equal((TerminationReason.Closed, (int?)1000), (closed.End.Reason, closed.End.CloseCode));
        Assert.Equal((protocol == TlsVersion.Tls12 ? "TLSv1.2" : "TLSv1.3", "localhost", null),
            (closed.Connection.Tls!.Protocol, closed.Connection.Tls.ServerName, closed.Connection.Tls.PeerSubject));
        Assert.True(backend.Requests.TryDequeue(out var seen));
        Assert.Equal(["https"], seen["X-Forwarded-Proto"]);
        await proxy.DrainedAsync();
    }

    private static async Task EchoAsync(ClientWebSocket client, int size, CancellationToken limit)
    {
        var sent = new byte[size];
        new Random(size).NextBytes(sent);
        var sending = client.SendAsync(sent.AsMemory(), WebSocketMessageType.Binary, true, limit);
        using var received = new MemoryStream();
        var buffer = new byte[64 * 1024];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await client.ReceiveAsync(buffer.AsMemory(), limit);
            received.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        await sending;
        Assert.True(sent.AsSpan().SequenceEqual(received.ToArray()), $"A message of {size} bytes came back different.");
    }

    public sealed class OnEpoll() : TlsEchoTests(TransportKind.Auto);

    public sealed class OnSockets() : TlsEchoTests(TransportKind.Sockets);
}
