using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Interop.Tests.Conversations;
using ActorProxy.Interop.Tests.Harness;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.Tls;

namespace ActorProxy.Interop.Tests.Edge;

/// <summary>A page in Chromium that has all of its backend through one TLS listener.</summary>
public sealed class OneOriginTests
{
    private const int UploadSize = 100 * 1024 * 1024;
    private const int Events = 2 * EdgeSite.EventsAtOnce;

    private static readonly ClientPlan Talk = new()
    {
        Messages = [Message.OfText("Grüße, 世界 🎈"), Message.OfBinary(1024 * 1024)],
        Close = PlannedClose.ByClient(4000, "seen enough"),
    };

    [PeerTheory(PeerKind.Chromium)]
    [InlineData("http/1.1", "http2 = false")]
    [InlineData("h2", "http2 = true, websocket-over-http2 = false")]
    [InlineData("h2", "http2 = true, websocket-over-http2 = true")]
    public async Task A_page_has_images_an_upload_events_and_a_WebSocket_at_the_same_time(string protocol, string settings)
    {
        using var certificates = new TestCertificates();
        var files = certificates.Write("edge", "localhost");
        await using var site = await EdgeSite.StartAsync();
        await using var echo = await KestrelBackend.StartAsync(deflate: false);
        await using var node = await WholeNode.StartAsync($$"""
            listeners.web { address = "127.0.0.1", port = 0, tls { {{settings}}, certificates = [{ certificate = "{{files.Certificate}}", key = "{{files.Key}}" }] } }
            routes {
              page { backends = ["{{site.Url}}"] }
              echo { path-exact = /echo, backends = ["{{echo.Url}}"] }
            }
            """);
        var authority = $"localhost:{node.EndPoint.Port}";

        await using var browser = Scripts.StartBrowser("visit", $"--ignore-certificate-errors-spki-list={KeyHash(files)}");
        await browser.WriteAsync(new VisitPlan(new Uri($"https://{authority}/"), UploadSize, Events,
            Talk with { Url = new Uri($"wss://{authority}/echo") }));
        var visit = await node.Events.BesideAsync(browser.ReadAsync<PageVisit>());

        Assert.Equal(Enumerable.Range(1, EdgeSite.Images), visit.Images);
        AssertProtocol(protocol, visit.Protocols);
        await AssertUploadAsync(visit, site, node.Events);
        await AssertEventsAsync(visit, site, node.Events);
        var tunnel = await node.Events.FirstAsync<ClosedEvent>(_ => true, "the end of the tunnel");
        var talk = new Conversation(visit.Socket, await echo.ReportAsync(), tunnel);
        talk.AssertEchoes(Talk.Messages);
        talk.AssertEnd(Talk.Close);
        Assert.Equal("localhost", tunnel.Connection.Tls?.ServerName);
        var overHttp2 = settings.Contains("websocket-over-http2 = true", StringComparison.Ordinal);
        Assert.Equal(overHttp2 ? "h2" : "http/1.1", tunnel.Connection.Tls?.ApplicationProtocol);
        for (var width = 1; width <= EdgeSite.Images; width++)
        {
            var image = Assert.Single(node.Events.Of<ServedRequest>(), r => r.Path == $"/images/{width}.bmp");
            Assert.Equal((TerminationReason.Completed, 200, Bitmap.Of(width).Length), (image.Reason, image.Status, image.BytesToClient));
        }
        node.Events.AssertNoFailure();
    }

    /// <summary>The name of a key that Chromium is to believe, no matter who has signed it.</summary>
    private static string KeyHash(CertificateFiles files)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(files.Certificate);
        return Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
    }

    private static void AssertProtocol(string protocol, IReadOnlyDictionary<string, string> seen)
    {
        Assert.All(seen, resource => Assert.Equal(protocol, resource.Value));
        foreach (var path in new[] { "/", "/edge.js", "/images/1.bmp", $"/images/{EdgeSite.Images}.bmp", "/upload", "/seen/1" })
            Assert.Contains(path, seen.Keys);
    }

    private static async Task AssertUploadAsync(PageVisit visit, EdgeSite site, AccessEvents events)
    {
        var sent = Message.OfBinary(UploadSize).Echo();
        Assert.Equal(sent, visit.Upload);
        Assert.Equal(sent, Assert.Single(site.Uploads));
        var upload = await events.FirstAsync<ServedRequest>(r => r.Path == "/upload", "the upload's event");
        Assert.Equal((TerminationReason.Completed, 200, UploadSize), (upload.Reason, upload.Status, upload.BytesFromClient));
    }

    private static async Task AssertEventsAsync(PageVisit visit, EdgeSite site, AccessEvents events)
    {
        Assert.Equal(Enumerable.Range(1, Events).Select(id => $"event {id}"), visit.Events);
        Assert.Equal([0, EdgeSite.EventsAtOnce], site.LastEvents);
        await site.Left;
        await events.FirstAsync<ServedRequest>(r => r is { Path: "/events", Reason: TerminationReason.ClientLost, Status: 200 },
            "the events that the page left");
        await events.FirstAsync<ServedRequest>(r => r is { Path: "/events", Reason: TerminationReason.Completed, Status: 200 },
            "the events that ended");
    }
}
