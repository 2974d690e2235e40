using System.Runtime.InteropServices;
using ActorProxy.Transport.Linux;
using Microsoft.Win32.SafeHandles;

namespace ActorProxy.Transport;

/// <summary>Reads a file that somebody else writes, and of which it is not known that it is one.</summary>
public static class WholeFile
{
    /// <summary>What is in the file. A FIFO is not waited for, and no device is read without an end.</summary>
    /// <param name="most">Bytes that it may have.</param>
    /// <exception cref="IOException">It cannot be read, or has more.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[] Read(string path, int most)
    {
        using var file = Open(path);
        var bytes = new byte[most + 1];
        var length = 0;
        while (length < bytes.Length && RandomAccess.Read(file, bytes.AsSpan(length), length) is > 0 and var read)
            length += read;
        return length <= most ? bytes[..length] : throw new IOException($"it has more than {most} bytes");
    }

    private static SafeFileHandle Open(string path)
    {
        if (!OperatingSystem.IsLinux())
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var file = Libc.open(path, Libc.O_NONBLOCK | Libc.O_CLOEXEC);
        return file >= 0 ? new SafeFileHandle(file, ownsHandle: true) : throw new IOException(Marshal.GetPInvokeErrorMessage(Errno.Last));
    }
}
