using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Bench.Cluster;

/// <summary>
/// Changes routes without pause, through whichever node is ready, and remembers what was acknowledged. Each host has one route
/// whose pool's name is the number of its last change; the host's revision must be the number of its changes.
/// </summary>
internal sealed class RouteWriter(Lab lab, RegistryLink registry)
{
    private const int Hosts = 10;

    private readonly CancellationTokenSource _stop = new();
    private readonly int[] _changes = new int[Hosts];
    private readonly List<Task> _tasks = [];
    private int _refused;

    public int Acknowledged => _changes.Sum();

    public int Refused => Volatile.Read(ref _refused);

    public void Start() => _tasks.AddRange(Enumerable.Range(0, Hosts).Select(WriteAsync));

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_tasks);
    }

    /// <summary>Compares what the registry has with what it has acknowledged.</summary>
    public async Task<(int Lost, int Doubled)> VerifyAsync()
    {
        var (lost, doubled) = (0, 0);
        for (var host = 0; host < Hosts; host++)
        {
            // A change of its own tells the revision, whatever the node.
            var reply = await registry.SendAsync(lab.Nodes[host % lab.Nodes.Count], new PutRoute(RegistryLink.NewId(), RouteOf(host, 0)));
            var revision = reply is CommandAccepted accepted
                ? accepted.Revision - 1
                : throw new InvalidOperationException(((CommandRejected)reply).Message);
            lost += (int)Math.Max(0, _changes[host] - revision);
            doubled += (int)Math.Max(0, revision - _changes[host]);
        }
        return (lost, doubled);
    }

    /// <summary>
    /// A change that was not acknowledged is sent again, under its id, until it is: whether it was stored is not known before.
    /// </summary>
    private async Task WriteAsync(int host)
    {
        while (!_stop.IsCancellationRequested)
        {
            var command = new PutRoute(RegistryLink.NewId(), RouteOf(host, _changes[host] + 1));
            for (var turn = host; ; turn++)
            {
                var reply = await registry.SendAsync(lab.Nodes[turn % lab.Nodes.Count], command);
                if (reply is CommandAccepted)
                    break;
                Interlocked.Increment(ref _refused);
                await Task.Delay(200);
            }
            _changes[host]++;
            await Task.Delay(1000);
        }
    }

    private static Route RouteOf(int host, int change)
    {
        var pool = new BackendPool($"change{change}", [Backend.At(new BackendAddress(Lab.Host, Lab.BackendPort))], PickerKind.RoundRobin);
        return new Route("written", RegistryLink.Host($"writer{host}.example.org"), PathPattern.All, pool, []);
    }
}
