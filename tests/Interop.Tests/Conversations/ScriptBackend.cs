using ActorProxy.Interop.Tests.Harness;

namespace ActorProxy.Interop.Tests.Conversations;

/// <summary>A backend in a process of its own.</summary>
internal sealed class ScriptBackend : IEchoBackend
{
    private readonly ChildProcess _process;

    private ScriptBackend(ChildProcess process, int port)
    {
        _process = process;
        Url = new Uri($"ws://127.0.0.1:{port}/");
    }

    public Uri Url { get; }

    public static async Task<ScriptBackend> StartAsync(PeerKind kind, bool deflate)
    {
        var process = Scripts.Start(kind, "backend");
        try
        {
            await process.WriteAsync(new { deflate });
            return new ScriptBackend(process, await process.ReadAsync<int>());
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public Task<BackendReport> ReportAsync() => _process.ReadAsync<BackendReport>();

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
