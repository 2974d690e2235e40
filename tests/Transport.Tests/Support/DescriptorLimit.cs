using System.Runtime.InteropServices;

namespace ActorProxy.Transport.Tests.Support;

/// <summary>Lowers how many descriptors this process may have, until it is disposed. Linux on 64 bits.</summary>
internal sealed partial class DescriptorLimit : IDisposable
{
    private const int NoFile = 7; // RLIMIT_NOFILE, see getrlimit(2)
    private readonly Limit _before;

    /// <param name="spare">How many more than now it may have, or some fewer where there are gaps.</param>
    public DescriptorLimit(int spare)
    {
        Check(GetLimit(NoFile, out _before));
        var highest = Directory.GetFiles("/proc/self/fd").Max(path => int.Parse(Path.GetFileName(path)));
        Check(SetLimit(NoFile, new Limit { Soft = (ulong)(highest + spare), Hard = _before.Hard }));
    }

    public void Dispose() => Check(SetLimit(NoFile, _before));

    private static void Check(int result)
    {
        if (result != 0)
            throw new InvalidOperationException($"The descriptor limit cannot be read or set: errno {Marshal.GetLastPInvokeError()}.");
    }

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    private static partial int GetLimit(int resource, out Limit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetLimit(int resource, in Limit limit);

    private struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
