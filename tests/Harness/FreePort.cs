using System.Net;
using System.Net.Sockets;

namespace ActorProxy.Tests.Harness;

/// <summary>
/// Ports of loopback for servers that cannot take one of the system's choice: by settings in which 0 means none, or where others
/// must know the port before. To learn of one by binding 0 does not do: between that and the server's own bind the system may give
/// it to any socket that asks for a port or connects. These are below the range of which it gives.
/// </summary>
internal static class FreePort
{
    /// <summary>Below it are ports that programs are known by.</summary>
    public const int First = 10_000;

    private const int UsualEnd = 32_768;
    private const string SystemRange = "/proc/sys/net/ipv4/ip_local_port_range";

    /// <summary>The first that is none of these.</summary>
    public static readonly int End = EndOf(File.Exists(SystemRange) ? File.ReadAllText(SystemRange) : "");

    // A file of another user's could not be locked.
    private static readonly string Locks = Path.Combine(Path.GetTempPath(), $"actorproxy-test-ports-{Environment.UserName}");

    /// <summary>One for each port that was given: what keeps other processes of tests from it ends with this process.</summary>
    private static readonly List<FileStream> Held = [];

    // Processes that begin in different places seldom meet.
    private static int _last = Random.Shared.Next(First, End);

    /// <summary>A port that nobody listens on and that no other call has given, here or in a process of tests that still runs.</summary>
    public static int Next()
    {
        lock (Held)
        {
            for (var tried = First; tried < End; tried++)
            {
                _last = _last + 1 < End ? _last + 1 : First;
                if (TryTake(_last))
                    return _last;
            }
        }
        throw new InvalidOperationException($"All ports from {First} to {End - 1} are taken, or held by a lock on a file in {Locks}.");
    }

    /// <returns>Whether it was free. It is held then.</returns>
    internal static bool TryTake(int port)
    {
        lock (Held)
        {
            if (TryLock(port) is not { } held)
                return false;
            // Tests move some servers from loopback to all addresses.
            if (CanListen(IPAddress.Loopback, port) && CanListen(IPAddress.Any, port))
            {
                Held.Add(held);
                return true;
            }
            held.Dispose();
            return false;
        }
    }

    /// <param name="range">The system's: first and last.</param>
    internal static int EndOf(string range) =>
        // Where there is no room below the system's range, these are at least not given twice.
        int.TryParse(range.Split([' ', '\t'])[0], out var first) && first > First ? first : UsualEnd;

    /// <summary>Null where somebody has it. The file stays: to remove it would let two lock a file of that name.</summary>
    private static FileStream? TryLock(int port)
    {
        var file = Path.Combine(Directory.CreateDirectory(Locks).FullName, $"{port}");
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(file))
        {
            return null;
        }
    }

    private static bool CanListen(IPAddress address, int port)
    {
        using var listener = new TcpListener(address, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
