using System.Collections.Immutable;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Shared.Registry;

/// <summary>
/// A node's replica of the registry's routes. Of each host the highest revision wins, so replicas that exchange what they have
/// become the same, in whatever order changes reach them. Not for several threads at a time.
/// </summary>
public sealed class ReplicaTable
{
    /// <summary>Buckets of hosts: so many that two replicas with one difference exchange a 64th of their hosts' names.</summary>
    public const int Buckets = 64;

    // Bytes of a HostVersion in JSON besides the host's name, at most.
    private const int VersionSize = 50;

    private readonly Dictionary<HostPattern, HostRoutes> _hosts = [];
    private readonly ulong[] _digest = new ulong[Buckets];

    public IReadOnlyDictionary<HostPattern, HostRoutes> Hosts => _hosts;

    /// <summary>One number a bucket. Replicas whose digests are equal are equal, but for one chance in 2^64.</summary>
    public ImmutableArray<ulong> Digest => [.. _digest];

    /// <summary>Takes a host's routes; false, and nothing changed, where the replica is as new.</summary>
    public bool Merge(HostRoutes routes)
    {
        var known = _hosts.TryGetValue(routes.Host, out var mine);
        if (known && mine!.Revision >= routes.Revision)
            return false;
        var hash = HashOf(routes.Host);
        if (known)
            _digest[BucketOf(hash)] ^= Mix(hash, mine!.Revision);
        _digest[BucketOf(hash)] ^= Mix(hash, routes.Revision);
        _hosts[routes.Host] = routes.Compact();
        return true;
    }

    /// <summary>
    /// Takes a change of a host; false, and nothing changed, where the replica is as new, or lacks a change before this one:
    /// that one was deleted, and a <see cref="HostCompacted"/> follows.
    /// </summary>
    public bool Merge(RegistryEvent changed)
    {
        var known = _hosts.GetValueOrDefault(changed.Host) ?? HostRoutes.Empty(changed.Host);
        return (changed is HostCompacted || changed.Revision == known.Revision + 1)
            && Merge(HostRegistry.Apply(new HostState(known, []), changed).Routes);
    }

    /// <summary>
    /// Hosts and revisions of those buckets in which the other's digest differs; of the first of them only, where all would
    /// not travel in one message. The others come when the replicas are compared again.
    /// </summary>
    public ReplicaBuckets Differing(ReadOnlySpan<ulong> digest)
    {
        if (digest.SequenceEqual(_digest))
            return new ReplicaBuckets([], []);
        var contents = _hosts.Values.Select(h => new HostVersion(h.Host, h.Revision)).ToLookup(v => BucketOf(HashOf(v.Host)));
        var buckets = ImmutableArray.CreateBuilder<int>();
        var hosts = ImmutableArray.CreateBuilder<HostVersion>();
        var size = 0;
        for (var i = 0; i < Buckets; i++)
        {
            if (i < digest.Length && _digest[i] == digest[i])
                continue;
            size += contents[i].Sum(v => VersionSize + v.Host.Name.Length);
            if (size > HostRegistry.MaxSize && buckets.Count > 0)
                break;
            buckets.Add(i);
            hosts.AddRange(contents[i]);
        }
        return new ReplicaBuckets(buckets.ToImmutable(), hosts.ToImmutable());
    }

    /// <summary>What this replica has newer than the other, and the hosts that the other has newer.</summary>
    /// <param name="other">All that the other has in the buckets it names.</param>
    public (ImmutableArray<HostRoutes> Newer, ImmutableArray<HostPattern> Older) Compare(ReplicaBuckets other)
    {
        var theirs = other.Hosts.ToDictionary(v => v.Host, v => v.Revision);
        var newer = _hosts.Values.Where(h =>
            other.Buckets.Contains(BucketOf(HashOf(h.Host))) && h.Revision > theirs.GetValueOrDefault(h.Host, -1));
        var older = other.Hosts.Where(v => !_hosts.TryGetValue(v.Host, out var mine) || mine.Revision < v.Revision).Select(v => v.Host);
        return ([.. newer], [.. older]);
    }

    private static int BucketOf(ulong hash) => (int)(hash % Buckets);

    private static ulong HashOf(HostPattern host) => StableHash.Of(host.ToString());

    private static ulong Mix(ulong hash, long revision) => StableHash.Mix(hash ^ StableHash.Mix((ulong)revision));
}
