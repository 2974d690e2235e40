namespace ActorProxy.Node.Persistence;

/// <summary>Keeps files to the node's own user: routes have passwords of backends in their header rules.</summary>
internal static class PrivateFile
{
    public const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode Others = ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    /// <summary>Opens it, and makes it where it is missing.</summary>
    public static FileStream Open(string path, FileAccess access, FileShare share)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = access, Share = share };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = Mode;
        return new FileStream(path, options);
    }

    /// <summary>Takes from others what they may do with a file that is there.</summary>
    /// <returns>What is to be told about it; null where it was as it should be, or is not there.</returns>
    public static string? Close(string path)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(path) || (File.GetUnixFileMode(path) & Others) is UnixFileMode.None)
            return null;
        var before = Convert.ToString((int)File.GetUnixFileMode(path), 8);
        try
        {
            File.SetUnixFileMode(path, Mode);
            return $"{path} had mode {before}, so that others could read it; it has 600 now";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"{path} has mode {before}, so that others can read it, and belongs to another user: {error.Message}";
        }
    }
}
