using System.Net;
using System.Runtime.CompilerServices;
using ActorProxy.Actors.Heads;
using ActorProxy.Actors.Pipeline;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.ProxyProtocol;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets.Handshake;
using ActorProxy.Transport;
using ActorProxy.Transport.Tls;

namespace ActorProxy.Actors.Connections;

/// <summary>
/// A client's way from its accept to its request head: PROXY header and TLS handshake, where the listener has them, and the
/// head, unless it speaks HTTP/2; each under its own deadline. Runs on the loop.
/// </summary>
internal sealed class ClientOpening : ClientSide
{
    private static readonly ClientFailed LateProxyHeader =
        new(TerminationReason.BadProxyHeader, "The PROXY header did not arrive in time.");
    private static readonly ClientFailed LateTls = new(TerminationReason.TlsHandshakeFailed, "The TLS handshake was not done in time.");
    private static readonly ClientFailed LateHead = new(TerminationReason.RequestTimeout, "The request head did not arrive in time.");
    private static readonly ClientFailed LatePreface =
        new(TerminationReason.RequestTimeout, "The preface of HTTP/2 did not arrive in time.");

    private readonly ProxyContext _proxy;
    private readonly ListenerSetup _listener;
    private readonly HeadLimits _limits;
    private readonly Action<object> _tell;
    private readonly Deadline _deadline;
    private ClientFailed? _ifLate; // set with each deadline
    private bool _late;
    private IPEndPoint? _destination;
    private Task _reading = Task.CompletedTask; // ends when the channel is not read any more; it does not fail

    /// <param name="tell">
    /// Gets a <see cref="ClientOpened"/> or a <see cref="ClientFailed"/>; of what comes behind the first, nothing has a meaning.
    /// </param>
    public ClientOpening(ProxyContext proxy, ListenerSetup listener, Channel accepted, Action<object> tell)
        : base(accepted, accepted.RemoteEndPoint!)
    {
        _proxy = proxy;
        _listener = listener;
        _tell = tell;
        var handshake = proxy.Options.Handshake;
        _limits = new HeadLimits(handshake.MaxHeadSize, handshake.MaxHeaderCount, handshake.MaxTargetSize);
        _deadline = accepted.Loop.CreateDeadline(OnLate);
    }

    /// <summary>The address that the client connected to. Asks the kernel, unless a PROXY header has told.</summary>
    public override IPEndPoint? Destination => _destination ?? Channel.LocalEndPoint;

    public override void Start() => _reading = RunAsync();

    /// <summary>No deadline goes off any more.</summary>
    public override void Stop() => _deadline.Disarm();

    public override ReadOnlyMemory<byte> Switch(UpgradeAccepted accepted, ProxySession session) =>
        HeadWriter.ToArray(Seen(UpgradeResponse.Switching(accepted), session));

    public override bool CanGoOn => _proxy.ServesHttp;

    public override bool CanRelay(int status) => true;

    public override Task Relay(
        UpgradeDeclined declined, UpstreamReply reply, RelayedAnswer relayed, ProxySession session, Func<bool>? goesOn)
    {
        var head = declined.Head;
        var fields = _proxy.FieldsOf(session, head, head.Version);
        var response = RelayedResponse.Of(session.Head, head, declined.Framing, fields, persists: goesOn is not null);
        return ClientAnswer.RelayAsync(Channel, new DeclinedResponse(_proxy, _limits, Channel, reply, declined, response, relayed),
            _proxy.Options.Tunnel.CloseTimeout, relayed, goesOn);
    }

    protected override Task Send(ResponseHead head, byte[] body, Func<bool>? goesOn) => ClientAnswer.SendAsync(Channel,
        ErrorResponse.Whole(head, body, persists: goesOn is not null, _proxy.Date), _proxy.Options.Tunnel.CloseTimeout, _reading, goesOn);

