using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Actors.Tls;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Tls;
using ActorProxy.Transport.Tls;
using Akka.Event;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Tls;

/// <summary>The certificates of a node: what changes while it runs, and what is warned of.</summary>
public sealed class NodeTlsTests : IDisposable
{
    private readonly TestCertificates _certificates = new();
    private readonly RecordingLogger _log = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public async Task New_handshakes_get_the_new_certificate_and_nothing_open_or_under_way_is_dropped()
    {
        using var backend = new ScriptedBackend();
        var files = _certificates.Write("web", "old.example.org");
        var options = TlsListeners.Options(new ListenerTlsOptions { Certificates = [files] }, TransportKind.Auto, backend.Url);
        await using var proxy = await TestProxy.StartAsync(options);
        using var open = await Peer.ConnectTlsAsync(proxy.EndPoint, "");
        await open.SendAsync(Handshakes.Request());
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync(Handshakes.Switching);
        Assert.Equal(101, (await open.ReadHeadAsync()).Status);
        using var underWay = await proxy.ConnectAsync();
        await proxy.TurnAsync();
        // Handshakes at all times: some meet the change.
        using var stop = new CancellationTokenSource();
        var crowd = Enumerable.Range(0, 4).Select(_ => KeepConnectingAsync(proxy, stop.Token)).ToArray();

        _certificates.Write("web", "new.example.org");
        proxy.Time.Advance(options.Tls.ReloadInterval);

        Assert.Equal(["new.example.org"], await NamesAsync(proxy));
        var late = await underWay.SecureAsync("");
        Assert.Equal(["new.example.org"], NamesOf(late));
        await open.SendAsync(Frame.FromClient("still here"));
        Assert.Equal("still here", (await upstream.ReadFrameAsync()).Text);
        await upstream.SendAsync(Frame.FromBackend("so am I"));
        Assert.Equal("so am I", (await open.ReadFrameAsync()).Text);
        await stop.CancelAsync();
        Assert.All(await Task.WhenAll(crowd), connected => Assert.True(connected > 0));
        upstream.Dispose();
    }

    [Fact]
    public void A_broken_file_is_logged_once_and_the_old_certificate_kept()
    {
        var files = _certificates.Write("web", "old.example.org");
        using var tls = NodeOf(files, out var listener);

        File.WriteAllText(files.Key, "no key");
        for (var i = 0; i < 5; i++)
            Look();
        Assert.Equal("old.example.org", NameOf(tls, listener));
        var error = Assert.Single(_log.Errors);
        Assert.Contains(files.Key, error);
        Assert.Contains("holds no private key in PEM", error);

        File.Delete(files.Certificate);
        Look();
        Look();
        Assert.Contains("there is no such file", _log.Errors[^1]);
        Assert.Equal(2, _log.Errors.Count);

        _certificates.Write("web", "new.example.org");
        Look();
        Assert.Equal("new.example.org", NameOf(tls, listener));
        Assert.Equal(2, _log.Errors.Count);
    }

    [Fact]
    public void A_certificate_whose_key_follows_within_a_look_is_no_error()
    {
        var files = _certificates.Write("web", "old.example.org");
        using var tls = NodeOf(files, out var listener);
        var next = _certificates.Write("next", "new.example.org");

        File.Copy(next.Certificate, files.Certificate, overwrite: true);
        Look();
        Assert.Equal("old.example.org", NameOf(tls, listener));
        File.Copy(next.Key, files.Key, overwrite: true);
        Look();

        Assert.Equal("new.example.org", NameOf(tls, listener));
        Assert.Empty(_log.Errors);
    }

    [Fact]
    public void A_symbolic_link_that_is_moved_is_a_change()
    {
        if (OperatingSystem.IsWindows())
            return; // links need a privilege there
        var (first, second) = (_certificates.Write("first", "old.example.org"), _certificates.Write("second", "new.example.org"));
        // As Kubernetes mounts a secret: the file is a link through a directory that is a link.
        Mount("one", first);
        Mount("two", second);
        System.IO.Directory.CreateSymbolicLink(_certificates.FileOf("data"), "one");
        var files = new CertificateFiles(_certificates.FileOf("tls.crt"), _certificates.FileOf("tls.key"));
        File.CreateSymbolicLink(files.Certificate, "data/tls.crt");
        File.CreateSymbolicLink(files.Key, "data/tls.key");
        using var tls = NodeOf(files, out var listener);
        Assert.Equal("old.example.org", NameOf(tls, listener));

        System.IO.Directory.Delete(_certificates.FileOf("data"));
        System.IO.Directory.CreateSymbolicLink(_certificates.FileOf("data"), "two");
        Look();

        Assert.Equal("new.example.org", NameOf(tls, listener));
    }

