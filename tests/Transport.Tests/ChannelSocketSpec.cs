using System.Net;
using ActorProxy.Transport.Tests.Support;

namespace ActorProxy.Transport.Tests;

/// <summary>What a channel knows and sets of its socket. <see cref="ChannelSpec"/> has what moves.</summary>
public abstract class ChannelSocketSpec : TransportSpec
{
    private EventLoop Loop => Transport.Loops[0];

    [Fact]
    public async Task WhatIsThereInPlentyIsReadInTurnsWithTheLoopsOtherWork()
    {
        const int Size = 128;
        var (channel, peer) = await AcceptAsync();
        await peer.SendAllAsync(new byte[64 * 1024]);
        var (reads, readsBefore) = (0, -1);

        await On(channel.Loop, async () =>
        {
            // All of it lies in the socket: no read has to wait.
            channel.Loop.Post(() => readsBefore = reads);
            var buffer = new byte[Size];
            for (var left = 64 * 1024; left > 0; reads++)
                left -= await channel.ReadAsync(buffer);
        });

        // The portable transport reads ahead, and gives what it has.
        Assert.InRange(readsBefore, 0, Math.Max(EventLoop.MaxReadsAtOnce, 16 * 1024 / Size));
        Assert.True(reads >= 64 * 1024 / Size);
        await On(channel.Loop, channel.Close);
    }

    [Fact]
    public async Task KnowsBothAddresses()
    {
        var (accepted, client) = await AcceptAsync();
        Assert.Equal(client.LocalEndPoint, accepted.RemoteEndPoint);
        Assert.Equal(client.RemoteEndPoint, await On(accepted.Loop, () => accepted.LocalEndPoint));
        var (connected, server) = await ConnectAsync(Loop);
        Assert.Equal(server.LocalEndPoint, connected.RemoteEndPoint);
        Assert.Equal(server.RemoteEndPoint, await On(Loop, () => connected.LocalEndPoint));
    }

    [LinuxFact("it is /proc/net/tcp that shows the timers")]
    public async Task KeepAliveIsOnWhereItIsAskedFor()
    {
        var asked = new ChannelOptions(TimeSpan.FromSeconds(60));
        Assert.True(HasKeepAliveTimer((await AcceptAsync(asked)).Channel));
        var (connected, without) = ((await ConnectAsync(Loop, asked)).Channel, (await ConnectAsync(Loop)).Channel);
        Assert.False(HasKeepAliveTimer((await AcceptAsync()).Channel));
        // Before a connection is as old as it may be idle, it makes no difference.
        await PassAsync(asked.KeepAlive + TimeSpan.FromSeconds(1));
        Assert.True(HasKeepAliveTimer(connected));
        Assert.False(HasKeepAliveTimer(without));

        bool HasKeepAliveTimer(Channel channel)
        {
            var (local, remote) = On(channel.Loop, () => (channel.LocalEndPoint!, channel.RemoteEndPoint!)).Result;
            string[]? row;
            do
                row = RowOf(local, remote, File.ReadLines("/proc/net/tcp"));
            while (row is null);
            return row[5].StartsWith("02:");
        }
    }

    [Fact]
    public void ARowIsThatOfBothAddressesHoweverOftenItComes()
    {
        // Others have the same ports on other addresses; and the table is read in parts while sockets come and go, so that a row
        // may come twice, or not at all.
        const string Other = "1: 0200007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000",
            Wanted = "2: 0100007F:1F90 0100007F:C350 01 00000000:00000000 02:000005DC";
        var (local, remote) = (IPEndPoint.Parse("127.0.0.1:8080"), IPEndPoint.Parse("127.0.0.1:50000"));
        Assert.Equal("2:", RowOf(local, remote, [Other, Wanted, Wanted])![0]);
        Assert.Null(RowOf(local, remote, [Other]));
    }

    /// <summary>Columns of proc(5): local and remote address, state, queues, then the timer: "02:" is keepalive.</summary>
    private static string[]? RowOf(IPEndPoint local, IPEndPoint remote, IEnumerable<string> table) => table
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .FirstOrDefault(columns => columns[1] == Hex(local) && columns[2] == Hex(remote));

    /// <summary>The address as the kernel has it in memory, read as a number of this machine.</summary>
    private static string Hex(IPEndPoint endPoint) => $"{BitConverter.ToUInt32(endPoint.Address.GetAddressBytes()):X8}:{endPoint.Port:X4}";
}
