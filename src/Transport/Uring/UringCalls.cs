using System.Runtime.InteropServices;

namespace ActorProxy.Transport.Uring;

/// <summary>
/// The system calls of io_uring, which the C library has no functions for. Numbers and flags are those of every architecture.
/// </summary>
internal static unsafe partial class UringCalls
{
    private const int Setup = 425, Enter = 426, Register = 427;
    private const int RegisterBufferRing = 22;
    private const uint GetEvents = 1, ExtendedArgument = 8;

    public const uint SetupCqSize = 1 << 3, SetupSubmitAll = 1 << 7, SetupSingleIssuer = 1 << 12, SetupDeferTaskrun = 1 << 13;

    public const int PROT_READ = 1, PROT_WRITE = 2, MAP_SHARED = 1, MAP_POPULATE = 0x8000;
    public const nint OffsetRings = 0, OffsetSqes = 0x10000000;

    /// <summary>A descriptor, or -1 and errno.</summary>
    public static int SetUp(uint entries, UringParameters* parameters) => (int)syscall(Setup, (nint)entries, (nint)parameters, 0, 0, 0, 0);

    /// <summary>Submits and comes back at once. How many were taken, or -1 and errno.</summary>
    public static int Submit(int ring, uint count) => (int)syscall(Enter, ring, (nint)count, 0, 0, 0, 0);

    /// <summary>Submits and waits for completions, for a limited time unless that is null. How many were taken, or -1 and errno.</summary>
    public static int SubmitAndWait(int ring, uint count, uint completions, UringTimeout* timeout)
    {
        var argument = new GetEventsArgument { Timeout = (ulong)timeout };
        return (int)syscall_waiting(Enter, ring, (nint)count, (nint)completions, (nint)(GetEvents | ExtendedArgument), (nint)(&argument),
            sizeof(GetEventsArgument));
    }

    /// <summary>Gives the kernel a ring of buffers. 0, or -1 and errno.</summary>
    public static int ProvideBuffers(int ring, void* buffers, uint count, ushort group)
    {
        var registration = new BufferRingRegistration { Address = (ulong)buffers, Entries = count, Group = group };
        return (int)syscall(Register, ring, RegisterBufferRing, (nint)(&registration), 1, 0, 0);
    }

    [LibraryImport("libc", EntryPoint = "syscall"), SuppressGCTransition]
    private static partial nint syscall(nint number, nint a, nint b, nint c, nint d, nint e, nint f);

    // May block, so the collector must not wait for it.
    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint syscall_waiting(nint number, nint a, nint b, nint c, nint d, nint e, nint f);

    [LibraryImport("libc"), SuppressGCTransition]
    public static partial nint mmap(nint address, nint length, int protection, int flags, int fd, nint offset);

    [LibraryImport("libc"), SuppressGCTransition]
    public static partial int munmap(nint address, nint length);

    [StructLayout(LayoutKind.Sequential)]
    private struct GetEventsArgument
    {
        public ulong SignalMask;
        public uint SignalMaskSize;
        public uint Padding;
        public ulong Timeout;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct BufferRingRegistration
    {
        public ulong Address;
        public uint Entries;
        public ushort Group;
        public ushort Flags;
        private readonly ulong _reserved0, _reserved1, _reserved2;
    }
}
