using System.IO.Enumeration;
using System.Runtime.InteropServices;

namespace ActorProxy.Transport;

/// <summary>How many descriptors the process may have, and has. Known on 64-bit Linux only.</summary>
public static partial class OpenFiles
{
    private const int NoFile = 7; // RLIMIT_NOFILE, see getrlimit(2)

    /// <summary>Raises the soft limit to the hard one, as the runtime does at its start, too.</summary>
    /// <returns>The limit; null where it is not known.</returns>
    public static long? RaiseLimit()
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess || GetLimit(NoFile, out var limit) != 0)
            return null;
        if (limit.Soft < limit.Hard && SetLimit(NoFile, limit with { Soft = limit.Hard }) == 0)
            limit = limit with { Soft = limit.Hard };
        return (long)Math.Min(limit.Soft, long.MaxValue);
    }

    /// <summary>
    /// Descriptors that are open now; null where that cannot be counted. Its time grows with them: a millisecond for thousands.
    /// </summary>
    public static int? Count()
    {
        if (!OperatingSystem.IsLinux())
            return null;
        try
        {
            // Its own is among them.
            return new FileSystemEnumerable<byte>("/proc/self/fd", static (ref _) => 0,
                new EnumerationOptions { AttributesToSkip = FileAttributes.None }).Count() - 1;
        }
        catch (IOException)
        {
            return null; // /proc is not mounted, or no descriptor is left to read it
        }
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, in Limit limit);

    private readonly record struct Limit(ulong Soft, ulong Hard);
}
