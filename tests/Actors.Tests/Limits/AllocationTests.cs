using System.Net.Sockets;
using System.Text;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Transport.Epoll;
using Xunit.Abstractions;

namespace ActorProxy.Actors.Tests.Limits;

/// <summary>What a relayed message costs the garbage collector.</summary>
[Collection(SerialCollection.Name)]
public sealed class AllocationTests(ITestOutputHelper output)
{
    private const int WarmUp = 5_000;
    private const int RoundTrips = 100_000;

    // The portable transport has no such promise: awaiting a socket may allocate there.
    [LinuxFact]
    public Task A_message_that_the_epoll_relay_passes_on_allocates_nothing() => AssertNothingIsAllocatedAsync(TransportKind.Epoll);

    [LinuxFact]
    public Task A_message_that_passes_in_the_ring_allocates_nothing() =>
        AssertNothingIsAllocatedAsync(EpollTransport.SupportsUring ? TransportKind.IoUring : TransportKind.Epoll);

    private async Task AssertNothingIsAllocatedAsync(TransportKind transport)
    {
        using var server = new ScriptedBackend();
        var options = TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(server.Url)), transport);
        await using var proxy = await TestProxy.StartAsync(options, time: TimeProvider.System);
        var (client, backend) = Open(proxy, server);
        byte[] up = Frame.FromClient(new string('u', 64)), down = Frame.FromBackend(new string('d', 64)), buffer = new byte[1024];

        RoundTrip(client, backend, up, down, buffer, WarmUp);
        var ours = GC.GetAllocatedBytesForCurrentThread();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        RoundTrip(client, backend, up, down, buffer, RoundTrips);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        ours = GC.GetAllocatedBytesForCurrentThread() - ours;

        var messages = 2.0 * RoundTrips;
        output.WriteLine($"{transport}: {allocated} bytes in {messages:F0} messages: {allocated / messages:F4} bytes a message; {ours} "
            + $"by the test itself");
        Assert.Equal(WarmUp + RoundTrips, Assert.Single((await proxy.ListAsync()).Connections).Traffic.MessagesFromBackend);
        Assert.True(allocated / messages < 1, $"{allocated} bytes were allocated for {messages:F0} messages");
        client.Dispose();
        backend.Dispose();
    }

    /// <summary>
    /// Opens a tunnel without a single asynchronous call: a socket that has seen one allocates in the synchronous ones, too.
    /// </summary>
    private static (Socket Client, Socket Backend) Open(TestProxy proxy, ScriptedBackend server)
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.Connect(proxy.EndPoint);
        client.Send(Encoding.ASCII.GetBytes(Handshakes.Request()));
        var backend = server.Accept();
        ReceiveHead(backend);
        backend.Send(Encoding.ASCII.GetBytes(Handshakes.Switching));
        ReceiveHead(client);
        return (client, backend);
    }

    private static void ReceiveHead(Socket socket)
    {
        var buffer = new byte[4096];
        var length = 0;
        while (!buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
            length += socket.Receive(buffer, length, 1, SocketFlags.None);
    }

    /// <summary>One message there and one back, again and again, without an allocation of its own.</summary>
    private static void RoundTrip(Socket client, Socket backend, byte[] up, byte[] down, byte[] buffer, int times)
    {
        for (var i = 0; i < times; i++)
        {
            client.Send(up);
            Receive(backend, buffer, up.Length);
            backend.Send(down);
            Receive(client, buffer, down.Length);
        }
    }

    private static void Receive(Socket socket, byte[] buffer, int count)
    {
        while (count > 0)
        {
            var read = socket.Receive(buffer, 0, count, SocketFlags.None);
            if (read == 0)
                throw new EndOfStreamException("The tunnel ended in the middle of the test.");
            count -= read;
        }
    }
}
