using System.Collections.Concurrent;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Connections.Exchanges;

/// <summary>The <see cref="ExchangeLoop"/> of each event loop. May be used from any thread.</summary>
internal sealed class ExchangeLoops
{
    private readonly ConcurrentDictionary<EventLoop, ExchangeLoop> _loops = new();

    /// <summary>Connections to backends that wait for the next exchange, but for those that may serve one client only.</summary>
    public int Kept => _loops.Values.Sum(loop => loop.Kept.Count);

    public ExchangeLoop Of(EventLoop loop) => _loops.GetOrAdd(loop, static of => new ExchangeLoop(of));
}
