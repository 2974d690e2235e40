using System.Runtime.InteropServices;

namespace ActorProxy.Transport.Uring;

/// <summary><c>struct io_uring_params</c>: what is asked of a ring, and, from the kernel, where its parts are.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct UringParameters
{
    public uint SqEntries;
    public uint CqEntries;
    public uint Flags;
    public uint SqThreadCpu;
    public uint SqThreadIdle;
    public uint Features;
    public uint WqFd;
    private readonly uint _reserved0, _reserved1, _reserved2;
    public SqOffsets Sq;
    public CqOffsets Cq;

    [StructLayout(LayoutKind.Sequential)]
    public struct SqOffsets
    {
        public uint Head, Tail, RingMask, RingEntries, Flags, Dropped, Array;
        private readonly uint _reserved;
        private readonly ulong _userAddress;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct CqOffsets
    {
        public uint Head, Tail, RingMask, RingEntries, Overflow, Cqes, Flags;
        private readonly uint _reserved;
        private readonly ulong _userAddress;
    }
}
