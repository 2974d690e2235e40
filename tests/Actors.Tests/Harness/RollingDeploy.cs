using System.Net;
using ActorProxy.Actors.Backends.Sources;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies.RouteChanges;
using ActorProxy.Tests.Harness;

namespace ActorProxy.Actors.Tests.Harness;

/// <summary>
/// The backends that a source tells of are replaced one after another, as a deploy does it: no handshake fails, and the tunnels of what
/// leaves are drained, and no others.
/// </summary>
internal sealed class RollingDeploy
{
    private const int Count = 3;
    private const int TunnelsOfEach = 4;
    private static readonly TimeSpan Over = TimeSpan.FromSeconds(4);

    private IPAddress[] _addresses = [.. Enumerable.Range(1, Count).Select(Address)];

    /// <summary>Of all backends; all of 127.0.0.0/8 is a Linux machine's.</summary>
    public int Port { get; } = FreePort.Next();

    /// <param name="backend">Stands for what is published.</param>
    /// <param name="publish">Tells the source which addresses there are from now on.</param>
    public async Task RunAsync(
        Backend backend, Action<IPAddress[]> publish, Func<ProxyOptions, ProxyOptions>? with = null, IEndpointSource? slices = null)
    {
        publish(_addresses);
        var backends = Enumerable.Range(1, Count).Select(Start).ToList();
        var route = TestRoutes.Route(new BackendPool("pool", [backend], PickerKind.LeastConnections) { SlowStart = TimeSpan.Zero },
            policies: [new OnChange { Policy = RouteChangePolicy.Drain, DrainOver = Over }]);
        var options = TestRoutes.Options(route);
        await using var proxy = await TestProxy.StartAsync(with?.Invoke(options) ?? options, slices: slices);
        await FoundAsync(proxy);
        var tunnels = new List<(Peer Client, string Backend)>();
        for (var i = 0; i < Count * TunnelsOfEach; i++)
        {
            var client = await OpenAsync(proxy);
            tunnels.Add((client, await BackendOfAsync(proxy, client)));
        }
        Assert.All(_addresses, address => Assert.Equal(TunnelsOfEach, Of(address).Count));

        for (var leaving = 1; leaving <= Count; leaving++)
        {
            backends.Add(Start(Count + leaving));
            _addresses = [.. _addresses.Where(address => !address.Equals(Address(leaving))), Address(Count + leaving)];
            publish(_addresses);
            await FoundAsync(proxy);
            (await OpenAsync(proxy)).Dispose();
            await proxy.PassUntilAsync(
                Task.WhenAll(Of(Address(leaving)).Select(async client => Assert.Equal(1012, (await client.ReadFrameAsync()).CloseCode))),
                Over / 2);
            Of(Address(leaving)).ForEach(client => client.Dispose());
            backends[leaving - 1].Dispose();
            for (var other = leaving + 1; other <= Count; other++)
                Assert.All(Of(Address(other)), client => Assert.Equal(0, client.Available));
            (await OpenAsync(proxy)).Dispose();
        }
        Assert.Empty(proxy.Log.All.OfType<FailedAttempt>());
        backends.ForEach(server => server.Dispose());

        List<Peer> Of(IPAddress address) =>
            [.. tunnels.Where(t => t.Backend.EndsWith($"/{address}:{Port}", StringComparison.Ordinal)).Select(t => t.Client)];
    }

    private static IPAddress Address(int number) => new([127, 0, 1, (byte)number]);

    private WebSocketBackend Start(int number) => new(endPoint: new IPEndPoint(Address(number), Port));

    /// <summary>Waits until the pool has the addresses that there are.</summary>
    private Task FoundAsync(TestProxy proxy) => Wait.UntilAsync(async () =>
    {
        if (proxy.Load.Members.Select(member => member.Backend.Address.At).ToHashSet().SetEquals(_addresses))
            return true;
        await proxy.PassAsync(TimeSpan.FromSeconds(1));
        return false;
    }, "the addresses");

    private static async Task<Peer> OpenAsync(TestProxy proxy)
    {
        var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());
        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        return client;
    }

    private static async Task<string> BackendOfAsync(TestProxy proxy, Peer client)
    {
        var port = ((IPEndPoint)client.Socket.LocalEndPoint!).Port;
        return (await proxy.ListAsync()).Connections.Single(row => row.Info.Peer.Port == port).Info.Backend.Id;
    }
}
