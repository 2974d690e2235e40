using System.Runtime.InteropServices;

namespace ActorProxy.Transport.Uring;

/// <summary>
/// Buffers that the kernel picks from when bytes arrive, so that a socket which waits owns none. 4 MiB of addresses, of
/// which only what was used is resident.
/// </summary>
internal sealed unsafe class BufferRing : IDisposable
{
    /// <summary>How many there are; a power of two.</summary>
    public const int Count = 1024;

    /// <summary>
    /// Bytes of one. Sockets that carry more at a time are better off with the loop's one large buffer, which stays in the cache.
    /// </summary>
    public const int Size = 4096;

    /// <summary>
    /// How many are in the kernel's hands at first, and are added when it runs out of them: it takes them in turn, and few in turn stay in
    /// the cache.
    /// </summary>
    private const int Step = 128;

    // Not a power of two: then the first lines of all buffers, which small messages need, would share a few sets of the cache.
    private const int Stride = Size + 64;

    // struct io_uring_buf: address, length, id; the tail of the ring lies in the first one's padding.
    private const int EntrySize = 16, TailOffset = 14;

    private readonly byte* _entries = (byte*)NativeMemory.AlignedAlloc(Count * EntrySize, 4096);
    private readonly byte* _buffers = (byte*)NativeMemory.AlignedAlloc(Count * Stride, 4096);
    private ushort _tail;
    private int _given;

    public BufferRing()
    {
        NativeMemory.Clear(_entries, Count * EntrySize);
        Grow();
    }

    public void* Address => _entries;

    public byte* this[ushort id] => _buffers + id * Stride;

    /// <summary>Gives one back, as soon as <see cref="Publish"/> is called.</summary>
    public void Add(ushort id)
    {
        var entry = _entries + (_tail & (Count - 1)) * EntrySize;
        *(ulong*)entry = (ulong)this[id];
        *(uint*)(entry + 8) = Size;
        *(ushort*)(entry + 12) = id;
        _tail++;
    }

    /// <summary>The kernel has run out of buffers: gives it more, as long as there are any.</summary>
    public void Grow()
    {
        for (var end = Math.Min(_given + Step, Count); _given < end; _given++)
            Add((ushort)_given);
        Publish();
    }

    public void Publish() => Volatile.Write(ref *(ushort*)(_entries + TailOffset), _tail);

    public void Dispose()
    {
        NativeMemory.AlignedFree(_entries);
        NativeMemory.AlignedFree(_buffers);
    }
}
