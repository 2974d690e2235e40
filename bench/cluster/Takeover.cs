using System.Diagnostics;
using System.Globalization;
using ActorProxy.Shared.Registry;

namespace ActorProxy.Bench.Cluster;

/// <summary>Changes the routes of hosts of all nodes from the moment on in which one of these is killed.</summary>
internal sealed class Takeover(Lab lab, RegistryLink registry)
{
    public const int Hosts = 20;

    private readonly List<TimeSpan> _times = [];

    public TimeSpan First => _times.Min();

    public TimeSpan Last => _times.Max();

    /// <summary>Those that the killed node had, as a rule.</summary>
    public int Waited => _times.Count(time => time > TimeSpan.FromSeconds(1));

    /// <summary>Each host has an owner.</summary>
    public async Task PrepareAsync()
    {
        for (var host = 0; host < Hosts; host++)
            if (await registry.SendAsync(lab.Nodes[host % lab.Nodes.Count], Change(host, "before")) is CommandRejected rejected)
                throw new InvalidOperationException(rejected.Message);
    }

    /// <summary>Sends one change to each host, all at once, under the same id until it is acknowledged.</summary>
    /// <param name="left">Nodes that live.</param>
    public async Task MeasureAsync(IReadOnlyList<LabNode> left)
    {
        var killed = Stopwatch.GetTimestamp();
        _times.AddRange(await Task.WhenAll(Enumerable.Range(0, Hosts).Select(async host =>
        {
            var command = Change(host, "after");
            while (await registry.SendAsync(left[host % left.Count], command) is not CommandAccepted)
                await Task.Delay(50);
            return Stopwatch.GetElapsedTime(killed);
        })));
    }

    private static PutRoute Change(int host, string id)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"owner{host}.example.org");
        return new PutRoute(RegistryLink.NewId(), RegistryLink.Route(name, $"/{id}", id));
    }
}
