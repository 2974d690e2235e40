using System.Runtime.InteropServices;

namespace ActorProxy.Transport.Uring;

/// <summary><c>struct __kernel_timespec</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct UringTimeout(int milliseconds)
{
    private readonly long _seconds = milliseconds / 1000;
    private readonly long _nanoseconds = milliseconds % 1000 * 1_000_000L;
}
