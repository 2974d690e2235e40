using System.Diagnostics;
using System.Globalization;

namespace ActorProxy.Bench.Cluster;

/// <summary>
/// What a bad network between nodes does to tunnels, handshakes and route changes: a cut, a cut in one direction, and 30 % of lost packets,
/// each for a minute. Clients, backends and the database are reached all the while.
/// </summary>
internal sealed class NetworkScenario(Lab lab, RegistryLink registry, Action<string, bool> check, Action<string> say)
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    public async Task RunAsync()
    {
        var load = new Load(lab, tunnels: 1000, handshakesPerSecond: 200);
        await load.StartAsync();
        var writer = new RouteWriter(lab, registry);
        writer.Start();
        say($"network: {load.Open} tunnels, 200 handshakes a second, a route change every 100 ms");
        var processes = lab.Nodes.Select(node => node.Id).ToList();

        var (node, others) = (lab.Nodes[2], lab.Nodes.Take(2).ToList());
        await PhaseAsync("node 3 cut off", load, () => node.PartitionAsync(others, cut: true),
            () => node.PartitionAsync(others, cut: false));
        await PhaseAsync("node 3 hears nothing of the others", load, () => node.LoseAsync(others, percent: 100),
            node.HearAsync);
        await PhaseAsync("30 % of the packets between all nodes lost", load,
            () => Task.WhenAll(lab.Nodes.Select(one => one.LoseAsync(lab.Nodes.Except([one]), percent: 30))),
            () => Task.WhenAll(lab.Nodes.Select(one => one.HearAsync())));

        check("network: no process was started again", processes.SequenceEqual(lab.Nodes.Select(one => one.Id)));
        await writer.StopAsync();
        await load.StopAsync();
        var (lost, doubled) = await writer.VerifyAsync();
        say(string.Create(CultureInfo.InvariantCulture,
            $"network: {writer.Acknowledged} route changes acknowledged, {writer.Refused} refused"));
        check($"network: no acknowledged change is lost ({lost})", lost == 0);
        check($"network: none is applied twice ({doubled})", doubled == 0);
    }

    private async Task PhaseAsync(string name, Load load, Func<Task> begin, Func<Task> end)
    {
        load.Closes.Clear();
        load.Failures.Clear();
        var (messages, handshakes) = (load.Messages, load.Handshakes);
        await begin();
        await Task.Delay(Long);
        await end();
        var back = Stopwatch.GetTimestamp();
        while (!(await Task.WhenAll(lab.Nodes.Select(node => node.SeesAsync(lab.Nodes.Count)))).All(sees => sees)
            && Stopwatch.GetElapsedTime(back) < TimeSpan.FromMinutes(2))
            await Task.Delay(200);
        var whole = Stopwatch.GetElapsedTime(back);
        var (closes, failures) = (load.Closes.ToList(), load.Failures.ToList());
        say(string.Create(CultureInfo.InvariantCulture, $"network: {name}: {load.Messages - messages} messages and "
            + $"{load.Handshakes - handshakes} handshakes; {closes.Count} tunnels ended, {failures.Count} handshakes failed; whole "
            + $"{whole.TotalSeconds:F1} s after the network was back"));
        var told = closes.Select(e => $"tunnel of node {e.Node} ended with {e.Code}")
            .Concat(failures.Select(f => $"handshake of node {f.Node} answered {f.Status}"));
        foreach (var group in told.GroupBy(what => what))
            say($"network: {name}: {group.Count()} × {group.Key}");
        check($"network: {name}: no tunnel ends", closes.Count == 0);
        check($"network: {name}: no handshake fails", failures.Count == 0);
        check($"network: {name}: the cluster is whole within 30 s", whole.TotalSeconds <= 30);
    }
}
