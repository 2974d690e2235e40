using ActorProxy.Actors.Backends.Sources;
using ActorProxy.Actors.Names;
using ActorProxy.Actors.Upstreams;

namespace ActorProxy.Actors.Tests.Harness;

/// <summary>Sources of endpoints, with a clock of the test's.</summary>
internal static class Found
{
    public static EndpointSources By(INameLookup names, TimeProvider time, IEndpointSource? slices = null) =>
        new(time, names, new AddressResolver(time, names, () => ScriptedNames.Ttl), () => ScriptedNames.Ttl, slices);
}
