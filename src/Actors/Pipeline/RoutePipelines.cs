using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using ActorProxy.Shared.Policies;

namespace ActorProxy.Actors.Pipeline;

/// <summary>
/// The pipelines of a node, one for each set of policies that differs, made when the first request wants it: a table of 100,000 routes is
/// swapped without compiling any. May be used from any thread.
/// </summary>
public sealed class RoutePipelines(PhaseCatalogue catalogue)
{
    /// <summary>Sets by whose values is looked, at most: routes come and go, and their sets with them.</summary>
    private const int MostByValue = 10_000;

    // The first is found by the object, in 20 ns; the second hashes and compares all values.
    private readonly ConditionalWeakTable<PolicySet, RoutePipeline> _bySet = [];
    private readonly ConcurrentDictionary<PolicySet, RoutePipeline> _byValue = new();
    private readonly RoutePipeline _unsaid = catalogue.Compile(PolicySet.Empty);

    /// <summary>The same for equal sets.</summary>
    public RoutePipeline Of(PolicySet policies) =>
        policies.IsEmpty ? _unsaid
        : _bySet.TryGetValue(policies, out var known) ? known
        : _bySet.GetValue(policies, ByValue);

    private RoutePipeline ByValue(PolicySet policies)
    {
        // Those that are in use are found by their sets; the others are compiled anew.
        if (_byValue.Count > MostByValue)
            _byValue.Clear();
        return _byValue.GetOrAdd(policies, catalogue.Compile);
    }
}
