using ActorProxy.Actors.Pipeline;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Policies.Standard;

namespace ActorProxy.Actors.Tests.Harness;

internal static class TestPhases
{
    /// <summary>The phases of the product, and those of a policy that the tests have.</summary>
    public static PhaseCatalogue With<T>(PolicyPlaces places = PolicyPlaces.Route)
        where T : class, IPolicy, new() => PhaseCatalogue.Of(StandardPolicies.Catalogue.With(PolicyDefinition.Of<T>(places)),
            typeof(PhaseCatalogue).Assembly, typeof(T).Assembly);
}
