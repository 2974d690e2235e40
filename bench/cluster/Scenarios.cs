using System.Diagnostics;
using System.Globalization;
using ActorProxy.Shared.Registry;

namespace ActorProxy.Bench.Cluster;

/// <summary>What is measured. Each prints a line a figure, and PASS or FAIL for what must be so.</summary>
internal sealed class Scenarios(Lab lab, RegistryLink registry)
{
    public int Failed { get; private set; }

    /// <summary>How long a route takes from the command to the first request that each node serves by it.</summary>
    public async Task SpreadAsync()
    {
        var times = new List<double>();
        var probes = await Task.WhenAll(lab.Nodes.Select(node => RouteProbe.ConnectAsync(node.EndPoint)));
        for (var i = 0; i < 200; i++)
        {
            var (host, node) = ($"spread{i % 20}.example.org", lab.Nodes[i % lab.Nodes.Count]);
            var begun = Stopwatch.GetTimestamp();
            var served = Task.WhenAll(probes.Select(probe => probe.HasRouteAsync(host, $"/r{i}")));
            var reply = await registry.SendAsync(node, new PutRoute(RegistryLink.NewId(), RegistryLink.Route(host, $"/r{i}", $"r{i}")));
            if (reply is CommandRejected rejected)
                throw new InvalidOperationException(rejected.Message);
            await served;
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }
        foreach (var probe in probes)
            probe.Dispose();
        times.Sort();
        Say($"spread: a put route serves on all nodes after {times[times.Count / 2]:F1} ms (median), "
            + $"{times[times.Count * 95 / 100]:F1} ms (95th percentile), {times[^1]:F1} ms (slowest of {times.Count})");
        Check("spread: median at most 100 ms", times[times.Count / 2] <= 100);
    }

    /// <summary>A node that starts late has the whole table when it says that it is ready.</summary>
    public async Task JoinerAsync()
    {
        const int Hosts = 500;
        await PutHostsAsync("joiner", Hosts, routes: 2);
        var node = lab.Nodes[2];
        await node.StopAsync();
        var begun = Stopwatch.GetTimestamp();
        node.Start();
        await node.ReadyAsync();
        var ready = Stopwatch.GetElapsedTime(begun);
        using var probe = await RouteProbe.ConnectAsync(node.EndPoint);
        var missing = 0;
        for (var i = 0; i < Hosts; i++)
            missing += await probe.StatusAsync(HostName("joiner", i), "/p1/x") == 404 ? 1 : 0;
        Say($"joiner: ready {ready.TotalSeconds:F1} s after its start, with {Hosts} hosts");
        Check($"joiner: all routes are there when it is ready ({missing} missing)", missing == 0);
    }

    /// <summary>10,000 hosts with 10 routes each: memory, and a cold start of the whole cluster.</summary>
    public async Task ScaleAsync()
    {
        const int Hosts = 10_000;
        var before = lab.Nodes.Select(node => node.Memory).ToList();
        var begun = Stopwatch.GetTimestamp();
        await PutHostsAsync("scale", Hosts, routes: 10);
        Say($"scale: {Hosts} hosts with 10 routes each put in {Stopwatch.GetElapsedTime(begun).TotalSeconds:F1} s");
        await lab.StopAsync();
        begun = Stopwatch.GetTimestamp();
        await lab.StartAsync();
        var cold = Stopwatch.GetElapsedTime(begun);
        Say($"scale: cold start until all three nodes are ready with the whole table {cold.TotalSeconds:F1} s");
        var after = lab.Nodes.Select(node => node.Memory).ToList();
        for (var i = 0; i < after.Count; i++)
            Say($"scale: node {i + 1} has {after[i] >> 20} MiB resident, {before[i] >> 20} MiB before");
        using var probe = await RouteProbe.ConnectAsync(lab.Nodes[1].EndPoint);
        var missing = 0;
        for (var i = 0; i < Hosts; i += 7)
            missing += await probe.StatusAsync(HostName("scale", i), "/p9/x") == 404 ? 1 : 0;
        Check($"scale: no route is missing ({missing} of {Hosts / 7} looked at)", missing == 0);
        Check("scale: cold start within 30 s", cold.TotalSeconds <= 30);
    }

    /// <summary>How long changes of routes wait when the node that has their hosts, and the shards' coordinator, is killed.</summary>
    public async Task OwnerAsync()
    {
        var takeover = new Takeover(lab, registry);
        await takeover.PrepareAsync();
        lab.Nodes[0].Kill();
        await takeover.MeasureAsync([lab.Nodes[1], lab.Nodes[2]]);
        Tell("owner", takeover);
        lab.Nodes[0].Start();
        await lab.Nodes[0].ReadyAsync();
    }

    private void Tell(string scenario, Takeover takeover)
    {
        Say($"{scenario}: after kill -9 the first of {Takeover.Hosts} hosts takes a change again after {takeover.First.TotalSeconds:F1} s, "
            + $"the last after {takeover.Last.TotalSeconds:F1} s; {takeover.Waited} had to wait for more than 1 s");
        Check($"{scenario}: route changes go on within 12 s", takeover.Last <= TimeSpan.FromSeconds(12));
    }

