using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace ActorProxy.Shared.Backends.Picking;

/// <summary>
/// The backends of which one is picked, as a picker wants to look them up: made when they change and not with each pick. Immutable.
/// </summary>
public sealed class PickSet
{
    private readonly HashRing? _ring; // of all, whether available or not: it is not made anew where one falls out for a while
    private readonly ImmutableArray<bool> _isAvailable;

    /// <param name="weights">Of each backend, 1 or more.</param>
    /// <param name="ids">Of each backend, the same on all nodes.</param>
    public PickSet(PickerKind picker, ImmutableArray<int> weights, ImmutableArray<string> ids)
        : this(picker, weights, [.. Enumerable.Range(0, weights.Length)], BackendPicker.HasKey(picker) ? new(weights, ids) : null)
    {
    }

    private PickSet(PickerKind picker, ImmutableArray<int> weights, ImmutableArray<int> available, HashRing? ring)
    {
        (Picker, Weights, Available, _ring) = (picker, weights, available, ring);
        var isAvailable = new bool[weights.Length];
        foreach (var index in available)
            isAvailable[index] = true;
        _isAvailable = ImmutableCollectionsMarshal.AsImmutableArray(isAvailable);
        Schedule = ring is null && picker != PickerKind.LeastConnections ? RoundRobinSchedule.Build(weights, available) : [];
        HasOneWeight = picker == PickerKind.LeastConnections && available.All(index => weights[index] == weights[available[0]]);
    }

    public PickerKind Picker { get; }

    /// <summary>Of all backends.</summary>
    public ImmutableArray<int> Weights { get; }

    /// <summary>Indices of those that may be picked, ascending.</summary>
    public ImmutableArray<int> Available { get; }

    /// <summary>One round of indices of those that may be picked; empty where the picker has no use for it.</summary>
    internal ImmutableArray<int> Schedule { get; }

    /// <summary>Whether all that may be picked have the same weight; false where the picker has no use for it.</summary>
    internal bool HasOneWeight { get; }

    internal HashRing Ring => _ring ?? throw new InvalidOperationException($"The picker {Picker} has no ring.");

    public bool IsAvailable(int index) => _isAvailable[index];

    /// <summary>The same backends, of which others are available.</summary>
    /// <param name="available">Their indices, ascending.</param>
    public PickSet With(ImmutableArray<int> available) => new(Picker, Weights, available, _ring);
}
