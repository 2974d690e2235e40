using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ActorProxy.Transport.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Transport.Tests;

/// <summary>What the specifications of all features share: one transport of two loops on a clock that tests move.</summary>
public abstract class TransportSpec : IDisposable
{
    protected static readonly ChannelOptions NoKeepAlive = new(TimeSpan.Zero);

    protected static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Of channels whose peers may take nothing for so long.</summary>
    protected static readonly ChannelOptions Timed = NoKeepAlive with { WriteTimeout = WriteTimeout };

    protected const int BufferLimit = 64 * 1024 * 1024;

    private readonly List<IDisposable> _owned = [];

    protected TransportSpec()
    {
        Transport = Create(new TransportOptions(Loops: 2, RelayBuffer: 64 * 1024) { Buffers = Buffers, Sockets = Sockets,
            Running = Running }, Time, Faults.Enqueue);
    }

    protected BufferBudget Buffers { get; } = new(BufferLimit);

    /// <summary>Without a limit, until a test sets one.</summary>
    protected SocketBudget Sockets { get; } = new();

    protected FakeTimeProvider Time { get; } = new();

    /// <summary>By which the loops notice that they stood still. However slow the machine is, they do so where a test says.</summary>
    protected FakeTimeProvider Running { get; } = new();

    protected ITransport Transport { get; }

    /// <summary>What the transport reported. A test that expects a fault takes it out.</summary>
    protected ConcurrentQueue<Exception> Faults { get; } = new();

    protected abstract ITransport Create(TransportOptions options, TimeProvider time, Action<Exception> onFault);

    public virtual void Dispose()
    {
        foreach (var owned in _owned)
            owned.Dispose();
        Transport.Dispose();
        Assert.Empty(Faults);
        GC.SuppressFinalize(this);
    }

    protected T Owned<T>(T disposable)
        where T : IDisposable
    {
        _owned.Add(disposable);
        return disposable;
    }

    /// <summary>Runs a piece of code on a loop, to its end.</summary>
    protected static Task<T> On<T>(EventLoop loop, Func<ValueTask<T>> body)
    {
        var ended = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Post(async () =>
        {
            try
            {
                ended.SetResult(await body());
            }
            catch (Exception failure)
            {
                ended.SetException(failure);
            }
        });
        return ended.Task.WaitAsync(Wait.Guard);
    }

    protected static Task On(EventLoop loop, Func<ValueTask> body) => On(loop, async () =>
    {
        await body();
        return true;
    });

    protected static Task<T> On<T>(EventLoop loop, Func<T> body) => On(loop, () => ValueTask.FromResult(body()));

    protected static Task On(EventLoop loop, Action body) => On(loop, () =>
    {
        body();
        return ValueTask.CompletedTask;
    });

    /// <summary>Completes when the loop stands still, as that of a process does which is stopped, until the result is called.</summary>
    protected static async Task<Action> HoldAsync(EventLoop loop)
    {
        var still = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // Needs no disposal, which the loop would have to be waited for with.
        var goOn = new TaskCompletionSource();
        loop.Post(() =>
        {
            still.SetResult();
            goOn.Task.Wait(Wait.Guard);
        });
        await still.Task.WaitAsync(Wait.Guard);
        return () => goOn.TrySetResult();
    }

    /// <summary>Returns when every loop has run what was posted and signalled to it before.</summary>
    protected async Task RoundTripsAsync()
    {
        for (var i = 0; i < 5; i++)
        {
            foreach (var loop in Transport.Loops)
                await On(loop, () => { });
        }
    }

    /// <summary>Moves the clock on, and lets the loops see it.</summary>
    protected async Task PassAsync(TimeSpan time)
    {
        Time.Advance(time);
        await RoundTripsAsync();
    }

    /// <summary>The write time-out, and perhaps once more: the kernel may have room for a few bytes of which it does not tell.</summary>
    protected async Task PassWriteTimeoutsAsync(Func<bool> until)
    {
        for (var i = 0; i < 5 && !until(); i++)
            await PassAsync(WriteTimeout + TimeSpan.FromSeconds(1));
    }

    protected IListener Listen(Action<Channel> onAccepted, ChannelOptions? options = null) =>
        Owned(Transport.Listen(new IPEndPoint(IPAddress.Loopback, 0), new ListenOptions(4096, options ?? NoKeepAlive), onAccepted));

    /// <summary>An accepted channel and the plain socket at its other end.</summary>
    protected virtual async Task<(Channel Channel, Socket Peer)> AcceptAsync(ChannelOptions? options = null, int? peerReceiveBuffer = null)
    {
        var accepted = new TaskCompletionSource<Channel>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listener = Transport.Listen(new IPEndPoint(IPAddress.Loopback, 0), new ListenOptions(16, options ?? NoKeepAlive),
            accepted.SetResult);
        var peer = Owned(Peer.New());
        if (peerReceiveBuffer is { } size)
            peer.ReceiveBufferSize = size;
        await peer.ConnectAsync(listener.EndPoint).WaitAsync(Wait.Guard);
        return (await accepted.Task.WaitAsync(Wait.Guard), peer);
    }

    /// <summary>A channel that connected to a plain socket, and that socket.</summary>
    protected virtual async Task<(Channel Channel, Socket Peer)> ConnectAsync(
        EventLoop loop, ChannelOptions? options = null, int? peerReceiveBuffer = null)
    {
        using var listener = Peer.NewListener();
        if (peerReceiveBuffer is { } size)
            listener.ReceiveBufferSize = size;
        var channel = await On(loop, async () =>
        {
            var connecting = Transport.CreateChannel(loop, options ?? NoKeepAlive);
            await connecting.ConnectAsync((IPEndPoint)listener.LocalEndPoint!);
            return connecting;
        });
        var peer = Owned(await listener.AcceptAsync().WaitAsync(Wait.Guard));
        peer.NoDelay = true;
        return (channel, peer);
    }

    protected static async Task<TransportError> ErrorOf(Func<Task> call) => (await Assert.ThrowsAsync<TransportException>(call)).Error;
}
