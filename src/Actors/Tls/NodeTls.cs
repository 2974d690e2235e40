using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Net.Security;
using ActorProxy.Shared.Backends;
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
    private FrozenDictionary<string, ListenerTls> _listeners;
    private readonly ConcurrentDictionary<BackendTls, UpstreamTls> _upstreams = new();
    private readonly TimeProvider _time;
    private readonly ILoggingAdapter _log;
    private readonly Lock _polling = new();
    private readonly ITimer _timer;
    private readonly bool _http2;

    /// <param name="http2">Whether HTTP/2 is served behind the listeners that offer it.</param>
    /// <exception cref="CertificateException">A file cannot be used.</exception>
    public NodeTls(ProxyOptions options, TimeProvider time, ILoggingAdapter log, bool http2 = false)
    {
        (_time, _log, _http2) = (time, log, http2);
        _listeners = FrozenDictionary<string, ListenerTls>.Empty;
        _listeners = Stage(options);
        _timer = time.CreateTimer(_ => Poll(), null, options.Tls.ReloadInterval, options.Tls.ReloadInterval);
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>Loads what other options name and is not loaded yet. Nothing else changes before <see cref="Take"/>.</summary>
    /// <returns>Of the listeners with TLS, by their names.</returns>
    /// <exception cref="CertificateException">A file cannot be used.</exception>
    internal FrozenDictionary<string, ListenerTls> Stage(ProxyOptions options)
    {
        var loader = Loader();
        var listeners = options.Listeners.Where(l => l.Tls is not null)
            .ToFrozenDictionary(l => l.Name, l => Stage(l, options, loader), StringComparer.Ordinal);
        foreach (var pool in options.Pools.Where(p => p.Backends.Any(b => b.Address.Tls)))
        {
            _upstreams.GetOrAdd(pool.Tls, static (o, l) => new UpstreamTls(o, l), loader);
            if (!pool.Tls.Verify)
                _log.Warning("TLS OF POOL {Pool} IS NOT VERIFIED (tls.verify = false): "
                    + "anyone who can redirect its traffic can read and change it", pool.Name);
        }
        return listeners;
    }

    /// <summary>Goes by what was staged for these options.</summary>
    internal void Take(FrozenDictionary<string, ListenerTls> listeners, TlsOptions options)
    {
        Volatile.Write(ref _listeners, listeners);
        _timer.Change(options.ReloadInterval, options.ReloadInterval);
    }

    /// <summary>Forgets the files of backends that no pool names any more.</summary>
    internal void Prune(IEnumerable<BackendPool> pools, RouteTable routes)
    {
        var named = pools.Concat(routes.Pools).Select(pool => pool.Tls).ToHashSet();
        foreach (var options in _upstreams.Keys.Where(options => !named.Contains(options)))
            _upstreams.TryRemove(options, out _);
    }

    /// <summary>The listeners' certificates, and until when those that are loaded now are valid.</summary>
    public IEnumerable<(string Listener, string File, DateTimeOffset NotAfter)> Expiries() =>
        Volatile.Read(ref _listeners).SelectMany(listener => listener.Value.Expiries().Select(e => (listener.Key, e.File, e.NotAfter)));

    /// <summary>The options for a handshake with this backend that begins now.</summary>
    /// <param name="options">Of its pool.</param>
    /// <exception cref="CertificateException">A file cannot be used. Not for what the node was started with.</exception>
    public SslClientAuthenticationOptions ForBackend(BackendTls options, BackendAddress backend) => Of(options).For(backend);

    /// <summary>Null for a listener without TLS.</summary>
    internal ListenerTls? Of(ListenerOptions listener) => Volatile.Read(ref _listeners).GetValueOrDefault(listener.Name);

    /// <summary>One and the same for what is equal.</summary>
    /// <exception cref="CertificateException">A file cannot be used. Not for what the node was started with.</exception>
    internal UpstreamTls Of(BackendTls options) =>
        _upstreams.GetOrAdd(options, static (o, node) => new UpstreamTls(o, node.Loader()), this);

    /// <summary>The one that is there, where it is the same.</summary>
    private ListenerTls Stage(ListenerOptions listener, ProxyOptions options, FileLoader loader)
    {
        var tls = listener.Tls! with { Http2 = listener.Tls.Http2 && _http2 && options.Http.Enabled };
        return Of(listener) is { } known && known.Options.Equals(tls) ? known : new ListenerTls(tls, loader);
    }

    private FileLoader Loader() => new(Loaded(), _time, _log);

    private IEnumerable<IWatchedFiles> Loaded() => Volatile.Read(ref _listeners).Values.SelectMany(listener => listener.Files)
        .Concat(_upstreams.Values.SelectMany(upstream => upstream.Files));

    private void Poll()
    {
        // A look that takes longer than the interval is not joined by a second one.
        if (!_polling.TryEnter())
            return;
        try
        {
            foreach (var files in Loaded().ToHashSet())
                files.Poll();
            // One that was made for a reload may have missed an earlier change.
            foreach (var listener in Volatile.Read(ref _listeners).Values)
                listener.Refresh();
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
