using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Actors.Tests.Tls;
using ActorProxy.Shared.Options;

namespace ActorProxy.Actors.Tests.Taps;

/// <summary>Taps on tunnels whose client speaks TLS: what they show has none.</summary>
public abstract class TlsTapTests(TransportKind transport)
{
    [Fact]
    public async Task All_messages_arrive_in_order_and_the_tap_shows_each_once()
    {
        using var certificates = new TestCertificates();
        using var server = new ScriptedBackend();
        var options = TlsListeners.Options(new ListenerTlsOptions { Certificates = [certificates.Write("web", "localhost")] }, transport,
            server.Url);
        await using var proxy = await TestProxy.StartAsync(options with { Tap = new TapOptions { Payload = true } });
        using var client = await Peer.ConnectTlsAsync(proxy.EndPoint, "localhost");
        await client.SendAsync(Handshakes.Request());
        var (backend, _) = await server.AcceptRequestAsync();
        await backend.SendAsync(Handshakes.Switching);
        await client.ReadHeadAsync();
        var tap = await TapWatcher.StartAsync(proxy.Node, (await proxy.Log.FirstAsync<OpenedEvent>()).Connection.Id);

        await Talk.BothWaysAsync(client, backend, 2000);

        Talk.IsInOrder(await tap.AtLeastAsync(4000));
        Assert.Equal(4000, (await tap.StopAsync()).Items);
        backend.Dispose();
    }

    public sealed class OnEpoll() : TlsTapTests(TransportKind.Auto);

    public sealed class OnSockets() : TlsTapTests(TransportKind.Sockets);
}
