using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Interop.Tests.Conversations;
using ActorProxy.Interop.Tests.Harness;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.Tls;

namespace ActorProxy.Interop.Tests.Edge;

/// <summary>Certificates are renewed while the node is busy.</summary>
public sealed class RenewalTests
{
    /// <summary>Tunnels that a renewal must not touch, where the system lets this process have as many.</summary>
    private const int Tunnels = 1000;

    /// <summary>Client, both sides of the proxy, backend.</summary>
    private const int DescriptorsPerTunnel = 4;

    /// <summary>For all but the tunnels.</summary>
    private const int OtherDescriptors = 500;

    /// <summary>Within which new handshakes must show the new certificate.</summary>
    private static readonly TimeSpan Bar = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task New_files_are_used_by_new_handshakes_and_nothing_else_changes()
    {
        using var certificates = new TestCertificates();
        var (used, renewed) = (certificates.Write("used", "localhost"), certificates.Write("renewed", "localhost"));
        await using var site = await EdgeSite.StartAsync();
        await using var echo = await KestrelBackend.StartAsync(deflate: false);
        await using var node = await WholeNode.StartAsync($$"""
            listeners.web { address = "127.0.0.1", port = 0, tls.certificates = [{ certificate = "{{used.Certificate}}", key = "{{used.Key}}" }] }
            tls.reload-interval = 1s
            routes {
              page { backends = ["{{site.Url}}"] }
              echo { path-exact = /echo, backends = ["{{echo.Url}}"] }
            }
            """);
        var count = Math.Clamp((Descriptors.Limit() - OtherDescriptors) / DescriptorsPerTunnel, 1, Tunnels);
        using var tunnels = await OpenTunnels.OpenAsync(count, new Uri($"wss://localhost:{node.EndPoint.Port}/echo"), certificates.Verify);
        await tunnels.EchoAsync("before");

        await using var load = new HandshakeLoad(node.EndPoint, certificates.Verify);
        await load.ServedSinceAsync(0, 100);
        Assert.All(load.Served, client => Assert.Equal("CN=used", client.Subject));
        Replace(used, renewed);
        await Wait.UntilAsync(() => Task.FromResult(load.Served.Any(client => client.Subject == "CN=renewed")), "the new certificate", Bar);
        var seen = TimeProvider.System.GetTimestamp();
        await tunnels.EchoAsync("in the middle");
        await load.ServedSinceAsync(seen, 200);
        await load.StopAsync();

        Assert.Empty(load.Failures);
        Assert.All(load.Served.Where(client => client.Came >= seen), client => Assert.Equal("CN=renewed", client.Subject));
        await AssertTunnelsAsync(tunnels, count, node.Events);
        Assert.Equal(load.Served.Count, node.Events.Of<ServedRequest>()
            .Count(r => r is { Reason: TerminationReason.Completed, Status: 200 }));
        node.Events.AssertNoFailure();
    }

    /// <summary>None has ended before its client closes it.</summary>
    private static async Task AssertTunnelsAsync(OpenTunnels tunnels, int count, AccessEvents events)
    {
        await tunnels.EchoAsync("after");
        Assert.Empty(events.Of<ClosedEvent>());
        await tunnels.CloseAsync();
        await Wait.UntilAsync(() => Task.FromResult(events.Of<ClosedEvent>().Count == count), "the end of all tunnels");
        Assert.All(events.Of<ClosedEvent>(), tunnel =>
        {
            Assert.Equal(new TunnelEnd(TerminationReason.Closed, TerminationSource.Client, 1000, Cut: false), tunnel.End);
            Assert.Equal((3, 3), (tunnel.Traffic.MessagesFromClient, tunnel.Traffic.MessagesFromBackend));
        });
    }

    /// <summary>One file after the other, each at once, as tools for renewal do.</summary>
    private static void Replace(CertificateFiles files, CertificateFiles by)
    {
        File.Move(by.Certificate, files.Certificate, overwrite: true);
        File.Move(by.Key, files.Key, overwrite: true);
    }
}
