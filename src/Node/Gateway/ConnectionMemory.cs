using System.Buffers;
using ActorProxy.Transport;
using Microsoft.AspNetCore.Connections.Features;

namespace ActorProxy.Node.Gateway;

/// <summary>
/// What the HTTP server and our pipes hold for one client's connection. What an idle one needs is free: it is bounded by how many
/// connections there may be. What is beyond that counts into the memory that all have together. May be used from any thread.
/// </summary>
/// <param name="free">Bytes that are not counted.</param>
/// <param name="exceeded">Called once where the connection wants more than there is; it gets it, and should end.</param>
internal sealed class ConnectionMemory(BufferBudget budget, int free, Action exceeded) : MemoryPool<byte>, IMemoryPoolFeature
{
    /// <summary>As of the shared pool.</summary>
    private const int DefaultSize = 4096;

    private readonly Lock _gate = new();
    private long _held;
    private bool _exceeded;
    private bool _closed;

    public override int MaxBufferSize => Array.MaxLength;

    MemoryPool<byte> IMemoryPoolFeature.MemoryPool => this;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        var array = ArrayPool<byte>.Shared.Rent(minBufferSize < 0 ? DefaultSize : minBufferSize);
        Count(array.Length);
        return new Owner(this, array);
    }

    /// <summary>The server is done with the connection: nothing of it is counted any more, also what it does not give back.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (_closed)
                return;
            _closed = true;
            budget.Give((int)Counted(_held));
        }
    }

    /// <summary>Nothing: what was borrowed is given back by its holder.</summary>
    protected override void Dispose(bool disposing)
    {
    }

    private void Count(int bytes)
    {
        lock (_gate)
        {
            if (_closed)
                return;
            var before = Counted(_held);
            _held += bytes;
            var more = (int)(Counted(_held) - before);
            if (more <= 0)
            {
                budget.Give(-more);
                return;
            }
            if (budget.Take(more) || _exceeded)
                return;
            _exceeded = true;
        }
        exceeded();
    }

    private long Counted(long held) => Math.Max(0, held - free);

    private sealed class Owner(ConnectionMemory memory, byte[] array) : IMemoryOwner<byte>
    {
        private byte[]? _array = array;

        public Memory<byte> Memory => _array ?? throw new ObjectDisposedException(nameof(Owner));

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _array, null) is not { } array)
                return;
            memory.Count(-array.Length);
            ArrayPool<byte>.Shared.Return(array);
        }
    }
}