    /// <summary>Restarts, crashes, a partition and a database outage under load.</summary>
    public async Task ChaosAsync()
    {
        var load = new Load(lab, tunnels: 1000, handshakesPerSecond: 200);
        await load.StartAsync();
        var writer = new RouteWriter(lab, registry);
        writer.Start();
        Say($"chaos: {load.Open} tunnels, 200 handshakes a second, a route change every 100 ms");

        await PhaseAsync("quiet", load, [], () => Task.Delay(TimeSpan.FromSeconds(10)));
        await PhaseAsync("rolling restart", load, [1, 2, 3], async () =>
        {
            foreach (var node in lab.Nodes)
            {
                await node.StopAsync();
                node.Start();
                await node.ReadyAsync();
                await Task.Delay(2000);
            }
        });
        // The one that was started first after the rolling restart is the oldest, where the shards' coordinator lives.
        var takeover = new Takeover(lab, registry);
        await takeover.PrepareAsync();
        await PhaseAsync("kill -9 of the coordinator's node", load, [1], async () =>
        {
            lab.Nodes[0].Kill();
            await takeover.MeasureAsync([lab.Nodes[1], lab.Nodes[2]]);
            Tell("chaos", takeover);
            lab.Nodes[0].Start();
            await lab.Nodes[0].ReadyAsync();
        });
        await PhaseAsync("partition of node 3 for 30 s", load, [], async () =>
        {
            await lab.Nodes[2].PartitionAsync(lab.Nodes.Take(2), cut: true);
            await Task.Delay(TimeSpan.FromSeconds(30));
            await lab.Nodes[2].PartitionAsync(lab.Nodes.Take(2), cut: false);
            Check("chaos: the minority's node goes on", lab.Nodes[2].IsRunning);
            await lab.Nodes[2].ReadyAsync();
        });
        await PhaseAsync("database outage of 60 s", load, [], async () =>
        {
            await lab.Database.StopAsync();
            await Task.Delay(TimeSpan.FromSeconds(60));
            await lab.Database.StartAsync();
            await Task.Delay(TimeSpan.FromSeconds(20));
        });
        await writer.StopAsync();
        await load.StopAsync();
        var (lost, doubled) = await writer.VerifyAsync();
        Say($"chaos: {load.Messages} messages, {load.Handshakes} handshakes, {writer.Acknowledged} route changes acknowledged, "
            + $"{writer.Refused} refused");
        Check($"chaos: no acknowledged change is lost ({lost})", lost == 0);
        Check($"chaos: none is applied twice ({doubled})", doubled == 0);
    }

    private async Task PhaseAsync(string name, Load load, int[] touched, Func<Task> act)
    {
        load.Closes.Clear();
        load.Failures.Clear();
        var (messages, handshakes) = (load.Messages, load.Handshakes);
        await act();
        var (closes, failures) = (load.Closes.ToList(), load.Failures.ToList());
        Say($"{name}: {load.Messages - messages} messages and {load.Handshakes - handshakes} handshakes; "
            + $"closes of tunnels {Counted(closes.Select(e => $"node {e.Node} {e.Code}"))}; "
            + $"failed handshakes {Counted(failures.Select(f => $"node {f.Node} {f.Status}"))}");
        Check($"{name}: tunnels of healthy nodes lose nothing", closes.All(e => touched.Contains(e.Node)));
        Check($"{name}: handshakes of healthy nodes do not fail", failures.All(f => touched.Contains(f.Node)));
        Check($"{name}: no handshake fails for lack of a route", failures.All(f => f.Status != 404));
    }

    private async Task PutHostsAsync(string prefix, int hosts, int routes) =>
        await Parallel.ForEachAsync(Enumerable.Range(0, hosts), new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, _) =>
        {
            var host = HostName(prefix, i);
            var table = Enumerable.Range(0, routes).Select(r => RegistryLink.Route(host, $"/p{r}", $"r{r}", backends: 2));
            var reply = await registry.SendAsync(lab.Nodes[i % lab.Nodes.Count],
                new ReplaceRoutes(RegistryLink.NewId(), RegistryLink.Host(host), [.. table]));
            if (reply is CommandRejected rejected)
                throw new InvalidOperationException(rejected.Message);
        });

    private static string HostName(string prefix, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}{number}.example.org");

    private static string Counted(IEnumerable<string> things)
    {
        var groups = things.GroupBy(t => t).Select(g => $"{g.Count()} × {g.Key}").ToList();
        return groups.Count == 0 ? "none" : string.Join(", ", groups);
    }

    /// <summary>What operators ask for: 9,600 tunnels a node, each of which takes two descriptors of 20,000.</summary>
    public Task OperatorAsync(string binaries) => new OperatorScenario(lab, binaries).RunAsync(9600, Check, Say);

    /// <summary>A rolling restart by the cluster's budget of closes.</summary>
    public Task RollingAsync() => new RollingScenario(lab, Check, Say).RunAsync();

    /// <summary>Cuts and losses between nodes under load.</summary>
    public Task NetworkAsync() => new NetworkScenario(lab, registry, Check, Say).RunAsync();

    private void Check(string what, bool holds)
    {
        if (!holds)
            Failed++;
        Say($"{(holds ? "PASS" : "FAIL")} {what}");
    }

    private static void Say(FormattableString text) => Say(text.ToString(CultureInfo.InvariantCulture));

    private static void Say(string text) => Console.WriteLine(text);
}
