using System.Collections.Immutable;
using System.Reflection;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Policies;

/// <summary>A policy that there is.</summary>
/// <param name="Type">Of its values.</param>
/// <param name="Places">Where it may be configured.</param>
public sealed record PolicyDefinition(Type Type, PolicyPlaces Places)
{
    public static PolicyDefinition Of<T>(PolicyPlaces places)
        where T : class, IPolicy, new() => new(typeof(T), places);
}

/// <summary>All policies that there are, in the order in which their settings are written and shown.</summary>
public sealed class PolicyCatalogue
{
    /// <exception cref="ArgumentException">A policy is there twice.</exception>
    public PolicyCatalogue(params ImmutableArray<PolicyDefinition> policies)
    {
        if (policies.GroupBy(policy => policy.Type).FirstOrDefault(same => same.Count() > 1) is { Key: var twice })
            throw new ArgumentException($"{twice.Name} is there twice.", nameof(policies));
        Policies = policies;
        Model = new SettingsModel(set => At(set.GetCustomAttribute<PolicyPlaceAttribute>()
            ?? throw new InvalidOperationException($"{set.DeclaringType!.Name}.{set.Name} does not say which place it is.")));
    }

    public ImmutableArray<PolicyDefinition> Policies { get; }

    /// <summary>Of records that have these policies among their settings.</summary>
    public SettingsModel Model { get; }

    /// <summary>The catalogue with one more.</summary>
    public PolicyCatalogue With(PolicyDefinition policy) => new([.. Policies, policy]);

    /// <summary>Whether tunnels that were built from the one set are as those that would be built from the other.</summary>
    public bool BuildsAlike(PolicySet one, PolicySet other) =>
        ReferenceEquals(one, other) || Model.Of(typeof(AllPolicies))
            .BuildsAlike(new AllPolicies { Policies = one }, new AllPolicies { Policies = other });

    private IEnumerable<Type> At(PolicyPlaceAttribute place) =>
        Policies.Where(policy => (policy.Places & place.Place) != default).Select(policy => policy.Type);

    private sealed record AllPolicies
    {
        [Inline, PolicyPlace(PolicyPlaces.All)]
        public PolicySet Policies { get; init; } = [];
    }
}
