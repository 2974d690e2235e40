using System.Net;
using ActorProxy.Actors.Connections;
using ActorProxy.Shared.Options;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Listeners;

/// <summary>A listener's bound address. Its clients wait in the kernel's backlog until somebody takes them.</summary>
internal sealed class ListenerSocket : IDisposable
{
    private readonly IListener _listener;
    private volatile Action<Channel> _accept = static channel => channel.Abort();

    private ListenerSocket(ProxyContext proxy, ListenerOptions options, ChannelOptions channel, bool shared) =>
        _listener = proxy.Transport.Listen(
        new IPEndPoint(options.Address, options.Port), new ListenOptions(options.Backlog, channel) { IsPaused = true, IsShared = shared },
        channel => _accept(channel));

    public IListener Listener => _listener;

    public IPEndPoint EndPoint => _listener.EndPoint;

    /// <summary>May be called from any thread.</summary>
    /// <param name="channel">What accepted channels are set to.</param>
    /// <param name="shared">Whether another listener of the node has the port until it is closed.</param>
    /// <exception cref="TransportException">The address cannot be bound.</exception>
    public static ListenerSocket Bind(ProxyContext proxy, ListenerOptions options, ChannelOptions channel, bool shared = false) =>
        new(proxy, options, channel, shared);

    /// <param name="accept">Called on the new channel's own loop; it owns the channel from then on.</param>
    public void Open(Action<Channel> accept)
    {
        _accept = accept;
        _listener.Resume();
    }

    /// <summary>Goes by other values where it stands.</summary>
    public void Take(ListenerOptions options, ChannelOptions channel) => _listener.Take(new ListenOptions(options.Backlog, channel));

    /// <summary>Ends when it has been disposed of, and nobody can connect any more.</summary>
    public Task Closed => _listener.Closed;

    /// <summary>Nobody is accepted any more; who is there stays.</summary>
    public void Dispose() => _listener.Dispose();
}
