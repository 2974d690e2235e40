using System.Net;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Policies.RouteChanges;
using ActorProxy.Tests.Harness;

namespace ActorProxy.Actors.Tests.Backends;

/// <summary>The backends of a name are replaced one after another, as a deploy does it.</summary>
public sealed class RollingDeployTests
{
    private const int Count = 3;
    private const int TunnelsOfEach = 4;
    private static readonly TimeSpan Over = TimeSpan.FromSeconds(4);

    private readonly int _port = FreePort.Next();
    private IPAddress[] _addresses = [.. Enumerable.Range(1, Count).Select(Address)];

    [LinuxFact] // all of 127.0.0.0/8 is the machine's
    public async Task No_handshake_fails_and_the_tunnels_of_what_leaves_are_drained_and_no_others()
    {
        var backends = Enumerable.Range(1, Count).Select(Start).ToList();
        var name = Backend.At(new BackendAddress("chat.example", _port)) with { Addresses = AddressUse.All };
        var route = TestRoutes.Route(new BackendPool("pool", [name], PickerKind.LeastConnections) { SlowStart = TimeSpan.Zero },
            policies: [new OnChange { Policy = RouteChangePolicy.Drain, DrainOver = Over }]);
        await using var proxy = await TestProxy.StartAsync(TestRoutes.Options(route), resolve: _ => Task.FromResult(_addresses));
        (await OpenAsync(proxy)).Dispose(); // upon which the name is asked for
        await FoundAsync(proxy);
        await proxy.DrainedAsync();
        var tunnels = new List<(Peer Client, string Backend)>();
        for (var i = 0; i < Count * TunnelsOfEach; i++)
        {
            var client = await OpenAsync(proxy);
            tunnels.Add((client, await BackendOfAsync(proxy, client)));
        }
        Assert.All(_addresses, address => Assert.Equal(TunnelsOfEach, tunnels.Count(t => t.Backend == $"ws://{address}:{_port}")));

        for (var leaving = 1; leaving <= Count; leaving++)
        {
            backends.Add(Start(Count + leaving));
            _addresses = [.. _addresses.Where(address => !address.Equals(Address(leaving))), Address(Count + leaving)];
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
        backends.ForEach(backend => backend.Dispose());

        List<Peer> Of(IPAddress address) => [.. tunnels.Where(t => t.Backend == $"ws://{address}:{_port}").Select(t => t.Client)];
    }

    private static IPAddress Address(int number) => new([127, 0, 1, (byte)number]);

    private WebSocketBackend Start(int number) => new(endPoint: new IPEndPoint(Address(number), _port));

    /// <summary>Waits until the pool has the addresses that the name has.</summary>
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
