using System.Diagnostics;
using System.Globalization;

namespace ActorProxy.Bench.Cluster;

/// <summary>
/// All nodes are told to stop, and are started again as they end, with 9,000 tunnels: the cluster's closes keep to
/// <see cref="LabNode.ClosesPerSecond"/>, and a client that is closed is told so.
/// </summary>
internal sealed class RollingScenario(Lab lab, Action<string, bool> check, Action<string> say)
{
    private const int Tunnels = 9000;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    public async Task RunAsync()
    {
        var load = new Load(lab, Tunnels, handshakesPerSecond: 50, every: TimeSpan.FromSeconds(20));
        await load.StartAsync();
        say($"rolling: {load.Open} tunnels, 50 handshakes a second");
        load.Closes.Clear();
        load.Failures.Clear();
        var begun = Stopwatch.GetTimestamp();
        foreach (var node in lab.Nodes)
        {
            await node.StopAsync();
            node.Start();
            await node.ReadyAsync();
        }
        var took = Stopwatch.GetElapsedTime(begun);
        var (closes, failures) = (load.Closes.OrderBy(close => close.At).ToList(), load.Failures.ToList());
        await load.StopAsync();

        var most = 0;
        for (int first = 0, last = 0; last < closes.Count; last++)
        {
            while (closes[last].At - closes[first].At >= Window)
                first++;
            most = Math.Max(most, last - first + 1);
        }
        var budget = LabNode.ClosesPerSecond * Window.TotalSeconds;
        say(string.Create(CultureInfo.InvariantCulture, $"rolling: three nodes in {took.TotalSeconds:F0} s, {closes.Count} tunnels closed, "
            + $"{most} at most in 5 s of {budget:F0}; {failures.Count} handshakes failed"));
        foreach (var group in closes.GroupBy(close => close.Code))
            say($"rolling: {group.Count()} × {group.Key}");
        check("rolling: no 5 s have more than a tenth above the budget", most <= budget * 1.1);
        check("rolling: no tunnel is cut", closes.All(close => close.Code == 1001));
        check("rolling: no handshake fails", failures.Count == 0);
    }
}
