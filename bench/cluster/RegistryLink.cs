using ActorProxy.Actors.Registry;
using ActorProxy.Actors.Serialization;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Routing;
using Akka.Actor;
using Akka.Configuration;

namespace ActorProxy.Bench.Cluster;

/// <summary>Sends commands to the registry through nodes of the lab, as an operator would.</summary>
internal sealed class RegistryLink : IAsyncDisposable
{
    private readonly ActorSystem _system = ActorSystem.Create("bench", ConfigurationFactory.ParseString($$"""
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          actor.provider = remote
          remote.dot-netty.tcp {
            hostname = "{{Lab.Host}}"
            port = 0
            maximum-frame-size = 1048576b
            send-buffer-size = 1048576b
            receive-buffer-size = 1048576b
          }
        }
        """).WithFallback(SerializationConfig.Strict));

    public static Route Route(string host, string path, string id, int backends = 1)
    {
        var pool = new BackendPool($"{host}-{id}",
            [.. Enumerable.Range(0, backends).Select(i => Backend.At(new BackendAddress(Lab.Host, Lab.BackendPort + i)))],
            PickerKind.RoundRobin);
        return new Route(id, Host(host), Path(path), pool, []);
    }

    public static HostPattern Host(string text) =>
        HostPattern.TryParse(text, out var host, out var error) ? host : throw new ArgumentException(error, nameof(text));

    private static PathPattern Path(string text) =>
        PathPattern.TryPrefix(text, out var path, out var error) ? path : throw new ArgumentException(error, nameof(text));

    public static string NewId() => RegistryClient.NewId();

    public async Task<RegistryReply> SendAsync(LabNode node, RegistryCommand command)
    {
        // By its own path: nodes take selections for a few paths only.
        var region = ((ExtendedActorSystem)_system).Provider.ResolveActorRef(
            $"akka.tcp://actorproxy@{node.Address}:4053/system/sharding/RouteRegistry");
        try
        {
            var identity = await region.Ask<ActorIdentity>(new Identify(null), TimeSpan.FromSeconds(2));
            return identity.Subject is { } subject && !subject.IsNobody()
                ? await new RegistryClient(subject).SendAsync(command)
                : throw new AskTimeoutException("the node has no registry yet");
        }
        catch (AskTimeoutException)
        {
            return new CommandRejected(command.Id, RejectionReason.Unavailable, $"node {node.Number} does not answer");
        }
    }

    public async ValueTask DisposeAsync() => await _system.Terminate();
}
