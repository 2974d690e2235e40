using System.Runtime.InteropServices;

namespace ActorProxy.Transport.Uring;

/// <summary>What came of a request: <c>struct io_uring_cqe</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct Cqe
{
    public readonly ulong UserData;

    /// <summary>What the call would have returned: a count, or a negative error number.</summary>
    public readonly int Result;

    private readonly uint _flags;

    /// <summary>Whether <see cref="Buffer"/> is set.</summary>
    public bool HasBuffer => (_flags & 1) != 0;

    /// <summary>The provided buffer that the kernel picked.</summary>
    public ushort Buffer => (ushort)(_flags >> 16);

    /// <summary>Whether the request goes on.</summary>
    public bool More => (_flags & 2) != 0;
}
