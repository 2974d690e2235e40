using System.IO.Pipelines;
using System.Net;
using ActorProxy.Actors.Connections;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;
using ActorProxy.Transport;
using Akka.Actor;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace ActorProxy.Node.Gateway;

/// <summary>
/// A client's connection as the HTTP server knows it. The server runs on the thread pool, the channel on its loop: bytes
/// cross between them in two pipes. What is private runs on the loop.
/// </summary>
internal sealed class GatewayConnection : ConnectionContext, IHttpConnection, IDuplexPipe
{
    private readonly HttpHandOver _given;
    private readonly Channel _client;
    private readonly ClientInput _input;
    private readonly ClientOutput _output;
    private readonly Deadline _deadline;
    private readonly ConnectionMemory _memory;
    private readonly Lazy<BackendClients> _ownBackends = new();
    private readonly CancellationTokenSource _closed = new(); // has no timer, so it needs no disposal
    private long _requests;
    private bool _cut;
    private bool _ending; // sending what was written last
    private bool _over; // the channel is its owner's again
    private volatile bool _draining;
    private int _cutReason = -1;
    private volatile bool _told; // why our own side cut the connection, by a request's event

    /// <summary>Starts to move bytes. Call on the channel's loop.</summary>
    public GatewayConnection(HttpHandOver given)
    {
        _given = given;
        _requests = given.Requests;
        _client = given.Client;
        _deadline = _client.Loop.CreateDeadline(Break);
        Features.Set(this);
        if (IsHttp2)
            NegotiatedHttp2.SetOn(Features);
        var limits = given.Proxy.Options.Limits;
        _memory = new ConnectionMemory(_client.Loop.Buffers, given.Proxy.Options.Handshake.MaxHeadSize,
            exceeded: () => _client.Loop.Post(() => Cut(TerminationReason.BufferLimit)));
        Features.Set<IMemoryPoolFeature>(_memory);
        if (IsHttp2)
            Completions = new ResponseCompletions(_client.Loop, limits.WriteTimeout, late: () => Cut(TerminationReason.WriteTimeout));
        var handshake = given.Proxy.Options.Handshake;
        Heads = new HeadLimits(handshake.MaxHeadSize, handshake.MaxHeaderCount, handshake.MaxTargetSize);
        _output = new ClientOutput(_client, given.Proxy.Options.Transport.RelayBuffer, _memory, OnBroken, Completions)
        {
            Offer = IsHttp2 ? new Http2Offer(Heads.MaxHeadBytes, given.AllowsWebSocketStreams) : null,
        };
        _input = new ClientInput(_client, given.Bytes, IsHttp2 ? null : Heads, _memory, FireClosed, Completions);
    }

    public HttpHandOver Given => _given;

    public bool IsHttp2 => _given.Tls is { IsHttp2: true };

    public HeadLimits Heads { get; }

    /// <summary>The request of HTTP/1.1 that the server serves: what our own parser has made of it.</summary>
    public RequestPart Request => _input.Request;

    /// <summary>Completions of the responses; null where the client does not speak HTTP/2.</summary>
    public ResponseCompletions? Completions { get; }

    /// <summary>Connections to backends that may serve this client only. They are closed with this connection.</summary>
    public BackendClients OwnBackends => _ownBackends.Value;

    public override string ConnectionId { get => _given.Id; set => throw new NotSupportedException(); }

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    public override IDuplexPipe Transport { get => this; set => throw new NotSupportedException(); }

    public PipeReader Input => _input.Reader;

    public PipeWriter Output => _output.Writer;

    public override CancellationToken ConnectionClosed { get => _closed.Token; set => throw new NotSupportedException(); }

    public override EndPoint? RemoteEndPoint { get => _given.Peer; set => throw new NotSupportedException(); }

    /// <summary>Whether no further request is to be served after the present one.</summary>
    public bool IsDraining => _draining;

    /// <summary>Why our own side cut the connection, if it did.</summary>
    private TerminationReason? CutReason => Volatile.Read(ref _cutReason) is var reason and >= 0 ? (TerminationReason)reason : null;

    /// <summary>The id of the next request, unless a trusted peer gave it one.</summary>
    public string NextRequestId() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{_given.Id}.{Interlocked.Increment(ref _requests)}");

    /// <summary>Why our own side cut the connection, for the event of a request that ends; null where it did not.</summary>
    public TerminationReason? TakeCutReason()
    {
        var reason = CutReason;
        _told |= reason is not null;
        return reason;
    }

    public void Drain()
    {
        _draining = true;
        // The server's callbacks do not belong on a loop. A connection that it does not know yet ends after its first request.
        ThreadPool.UnsafeQueueUserWorkItem(static c => c.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose(), this,
            preferLocal: false);
    }

    public void Cut(TerminationReason reason, string? id = null)
    {
        if (id is not null && id != _given.Id)
        {
            (_given.Proxy.Connections.Find(id)?.Source as Exchange)?.Cut(reason);
            return;
        }
        SetCut(reason);
        Break();
    }

    public override void Abort(ConnectionAbortedException abortReason) => _client.Loop.Post(Break);

    /// <summary>The server is done. What it wrote last is still sent.</summary>
    public override ValueTask DisposeAsync()
    {
        if (_ownBackends.IsValueCreated)
            OwnBackends.Dispose();
        Input.Complete();
        Output.Complete();
        _memory.Close();
        _client.Loop.Post(() => _ = EndAsync());
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Gives the connection back to its owner, for a request whose head the server has just read. The server must not use
    /// it afterwards, but to abort it.
    /// </summary>
    public async Task GiveBackAsync(RequestHead head)
    {
        await _client.Loop.Enter();
        if (_over)
            return;
        _input.Stop();
        // Under way only where the client has closed: then it ends at once.
        await _input.Reading;
        await _output.FinishAsync();
        if (_over || _cut || _input.HasEnded || _output.IsBroken)
            return;
        _over = true;
        _given.Owner.Tell(new HttpUpgrade(head, _input.TakeRest()), ActorRefs.NoSender);
    }

    private async Task EndAsync()
    {
        if (_over || _ending)
            return;
        _ending = true;
        _input.Stop();
        _deadline.Arm(_given.Proxy.Options.Tunnel.CloseTimeout);
        await _output.FinishAsync();
        _deadline.Disarm();
        Completions?.Close();
        _over = true;
        // The server is done with a request when its answer waits in the pipe: a client that takes none can be cut between two.
        if (!_told && CutReason is { } reason and (TerminationReason.WriteTimeout or TerminationReason.BufferLimit))
            UnreadRequest.Tell(this, null, reason, null, "the client did not take the answers that waited for it");
        _given.Owner.Tell(new HttpEnded(_cut || _output.IsBroken, _input.Reading), ActorRefs.NoSender);
    }

    private void Break()
    {
        if (_over)
            return;
        _cut = true;
        _client.Abort();
        _input.Break();
    }

    private void OnBroken(TransportError error)
    {
        if (error == TransportError.WriteTimeout)
            SetCut(TerminationReason.WriteTimeout);
        Completions?.Close();
        FireClosed();
    }

    /// <summary>The first reason is the one.</summary>
    private void SetCut(TerminationReason reason) => Interlocked.CompareExchange(ref _cutReason, (int)reason, -1);

    private void FireClosed() =>
        ThreadPool.UnsafeQueueUserWorkItem(static closed => closed.Cancel(), _closed, preferLocal: false);
}
