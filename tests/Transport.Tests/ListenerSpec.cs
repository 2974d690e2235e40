using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ActorProxy.Tests.Harness;
using ActorProxy.Transport.Tests.Support;

namespace ActorProxy.Transport.Tests;

public abstract class ListenerSpec : TransportSpec
{
    [Fact]
    public async Task PortZeroPicksAPortThatConnectionsReach()
    {
        var accepted = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var listener = Listen(channel => accepted.SetResult(channel.Loop.InLoop));
        Assert.Equal(IPAddress.Loopback, listener.EndPoint.Address);
        Assert.NotEqual(0, listener.EndPoint.Port);
        await Owned(Peer.New()).ConnectAsync(listener.EndPoint).WaitAsync(Wait.Guard);
        Assert.True(await accepted.Task.WaitAsync(Wait.Guard));
    }

    [Fact]
    public async Task ListensOnIPv6()
    {
        if (!Socket.OSSupportsIPv6)
            return;
        var accepted = new TaskCompletionSource<Channel>(TaskCreationOptions.RunContinuationsAsynchronously);
        var listener = Owned(Transport.Listen(new IPEndPoint(IPAddress.IPv6Loopback, 0), new ListenOptions(16, NoKeepAlive),
            accepted.SetResult));
        var peer = Owned(new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp));
        await peer.ConnectAsync(listener.EndPoint).WaitAsync(Wait.Guard);
        Assert.Equal(peer.LocalEndPoint, (await accepted.Task.WaitAsync(Wait.Guard)).RemoteEndPoint);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task AnyAddressOfIPv6IsAnyOfIPv4Too(string address)
    {
        if (!Socket.OSSupportsIPv6)
            return;
        var accepted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var listener = Owned(Transport.Listen(new IPEndPoint(IPAddress.IPv6Any, 0), new ListenOptions(16, NoKeepAlive),
            _ => accepted.SetResult()));
        var to = new IPEndPoint(IPAddress.Parse(address), listener.EndPoint.Port);
        var peer = Owned(new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        await peer.ConnectAsync(to).WaitAsync(Wait.Guard);
        await accepted.Task.WaitAsync(Wait.Guard);
    }

    [Fact]
    public async Task AStormOfConnectionsIsAcceptedWholeAndSpreadOverTheLoops()
    {
        const int Count = 2_000;
        var accepted = new ConcurrentQueue<Channel>();
        var listener = Listen(channel =>
        {
            accepted.Enqueue(channel);
            _ = channel.WriteAsync("!"u8.ToArray()).AsTask();
        });
        var peers = Enumerable.Range(0, Count).Select(_ => Owned(Peer.New())).ToArray();
        await Task.WhenAll(peers.Select(peer => peer.ConnectAsync(listener.EndPoint).WaitAsync(Wait.Guard)));
        await Task.WhenAll(peers.Select(peer => peer.ReceiveExactlyAsync(1)));
        Assert.Equal(Count, accepted.Count);
        Assert.Equal(Count, accepted.Select(channel => channel.RemoteEndPoint).Distinct().Count());
        Assert.All(Transport.Loops, loop => Assert.InRange(accepted.Count(channel => channel.Loop == loop), Count / 4, Count));
        foreach (var channel in accepted)
            channel.Loop.Post(channel.Close);
        await RoundTripsAsync();
    }

    [Fact]
    public async Task AListenerMayBeginPaused()
    {
        var accepted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var listener = Owned(Transport.Listen(new IPEndPoint(IPAddress.Loopback, 0), new ListenOptions(16, NoKeepAlive) { IsPaused = true },
            _ => accepted.SetResult()));
        await Owned(Peer.New()).ConnectAsync(listener.EndPoint).WaitAsync(Wait.Guard);
        await AcceptAsync();
        await RoundTripsAsync();
        Assert.False(accepted.Task.IsCompleted);
        listener.Resume();
        await accepted.Task.WaitAsync(Wait.Guard);
    }

    [Fact]
    public async Task OtherSettingsAreThoseOfWhoIsAcceptedThen()
    {
        var accepted = new TaskCompletionSource<Channel>(TaskCreationOptions.RunContinuationsAsynchronously);
        var listener = Listen(accepted.SetResult);
        listener.Take(new ListenOptions(32, Timed));
        await RoundTripsAsync();

        var peer = Owned(Peer.New());
        await peer.ConnectAsync(listener.EndPoint).WaitAsync(Wait.Guard);
        var channel = await accepted.Task.WaitAsync(Wait.Guard);
        var written = new TaskCompletionSource<Task>(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.Loop.Post(() => written.SetResult(channel.WriteAsync(new byte[64 << 20]).AsTask())); // more than the kernel takes
        var writing = await written.Task.WaitAsync(Wait.Guard);
        await RoundTripsAsync();
        await PassWriteTimeoutsAsync(() => writing.IsCompleted);

        var failure = await Assert.ThrowsAsync<TransportException>(() => writing.WaitAsync(Wait.Guard));
        Assert.Equal(TransportError.WriteTimeout, failure.Error);
    }

    [Fact]
    public async Task APausedListenerLeavesConnectionsInTheBacklogUntilItGoesOn()
    {
        var accepted = 0;
        var listener = Listen(_ => Interlocked.Increment(ref accepted));
        listener.Pause();
        listener.Pause();
        await RoundTripsAsync();
        for (var i = 0; i < 10; i++)
            await Owned(Peer.New()).ConnectAsync(listener.EndPoint).WaitAsync(Wait.Guard);
        // Another listener of the same loops takes later ones meanwhile.
        await AcceptAsync();
        await AcceptAsync();
        await RoundTripsAsync();
        Assert.Equal(0, Volatile.Read(ref accepted));
        listener.Resume();
        listener.Resume();
        await Wait.Until(() => Volatile.Read(ref accepted) == 10, "the waiting ones are accepted");
        await Owned(Peer.New()).ConnectAsync(listener.EndPoint).WaitAsync(Wait.Guard);
        await Wait.Until(() => Volatile.Read(ref accepted) == 11, "new ones are accepted");
        Assert.Equal(0, listener.Pauses);
    }

    [Fact]
    public async Task ADisposedListenerRefusesNewConnectionsAndLeavesAcceptedOnesAlone()
    {
        var accepted = new TaskCompletionSource<Channel>(TaskCreationOptions.RunContinuationsAsynchronously);
        var listener = Owned(Transport.Listen(new IPEndPoint(IPAddress.Loopback, FreePort.Next()), new ListenOptions(16, NoKeepAlive),
            accepted.SetResult));
        var peer = Owned(Peer.New());
        await peer.ConnectAsync(listener.EndPoint).WaitAsync(Wait.Guard);
        var channel = await accepted.Task.WaitAsync(Wait.Guard);
        listener.Dispose();
        listener.Dispose();
        listener.Pause();
        listener.Resume();
        await RoundTripsAsync();
        var refused = await Assert.ThrowsAsync<SocketException>(() => Peer.New().ConnectAsync(listener.EndPoint).WaitAsync(Wait.Guard));
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        await On(channel.Loop, () => channel.WriteAsync("here"u8.ToArray()));
        Assert.Equal("here"u8.ToArray(), await peer.ReceiveExactlyAsync(4));
    }

    [Fact]
    public void AnAddressThatIsTakenIsInUse()
    {
        using var other = Peer.NewListener();
        var failure = Assert.Throws<TransportException>(() => Listen((IPEndPoint)other.LocalEndPoint!));
        Assert.Equal(TransportError.AddressInUse, failure.Error);
        Assert.Contains(other.LocalEndPoint!.ToString()!, failure.Message);
    }

    [Fact]
    public void AnAddressThatThisTransportListensOnIsInUse()
    {
        var first = Listen(_ => { });
        Assert.Equal(TransportError.AddressInUse, Assert.Throws<TransportException>(() => Listen(first.EndPoint)).Error);
    }

    [Fact]
    public void AnAddressOfAnotherMachineIsNotAvailable()
    {
        // RFC 5737: documentation only, nobody's.
        var failure = Assert.Throws<TransportException>(() => Listen(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0)));
        Assert.Equal(TransportError.AddressNotAvailable, failure.Error);
    }

    [Fact]
    public async Task ItIsClosedWhenNobodyCanConnectAnyMore()
    {
        var listener = Listen(_ => { });
        // A loop that has something else to do closes its socket later.
        var goOn = await HoldAsync(Transport.Loops[1]);

        listener.Dispose();
        listener.Dispose();
        var connected = 0;
        while (!listener.Closed.IsCompleted && connected < 100)
        {
            using var early = Peer.New();
            // Sockets of one address share its clients by a hash: while one is open, some get through.
            connected += await TryConnectAsync(early, listener.EndPoint) ? 1 : 0;
            if (connected > 0)
                goOn();
        }
        goOn();
        await listener.Closed.WaitAsync(Wait.Guard);

        using var late = Peer.New();
        Assert.False(await TryConnectAsync(late, listener.EndPoint));
    }

    [Fact]
    public async Task AnOwnerThatThrowsIsReportedAndAcceptingGoesOn()
    {
        var calls = 0;
        var listener = Listen(_ =>
        {
            if (Interlocked.Increment(ref calls) == 1)
                throw new InvalidOperationException("defect");
        });
        var first = Owned(Peer.New()).ConnectAsync(listener.EndPoint);
        await Wait.Until(() => !Faults.IsEmpty, "the fault is reported");
        // The channel that nobody took may be reset before its peer has looked: either outcome is right.
        await Task.WhenAny(first).WaitAsync(Wait.Guard);
        for (var i = 0; i < 4; i++)
            await Owned(Peer.New()).ConnectAsync(listener.EndPoint).WaitAsync(Wait.Guard);
        await Wait.Until(() => Volatile.Read(ref calls) == 5, "the others are accepted");
        Assert.True(Faults.TryDequeue(out var fault));
        Assert.Equal("defect", fault.Message);
    }

    private static async Task<bool> TryConnectAsync(Socket socket, IPEndPoint endPoint)
    {
        try
        {
            await socket.ConnectAsync(endPoint).WaitAsync(Wait.Guard);
            return true;
        }
        catch (SocketException refused)
        {
            // Reset: it was in the backlog of a socket that is closed.
            Assert.Contains(refused.SocketErrorCode, new[] { SocketError.ConnectionRefused, SocketError.ConnectionReset });
            return false;
        }
    }

    private IListener Listen(IPEndPoint endPoint) =>
        Owned(Transport.Listen(endPoint, new ListenOptions(16, NoKeepAlive), _ => { }));
}
