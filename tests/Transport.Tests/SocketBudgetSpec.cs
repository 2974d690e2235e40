using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ActorProxy.Transport.Tests.Support;

namespace ActorProxy.Transport.Tests;

/// <summary>No socket is opened that the budget has no place for, and each gives its place back however it ends.</summary>
public abstract class SocketBudgetSpec : TransportSpec
{
    [Fact]
    public async Task WithoutAPlaceAClientWaitsUntilAnotherIsClosed()
    {
        Sockets.Capacity = 2;
        var accepted = new ConcurrentQueue<Channel>();
        var listener = Listen(accepted.Enqueue);
        await Owned(Peer.New()).ConnectAsync(listener.EndPoint).WaitAsync(Wait.Guard);
        await Wait.Until(() => !accepted.IsEmpty, "the first is accepted");
        await Owned(Peer.New()).ConnectAsync(listener.EndPoint).WaitAsync(Wait.Guard);
        await Wait.Until(() => listener.Pauses > 0, "accepting pauses");
        Assert.Single(accepted);

        Assert.True(accepted.TryDequeue(out var first));
        await On(first.Loop, first.Close);

        await Wait.Until(() =>
        {
            Time.Advance(TimeSpan.FromMilliseconds(100));
            return !accepted.IsEmpty;
        }, "the second is accepted");
        Assert.True(Sockets.Open <= 2);
    }

    [Fact]
    public async Task WhileClientsAreKeptOutTheyWaitAndTheOthersGoOn()
    {
        var accepted = new ConcurrentQueue<Channel>();
        var listener = Listen(accepted.Enqueue);
        Sockets.Suspended = true;
        // One that was waited for already may come in.
        var clients = new List<Socket>();
        for (var i = 0; i < 3; i++)
            clients.Add(Owned(Peer.New()));
        await Task.WhenAll(clients.Select(client => client.ConnectAsync(listener.EndPoint))).WaitAsync(Wait.Guard);
        await Wait.Until(() => listener.Pauses > 0, "accepting pauses");
        Assert.InRange(accepted.Count, 0, 1);

        Sockets.Suspended = false;

        await Wait.Until(() =>
        {
            Time.Advance(TimeSpan.FromMilliseconds(100));
            return accepted.Count == 3;
        }, "all are accepted");
    }

    [Fact]
    public async Task SurplusIsAcceptedToBeToldSo()
    {
        using var transport = Create(new TransportOptions(1, 4096) { Sockets = new SocketBudget { Capacity = 0, AcceptsSurplus = true } },
            Time, Faults.Enqueue);
        var accepted = new TaskCompletionSource<Channel>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listener = transport.Listen(new IPEndPoint(IPAddress.Loopback, 0), new ListenOptions(16, NoKeepAlive),
            accepted.SetResult);
        await Owned(Peer.New()).ConnectAsync(listener.EndPoint).WaitAsync(Wait.Guard);

        Assert.True((await accepted.Task.WaitAsync(Wait.Guard)).IsSurplus);
    }

    [Fact]
    public async Task WithoutAPlaceABackendIsNotConnectedTo()
    {
        using var backend = Peer.NewListener();
        Sockets.Capacity = 0;
        var loop = Transport.Loops[0];

        Assert.Equal(TransportError.ResourcesExhausted, await ErrorOf(() => On(loop, async () =>
        {
            var channel = Transport.CreateChannel(loop, NoKeepAlive);
            try
            {
                await channel.ConnectAsync((IPEndPoint)backend.LocalEndPoint!);
            }
            finally
            {
                channel.Close();
            }
        })));

        Assert.Equal(0, Sockets.Open);
    }

    [Fact]
    public async Task ChannelsAndRelaysGiveTheirPlacesBackHoweverTheyEnd()
    {
        using (var closed = Peer.NewListener())
        {
            var nobody = (IPEndPoint)closed.LocalEndPoint!;
            closed.Dispose();
            await ErrorOf(() => On(Transport.Loops[0], async () =>
            {
                var channel = Transport.CreateChannel(Transport.Loops[0], NoKeepAlive);
                try
                {
                    await channel.ConnectAsync(nobody);
                }
                finally
                {
                    channel.Close();
                }
            }));
        }
        var (aborted, _) = await AcceptAsync();
        var (client, _) = await AcceptAsync();
        var (upstream, _) = await ConnectAsync(client.Loop);
        await Wait.Until(() => (Sockets.Clients, Sockets.Backends) == (2, 1), "two clients and a backend are counted");
        var relay = await On(client.Loop, () => Transport.CreateRelay(client, upstream, new Deaf()));
        Assert.Equal((2, 1), (Sockets.Clients, Sockets.Backends));

        await On(aborted.Loop, () =>
        {
            aborted.Abort();
            aborted.Close();
        });
        await On(client.Loop, () =>
        {
            relay.Start();
            relay.Close(abort: false);
            relay.Close(abort: true);
        });

        await Wait.Until(() => Sockets.Open == 0, "nothing is counted");
    }

    private sealed class Deaf : IRelayHandler
    {
        public int OnBytes(RelaySide from, ReadOnlySpan<byte> bytes) => bytes.Length;

        public void OnEnd(RelaySide side, TransportError error)
        {
        }
    }
}
