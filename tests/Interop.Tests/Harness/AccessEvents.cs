using System.Collections.Concurrent;
using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Interop.Tests.Harness;

/// <summary>The access log of a whole node: every event of it, in order.</summary>
internal sealed class AccessEvents : IAccessLog
{
    private readonly ConcurrentQueue<object> _events = new();

    /// <summary>Events of this type so far.</summary>
    public IReadOnlyList<T> Of<T>() => [.. _events.OfType<T>()];

    /// <summary>The first event that is so, as soon as there is one.</summary>
    public async Task<T> FirstAsync<T>(Func<T, bool> isSo, string what)
    {
        await Wait.UntilAsync(() => Task.FromResult(_events.OfType<T>().Any(isSo)), what);
        return _events.OfType<T>().First(isSo);
    }

    /// <summary>Waits for a peer. Where that fails, what the proxy has told stands beside what the peer has.</summary>
    public async Task<T> BesideAsync<T>(Task<T> peer)
    {
        try
        {
            return await peer;
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"{failure.Message}\nThe proxy's events:\n{string.Join('\n', _events)}", failure);
        }
    }

    /// <summary>Nothing was refused, and no backend failed. A client may open a connection that it then has no request for.</summary>
    public void AssertNoFailure()
    {
        Assert.DoesNotContain(Of<RefusedRequest>(), r => r is not { Reason: TerminationReason.ClientLost, Path: null });
        Assert.Empty(Of<FailedAttempt>());
    }

    public void Opened(ConnectionInfo connection)
    {
    }

    public void Closed(ConnectionInfo connection, TunnelEnd end, Traffic traffic, TimeSpan duration) =>
        _events.Enqueue(new ClosedEvent(connection, end, traffic));

    public void Refused(RefusedRequest request) => _events.Enqueue(request);

    public bool TellsServed(TerminationReason reason, int? status) => true;

    public void Served(ServedRequest request) => _events.Enqueue(request);

    public void AttemptFailed(FailedAttempt attempt) => _events.Enqueue(attempt);
}
