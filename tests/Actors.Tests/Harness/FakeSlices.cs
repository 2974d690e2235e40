using System.Collections.Immutable;
using ActorProxy.Actors.Backends.Sources;
using ActorProxy.Actors.Names;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Endpoints;

namespace ActorProxy.Actors.Tests.Harness;

/// <summary>A source that knows what the test says.</summary>
internal sealed class FakeSlices : IEndpointSource
{
    private ImmutableArray<Endpoint>? _endpoints;

    public event Action<string>? Found;

    public event Action<string, FailureNews>? Failing
    {
        add { }
        remove { }
    }

    public void Publish(params Endpoint[] endpoints)
    {
        _endpoints = [.. endpoints];
        Found?.Invoke("service");
    }

    public object Use(Backend backend) => this;

    public ImmutableArray<Endpoint>? Known(Backend backend) => _endpoints;

    public void Dispose()
    {
    }
}