    private async Task RunAsync()
    {
        try
        {
            _tell(await OpenAsync());
        }
        catch (TransportException failure)
        {
            _tell(Failed(failure));
        }
        catch (Exception fault)
        {
            // Unseen here, it would leave the connection open for good.
            _tell(new ClientFailed(TerminationReason.InternalError, fault.ToString()));
        }
        finally
        {
            _deadline.Disarm();
        }
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private async ValueTask<object> OpenAsync()
    {
        var reader = new HeadReader(Channel, _limits);
        try
        {
            if (_listener.Options.ProxyProtocol is { Enabled: true } proxyProtocol
                && await ReadProxyHeaderAsync(reader, proxyProtocol) is { } failed)
                return failed;
            if (_listener.Options.Tls is { } tls)
            {
                var early = reader.Rest();
                reader.Dispose();
                await SecureAsync(tls, early);
                if (Tls!.IsHttp2)
                    return await ReadPrefaceAsync();
                reader = new HeadReader(Channel, _limits);
            }
            return await ReadHeadAsync(reader);
        }
        finally
        {
            reader.Dispose();
        }
    }

    /// <summary>Null where there is a header.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private async ValueTask<ClientFailed?> ReadProxyHeaderAsync(HeadReader reader, ProxyProtocolOptions options)
    {
        if (!Networks.Contain(options.TrustedPeers, Peer.Address))
            return new ClientFailed(TerminationReason.BadProxyHeader, "The peer is not among the listener's proxy-protocol.trusted-peers.");
        Arm(options.Timeout, LateProxyHeader);
        var result = await reader.NextAsync<ProxyHeader>(static (bytes, _) => ProxyHeaderParser.Parse(bytes));
        _deadline.Disarm();
        if (result.IsInvalid)
            return new ClientFailed(result.Reason, result.Detail);
        if (!result.IsComplete)
            return new ClientFailed(TerminationReason.ClientLost, "The client closed before its PROXY header was complete.");
        Peer = result.Head.Source ?? Peer;
        _destination = result.Head.Destination;
        return null;
    }

    private async ValueTask SecureAsync(ListenerTlsOptions options, ReadOnlyMemory<byte> early)
    {
        Arm(options.HandshakeTimeout, LateTls);
        var secure = await TlsChannel.AcceptAsync(Channel, early, _listener.Tls!.Choose);
        _deadline.Disarm();
        Tls = secure.Info;
        Channel = secure;
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private async ValueTask<object> ReadHeadAsync(HeadReader reader)
    {
        CanAnswer = true;
        Arm(_proxy.Options.Handshake.HeadTimeout, LateHead);
        var result = await reader.NextAsync<RequestHead>(RequestHeadParser.Parse);
        if (result.IsInvalid)
            return new ClientFailed(result.Reason, result.Detail);
        if (!result.IsComplete)
            return new ClientFailed(TerminationReason.ClientLost, "The client closed before its request head was complete.");
        var http = _proxy.ServesHttp && !UpgradeRequestRules.IsWebSocket(result.Head);
        return new ClientOpened(Channel, Peer, Tls, result.Head, http ? reader.All() : reader.Rest(), http);
    }

    /// <summary>No answer of ours would be one of HTTP/2.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private async ValueTask<object> ReadPrefaceAsync()
    {
        using var reader = new HeadReader(Channel, _limits);
        Arm(_proxy.Options.Handshake.HeadTimeout, LatePreface);
        var result = await reader.NextAsync<Http2Preface>(static (bytes, _) => Http2Preface.Parse(bytes));
        return result.IsComplete
            ? new ClientOpened(Channel, Peer, Tls, Head: null, reader.All(), IsForGateway: true)
            : new ClientFailed(TerminationReason.ClientLost, "The client closed before its preface of HTTP/2 was complete.");
    }

    private ClientFailed Failed(TransportException failure)
    {
        if (_late)
            return _ifLate!;
        return failure.Error == TransportError.Tls && !CanAnswer
            ? new ClientFailed(TerminationReason.TlsHandshakeFailed, failure.Message)
            : new ClientFailed(TerminationReason.ClientLost, $"The client closed before its request head was complete: {failure.Message}.");
    }

    private void Arm(TimeSpan after, ClientFailed ifLate)
    {
        _ifLate = ifLate;
        _deadline.Arm(after);
    }

    private void OnLate()
    {
        _late = true;
        // With an answer to give, the connection stays as it is for that.
        if (CanAnswer)
            _tell(_ifLate!);
        else
            Channel.Abort();
    }
}
