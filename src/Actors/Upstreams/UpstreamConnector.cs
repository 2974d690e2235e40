using System.Net;
using System.Runtime.CompilerServices;
using ActorProxy.Actors.Heads;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Settings;
using ActorProxy.Shared.Termination;
using ActorProxy.Transport;
using ActorProxy.Transport.Tls;

namespace ActorProxy.Actors.Upstreams;

/// <summary>
/// Connects to one backend, by a connection of its own (resolve, connect, PROXY header, TLS) or by a stream of a shared one, all within one
/// deadline. Runs on the loop.
/// </summary>
internal class UpstreamConnector
{
    private readonly IUpstreamContext _node;
    private readonly EventLoop _loop;
    private readonly Deadline _deadline;
    private CancellationTokenSource? _elsewhere; // of what is under way on another thread
    private Channel? _channel;
    private TerminationReason _late = TerminationReason.BackendConnectTimeout;
    private bool _isLate;
    private bool _inTls;
    private bool _cancelled;
    private long _began;

    public UpstreamConnector(IUpstreamContext node, EventLoop loop)
    {
        _node = node;
        _loop = loop;
        _deadline = loop.CreateDeadline(() =>
        {
            _isLate = true;
            _elsewhere?.Cancel();
            _channel?.Abort();
        });
    }

    /// <summary>How long connecting may take at most, and then the answer; null for as long as the node's settings say.</summary>
    public TimeSpan? Most { get; init; }

    /// <summary>How long both may take together; null for as long as any.</summary>
    public TimeSpan? TimeLeft { get; init; }

    /// <summary>How long the answer may take; null for as long as the node's settings say.</summary>
    public TimeSpan? ResponseTimeout { get; init; }

    /// <summary>Our own addresses to connect from, all alike; empty for the kernel's choice.</summary>
    public ValueList<IPAddress> Sources { get; init; } = [];

    protected IUpstreamContext Node => _node;

    /// <summary>Connects. The channel belongs to the caller.</summary>
    /// <param name="proxyHeader">What goes before anything else; empty for nothing.</param>
    /// <exception cref="UpstreamException">It failed; the channel is closed.</exception>
    public async Task<Channel> ConnectAsync(BackendAddress backend, BackendTls tls, ReadOnlyMemory<byte> proxyHeader)
    {
        try
        {
            var channel = await OpenAsync(backend, tls, proxyHeader);
            Given();
            return channel;
        }
        catch (Exception failure) when (Translated(backend, failure) is { } translated)
        {
            throw translated;
        }
        finally
        {
            End();
        }
    }

    /// <summary>Ends the attempt: what is under way fails.</summary>
    public virtual void Cancel()
    {
        _cancelled = true;
        _deadline.Disarm();
        _elsewhere?.Cancel();
        _channel?.Abort();
    }

    /// <summary>Opens the connection. Whoever calls this translates its failures, and calls <see cref="End"/>.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    protected async ValueTask<Channel> OpenAsync(BackendAddress backend, BackendTls tls, ReadOnlyMemory<byte> proxyHeader)
    {
        BeginConnect();
        var channel = await ConnectAsync(backend);
        if (!proxyHeader.IsEmpty)
            await channel.WriteAsync(proxyHeader);
        return backend.Tls ? await SecureAsync(channel, backend, tls) : channel;
    }

    /// <summary>
    /// Asks the backend for a stream of HTTP/2, and waits for its answer. Whoever calls this translates its failures, and calls
    /// <see cref="End"/>.
    /// </summary>
    /// <returns>Null where the backend is to be asked by HTTP/1.1, in the time that is left.</returns>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    protected async ValueTask<StreamAnswer?> OpenStreamAsync(StreamEndpoint endpoint, RequestHead connect)
    {
        BeginConnect();
        var answer = await ElsewhereAsync(ended =>
            _node.Streams.OpenAsync(endpoint, connect, _loop, () => _loop.Post(AwaitAnswer), ended));
        _channel = answer?.Channel;
        if (_isLate || _cancelled)
            throw Ended();
        return answer;
    }

    /// <summary>The connection stands; the backend's answer has a deadline of its own.</summary>
    protected void AwaitAnswer()
    {
        _late = TerminationReason.BackendTimeout;
        _deadline.Arm(Within(ResponseTimeout ?? _node.Handshake.ResponseTimeout));
    }

    /// <summary>Reads heads as the node's limits allow.</summary>
    protected HeadReader Reader(Channel channel) =>
        new(channel, new HeadLimits(_node.Handshake.MaxHeadSize, _node.Handshake.MaxHeaderCount));

    /// <summary>The first head that is no interim one.</summary>
    /// <exception cref="UpstreamException">There is none.</exception>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    protected static async ValueTask<ResponseHead> FinalHeadAsync(HeadReader reader)
    {
        while (true)
        {
            var result = await reader.NextAsync<ResponseHead>(ResponseHeadParser.Parse);
            if (result.IsInvalid)
                throw new UpstreamException(result.Reason, result.Detail);
            if (!result.IsComplete)
                throw new UpstreamException(TerminationReason.BackendReset,
                    "the backend closed the connection before its response head was complete");
            if (!result.Head.IsInterim)
                return result.Head;
        }
    }

