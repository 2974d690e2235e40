using System.Collections.Concurrent;
using ActorProxy.Actors.Upstreams;

namespace ActorProxy.Actors.Connections.Exchanges.Backends.Http2;

/// <summary>Backends that take no WebSockets by HTTP/2, although their pool asks for it. May be used from any thread.</summary>
internal sealed class StreamRefusals
{
    /// <summary>How long a backend that has said so is asked by HTTP/1.1: another version of it may come at any time.</summary>
    public static readonly TimeSpan Sure = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How long one that has closed the connection without a word, which it may also do where it starts or stops: as long as an attempt
    /// under way may need to know.
    /// </summary>
    public static readonly TimeSpan Doubted = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<StreamEndpoint, Refusal> _refused = new();

    public bool Has(StreamEndpoint endpoint, TimeProvider time) => _refused.TryGetValue(endpoint, out var refusal) && refusal.Holds(time);

    public void Add(StreamEndpoint endpoint, bool isSure, TimeProvider time)
    {
        // Those of backends that are gone, too.
        foreach (var over in _refused.Where(refusal => !refusal.Value.Holds(time)))
            _refused.TryRemove(over);
        _refused.AddOrUpdate(endpoint, static (_, fresh) => fresh, static (_, known, fresh) => fresh.For < known.For ? known : fresh,
            new Refusal(time.GetTimestamp(), isSure ? Sure : Doubted));
    }

    private readonly record struct Refusal(long Since, TimeSpan For)
    {
        public bool Holds(TimeProvider time) => time.GetElapsedTime(Since) < For;
    }
}
