using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends.Health;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Backends.Reports;
using ActorProxy.Shared.Routing;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Reports;

/// <summary>
/// Three nodes that share a pool which grows from three backends to four. Connections come and go evenly, the oldest ones first; reports
/// are a second apart, at another time on each node, and take 50 ms. No socket, thread or actor, and no chance: a run is as any other.
/// </summary>
public sealed class GrowingPoolTests
{
    private const int Nodes = 3;
    private const int PerNode = 900;
    private const int StepMs = 10;
    private const int WarmUpMs = 10_000;
    private const int Even = Nodes * PerNode / 4;
    private const int Bound = 3 * Nodes; // connections of 675: merely adding up what the others have told is wrong by 109
    private const string Added = "ws://127.0.0.1:4";

    private readonly FakeTimeProvider _time = new();
    private readonly List<SimulatedNode> _nodes;
    private readonly Queue<(int At, int From, BackendReport Report)> _onTheWay = new();
    private int _now; // in milliseconds

    public GrowingPoolTests() =>
        _nodes = [.. Enumerable.Range(0, Nodes).Select(i => new SimulatedNode($"n{i}:1", _time, Route(3, WarmUpMs)))];

    private int AtAdded => _nodes.Sum(node => node.At(Added));

    /// <param name="first">Connections that come to the first node in 10 ms, and end there; and so on.</param>
    /// <param name="behind">By how many connections the new backend may be behind its ramp, which begins with a step of 45.</param>
    /// <param name="even">After which time it is to be even, in milliseconds from when it came.</param>
    [Theory]
    [InlineData(1, 1, 1, 45, WarmUpMs)]
    [InlineData(3, 2, 1, 45, WarmUpMs)]
    [InlineData(3, 0, 0, 110, WarmUpMs + 6000)]
    public void A_new_backend_is_brought_to_even_along_its_ramp_and_not_above_it(int first, int second, int third, int behind, int even)
    {
        foreach (var node in _nodes)
            node.Open(PerNode);
        PassTo(3000, [first, second, third]);
        Assert.All(_nodes, node => Assert.InRange(node.At("ws://127.0.0.1:1"), PerNode / 3 - 5, PerNode / 3 + 5));

        foreach (var node in _nodes)
            node.Serve(Route(4, WarmUpMs));
        var (start, most, least) = (_now, 0.0, 0.0);
        while (_now < start + WarmUpMs + 20_000)
        {
            PassTo(_now + StepMs, [first, second, third]);
            var share = WarmUp.Percent(_now - start, WarmUpMs);
            var ahead = AtAdded - (double)Nodes * PerNode * share / (300 + share);
            (most, least) = (Math.Max(most, ahead), Math.Min(least, ahead));
            if (_now >= start + even)
                Assert.InRange(AtAdded, Even - Bound, Even + Bound);
        }

        Assert.InRange(most, 0, Bound);
        Assert.InRange(-least, 0, behind);
    }

    /// <summary>Each of the nodes could fill the whole gap, and none hears of what the others do.</summary>
    [Fact]
    public void Nodes_that_see_the_same_gap_fill_it_together()
    {
        foreach (var node in _nodes)
            node.Open(PerNode);
        PassTo(3000, [0, 0, 0]);
        foreach (var node in _nodes)
            node.Serve(Route(4, warmUpMs: 0));

        foreach (var node in _nodes)
            node.Open(PerNode);

        Assert.InRange(AtAdded, 2 * Even - Nodes, 2 * Even + Nodes);
    }

    private void PassTo(int time, int[] arrivals)
    {
        while (_now < time)
        {
            _now += StepMs;
            _time.Advance(TimeSpan.FromMilliseconds(StepMs));
            while (_onTheWay.TryPeek(out var next) && next.At <= _now)
            {
                _onTheWay.Dequeue();
                foreach (var other in _nodes.Where((_, i) => i != next.From))
                    other.Reports.Take(next.Report);
            }
            for (var i = 0; i < Nodes; i++)
            {
                if (_now % 1000 == i * 330)
                {
                    foreach (var report in _nodes[i].Reports.Next())
                        _onTheWay.Enqueue((_now + 50, i, report));
                }
                for (var arrival = 0; arrival < arrivals[i]; arrival++)
                {
                    Assert.NotNull(_nodes[i].Open());
                    _nodes[i].EndOldest();
                }
            }
        }
    }

    private static Route Route(int backends, int warmUpMs)
    {
        var urls = Enumerable.Range(1, backends).Select(port => $"ws://127.0.0.1:{port}");
        return TestRoutes.Route(
            TestRoutes.Pool(PickerKind.LeastConnections, urls) with { SlowStart = TimeSpan.FromMilliseconds(warmUpMs) });
    }
}
