using System.Collections.Concurrent;
using System.Collections.Immutable;
using ActorProxy.Actors.Connections.Exchanges.Clients;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.ProxyProtocol;

namespace ActorProxy.Actors.Connections.Exchanges.Backends.Http2;

/// <summary>
/// The .NET clients for backends that speak HTTP/2, one for each distinct <see cref="Http2Setting"/>. May be used from any thread, but for
/// <see cref="Dispose"/>.
/// </summary>
internal sealed class Http2Backends : IDisposable
{
    private readonly ConcurrentDictionary<Http2Setting, Lazy<Http2BackendClient>> _clients = new();
    private readonly Lock _replacing = new();
    private ImmutableArray<Lazy<Http2BackendClient>> _replaced = [];

    /// <param name="client">The client's connection that the request came on.</param>
    public static Http2BackendClient Of(ExchangeConnection client, BackendPool pool, Backend backend)
    {
        var setting = Http2Setting.Of(pool, backend, client.Given.Proxy.Options);
        // The client library gives a new connection to whichever request waits longest: only apart are clients kept apart.
        return (setting.IsOfOneClient ? client.OwnHttp2 : client.Given.Proxy.Http2Backends).Get(setting, client.Given.Proxy, client.Given);
    }

    /// <summary>The client for WebSockets to this backend.</summary>
    public static Http2BackendClient Of(ProxyContext proxy, StreamEndpoint endpoint) =>
        proxy.Http2Backends.Get(Http2Setting.Of(endpoint, proxy.Options), proxy, given: null);

    /// <summary>
    /// Puts aside the clients of settings and addresses that no new request has. Their requests go on, and so does one that has just got
    /// hold of one of them: they are closed with the next ones, or at the end.
    /// </summary>
    /// <param name="isThere">As of <see cref="Http2Setting.IsOf"/>.</param>
    public void Replace(ProxyOptions options, Func<BackendAddress, bool> isThere)
    {
        lock (_replacing)
        {
            var replaced = ImmutableArray.CreateBuilder<Lazy<Http2BackendClient>>();
            foreach (var setting in _clients.Keys.Where(setting => !setting.IsOf(options, isThere)))
                if (_clients.TryRemove(setting, out var client))
                    replaced.Add(client);
            if (replaced.Count == 0)
                return;
            Close(_replaced);
            _replaced = replaced.ToImmutable();
        }
    }

    /// <summary>Closes all connections to backends.</summary>
    public void Dispose()
    {
        Close(_replaced);
        Close(_clients.Values);
    }

    private static void Close(IEnumerable<Lazy<Http2BackendClient>> clients)
    {
        foreach (var client in clients)
            client.Value.Dispose();
    }

    // Lazy: of two threads that ask at once, both would make one, and one's would be left open.
    private Http2BackendClient Get(Http2Setting setting, ProxyContext proxy, HttpHandOver? given) => _clients.GetOrAdd(setting,
        static (s, of) => new Lazy<Http2BackendClient>(Create(s, of.proxy, of.given)), (proxy, given)).Value;

    private static Func<Http2BackendClient> Create(Http2Setting setting, ProxyContext proxy, HttpHandOver? given)
    {
        // What is shared must not hold on to the client that came first.
        var header = given is null ? [] : ProxyHeaderWriter.Write(setting.ProxyProtocol, new ProxyHeader(given.Peer, given.Destination));
        return () => new Http2BackendClient(proxy, setting, header);
    }
}
