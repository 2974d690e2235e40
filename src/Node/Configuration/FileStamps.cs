using System.Security.Cryptography;
using ActorProxy.Transport;

namespace ActorProxy.Node.Configuration;

/// <summary>
/// What files hold, in short. Paths are followed anew each time: the kubelet swaps the files of a volume by moving a symbolic link above
/// them, of which who watches a file itself is not told. Not for several threads at a time.
/// </summary>
internal sealed class FileStamps
{
    /// <summary>A file with no more is read at each look: its time is too coarse to tell a quick change, and some copies keep it.</summary>
    private const int Small = 1 << 20;

    /// <summary>A larger one of the same length and time is read again at each so-many-th look.</summary>
    private const int ReadAnyway = 16;

    private const int MaxSize = 64 << 20;

    private readonly Dictionary<string, (long Length, DateTime Time, string Stamp, int Age)> _known = new(StringComparer.Ordinal);

    /// <summary>Two of them differ where the files did. What cannot be read has one, too.</summary>
    public string Of(ConfigurationSource source)
    {
        try
        {
            return source.Directory is { } directory ? Found(directory, source.Name) : OfFile(source.Name);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Who reads the configuration is told why.
            return error.GetType().Name;
        }
    }

    private static string Found(string directory, string name) =>
        string.Join('\0', FilePattern.Find(directory, name).Take(HoconIncludes.MaxFiles + 1).Order(StringComparer.Ordinal));

    private string OfFile(string path)
    {
        var file = new FileInfo(path);
        if (file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
            file = target;
        var (length, time) = (file.Length, file.LastWriteTimeUtc);
        if (_known.TryGetValue(path, out var known) && (known.Length, known.Time) == (length, time) && length > Small
            && known.Age < ReadAnyway)
        {
            _known[path] = known with { Age = known.Age + 1 };
            return known.Stamp;
        }
        // A pipe has no length, and is not opened: what is read of it would be missing to who reads the configuration.
        var stamp = length switch
        {
            0 => "empty",
            > MaxSize => FormattableString.Invariant($"{length} bytes of {time.Ticks}"),
            _ => Convert.ToHexString(SHA256.HashData(WholeFile.Read(path, (int)length))),
        };
        _known[path] = (length, time, stamp, 0);
        return stamp;
    }
}
