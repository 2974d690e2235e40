using System.Runtime.CompilerServices;
using ActorProxy.Actors.Pipeline;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets.Handshake;
using ActorProxy.Transport;
using Akka.Actor;

namespace ActorProxy.Actors.Connections.Exchanges;

/// <summary>
/// The requests of one client's connection of HTTP/1.1 or HTTP/1.0, one after another, until one asks for WebSocket. Used on the loop.
/// </summary>
internal sealed class ClientExchanges : IHttpConnection
{
    private readonly Deadline _deadline; // of a request's head
    private KeptConnections? _ownBackends;
    private Exchange? _exchange; // the present one
    private long _requests;
    private bool _isLate;
    private bool _isCut;

    public ClientExchanges(HttpHandOver given)
    {
        Given = given;
        var channel = given.Client;
        var handshake = given.Proxy.Options.Handshake;
        Limits = new HeadLimits(handshake.MaxHeadSize, handshake.MaxHeaderCount, handshake.MaxTargetSize);
        _deadline = channel.Loop.CreateDeadline(OnLate);
        Loop = given.Proxy.ExchangeLoops.Of(channel.Loop);
        Input = new ChannelInput(channel, Loop);
        Output = new ChannelOutput(channel);
        Input.Begin(given.Bytes.Span);
    }

    public HttpHandOver Given { get; }

    public ExchangeLoop Loop { get; }

    public ChannelInput Input { get; }

    public ChannelOutput Output { get; }

    /// <summary>Of the heads and trailers of both sides.</summary>
    public HeadLimits Limits { get; }

    /// <summary>Connections to backends that may serve this client only. They are closed with its own.</summary>
    public KeptConnections OwnBackends => _ownBackends ??= new KeptConnections();

    /// <summary>Whether there are any.</summary>
    public bool HasOwnBackends => _ownBackends is not null;

    /// <summary>Whether no further request is to be served after the present one.</summary>
    public bool IsDraining { get; private set; }

    /// <summary>Serves the client from here on.</summary>
    public ClientExchanges Start()
    {
        _ = RunAsync();
        return this;
    }

    /// <summary>The id of the next request, unless a trusted peer gave it one.</summary>
    public string NextRequestId() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Given.Id}.{++_requests}");

    public void Drain()
    {
        IsDraining = true;
        if (_exchange is null && Input.Bytes.IsEmpty)
            Input.StopWaiting();
    }

    public void Cut(TerminationReason reason, string? id = null)
    {
        _isCut = true;
        _exchange?.Cut(reason);
        Given.Client.Abort();
    }

    private async Task RunAsync()
    {
        try
        {
            while (await NextAsync() is { } head)
            {
                if (UpgradeRequestRules.IsWebSocket(head))
                {
                    End();
                    Given.Owner.Tell(new HttpUpgrade(head, Input.TakeRest()), ActorRefs.NoSender);
                    return;
                }
                var exchange = new Exchange(this, head);
                if (exchange.IsForGateway)
                {
                    End();
                    Given.Owner.Tell(new HttpForGateway(BytesFor(head), _requests - 1), ActorRefs.NoSender);
                    return;
                }
                _exchange = exchange;
                var persists = await exchange.ServeAsync();
                _exchange = null;
                if (!persists)
                    break;
            }
        }
        catch (Exception fault)
        {
            _isCut = true;
            Given.Proxy.OnFault(fault);
        }
        End();
        Given.Owner.Tell(new HttpEnded(_isCut || Input.Failure is not null, Input.IdleAsync()), ActorRefs.NoSender);
    }

    /// <summary>A head as it came, and what was read behind it.</summary>
    private byte[] BytesFor(RequestHead head)
    {
        var bytes = HeadWriter.ToArray(head);
        if (head.IsHttp10)
            bytes[bytes.AsSpan().IndexOf((byte)'\r') - 1] = (byte)'0';
        return [.. bytes, .. Input.TakeRest().Span];
    }

    private void End()
    {
        _deadline.Disarm();
        if (HasOwnBackends)
            OwnBackends.Clear();
    }

    /// <summary>The next request's head; null where there is none.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<RequestHead?> NextAsync()
    {
        var options = Given.Proxy.Options;
        if (Input.Bytes.IsEmpty)
        {
            if (IsDraining)
                return null;
            _deadline.Arm(options.Http.KeepAliveTimeout);
            if (!await Input.WaitAsync())
                return null;
        }
        _deadline.Arm(options.Handshake.HeadTimeout);
        var result = await Input.HeadAsync<RequestHead>(RequestHeadParser.Parse, Limits);
        _deadline.Disarm();
        // Before anything else is read on the loop.
        Input.Keep();
        if (result.IsInvalid)
            await RefuseAsync(result.Reason, result.Detail);
        else if (!result.IsComplete && _isLate)
            await RefuseAsync(TerminationReason.RequestTimeout, "The request head did not arrive in time.");
        return result.Head;
    }

    /// <summary>Answers what has come to no head.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask RefuseAsync(TerminationReason reason, string detail)
    {
        var id = NextRequestId();
        var (head, body) = OwnAnswers.Refusal(session: null, reason, id, detail, Given.Proxy.RetryAfter(reason));
        ExchangeAccounting.Unread(Given, id, reason, head.Status, detail);
        try
        {
            await Output.WriteAsync(ErrorResponse.Last(head, body));
        }
        catch (TransportException)
        {
            _isCut = true; // its event is written
        }
    }

    private void OnLate()
    {
        _isLate = true;
        Input.StopWaiting();
    }
}
