namespace ActorProxy.Tests.Harness;

/// <summary>One server for the tests of a class, started when the first asks for it.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private readonly Lazy<Task<PostgresServer>> _server = new(() => PostgresServer.StartNewAsync());

    /// <summary>It runs, whatever the test before has left.</summary>
    internal async Task<PostgresServer> ServerAsync()
    {
        var server = await _server.Value;
        if (!server.IsRunning)
            await server.StartAsync();
        return server;
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_server is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            await (await _server.Value).DisposeAsync();
    }
}
