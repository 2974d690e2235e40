using System.Collections.Immutable;
using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Backends.Reports;

/// <summary>
/// What a node tells the others of its backends. A count is the whole of what is so at the time, and not a change of what was told before:
/// reports that are lost, or come twice, leave nothing wrong for long.
/// </summary>
/// <param name="Node">Its name: host and port in the cluster.</param>
/// <param name="Run">Another one with each start of the node: what was told under one before holds no longer.</param>
/// <param name="Counts">Those that have changed, and those that were not told for a while; all others are as they were.</param>
/// <param name="News">What it has found out since its last report.</param>
public sealed record BackendReport(string Node, long Run, ImmutableArray<BackendCount> Counts, ImmutableArray<BackendNews> News)
    : IWireMessage
{
    /// <summary>In as many as it needs; in one where there is nothing to tell.</summary>
    public static ImmutableArray<BackendReport> InParts(
        string node, long run, ImmutableArray<BackendCount> counts, ImmutableArray<BackendNews> news)
    {
        // 60 bytes are names and the number.
        var parts = MessageParts.Split(
            counts, count => 60 + MessageParts.BytesPerCharacter * (count.Pool.Length + count.Backend.Length));
        return [.. parts.Select((part, i) => new BackendReport(node, run, part, i == 0 ? news : []))];
    }
}

/// <summary>How many connections a node has at a backend of a pool, attempts under way and requests in flight included.</summary>
/// <param name="Pool">Its name, the same on all nodes.</param>
/// <param name="Backend">Its URL, with the address where each address of a name is a backend.</param>
public readonly record struct BackendCount(string Pool, string Backend, int Connections);

/// <summary>What a node has found out about its way to a backend: whether it is down, or up again.</summary>
/// <param name="Backend">As of <see cref="BackendCount"/>.</param>
public readonly record struct BackendNews(string Backend, bool IsDown);
