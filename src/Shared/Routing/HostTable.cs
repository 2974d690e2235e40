using System.Numerics;
using System.Runtime.InteropServices;

namespace ActorProxy.Shared.Routing;

/// <summary>
/// The paths of hosts, by names in any case: an immutable hash table. A change copies the buckets that it concerns and the list of
/// buckets, 16 KB for 10,000 hosts; a copy of a Dictionary of them would be an object of 240 KB, on the heap for large ones.
/// </summary>
internal sealed class HostTable
{
    /// <summary>Hosts of a bucket on average, at most.</summary>
    private const int MostPerBucket = 8;

    private static readonly ulong Seed = (ulong)Random.Shared.NextInt64();

    private readonly Host[][] _buckets; // as many as a power of two
    private readonly int _count;

    private HostTable(Host[][] buckets, int count) => (_buckets, _count) = (buckets, count);

    public static HostTable Empty { get; } = new([[]], 0);

    /// <summary>The paths of all hosts, in no order.</summary>
    public IEnumerable<PathTable> All => _buckets.SelectMany(bucket => bucket).Select(host => host.Paths);

    /// <summary>Those of a host, or null. Allocates nothing.</summary>
    public PathTable? Find(ReadOnlySpan<char> name)
    {
        var hash = HashOf(name);
        var bucket = _buckets[hash & (_buckets.Length - 1)];
        var at = IndexOf(bucket, hash, name);
        return at < 0 ? null : bucket[at].Paths;
    }

    /// <summary>With other paths for some hosts; null takes a host out.</summary>
    public HostTable With(IReadOnlyCollection<(string Name, PathTable? Paths)> changes)
    {
        if (changes.Count == 0)
            return this;
        var count = _count;
        var buckets = Copied(_count + changes.Count);
        foreach (var (name, paths) in changes)
        {
            var hash = HashOf(name);
            ref var bucket = ref buckets[hash & (buckets.Length - 1)];
            count -= bucket.Length;
            bucket = Changed(bucket, hash, name, paths);
            count += bucket.Length;
        }
        return new HostTable(buckets, count);
    }

    /// <summary>The list of buckets, or a longer one where so many hosts want it.</summary>
    private Host[][] Copied(int hosts)
    {
        if (hosts <= _buckets.Length * MostPerBucket)
            return (Host[][])_buckets.Clone();
        var length = (int)BitOperations.RoundUpToPowerOf2((uint)(hosts / MostPerBucket + 1));
        var buckets = new Host[length][];
        Array.Fill(buckets, []);
        foreach (var bucket in _buckets.SelectMany(bucket => bucket).GroupBy(host => host.Hash & (length - 1)))
            buckets[bucket.Key] = [.. bucket];
        return buckets;
    }

    private static Host[] Changed(Host[] bucket, int hash, string name, PathTable? paths)
    {
        var at = IndexOf(bucket, hash, name);
        var others = at < 0 ? bucket : [.. bucket[..at], .. bucket[(at + 1)..]];
        return paths is null ? others : [.. others, new Host(hash, name, paths)];
    }

    private static int IndexOf(Host[] bucket, int hash, ReadOnlySpan<char> name)
    {
        for (var i = 0; i < bucket.Length; i++)
            if (bucket[i].Hash == hash && name.Equals(bucket[i].Name, StringComparison.OrdinalIgnoreCase))
                return i;
        return -1;
    }

    /// <summary>
    /// Four characters at a time; the bit that upper case lacks is set in all of them. Names are ASCII, of those who may write routes, and
    /// clients only look up: it need not withstand chosen names.
    /// </summary>
    private static int HashOf(ReadOnlySpan<char> name)
    {
        var hash = Seed ^ (ulong)name.Length;
        var blocks = MemoryMarshal.Cast<char, ulong>(name);
        foreach (var block in blocks)
            hash = Mixed(hash, block);
        foreach (var character in name[(4 * blocks.Length)..])
            hash = Mixed(hash, character);
        return (int)(Mixed(hash, 0) >> 32); // what was mixed in last has to reach the low bits, too
    }

    private static ulong Mixed(ulong hash, ulong characters) =>
        BitOperations.RotateLeft((hash ^ (characters | 0x0020_0020_0020_0020)) * 0x9E37_79B9_7F4A_7C15, 29);

    private readonly record struct Host(int Hash, string Name, PathTable Paths);
}
