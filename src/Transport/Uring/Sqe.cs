using System.Runtime.InteropServices;

namespace ActorProxy.Transport.Uring;

/// <summary>What the kernel is asked to do: <c>struct io_uring_sqe</c>, of which the relay uses these fields.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal unsafe struct Sqe
{
    public const byte PollAdd = 6, AsyncCancel = 14, Send = 26, Receive = 27;

    /// <summary>The kernel picks the buffer, out of <see cref="BufferGroup"/>.</summary>
    public const byte BufferSelect = 1 << 5;

    /// <summary>A success posts no completion.</summary>
    public const byte SkipSuccess = 1 << 6;

    /// <summary>In <see cref="Priority"/>: one request for all that the socket will ever receive.</summary>
    public const ushort Multishot = 1 << 1;

    [FieldOffset(0)] public byte Opcode;
    [FieldOffset(1)] public byte Flags;
    [FieldOffset(2)] public ushort Priority;
    [FieldOffset(4)] public int Fd;
    [FieldOffset(16)] public void* Address;
    [FieldOffset(16)] public ulong Target;
    [FieldOffset(24)] public uint Length;
    [FieldOffset(28)] public uint OperationFlags;
    [FieldOffset(32)] public ulong UserData;
    [FieldOffset(40)] public ushort BufferGroup;
}
