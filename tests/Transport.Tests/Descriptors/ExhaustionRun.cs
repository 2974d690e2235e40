using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ActorProxy.Transport.Epoll;
using ActorProxy.Transport.Sockets;
using ActorProxy.Transport.Tests.Support;

namespace ActorProxy.Transport.Tests.Descriptors;

/// <summary>
/// A transport whose process has no descriptor left. Its process must be its own: the runtime needs one to start a thread, and
/// ends with "Out of memory." where it finds none, whichever thread that is.
/// </summary>
internal abstract class ExhaustionRun : TransportSpec
{
    /// <summary>Accepting pauses, everything else lives.</summary>
    public async Task RunAsync()
    {
        var accepted = new ConcurrentQueue<Channel>();
        var listener = Listen(accepted.Enqueue);
        var (standing, standingPeer) = await AcceptAsync();
        using var elsewhere = Peer.NewListener(backlog: 64);
        using var closed = Peer.New();
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var clients = new Queue<Socket>(Enumerable.Range(0, 8).Select(_ => Owned(Peer.New())));
        var fillers = new List<Socket>();
        // The runtime needs a descriptor for an assembly: what happens without any has happened before, and awaits nothing.
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

    public sealed class OfEpoll : ExhaustionRun
    {
        protected override ITransport Create(TransportOptions options, TimeProvider time, Action<Exception> onFault) =>
            new EpollTransport(options, time, onFault);
    }

    public sealed class OfSockets : ExhaustionRun
    {
        protected override ITransport Create(TransportOptions options, TimeProvider time, Action<Exception> onFault) =>
            new SocketTransport(options, time, onFault);
    }
}
