using System.Collections.Immutable;
using System.Reflection;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Policies.Standard;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Actors.Pipeline;

/// <summary>How a phase is made of a policy's values.</summary>
/// <param name="Policy">The type of the values.</param>
/// <param name="Make">Of the values; of null where nobody has said any.</param>
/// <param name="Stands">Whether it is made of null also: it does something for all requests, and the policy changes what.</param>
public sealed record PolicyPhase(Type Policy, Func<IPolicy?, IPhase> Make, bool Stands = false)
{
    public static PolicyPhase Of<T>(Func<T, IPhase> make)
        where T : class, IPolicy => new(typeof(T), policy => make((T)policy!));
}

/// <summary>The phases of all policies, in the order in which they are asked.</summary>
public sealed class PhaseCatalogue(params ImmutableArray<PolicyPhase> phases)
{
    /// <summary>Those of the product.</summary>
    public static PhaseCatalogue Standard { get; } = Of(StandardPolicies.Catalogue, typeof(PhaseCatalogue).Assembly);

    /// <summary>
    /// The policies' phases: every class that is an <see cref="IPhase"/> and is made of one policy and nothing else. One that takes null
    /// for it (<c>Policy?</c>) stands in all pipelines.
    /// </summary>
    /// <param name="policies">Their order is that of the phases.</param>
    /// <param name="assemblies">Where the phases are.</param>
    public static PhaseCatalogue Of(PolicyCatalogue policies, params IEnumerable<Assembly> assemblies)
    {
        var found = assemblies.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IPhase)))
            .SelectMany(type => type.GetConstructors())
            .Where(made => made.GetParameters() is [{ ParameterType: var of }] && of.IsAssignableTo(typeof(IPolicy)))
            .ToLookup(made => made.GetParameters()[0].ParameterType);
        var nullability = new NullabilityInfoContext();
        return new PhaseCatalogue([.. policies.Policies.SelectMany(policy => found[policy.Type]
            .OrderBy(made => made.DeclaringType!.FullName, StringComparer.Ordinal)
            .Select(made => new PolicyPhase(policy.Type, values => (IPhase)made.Invoke([values]),
                nullability.Create(made.GetParameters()[0]).WriteState == NullabilityState.Nullable)))]);
    }

    /// <summary>The policies that have phases.</summary>
    public IEnumerable<Type> Policies => phases.Select(phase => phase.Policy);

    public RoutePipeline Compile(PolicySet policies) => new(phases
        .Select(phase => (Phase: phase, Values: (IPolicy?)((IRecordSet)policies).Find(phase.Policy)))
        .Where(found => found.Values is not null || found.Phase.Stands)
        .Select(found => found.Phase.Make(found.Values)));
}
