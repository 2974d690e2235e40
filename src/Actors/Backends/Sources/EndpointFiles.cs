using System.Collections.Concurrent;
using System.Text;
using ActorProxy.Actors.Names;
using ActorProxy.Shared.Backends.Endpoints;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Backends.Sources;

/// <summary>Files that list endpoints, which are read again and again. May be used from any thread.</summary>
internal sealed class EndpointFiles
{
    /// <summary>How soon a change is seen. By reading: what a file is told by differs between file systems and mounts.</summary>
    public static readonly TimeSpan ReadAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>How long a mount may take. It keeps a thread of its own until it answers, and none that others need.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Task<byte[]>> _reading = new(StringComparer.Ordinal);

    /// <exception cref="LookupException">The file cannot be read, or a line of it cannot be understood.</exception>
    public async Task<Looked<Endpoint[]>> ReadAsync(string path)
    {
        var text = Encoding.UTF8.GetString(await BytesOfAsync(path));
        return EndpointFile.TryParse(text, out var endpoints, out var error)
            ? new([.. endpoints], ReadAgainAfter)
            : throw new LookupException($"{path}: {error}");
    }

    private async Task<byte[]> BytesOfAsync(string path)
    {
        // One that is still being read is not read a second time.
        var reading = _reading.GetOrAdd(path, static path => Task.Factory.StartNew(() => WholeFile.Read(path, EndpointFile.MaxLength),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        try
        {
            return await reading.WaitAsync(Timeout);
        }
        catch (TimeoutException)
        {
            throw new LookupException($"{path} cannot be read: nothing came of it within {Timeout.TotalSeconds} s");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LookupException($"{path} cannot be read: {failure.Message.TrimEnd('.')}");
        }
        finally
        {
            if (reading.IsCompleted)
                _reading.TryRemove(KeyValuePair.Create(path, reading));
        }
    }
}
