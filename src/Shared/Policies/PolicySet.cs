using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Policies;

/// <summary>
/// Policies by their types, one of each at most: an immutable value. One that is there with its defaults is not the same as one that is
/// not: it goes before those of places that are farther from the request.
/// </summary>
[CollectionBuilder(typeof(PolicySet), nameof(Create))]
public sealed class PolicySet : IRecordSet, IEquatable<PolicySet>, IReadOnlyCollection<IPolicy>
{
    private readonly ImmutableArray<IPolicy> _policies; // by the names of their types

    private PolicySet(ImmutableArray<IPolicy> policies) => _policies = policies;

    public static PolicySet Empty { get; } = new([]);

    public int Count => _policies.Length;

    public bool IsEmpty => _policies.IsEmpty;

    /// <exception cref="ArgumentException">Two policies have the same type.</exception>
    public static PolicySet Create(ReadOnlySpan<IPolicy> policies)
    {
        var set = Empty;
        foreach (var policy in policies)
            set = set.Find(policy.GetType()) is null
                ? set.With(policy)
                : throw new ArgumentException($"There are two of {policy.GetType().Name}.", nameof(policies));
        return set;
    }

    /// <summary>The policy of this type; null where it is not there.</summary>
    public T? Find<T>()
        where T : class, IPolicy => (T?)Find(typeof(T));

    /// <summary>The policy of this type; where it is not there, the one that does what is done then.</summary>
    public T Of<T>()
        where T : class, IPolicy, new() => Find<T>() ?? Unsaid<T>.Policy;

    object? IRecordSet.Find(Type type) => Find(type);

    IRecordSet IRecordSet.With(object record) => With((IPolicy)record);

    /// <summary>The set with this policy in the place of any other of its type.</summary>
    public PolicySet With(IPolicy policy)
    {
        var (at, name) = (0, policy.GetType().FullName);
        while (at < _policies.Length && string.CompareOrdinal(_policies[at].GetType().FullName, name) < 0)
            at++;
        var there = at < _policies.Length && _policies[at].GetType() == policy.GetType();
        return new PolicySet(there ? _policies.SetItem(at, policy) : _policies.Insert(at, policy));
    }

    /// <summary>These policies, and those of a place farther from the request that this one says nothing of.</summary>
    public PolicySet Over(PolicySet farther)
    {
        if (farther.IsEmpty)
            return this;
        return IsEmpty ? farther : _policies.Aggregate(farther, (set, policy) => set.With(policy));
    }

    public bool Equals(PolicySet? other) =>
        other is not null && (ReferenceEquals(this, other) || _policies.AsSpan().SequenceEqual(other._policies.AsSpan()));

    public override bool Equals(object? obj) => Equals(obj as PolicySet);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var policy in _policies)
            hash.Add(policy);
        return hash.ToHashCode();
    }

    public IEnumerator<IPolicy> GetEnumerator() => ((IEnumerable<IPolicy>)_policies).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"[{string.Join(", ", _policies)}]";

    private IPolicy? Find(Type type)
    {
        foreach (var policy in _policies)
        {
            if (policy.GetType() == type)
                return policy;
        }
        return null;
    }

    private static class Unsaid<T>
        where T : new()
    {
        public static readonly T Policy = new();
    }
}
