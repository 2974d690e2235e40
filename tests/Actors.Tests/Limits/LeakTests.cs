using System.Diagnostics;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;
using Traffic = ActorProxy.Actors.Accounting.Traffic;
using Xunit.Abstractions;

namespace ActorProxy.Actors.Tests.Limits;

/// <summary>Thousands of clients that go away in every phase of a connection: afterwards nothing is left of them.</summary>
[Collection(SerialCollection.Name)]
public sealed class LeakTests(ITestOutputHelper output)
{
    private const int Batch = 420;
    private const int BatchesPerCase = 2;

    private static readonly byte[] Half = Frame.FromClient(new string('x', 300))[..100];

    private enum Phase
    {
        BeforeAnyByte,
        InsideTheHead,
        WhileTheBackendIsSilent,
        Tunnel,
        InsideAFrame,
        AfterClose,
    }

    [Theory]
    [InlineData(TransportKind.Auto)]
    [InlineData(TransportKind.Sockets)]
    public async Task Clients_that_leave_in_any_phase_leave_nothing_behind(TransportKind transport)
    {
        using var backend = new EchoBackend();
        var options = TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(backend.Url)), transport);
        await using var proxy = await TestProxy.StartAsync(options, time: TimeProvider.System);
        await RunAsync(proxy, backend, Phase.Tunnel, reset: false, clients: 10); // what is made once is made now
        var descriptors = await SettleAsync(proxy, backend, int.MaxValue);
        var started = Stopwatch.StartNew();
        var opened = 10;
        var clients = 10;

        foreach (var phase in Enum.GetValues<Phase>())
        {
            foreach (var reset in (bool[])[false, true])
            {
                for (var batch = 0; batch < BatchesPerCase; batch++)
                {
                    await RunAsync(proxy, backend, phase, reset, Batch);
                    clients += Batch;
                    opened += phase >= Phase.Tunnel ? Batch : 0;
                }
                await SettleAsync(proxy, backend, descriptors);
            }
        }

        // Fewer where a socket of an earlier test was still open at the start.
        Assert.InRange(Descriptors(), 0, descriptors);
        Assert.Empty(await proxy.ConnectionActorsAsync());
        Assert.Empty((await proxy.ListAsync()).Connections);
        Assert.Equal(0, proxy.Active);
        Assert.Equal(opened, proxy.Log.All.OfType<OpenedEvent>().Count());
        var closed = proxy.Log.All.OfType<ClosedEvent>().ToArray();
        Assert.Equal(opened, closed.Length);
        Assert.Equal(closed.Aggregate(default(Traffic), (sum, e) => sum + e.Traffic), proxy.Node.Metrics.Total);
        Assert.Equal(clients - opened, proxy.Log.All.OfType<RefusedRequest>().Count(r => r.Reason == TerminationReason.ClientLost));
        output.WriteLine($"{transport}: {clients} clients, {descriptors} descriptors before and after, "
            + $"{started.Elapsed.TotalSeconds:F1} s");
    }

    /// <summary>Brings this many clients into the phase, all at a time, and then ends them all.</summary>
    private static async Task RunAsync(TestProxy proxy, EchoBackend backend, Phase phase, bool reset, int clients)
    {
        var before = backend.Accepted;
        var peers = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => BringAsync(proxy, phase)));
        if (phase == Phase.WhileTheBackendIsSilent)
            await Wait.UntilAsync(() => backend.Accepted == before + clients, "all connections at the backend");
        foreach (var peer in peers)
        {
            if (reset)
                peer.Reset();
            else
                peer.Dispose();
        }
    }

    private static async Task<Peer> BringAsync(TestProxy proxy, Phase phase)
    {
        var peer = await proxy.ConnectAsync();
        if (phase == Phase.InsideTheHead)
            await peer.SendAsync("GET / HTTP/1.1\r\nHost: exam");
        if (phase == Phase.WhileTheBackendIsSilent)
            await peer.SendAsync(Handshakes.Request(EchoBackend.SilentPath));
        if (phase < Phase.Tunnel)
            return peer;
        await peer.SendAsync(Handshakes.Request());
        Assert.Equal(101, (await peer.ReadHeadAsync()).Status);
        if (phase == Phase.InsideAFrame)
        {
            await peer.SendAsync(Half);
            await peer.ReadAsync(Half.Length);
        }
        if (phase == Phase.AfterClose)
        {
            await peer.SendAsync(Frame.CloseFromClient(1000));
            Assert.True((await peer.ReadFrameAsync()).IsClose);
        }
        return peer;
    }

    /// <summary>Waits until the connections' sockets and actors are gone, and returns how many descriptors are open.</summary>
    private static async Task<int> SettleAsync(TestProxy proxy, EchoBackend backend, int descriptors)
    {
        await Wait.UntilAsync(() => backend.Open == 0, "no open connection at the backend");
        await proxy.DrainedAsync();
        await Wait.UntilAsync(() => Descriptors() <= descriptors, $"{descriptors} descriptors again");
        return Descriptors();
    }

    /// <summary>Descriptors of sockets of this process: others come and go with the runtime's own files.</summary>
    private static int Descriptors() => System.IO.Directory.EnumerateFileSystemEntries("/proc/self/fd").Count(IsSocket);

    private static bool IsSocket(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) ?? false;
        }
        catch (IOException)
        {
            return false; // gone since it was listed
        }
    }
}
