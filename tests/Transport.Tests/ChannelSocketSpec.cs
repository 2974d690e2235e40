using ActorProxy.Transport.Tests.Support;

namespace ActorProxy.Transport.Tests;

/// <summary>What a channel knows and sets of its socket. <see cref="ChannelSpec"/> has what moves.</summary>
public abstract class ChannelSocketSpec : TransportSpec
{
    private EventLoop Loop => Transport.Loops[0];

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
        Assert.True(HasKeepAliveTimer((await ConnectAsync(Loop, asked)).Channel));
        Assert.False(HasKeepAliveTimer((await AcceptAsync()).Channel));
        Assert.False(HasKeepAliveTimer((await ConnectAsync(Loop)).Channel));

        // Columns of proc(5): local and remote address, state, queues, then the timer: "02:" is keepalive.
        bool HasKeepAliveTimer(Channel channel)
        {
            var (local, remote) = On(channel.Loop, () => (channel.LocalEndPoint!, channel.RemoteEndPoint!)).Result;
            var row = File.ReadLines("/proc/net/tcp").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Single(columns => columns[1].EndsWith($":{local.Port:X4}") && columns[2].EndsWith($":{remote.Port:X4}"));
            return row[5].StartsWith("02:");
        }
    }
}
