using System.IO.Enumeration;

namespace ActorProxy.Node.Configuration;

/// <summary>
/// Finds the files that a name with <c>*</c> and <c>?</c> stands for. As in shells, neither stands for a separator of folders, or for
/// the dot that a hidden file's name begins with: what editors and Kubernetes keep beside the files is left alone.
/// </summary>
internal static class FilePattern
{
    /// <summary>All that there is, also what cannot be looked into: that is an error rather than a file less.</summary>
    private static readonly EnumerationOptions All = new()
    {
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = false,
        MatchType = MatchType.Simple,
    };

    private static readonly char[] Separators = [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar];

    public static bool Is(string name) => name.AsSpan().ContainsAny('*', '?');

    /// <summary>In no order; a name without a pattern stands for itself.</summary>
    /// <param name="directory">Which the name is relative to; empty for the process's own.</param>
    /// <exception cref="IOException">A folder cannot be looked into, or the name is a folder's.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder may not be looked into.</exception>
    public static IEnumerable<string> Find(string directory, string name)
    {
        var root = Path.GetPathRoot(name) ?? "";
        IEnumerable<string> found = [root.Length > 0 ? root : directory];
        foreach (var part in name[root.Length..].Split(Separators, StringSplitOptions.RemoveEmptyEntries))
            found = found.Where(at => at.Length == 0 || IsFolder(at) == true)
                .SelectMany(at => Is(part) ? Matches(at, part) : [Path.Combine(at, part)]);
        return found.Where(path => IsFile(path, isNamed: !Is(name)));
    }

    private static IEnumerable<string> Matches(string directory, string pattern) =>
        Directory.EnumerateFileSystemEntries(directory.Length == 0 ? "." : directory, "*", All)
            .Select(path => Path.GetFileName(path))
            .Where(name => name[0] != '.' || pattern[0] == '.')
            .Where(name => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false))
            .Select(name => Path.Combine(directory, name));

    private static bool IsFile(string path, bool isNamed) => IsFolder(path) switch
    {
        null => false,
        true when isNamed => throw new IOException($"'{path}' is a folder; write \"{path}/*.conf\""),
        var folder => !folder.Value,
    };

    /// <summary>Null where nothing is there. A link is what it leads to; one that leads nowhere is a file, which cannot be read.</summary>
    private static bool? IsFolder(string path)
    {
        try
        {
            return File.GetAttributes(path).HasFlag(FileAttributes.Directory);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
