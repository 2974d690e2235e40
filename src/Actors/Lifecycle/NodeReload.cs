using System.Collections.Frozen;
using System.Collections.Immutable;
using ActorProxy.Actors.Connections;
using ActorProxy.Actors.Listeners;
using ActorProxy.Actors.Tls;
using ActorProxy.Shared.Listeners;
using ActorProxy.Shared.Options;

namespace ActorProxy.Actors.Lifecycle;

/// <summary>
/// What of other options may fail, done beside what runs: addresses are bound, certificates are loaded. Disposed without a commit,
/// all is as it was. One at a time.
/// </summary>
public sealed class NodeReload : IDisposable
{
    private readonly FrozenDictionary<string, ListenerTls> _tls;
    private readonly ListenerPlan _plan;
    private readonly Func<NodeReload, Task> _commit;
    private ImmutableDictionary<string, ListenerSocket> _sockets = ImmutableDictionary<string, ListenerSocket>.Empty;

    /// <param name="commit">Goes by it from now on.</param>
    /// <exception cref="IOException">An address cannot be bound, or a file with a certificate, key or roots cannot be used.</exception>
    internal NodeReload(ProxyContext proxy, ProxyOptions options, Func<NodeReload, Task> commit)
    {
        (Options, _commit) = (options, commit);
        _plan = ListenerPlan.Of(proxy.Options.Listeners, options.Listeners);
        _tls = proxy.Tls.Stage(options);
        try
        {
            foreach (var (listener, isShared) in _plan.Bind)
                _sockets = _sockets.Add(listener.Name, Bind(proxy, listener, options, isShared));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public ProxyOptions Options { get; }

    /// <summary>Goes by the new options from now on.</summary>
    public Task CommitAsync() => _commit(this);

    /// <summary>Gives up what was bound and nobody has taken.</summary>
    public void Dispose()
    {
        foreach (var socket in Interlocked.Exchange(ref _sockets, _sockets.Clear()).Values)
            socket.Dispose();
    }

    private static ListenerSocket Bind(ProxyContext proxy, ListenerOptions listener, ProxyOptions options, bool isShared)
    {
        try
        {
            return ListenerSocket.Bind(proxy, listener, ProxyContext.ChannelOptionsOf(options), isShared);
        }
        catch (IOException failure)
        {
            throw new IOException($"listener '{listener.Name}': {failure.Message}", failure);
        }
    }

    internal void TakeTls(ProxyContext proxy) => proxy.Tls.Take(_tls, Options.Tls);

    /// <summary>The order for the listeners, whose sockets are no longer this one's.</summary>
    internal TakeListeners TakeListeners() =>
        new(_plan, Interlocked.Exchange(ref _sockets, _sockets.Clear()), ListenerRemoval.Of(Options.Shutdown));
}