    /// <summary>The channel is somebody else's from here on.</summary>
    protected void Given() => _channel = null;

    /// <summary>No deadline goes off any more; a channel that was not given away is closed.</summary>
    protected void End()
    {
        _deadline.Disarm();
        _channel?.Abort();
    }

    /// <summary>What the failure of an attempt is in the vocabulary; null for one that is no failure of the backend.</summary>
    protected UpstreamException? Translated(BackendAddress backend, Exception failure) => failure switch
    {
        TransportException when _isLate => new UpstreamException(_late, $"no answer from {backend} in time"),
        TransportException error => new UpstreamException(ReasonOf(error.Error), error.Message),
        CertificateException error => new UpstreamException(TerminationReason.BackendTlsFailed, error.Message),
        _ => null,
    };

    /// <summary>An attempt that goes on in another way has the time that is left of the first one.</summary>
    private void BeginConnect()
    {
        if (_deadline.IsArmed)
            return;
        _began = _loop.Now;
        _deadline.Arm(Within(_node.Handshake.ConnectTimeout));
    }

    private TimeSpan Within(TimeSpan timeout)
    {
        var within = Most is { } most && most < timeout ? most : timeout;
        return TimeLeft - TimeSpan.FromMilliseconds(_loop.Now - _began) is { } left && left < within ? left : within;
    }

    private TerminationReason ReasonOf(TransportError error) => error switch
    {
        TransportError.Tls => TerminationReason.BackendTlsFailed,
        _ when _inTls => TerminationReason.BackendTlsFailed,
        TransportError.Refused or TransportError.Unreachable => TerminationReason.BackendRefused,
        TransportError.TimedOut => TerminationReason.BackendConnectTimeout,
        TransportError.WriteTimeout => TerminationReason.WriteTimeout,
        TransportError.ResourcesExhausted => TerminationReason.ResourcesExhausted,
        TransportError.PortsExhausted or TransportError.AddressNotAvailable => TerminationReason.PortsExhausted,
        _ => TerminationReason.BackendReset,
    };

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private async ValueTask<Channel> ConnectAsync(BackendAddress backend)
    {
        var addresses = await ResolveAsync(backend);
        var first = Sources.Count > 1 ? Random.Shared.Next(Sources.Count) : 0;
        var ways = addresses.Length * Math.Max(1, Sources.Count);
        for (var way = 0; ; way++)
        {
            if (_isLate || _cancelled)
                throw Ended();
            var address = addresses[way / Math.Max(1, Sources.Count)];
            var source = Sources.IsEmpty ? null : Sources[(first + way) % Sources.Count];
            _channel = _node.Transport.CreateChannel(_loop, _node.ChannelOptions);
            try
            {
                if (source is not null && source.AddressFamily != address.AddressFamily)
                    throw new TransportException(TransportError.PortsExhausted, $"cannot connect from {source} to {address}: one is IPv4");
                await _channel.ConnectAsync(new IPEndPoint(address, backend.Port), source);
                return _channel;
            }
            catch (TransportException error) when (way + 1 < ways && error.Error is TransportError.Refused
                or TransportError.Unreachable or TransportError.PortsExhausted or TransportError.AddressNotAvailable)
            {
                _channel.Close();
            }
        }
    }

    private async ValueTask<Channel> SecureAsync(Channel channel, BackendAddress backend, BackendTls options)
    {
        _inTls = true;
        _channel = await TlsChannel.ConnectAsync(channel, _node.Tls.Of(options).For(backend));
        _inTls = false;
        return _channel;
    }

    /// <summary>The system's resolver knows no deadline of ours: it is left to itself when its answer comes too late.</summary>
    private ValueTask<IPAddress[]> ResolveAsync(BackendAddress backend)
    {
        var answer = _node.Resolver.ResolveAsync(backend);
        return answer.IsCompletedSuccessfully ? answer : AwaitAsync(answer.AsTask());
    }

    private ValueTask<IPAddress[]> AwaitAsync(Task<IPAddress[]> answer) => ElsewhereAsync(answer.WaitAsync);

    /// <summary>Waits for what is done on other threads, unless the attempt ends before.</summary>
    private async ValueTask<T> ElsewhereAsync<T>(Func<CancellationToken, Task<T>> work)
    {
        _elsewhere = new CancellationTokenSource();
        try
        {
            return await work(_elsewhere.Token);
        }
        catch (OperationCanceledException)
        {
            throw Ended();
        }
        finally
        {
            await _loop.Enter();
            _elsewhere = null;
        }
    }

    private static TransportException Ended() => new(TransportError.Aborted, "ended before the backend was connected");
}