    [Fact]
    public void What_is_loaded_stays_where_its_file_is_gone_and_other_settings_change()
    {
        var files = _certificates.Write("web", "kept.example.org");
        using var tls = NodeOf(files, out var listener);
        var pool = new BackendPool("secure", TestRoutes.Pool("wss://a").Backends, PickerKind.RoundRobin)
        {
            Tls = new BackendTls { Certificate = files },
        };
        File.Delete(files.Certificate);
        var changed = listener with { Tls = listener.Tls! with { HandshakeTimeout = TimeSpan.FromSeconds(1) } };
        var options = new ProxyOptions { Listeners = [changed, changed with { Name = "other" }], Pools = [pool] };

        tls.Take(tls.Stage(options), options.Tls);

        Assert.Equal("kept.example.org", NameOf(tls, changed));
        Assert.Same(tls.Of(changed)!.Choose("").ServerCertificateContext,
            tls.ForBackend(pool.Tls, pool.Backends[0].Address).ClientCertificateContext);
        _certificates.Write("web", "new.example.org");
        Look();
        Assert.Equal("new.example.org", NameOf(tls, options.Listeners[0]));
        Assert.Equal("new.example.org", NameOf(tls, options.Listeners[1]));
    }

    [Theory]
    [InlineData("wss://a", false, true)]
    [InlineData("wss://a", true, false)]
    [InlineData("ws://a", false, false)]
    public void A_pool_whose_TLS_is_not_verified_is_warned_of_by_name(string url, bool verify, bool warned)
    {
        var pool = new BackendPool("risky", TestRoutes.Pool(url).Backends,
            PickerKind.RoundRobin) { Tls = new BackendTls { Verify = verify } };
        using var tls = new NodeTls(new ProxyOptions { Pools = [pool] }, _time, _log);
        Assert.Equal(warned, _log.Warnings.Any(w => w.Contains("POOL risky IS NOT VERIFIED", StringComparison.Ordinal)));
    }

    private NodeTls NodeOf(CertificateFiles files, out ListenerOptions listener)
    {
        listener = new ListenerOptions("web", System.Net.IPAddress.Loopback, 0) { Tls = new ListenerTlsOptions { Certificates = [files] } };
        return new NodeTls(new ProxyOptions { Listeners = [listener] }, _time, _log);
    }

    private void Look() => _time.Advance(new TlsOptions().ReloadInterval);

    private void Mount(string name, CertificateFiles files)
    {
        System.IO.Directory.CreateDirectory(_certificates.FileOf(name));
        File.Copy(files.Certificate, Path.Combine(_certificates.FileOf(name), "tls.crt"));
        File.Copy(files.Key, Path.Combine(_certificates.FileOf(name), "tls.key"));
    }

    private static string NameOf(NodeTls tls, ListenerOptions listener) =>
        PemFiles.DnsNames(tls.Of(listener)!.Choose("").ServerCertificateContext!.TargetCertificate).Single();

    private static async Task<IReadOnlyList<string>> NamesAsync(TestProxy proxy)
    {
        using var client = await Peer.ConnectTlsAsync(proxy.EndPoint, "");
        return NamesOf(client);
    }

    private static IReadOnlyList<string> NamesOf(Peer client) =>
        PemFiles.DnsNames((System.Security.Cryptography.X509Certificates.X509Certificate2)client.Tls.RemoteCertificate!);

    private static async Task<int> KeepConnectingAsync(TestProxy proxy, CancellationToken stop)
    {
        var connected = 0;
        do
        {
            using var client = await Peer.ConnectTlsAsync(proxy.EndPoint, "");
            connected++;
        }
        while (!stop.IsCancellationRequested);
        return connected;
    }

    /// <summary>Keeps what is logged.</summary>
    private sealed class RecordingLogger : LoggingAdapterBase
    {
        public RecordingLogger()
            : base(SemanticLogMessageFormatter.Instance)
        {
        }

        public List<string> Errors { get; } = [];

        public List<string> Warnings { get; } = [];

        public override bool IsDebugEnabled => true;

        public override bool IsErrorEnabled => true;

        public override bool IsInfoEnabled => true;

        public override bool IsWarningEnabled => true;

        protected override void NotifyLog(LogLevel logLevel, object message, Exception? cause = null)
        {
            if (logLevel == LogLevel.ErrorLevel)
                Errors.Add($"{message} {cause}");
            else if (logLevel == LogLevel.WarningLevel)
                Warnings.Add(message.ToString()!);
        }
    }
}
