using System.IO.Pipelines;
using System.Net;
using ActorProxy.Actors.Connections;
using ActorProxy.Actors.Connections.Exchanges.Clients;
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
    private readonly ServerRefusals _refusals;
    private readonly Channel _client;
    private readonly ClientInput _input;
    private readonly ClientOutput _output;
    private readonly Deadline _deadline;
    private readonly ConnectionMemory _memory;
    private readonly CancellationTokenSource _closed = new(); // has no timer, so it needs no disposal
    private bool _cut;
    private bool _ending; // sending what was written last
    private bool _over; // the channel is its owner's again
    private TerminationReason? _cutReason; // why our own side cut the connection, if it did
    private bool _told; // of that, by a request's event

    /// <summary>Starts to move bytes. Call on the channel's loop.</summary>
    /// <param name="refusals">What the server ends by itself is told there.</param>
    public GatewayConnection(HttpHandOver given, ServerRefusals refusals)
    {
        _given = given;
        _refusals = refusals;
        refusals.Add(this);
        _client = given.Client;
        _deadline = _client.Loop.CreateDeadline(Break);
        Features.Set(this);
        NegotiatedHttp2.SetOn(Features);
        Exchanges = new StreamExchanges(given);
        var limits = given.Proxy.Options.Limits;
        _memory = new ConnectionMemory(_client.Loop.Buffers, given.Proxy.Options.Handshake.MaxHeadSize,
            exceeded: () => _client.Loop.Post(() => Cut(TerminationReason.BufferLimit)));
        Features.Set<IMemoryPoolFeature>(_memory);
        Completions = new ResponseCompletions(_client.Loop, limits.WriteTimeout, late: () => Cut(TerminationReason.WriteTimeout));
        _output = new ClientOutput(_client, given.Proxy.Options.Transport.RelayBuffer,
            new Http2Offer(Heads.MaxHeadBytes, given.AllowsWebSocketStreams), _memory, OnBroken, Completions);
        _input = new ClientInput(_client, given.Bytes, _memory, FireClosed, Completions);
    }

    public HttpHandOver Given => _given;

    public HeadLimits Heads => Exchanges.Limits;

    /// <summary>Completions of the responses.</summary>
    public ResponseCompletions Completions { get; }

    /// <summary>The requests that are being served.</summary>
    public StreamExchanges Exchanges { get; }

    public override string ConnectionId { get => _given.Id; set => throw new NotSupportedException(); }

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    public override IDuplexPipe Transport { get => this; set => throw new NotSupportedException(); }

    public PipeReader Input => _input.Reader;

    public PipeWriter Output => _output.Writer;

    public override CancellationToken ConnectionClosed { get => _closed.Token; set => throw new NotSupportedException(); }

    public override EndPoint? RemoteEndPoint { get => _given.Peer; set => throw new NotSupportedException(); }

    public void Drain()
    {
        // The server's callbacks do not belong on a loop. A connection that it does not know yet ends after its first request.
        ThreadPool.UnsafeQueueUserWorkItem(static c => c.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose(), this,
            preferLocal: false);
    }

    public void Cut(TerminationReason reason, string? id = null)
    {
        if (id is not null && id != _given.Id)
        {
            Exchanges.Cut(reason, id);
            return;
        }
        SetCut(reason);
        Break();
    }

    /// <summary>Sends a frame to the client between those of the server. Call on the loop.</summary>
    /// <returns>Completes on the loop when the client has it; fails where it takes no more.</returns>
    public Task InsertAsync(ReadOnlyMemory<byte> frame) => _output.InsertAsync(frame);

    public override void Abort(ConnectionAbortedException abortReason) => _client.Loop.Post(Break);

    /// <summary>The server is done. What it wrote last is still sent.</summary>
    public override ValueTask DisposeAsync()
    {
        _refusals.Remove(this);
        Input.Complete();
        Output.Complete();
        _memory.Close();
        _client.Loop.Post(() => _ = EndAsync());
        return ValueTask.CompletedTask;
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
        Completions.Close();
        Exchanges.End();
        _over = true;
        // The server is done with a request when its answer waits in the pipe: a client that takes none can be cut between two.
        if (!_told && _cutReason is { } reason and (TerminationReason.WriteTimeout or TerminationReason.BufferLimit))
            Exchanges.Unread(null, reason, null, "the client did not take the answers that waited for it");
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
        Completions.Close();
        FireClosed();
    }

    /// <summary>The first reason is the one.</summary>
    private void SetCut(TerminationReason reason)
    {
        if (_cutReason is not null)
            return;
        _cutReason = reason;
        _told = Exchanges.Count > 0;
        Exchanges.Cut(reason);
    }

    private void FireClosed() =>
        ThreadPool.UnsafeQueueUserWorkItem(static closed => closed.Cancel(), _closed, preferLocal: false);
}
