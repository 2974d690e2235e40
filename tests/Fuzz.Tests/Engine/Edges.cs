using System.Runtime.CompilerServices;
using SharpFuzz.Common;

namespace ActorProxy.Fuzz.Tests.Engine;

/// <summary>
/// Which branches of instrumented assemblies have been taken, and about how often in one run: a byte for each pair of branches
/// that follow each other, as AFL counts them. One for a process, for one thread.
/// </summary>
internal sealed unsafe class Edges
{
    private const int Size = 1 << 16;

    private static readonly byte[] Map = GC.AllocateArray<byte>(Size, pinned: true);

    private readonly byte[] _seen = new byte[Size];

    private Edges() => Trace.SharedMem = (byte*)Unsafe.AsPointer(ref Map[0]);

    /// <summary>To be called before any code of an instrumented assembly runs: that code writes to the map without asking.</summary>
    public static Edges Record() => new();

    /// <summary>
    /// Whether the code has gone a way since the last call that it had not gone before. Forgets what was since the last call.
    /// </summary>
    public bool AnyNew()
    {
        var any = false;
        var map = Map.AsSpan();
        for (var at = map.IndexOfAnyExcept((byte)0); at >= 0;)
        {
            var bucket = Bucket(map[at]);
            any |= (bucket & ~_seen[at]) != 0;
            _seen[at] |= bucket;
            map[at] = 0;
            var next = map[at..].IndexOfAnyExcept((byte)0);
            at = next < 0 ? -1 : at + next;
        }
        Trace.PrevLocation = 0;
        return any;
    }

    // How often, by powers of two.
    private static byte Bucket(byte count) => count switch
    {
        1 => 1, 2 => 2, 3 => 4, < 8 => 8, < 16 => 16, < 32 => 32, < 128 => 64, _ => 128,
    };
}
