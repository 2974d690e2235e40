using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorProxy.Transport.Linux;

/// <summary>Linux error numbers, and what they mean to a caller.</summary>
internal static class Errno
{
    public const int EPERM = 1, EINTR = 4, EAGAIN = 11, ENOMEM = 12, EACCES = 13, EBUSY = 16, ENFILE = 23, EMFILE = 24, EPIPE = 32;
    public const int EADDRINUSE = 98, EADDRNOTAVAIL = 99, ENETDOWN = 100, ENETUNREACH = 101, ECONNABORTED = 103;
    public const int ECONNRESET = 104, ENOBUFS = 105, ETIMEDOUT = 110, ECONNREFUSED = 111, EHOSTUNREACH = 113;
    public const int EINPROGRESS = 115, ETIME = 62, ECANCELED = 125;

    /// <summary>The number that the last call left. Read it before any other call.</summary>
    public static int Last
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Marshal.GetLastSystemError();
    }

    /// <summary>What the number means for a connection.</summary>
    public static TransportError ToError(int errno) => errno switch
    {
        0 => TransportError.None,
        ECONNREFUSED => TransportError.Refused,
        ECONNRESET or EPIPE or ECONNABORTED => TransportError.Reset,
        ETIMEDOUT => TransportError.TimedOut,
        EHOSTUNREACH or ENETUNREACH or ENETDOWN => TransportError.Unreachable,
        EMFILE or ENFILE or ENOBUFS or ENOMEM => TransportError.ResourcesExhausted,
        EADDRINUSE => TransportError.AddressInUse,
        EADDRNOTAVAIL => TransportError.AddressNotAvailable,
        EACCES or EPERM => TransportError.AccessDenied,
        _ => TransportError.Other,
    };

    /// <param name="errno">Comes first: building the text may leave another number behind.</param>
    public static TransportException Exception(int errno, string what) =>
        Exception(what, errno, ToError(errno));

    /// <summary>For connect, where "no address available" means that every local port is taken.</summary>
    public static TransportException ConnectException(int errno, string what) =>
        Exception(what, errno, errno is EADDRNOTAVAIL or EADDRINUSE ? TransportError.PortsExhausted : ToError(errno));

    private static TransportException Exception(string what, int errno, TransportError error) =>
        new(error, $"{what}: {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})");
}
