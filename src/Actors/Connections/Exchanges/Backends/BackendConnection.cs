using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Connections.Exchanges.Clients;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Options;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Connections.Exchanges.Backends;

/// <summary>A connection to a backend that speaks HTTP/1.1, which carries one exchange after another. Used on the channel's loop.</summary>
internal sealed class BackendConnection(BackendKey key, Channel channel, ExchangeLoop loop) : BackendLeg(channel, loop)
{
    private readonly long _since = channel.Loop.Now;
    private Action<BackendConnection>? _keeper; // who keeps it, or did last
    private Action? _gone; // both made where it is kept for the first time
    private Deadline? _idle;
    private bool _isOfOneClient = key.IsOfOneClient;
    private bool _isUsed; // it has carried an exchange before the present one
    private bool _isLast; // the backend has said that it closes it behind the present one
    private TimeSpan _fin; // for the backend to close it before us

    public BackendKey Key => key;

    /// <summary>How long it has been there.</summary>
    public TimeSpan Age => TimeSpan.FromMilliseconds(Channel.Loop.Now - _since);

    // RFC 9112 section 9.3.1: the backend may have closed it before it saw the request.
    public override bool MayRepeat(string method) => _isUsed && Input.Bytes.IsEmpty
        && (!Output.HasTaken || MethodRules.IsIdempotent(method));

    public override BodyCoding CodingOf(BodyFraming framing) =>
        framing.Kind == BodyKind.UntilClose ? BodyCoding.Chunked : BodyCoding.AsItCame;

    public override ValueTask SendAsync(RequestHead head, ReadOnlySpan<byte> body) => Output.WriteAsync(Begin(head, body).Span);

    public override ValueTask<ReadOnlyMemory<byte>?> BeginAsync(RequestHead head) => new(Begin(head, body: default));

    public override void EndRequest()
    {
        // Its framing says so.
    }

    public override ValueTask<ParseResult<ResponseHead>> HeadAsync(HeadLimits limits) =>
        Input.HeadAsync<ResponseHead>(ResponseHeadParser.Parse, limits);

    public override bool TryFrame(ResponseHead head, string method, out BodyFraming framing, out string? error) =>
        BodyFraming.TryRead(head, method, out framing, out error);

    public override bool ReadsOn(ResponseHead head, BodyFraming framing) => Persistence.Persists(head, framing);

    public override void Complete(ExchangeConnection client, RequestHead request, ResponseHead head, BodyFraming framing, bool isSent,
        ProxyOptions options)
    {
        _fin = options.Tunnel.FinTimeout;
        var persists = Persistence.Persists(head, framing);
        // What comes behind the response is nobody's.
        if (!isSent || !persists || !Input.Bytes.IsEmpty)
        {
            _isLast = isSent && !persists;
            Close();
            return;
        }
        _isOfOneClient |= ConnectionAuthentication.IsIn(request, head);
        (_isOfOneClient ? client.OwnBackends : client.Loop.Kept).Keep(this, options.Http, client.Given.Proxy.Sockets);
    }

    /// <summary>It waits for the next exchange.</summary>
    /// <param name="gone">Called where it is worth nothing any more: its time is over, or the backend has said something.</param>
    public void Rest(TimeSpan timeout, Action<BackendConnection> gone)
    {
        _isUsed = true;
        _keeper = gone;
        _gone ??= () => _keeper!(this);
        _idle ??= Channel.Loop.CreateDeadline(_gone);
        _idle.Arm(timeout);
        Input.Unasked = _gone;
        Input.Watch();
        // What was there at once was nobody's to ask for.
        if (Input.HasEnded || Input.Failure is not null || !Input.Bytes.IsEmpty)
            gone(this);
    }

    /// <summary>The next exchange takes it.</summary>
    public void Wake()
    {
        _idle!.Disarm();
        Input.Unasked = null;
    }

    /// <summary>Where the backend closes it, too, then behind the backend (RFC 9112 section 9.6).</summary>
    public void Close()
    {
        _idle?.Disarm();
        var fin = _isLast || Input.HasEnded ? _fin : TimeSpan.Zero;
        Input.Drop();
        Channel.CloseBehindPeer(fin);
    }

    public override void Abort()
    {
        Input.Drop();
        Channel.Abort();
    }

    private ReadOnlyMemory<byte> Begin(RequestHead head, ReadOnlySpan<byte> body)
    {
        Output.HasTaken = false;
        return Loop.Bytes(head, body);
    }
}
