namespace ActorProxy.Node.Configuration;

/// <summary>
/// Reads the files that are included, those of one configuration all by the same one: how many there are, how deep in one another, and
/// what they come to is bounded. What cannot be read is a problem where it is included.
/// </summary>
/// <param name="files">Null where nothing can be included.</param>
/// <param name="size">Characters that have been read already.</param>
internal sealed class HoconIncludes(IHoconFiles? files, int size)
{
    /// <summary>One that is included twice counts twice.</summary>
    public const int MaxFiles = 1000;

    /// <summary>Of files in one another.</summary>
    public const int MaxDepth = 16;

    private int _left = ConfigurationFiles.MaxSize - size;
    private int _count;

    /// <summary>Whether all that was to be read was: what a reference leads to may else be missing for that reason.</summary>
    public bool IsWhole { get; set; } = true;

    /// <summary>What an include stands for, file by file.</summary>
    public IEnumerable<(HoconSource Source, string Text)> Read(HoconInclude include, HoconSource by)
    {
        foreach (var file in Find(include, by))
        {
            if (_count > MaxFiles)
                yield break; // that has been said
            if (by.IsWithin(file))
                Problem(include, $"leads back to itself: {by} -> {file}");
            else if (by.Depth >= MaxDepth)
                Problem(include, $"files include one another deeper than {MaxDepth} levels: {by} -> {file}");
            else if (++_count > MaxFiles)
                Problem(include, $"there are more than {MaxFiles} files to include");
            else if (Try(include, () => files!.Read(file, _left)) is { } text)
            {
                _left -= text.Length;
                yield return (new HoconSource(file, by), text);
            }
        }
    }

    private IReadOnlyList<string> Find(HoconInclude include, HoconSource by)
    {
        if (files is null)
        {
            Problem(include, "only a file can include others");
            return [];
        }
        var path = Path.Combine(by.Directory, include.Name);
        if (Try(include, () => files.Find(by.Directory, include.Name)) is not { } found)
            return [];
        if (found.Count == 0)
            SayMissing(include, path);
        return found;
    }

    private void SayMissing(HoconInclude include, string path)
    {
        switch (include.Need, FilePattern.Is(include.Name))
        {
            case (IncludeNeed.Optional, _):
                break;
            case (IncludeNeed.Required, true):
                Problem(include, $"no file matches '{path}'");
                break;
            case (_, true):
                include.Warn($"no file matches '{path}'; write include optional(\"{include.Name}\") where that is as it should be");
                break;
            default:
                Problem(include, $"there is no file '{path}'; write include optional(\"{include.Name}\") where it may be missing");
                break;
        }
    }

    private T? Try<T>(HoconInclude include, Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Problem(include, $"cannot be read: {error.Message}");
            return null;
        }
    }

    private void Problem(HoconInclude include, string message)
    {
        IsWhole = false;
        include.Problem(message);
    }
}
