using System.Collections.Immutable;
using ActorProxy.Actors.Names;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Endpoints;

namespace ActorProxy.Actors.Backends.Sources;

/// <summary>Tells of the endpoints of backends, which come and go. May be used from any thread.</summary>
public interface IEndpointSource : IDisposable
{
    /// <summary>Told that a name, service or file has other endpoints than before; on any thread.</summary>
    event Action<string>? Found;

    /// <summary>
    /// Told once where nothing more is heard of a name, service or file, with what is wrong, again where something else is, and where that
    /// is over; on any thread. The endpoints that were known last stay. What is to be told, <see cref="FailureReports{TKey}"/> decides.
    /// </summary>
    event Action<string, FailureNews>? Failing;

    /// <summary>While the object that it returns is there, the endpoints of a backend are looked after.</summary>
    object Use(Backend backend);

    /// <summary>The endpoints that a backend has; null while nothing is known of them. Does not wait for anything.</summary>
    ImmutableArray<Endpoint>? Known(Backend backend);
}
