using System.Threading.Channels;
using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Interop.Tests.Harness;

/// <summary>The access log of a proxy whose every connection is to open.</summary>
internal sealed class ClosedEvents : IAccessLog
{
    private readonly Channel<ClosedEvent> _events = Channel.CreateUnbounded<ClosedEvent>();

    /// <summary>The next one, as soon as there is one.</summary>
    public async Task<ClosedEvent> NextAsync()
    {
        using var limit = new CancellationTokenSource(Wait.Timeout);
        return await _events.Reader.ReadAsync(limit.Token);
    }

    public void Opened(ConnectionInfo connection)
    {
    }

    public void Closed(ConnectionInfo connection, TunnelEnd end, Traffic traffic, TimeSpan duration) =>
        _events.Writer.TryWrite(new ClosedEvent(connection, end, traffic));

    public bool TellsServed(TerminationReason reason, int? status) => true;

    public void Served(ServedRequest request) => Fail(request);

    public void Refused(RefusedRequest request) => Fail(request);

    public void AttemptFailed(FailedAttempt attempt) => Fail(attempt);

    private void Fail(object cause) => _events.Writer.TryComplete(new InvalidOperationException($"{cause}"));
}
