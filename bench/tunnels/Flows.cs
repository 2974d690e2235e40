using System.Net;
using ActorProxy.Actors;
using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Policies.Filters;
using ActorProxy.Shared.Routing;
using Akka.Actor;
using Akka.Configuration;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace ActorProxy.Bench.Tunnels;

/// <summary>
/// Messages of 64 B and whole connections through ActorProxy's relay, through its message graph, and through Akka.Streams' own flows
/// of TCP joined without reading what passes. Client and backend are in this process as well: "direct", without a proxy, is taken off.
/// </summary>
internal static class Flows
{
    private const int Clients = 50;
    private const int Messages = 600; // of each client
    private const int Connections = 2_000;

    public static async Task MeasureAsync(int rounds)
    {
        using var peers = new Peers();
        await using var relay = await StartAsync(peers.Port, []);
        await using var messages = await StartAsync(peers.Port, [new FilterChain("size-limit")]);
        var system = ActorSystem.Create("flows", "akka { loglevel = OFF, stdout-loglevel = OFF }");
        var materializer = system.Materializer();
        var bound = await system.TcpStream().Bind("127.0.0.1", 0)
            .To(Sink.ForEach<Tcp.IncomingConnection>(client =>
                _ = client.HandleWith(system.TcpStream().OutgoingConnection("127.0.0.1", peers.Port), materializer)))
            .Run(materializer);
        (string Name, int Port)[] ways =
        [
            ("direct", peers.Port), ("relay", relay.Listeners.EndPoints["bench"].Port),
            ("messages", messages.Listeners.EndPoints["bench"].Port), ("tcp flow", ((IPEndPoint)bound.LocalAddress).Port),
        ];
        var echo = ways.ToDictionary(way => way.Name, _ => new List<double>());
        var churn = ways.ToDictionary(way => way.Name, _ => new List<double>());
        foreach (var round in Enumerable.Range(-2, rounds + 2)) // two to warm up
            foreach (var (name, port) in ways)
            {
                var clients = new List<Client>();
                for (var i = 0; i < Clients; i++)
                    clients.Add(await Client.OpenAsync(port));
                var message = await Cost.OfAsync(
                    Clients * Messages, () => Task.WhenAll(clients.Select(client => client.EchoAsync(Messages))));
                clients.ForEach(client => client.Dispose());
                var connection = await Cost.OfAsync(Connections, () => ChurnAsync(port));
                if (round >= 0)
                {
                    echo[name].Add(message);
                    churn[name].Add(connection);
                }
            }
        Print("A message of 64 B there and back (µs of CPU)", ways, echo);
        Print("A connection with one message (µs of CPU)", ways, churn);
        await system.Terminate();
    }

    private static void Print(string what, (string Name, int Port)[] ways, Dictionary<string, List<double>> cpu)
    {
        Console.WriteLine(what);
        foreach (var (name, _) in ways)
        {
            var extra = Cost.Median(cpu[name].Zip(cpu["direct"], (all, peers) => all - peers));
            var ratio = Cost.Median(cpu[name].Zip(cpu["relay"], (all, relay) => all / relay));
            Console.WriteLine(
                $"  {name,-9} {Cost.Median(cpu[name]),7:F1}, without the peers {extra,6:F1}; with them of \"relay\" {ratio,5:F2}");
        }
    }

    private static async Task ChurnAsync(int port)
    {
        for (var i = 0; i < Connections; i += 10)
            await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
            {
                using var client = await Client.OpenAsync(port);
                await client.EchoAsync(1);
            }));
    }

    private static Task<ProxyNode> StartAsync(int backend, PolicySet policies)
    {
        var pool = new BackendPool("pool", [Backend.At(new BackendAddress("127.0.0.1", backend))], PickerKind.RoundRobin);
        if (!RouteTable.TryCreate([new Route("bench", HostPattern.Default, PathPattern.All, pool, policies)], out var routes,
            out var errors))
            throw new InvalidOperationException(string.Join("; ", errors));
        var options = new ProxyOptions
        {
            Transport = new TransportSettings { Loops = 1 },
            Listeners = [new ListenerOptions("bench", IPAddress.Loopback, 0)],
            Routes = routes,
        };
        var quiet = ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }");
        return ProxyNode.StartAsync(options, quiet, new NoLog(), TimeProvider.System, _ => { });
    }

    private sealed class NoLog : IAccessLog
    {
        public void Opened(ConnectionInfo connection)
        {
        }

        public void Closed(ConnectionInfo connection, TunnelEnd end, Traffic traffic, TimeSpan duration)
        {
        }

        public void Refused(RefusedRequest request)
        {
        }

        public void Served(ServedRequest request)
        {
        }

        public void AttemptFailed(FailedAttempt attempt)
        {
        }
    }
}
