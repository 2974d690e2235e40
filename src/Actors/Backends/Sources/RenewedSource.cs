using System.Collections.Immutable;
using ActorProxy.Actors.Names;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Endpoints;

namespace ActorProxy.Actors.Backends.Sources;

/// <summary>Endpoints that are asked for again and again.</summary>
/// <param name="keyOf">By what those of a backend are asked for.</param>
/// <param name="endpointsOf">What an answer says of them now.</param>
public sealed class RenewedSource<T>(
    RenewedAnswers<string, T> answers, Func<Backend, string> keyOf, Func<T, ImmutableArray<Endpoint>> endpointsOf) : IEndpointSource
    where T : class
{
    public event Action<string>? Found
    {
        add => answers.Found += value;
        remove => answers.Found -= value;
    }

    public event Action<string, FailureNews>? Failing
    {
        add => answers.Failing += value;
        remove => answers.Failing -= value;
    }

    public object Use(Backend backend) => answers.Use(keyOf(backend));

    public ImmutableArray<Endpoint>? Known(Backend backend) => answers.Known(keyOf(backend)) is { } answer ? endpointsOf(answer) : null;

    public void Dispose() => answers.Dispose();
}
