using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Net.Security;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Routing;
using ActorProxy.Transport.Tls;
using Akka.Event;

namespace ActorProxy.Actors.Tls;

/// <summary>
/// All certificates of the node. Their files are looked at every <see cref="TlsOptions.ReloadInterval"/>: handshakes that
/// begin after a change use the new ones, and nothing that is open or under way is touched. May be used from any thread.
/// </summary>
public sealed class NodeTls : IDisposable
{
    private readonly FrozenDictionary<string, ListenerTls> _listeners;
    private readonly ConcurrentDictionary<BackendTls, UpstreamTls> _upstreams = new();
    private readonly TimeProvider _time;
    private readonly ILoggingAdapter _log;
    private readonly Lock _polling = new();
    private readonly ITimer _timer;

    /// <param name="http2">Whether HTTP/2 is served behind the listeners that offer it.</param>
    /// <exception cref="CertificateException">A file cannot be used.</exception>
    public NodeTls(ProxyOptions options, TimeProvider time, ILoggingAdapter log, bool http2 = false)
    {
        _time = time;
        _log = log;
        _listeners = options.Listeners.Where(l => l.Tls is not null)
            .ToFrozenDictionary(l => l.Name, l => new ListenerTls(l.Tls! with { Http2 = l.Tls.Http2 && http2 }, time, log), StringComparer.Ordinal);
        foreach (var pool in options.Pools.Where(p => p.Backends.Any(b => b.Address.Tls)))
        {
            Of(pool.Tls);
            if (!pool.Tls.Verify)
                log.Warning("TLS OF POOL {Pool} IS NOT VERIFIED (tls.verify = false): whoever can redirect its traffic can read and change it", pool.Name);
        }
        _timer = time.CreateTimer(_ => Poll(), null, options.Tls.ReloadInterval, options.Tls.ReloadInterval);
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>The listeners' certificates, and until when those that are loaded now are valid.</summary>
    public IEnumerable<(string Listener, string File, DateTimeOffset NotAfter)> Expiries() =>
        _listeners.SelectMany(listener => listener.Value.Expiries().Select(e => (listener.Key, e.File, e.NotAfter)));

    /// <summary>The options for a handshake with this backend that begins now.</summary>
    /// <param name="options">Of its pool.</param>
    /// <exception cref="CertificateException">A file cannot be used. Not for what the node was started with.</exception>
    public SslClientAuthenticationOptions ForBackend(BackendTls options, BackendAddress backend) => Of(options).For(backend);

    /// <summary>Null for a listener without TLS.</summary>
    internal ListenerTls? Of(ListenerOptions listener) => _listeners.GetValueOrDefault(listener.Name);

    /// <summary>One and the same for what is equal.</summary>
    /// <exception cref="CertificateException">A file cannot be used. Not for what the node was started with.</exception>
    internal UpstreamTls Of(BackendTls options) => _upstreams.GetOrAdd(options, static (o, node) => new UpstreamTls(o, node._time, node._log), this);

    private void Poll()
    {
        // A look that takes longer than the interval is not joined by a second one.
        if (!_polling.TryEnter())
            return;
        try
        {
            foreach (var files in _listeners.Values.Concat<IWatchedFiles>(_upstreams.Values))
                files.Poll();
        }
        catch (Exception fault)
        {
            // It would end the process: nobody is above a timer.
            _log.Error(fault, "Looking for changed certificates failed: a defect of ActorProxy");
        }
        finally
        {
            _polling.Exit();
        }
    }
}
