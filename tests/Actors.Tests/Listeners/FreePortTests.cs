using System.Net;
using System.Net.Sockets;
using ActorProxy.Tests.Harness;

namespace ActorProxy.Actors.Tests.Listeners;

public sealed class FreePortTests
{
    [Fact]
    public void Each_is_another_one_that_the_system_gives_to_nobody_and_that_can_be_listened_on()
    {
        int[] ports = [.. Enumerable.Range(0, 50).AsParallel().Select(_ => FreePort.Next())];

        Assert.Distinct(ports);
        Assert.All(ports, port =>
        {
            Assert.InRange(port, FreePort.First, FreePort.End - 1);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
        });
    }

    [Fact]
    public void One_that_is_held_or_listened_on_is_not_taken()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        Assert.False(FreePort.TryTake(((IPEndPoint)listener.LocalEndpoint).Port));
        Assert.False(FreePort.TryTake(FreePort.Next()));
    }

    [Theory]
    [InlineData("32768\t60999\n", 32_768)]
    [InlineData("15000\t60999\n", 15_000)]
    [InlineData("1024\t65535\n", 32_768)] // no room below
    [InlineData("", 32_768)]
    public void The_system_says_where_its_own_begin(string range, int end) => Assert.Equal(end, FreePort.EndOf(range));
}
