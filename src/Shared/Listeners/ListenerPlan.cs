using System.Collections.Immutable;
using System.Net;
using ActorProxy.Shared.Options;

namespace ActorProxy.Shared.Listeners;

/// <summary>What is to be done with a node's listeners so that they become others. A listener is who has its name.</summary>
/// <param name="Bind">Those whose address is to be bound: new ones, and those that stand elsewhere now.</param>
/// <param name="Keep">Those that stay where they are, maybe with other values.</param>
/// <param name="Remove">Names of those that are gone: nobody is accepted any more, and who is there is drained.</param>
public sealed record ListenerPlan(ImmutableArray<ListenerBinding> Bind, ImmutableArray<ListenerOptions> Keep, ImmutableArray<string> Remove)
{
    public static ListenerPlan Of(IReadOnlyCollection<ListenerOptions> running, IReadOnlyCollection<ListenerOptions> next)
    {
        var before = running.ToDictionary(listener => listener.Name, StringComparer.Ordinal);
        var names = next.Select(listener => listener.Name).ToHashSet(StringComparer.Ordinal);
        // Where one of ours has the port, the new socket is to share it until that one is closed.
        var ports = running.Where(listener => listener.Port != 0).Select(listener => listener.Port).ToHashSet();
        var stands = next.ToLookup(listener => before.TryGetValue(listener.Name, out var old) && Place(old).Equals(Place(listener)));
        return new ListenerPlan(
            [.. stands[false].Select(listener => new ListenerBinding(listener, ports.Contains(listener.Port)))],
            [.. stands[true]],
            [.. running.Select(listener => listener.Name).Where(name => !names.Contains(name))]);
    }

    private static IPEndPoint Place(ListenerOptions listener) => new(listener.Address, listener.Port);
}

/// <summary>A listener whose address is to be bound.</summary>
/// <param name="IsShared">Whether another listener of the node may have the port until then.</param>
public sealed record ListenerBinding(ListenerOptions Listener, bool IsShared);
