using System.Net;
using System.Net.Sockets;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Persistence;
using ActorProxy.Shared.Options;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Node.Tests.Persistence;

/// <summary>The start of a node whose server takes connections and says nothing.</summary>
public sealed class StartTests : IDisposable
{
    private readonly TcpListener _silent = new(IPAddress.Loopback, 0);
    private readonly RecordingSink _log = new();
    private readonly FakeTimeProvider _time = new();

    public StartTests() => _silent.Start();

    private RegistryOptions Options => new()
    {
        Store = RegistryStore.Postgresql,
        ConnectionString = $"Host=127.0.0.1;Port={((IPEndPoint)_silent.LocalEndpoint).Port};Username=u;Password=geheim",
    };

    public void Dispose() => _silent.Dispose();

    [Fact]
    public async Task The_node_starts_without_it()
    {
        var starting = RegistryDatabase.PrepareAsync(Options, RegistryNode.Logger(_log), _time);
        await Wait.UntilAsync(() => starting.IsCompleted || Later(), "the start");
        await using var database = await starting;

        Assert.Equal("it has not answered yet", database.State.Problem);
        Assert.Contains(_log.Lines, line => line.Contains("the node starts without it"));
        Assert.DoesNotContain(_log.Lines, line => line.Contains("geheim"));
    }

    [Fact]
    public async Task A_start_that_is_cancelled_waits_no_longer()
    {
        using var cancellation = new CancellationTokenSource();
        var starting = RegistryDatabase.PrepareAsync(Options, RegistryNode.Logger(_log), _time, cancellation: cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting.WaitAsync(Peer.Timeout));
    }

    private bool Later()
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        return false;
    }
}
