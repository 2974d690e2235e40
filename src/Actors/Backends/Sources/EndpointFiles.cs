using ActorProxy.Actors.Names;
using ActorProxy.Shared.Backends.Endpoints;

namespace ActorProxy.Actors.Backends.Sources;

/// <summary>Files that list endpoints, which are read again and again.</summary>
internal static class EndpointFiles
{
    /// <summary>How soon a change is seen. By reading: what a file is told by differs between file systems and mounts.</summary>
    public static readonly TimeSpan ReadAgainAfter = TimeSpan.FromSeconds(1);

    /// <exception cref="LookupException">The file cannot be read, or a line of it cannot be understood.</exception>
    public static async Task<Looked<Endpoint[]>> ReadAsync(string path)
    {
        var text = await TextOfAsync(path);
        return EndpointFile.TryParse(text, out var endpoints, out var error)
            ? new([.. endpoints], ReadAgainAfter)
            : throw new LookupException($"{path}: {error}");
    }

    private static async Task<string> TextOfAsync(string path)
    {
        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length > EndpointFile.MaxLength)
                throw new LookupException($"{path} has {file.Length} bytes; a list of endpoints has {EndpointFile.MaxLength} at most");
            using var reader = new StreamReader(file);
            return await reader.ReadToEndAsync();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LookupException($"{path} cannot be read: {failure.Message.TrimEnd('.')}");
        }
    }
}
