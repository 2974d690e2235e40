using ActorProxy.Actors.Connections.Exchanges;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets.Handshake;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Connections;

/// <summary>
/// A backend's ordinary response to an upgrade, on its way to a client of HTTP/1.1. Owns the backend's channel. Used on the loop.
/// </summary>
internal sealed class DeclinedResponse
{
    private readonly Channel _upstream;
    private readonly ChannelInput _input;
    private readonly BodyTransfer _transfer;
    private readonly RelayedAnswer _told;
    private readonly TimeSpan _timeout; // how long the backend may stay silent
    private readonly TimeSpan _fin; // for the backend to close its connection before us; zero where it does not say that it will
    private readonly Deadline _deadline;
    private bool _isLate;

    /// <param name="declined">As it comes.</param>
    /// <param name="response">As it goes.</param>
    /// <param name="told">Of what passes.</param>
    public DeclinedResponse(ProxyContext proxy, HeadLimits limits, Channel client, UpstreamReply reply, UpgradeDeclined declined,
        RelayedResponse response, RelayedAnswer told)
    {
        _told = told;
        _timeout = proxy.Options.Handshake.ResponseTimeout;
        _fin = Persistence.Persists(declined.Head, declined.Framing) ? TimeSpan.Zero : proxy.Options.Tunnel.FinTimeout;
        _upstream = told.Upstream = reply.Take();
        _deadline = _upstream.Loop.CreateDeadline(OnLate);
        _input = new ChannelInput(_upstream, proxy.ExchangeLoops.Of(_upstream.Loop));
        _input.Begin(reply.Rest.Span);
        _transfer = new BodyTransfer(_input, new ChannelOutput(client), declined.Framing, response.Coding, HttpForwarding.Trailers,
            OnMoved, limits)
        {
            Head = HeadWriter.ToArray(response.Head),
        };
    }

    /// <summary>Whether the backend's connection broke, or took too long.</summary>
    public bool IsBroken => _input.Failure is not null;

    /// <summary>Sends all of it. A body that breaks off is cut there.</summary>
    /// <returns>How it ended: <see cref="TerminationReason.BackendDeclined"/> is well.</returns>
    /// <exception cref="TransportException">The client does not take it.</exception>
    public async ValueTask<TerminationReason> SendAsync()
    {
        _deadline.Arm(_timeout);
        var result = BodyResult.Stopped;
        try
        {
            result = await _transfer.RunAsync();
            return result == BodyResult.Complete ? TerminationReason.BackendDeclined
                : _isLate ? TerminationReason.BackendTimeout : TerminationReason.BackendLost;
        }
        finally
        {
            _deadline.Disarm();
            _input.Drop();
            _upstream.CloseBehindPeer(result == BodyResult.Complete ? _fin : TimeSpan.Zero);
        }
    }

    private void OnMoved()
    {
        _told.Moved(_transfer.Content);
        _deadline.Arm(_timeout);
    }

    private void OnLate()
    {
        // The time of a client that does not read is that of all writes.
        if (!_transfer.IsWaiting)
        {
            _deadline.Arm(_timeout);
            return;
        }
        _isLate = true;
        _upstream.Abort();
    }
}
