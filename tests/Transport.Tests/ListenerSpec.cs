using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
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
        var listener = Listen(accepted.SetResult);
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

    [LinuxFact("it lowers RLIMIT_NOFILE")]
    public async Task WithoutDescriptorsAcceptingPausesAndEverythingElseLives()
    {
        var accepted = new ConcurrentQueue<Channel>();
        var listener = Listen(accepted.Enqueue);
        var (standing, standingPeer) = await AcceptAsync();
        using var elsewhere = Peer.NewListener(backlog: 64);
        using var closed = Peer.New();
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var clients = new Queue<Socket>(Enumerable.Range(0, 8).Select(_ => Owned(Peer.New())));
        var fillers = new List<Socket>();
        // The runtime aborts where it needs a descriptor and finds none, as for an assembly: what happens without any has
        // happened before, and awaits nothing.
        Assert.Equal(TransportError.Refused, ErrorOfConnect((IPEndPoint)closed.LocalEndPoint!));
        Assert.Null(TryNew(AddressFamily.Unknown));
        Echo();
        Turn();

        // Others in the process have a descriptor for a moment now and then, as the runtime when it reads a file: it comes free
        // behind the filling. These two do so for certain.
        var passing = new Queue<Socket>([Peer.New(), Peer.New()]);
        Socket client;
        TransportError connectError;
        using (new DescriptorLimit(spare: 20))
        {
            int before;
            do
            {
                TakeAll();
                (client, before) = (clients.Dequeue(), accepted.Count);
                client.Connect(listener.EndPoint);
                // An accept that finds no descriptor pauses before it sees whether anybody waits: the one before may have got through.
                Assert.True(SpinWait.SpinUntil(() => accepted.Count > before || listener.Pauses > 0, Wait.Guard));
                Turn();
            }
            while (accepted.Count > before);
            Echo();
            do
            {
                TakeAll();
                connectError = ErrorOfConnect((IPEndPoint)elsewhere.LocalEndPoint!);
            }
            while (connectError == TransportError.None);
            Assert.Equal(before, accepted.Count);
            foreach (var filler in fillers)
                filler.Dispose();
        }
        Assert.Equal(TransportError.ResourcesExhausted, connectError);
        var early = accepted.Count;
        await Wait.Until(() =>
        {
            Time.Advance(TimeSpan.FromMilliseconds(100));
            return accepted.Count > early;
        }, "accepting goes on");
        Assert.Equal(client.LocalEndPoint, accepted.Last().RemoteEndPoint);

        void TakeAll()
        {
            while (TryNew(AddressFamily.InterNetwork) is { } filler)
                fillers.Add(filler);
            if (passing.TryDequeue(out var passed))
                passed.Dispose();
        }

        static Socket? TryNew(AddressFamily family)
        {
            try
            {
                return new Socket(family, SocketType.Stream, ProtocolType.Tcp);
            }
            catch (SocketException)
            {
                return null; // none left: what this is for
            }
        }

        TransportError ErrorOfConnect(IPEndPoint endPoint)
        {
            using var done = new ManualResetEventSlim();
            var error = TransportError.None;
            standing.Loop.Post(async () =>
            {
                var channel = Transport.CreateChannel(standing.Loop, NoKeepAlive);
                try
                {
                    await channel.ConnectAsync(endPoint);
                }
                catch (TransportException failure)
                {
                    error = failure.Error;
                }
                channel.Close();
                done.Set();
            });
            Assert.True(done.Wait(Wait.Guard));
            return error;
        }

        void Echo()
        {
            using var done = new ManualResetEventSlim();
            standingPeer.Send("ping"u8);
            standing.Loop.Post(async () =>
            {
                var buffer = new byte[4];
                var read = await standing.ReadAsync(buffer);
                await standing.WriteAsync(buffer.AsMemory(0, read));
                done.Set();
            });
            Assert.True(done.Wait(Wait.Guard));
            var echoed = new byte[4];
            Assert.Equal(4, standingPeer.Receive(echoed));
            Assert.Equal("ping"u8.ToArray(), echoed);
        }

        // Each loop has looked at its sockets between the two.
        void Turn()
        {
            using var done = new CountdownEvent(Transport.Loops.Count);
            foreach (var loop in Transport.Loops)
                loop.Post(() => loop.Post(() => done.Signal()));
            Assert.True(done.Wait(Wait.Guard));
        }
    }

    private IListener Listen(IPEndPoint endPoint) =>
        Owned(Transport.Listen(endPoint, new ListenOptions(16, NoKeepAlive), _ => { }));
}
