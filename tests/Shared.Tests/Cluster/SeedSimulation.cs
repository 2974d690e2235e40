using ActorProxy.Shared.Cluster;

namespace ActorProxy.Shared.Tests.Cluster;

/// <summary>
/// As a node enters its cluster, by <see cref="JoinRules"/>, in steps of simulated milliseconds. A cluster is a number with those
/// that have joined it; who sees no majority of them is downed, and looks for a cluster anew in the same process.
/// </summary>
internal sealed class SeedSimulation
{
    private const int AnswerTimeout = 1000, JoinTimeout = 10_000, Interval = 500, MinDown = 3000;

    private readonly PriorityQueue<Action, (int At, int Number)> _events = new();
    private readonly Dictionary<int, HashSet<(int Node, int Life)>> _joined = [];
    private readonly HashSet<(int, int)> _cuts = [];
    private readonly Random _random;
    private readonly Func<JoinView, JoinDecision> _decide;
    private readonly SimulatedNode[] _nodes;
    private readonly ContactPoints _contacts;
    private bool _faults;
    private int _now, _end, _number, _founded;

    /// <param name="decide">The rules.</param>
    public SeedSimulation(int nodes, Random random, Func<JoinView, JoinDecision> decide)
    {
        (_random, _decide) = (random, decide);
        _nodes = [.. Enumerable.Range(0, nodes).Select(i => new SimulatedNode(i, new ContactPoint($"node-{i}", 4053)))];
        _contacts = new ContactPoints([.. _nodes.Select(n => n.Address)], Listed: true);
        foreach (var node in _nodes)
            After(random.Next(20_000), () => Start(node));
        After(0, Fault);
    }

    public IReadOnlyList<int> Clusters => [.. _nodes.Where(n => n.IsUp && n.Cluster is not null).Select(n => n.Cluster!.Value).Distinct()];

    public bool AllAreMembers => _nodes.All(n => n is { IsUp: true, Cluster: not null });

    /// <summary>There were two at some time.</summary>
    public bool Split { get; private set; }

    /// <summary>So many milliseconds more. Without faults the network is whole, and nodes that are down start again.</summary>
    public void Run(int milliseconds, bool faults)
    {
        (_end, _faults) = (_now + milliseconds, faults);
        if (!faults)
        {
            _cuts.Clear();
            foreach (var node in _nodes.Where(n => !n.IsUp))
                After(MinDown, () => Start(node));
        }
        while (_events.TryPeek(out _, out var next) && next.At <= _end)
        {
            _now = next.At;
            _events.Dequeue()();
            Split |= Clusters.Count > 1;
        }
        _now = _end;
    }

    private void After(int delay, Action act) => _events.Enqueue(act, (_now + delay, _number++));

    /// <summary>Happens at the node unless it was restarted meanwhile.</summary>
    private void At(SimulatedNode node, int delay, Action act)
    {
        var life = node.Life;
        After(delay, () =>
        {
            if (node.IsUp && node.Life == life)
                act();
        });
    }

    /// <summary>A message, which may be late or lost.</summary>
    private void Send(SimulatedNode from, SimulatedNode to, Action arrive)
    {
        if (_faults && _random.Next(5) == 0)
            return;
        // What comes later than an answer may take counts as lost by who waits for it, not by who gets it.
        After(_faults ? Pick(3 * AnswerTimeout) : _random.Next(50), () =>
        {
            if (to.IsUp && !_cuts.Contains(Link(from, to)))
                arrive();
        });
    }

    private void Start(SimulatedNode node)
    {
        if (node.IsUp)
            return;
        node.Restart();
        Look(node);
        Check(node);
    }

    private void Look(SimulatedNode node)
    {
        if (node.Cluster is not null)
            return;
        var (look, answers) = (++node.Looks, new Dictionary<int, Membership>());
        foreach (var other in _nodes.Where(n => n != node))
        {
            var life = node.Life;
            Send(node, other, () =>
            {
                var says = other.Says;
                Send(other, node, () =>
                {
                    if (node.Life == life && node.Looks == look)
                        answers[other.Number] = says;
                });
            });
        }
        At(node, AnswerTimeout, () =>
        {
            node.Looks++; // later answers count no more
            var others = _nodes.Where(n => n != node).Select(n => new FoundNode(n.Address, answers.GetValueOrDefault(n.Number)));
            var view = new JoinView(node.Address, _contacts, [.. others], node.WasMember, TimeSpan.Zero,
                TimeSpan.FromMilliseconds(AnswerTimeout));
            // The machine may be so busy that it decides much later.
            At(node, _faults && _random.Next(10) == 0 ? _random.Next(20_000) : 0, () => Decide(node, _decide(view)));
        });
    }

    private void Decide(SimulatedNode node, JoinDecision decision)
    {
        if (node.Cluster is not null)
            return;
        switch (decision)
        {
            case JoinDecision.Join join:
                node.Step = SimulatedStep.Joining;
                TryJoin(node, [.. join.Members.Select(m => _nodes.Single(n => n.Address.IsAt(m)))], ++node.Attempt);
                At(node, JoinTimeout, () => Look(node));
                break;
            case JoinDecision.Found when node.Step == SimulatedStep.Announced:
                node.Attempt++; // Akka gives up what it tried before
                _joined[_founded] = [(node.Number, node.Life)];
                node.Enter(_founded++);
                break;
            case JoinDecision.Found:
                node.Step = SimulatedStep.Announced;
                Look(node);
                break;
            default:
                node.Step = SimulatedStep.Looking;
                At(node, _random.Next(Interval * 3 / 4, Interval * 5 / 4), () => Look(node));
                break;
        }
    }

    /// <summary>Akka tries on until it is a member, or told otherwise.</summary>
    private void TryJoin(SimulatedNode node, SimulatedNode[] members, int attempt)
    {
        if (node.Cluster is not null || node.Attempt != attempt)
            return;
        var (member, life) = (members[_random.Next(members.Length)], node.Life);
        Send(node, member, () =>
        {
            if (member.Cluster is not { } cluster)
                return;
            _joined[cluster].Add((node.Number, life));
            Send(member, node, () =>
            {
                if (node.Life == life && node.Attempt == attempt && node.Cluster is null)
                    node.Enter(cluster);
            });
        });
        At(node, 2000, () => TryJoin(node, members, attempt));
    }

    /// <summary>The resolver: who sees a majority takes the others out, who does not goes itself.</summary>
    private void Check(SimulatedNode node)
    {
        At(node, 2000, () => Check(node));
        if (node.Cluster is not { } cluster || _random.Next(4) != 0)
            return;
        var joined = _joined[cluster];
        var seen = joined.Where(m => IsSeen(node, m, cluster)).ToList();
        if (joined.Contains((node.Number, node.Life)) && seen.Count * 2 > joined.Count)
            joined.IntersectWith(seen);
        else
            At(node, _random.Next(1000), () =>
            {
                node.IsDowned();
                Look(node);
                Check(node);
            });
    }

    private bool IsSeen(SimulatedNode node, (int Node, int Life) member, int cluster)
    {
        var other = _nodes[member.Node];
        return other.IsUp && other.Life == member.Life && (other == node || !_cuts.Contains(Link(node, other)))
            && (other.Cluster ?? cluster) == cluster;
    }

    private void Fault()
    {
        After(_random.Next(4000), Fault);
        if (!_faults)
            return;
        var (node, other) = (_nodes[_random.Next(_nodes.Length)], _nodes[_random.Next(_nodes.Length)]);
        switch (_random.Next(4))
        {
            case 0 when node.IsUp:
                node.IsUp = false;
                After(MinDown + Pick(20_000), () => Start(node));
                break;
            case 1:
                _cuts.Add(Link(node, other));
                break;
            case 2:
                foreach (var cut in _nodes.Where(n => n != node))
                    _cuts.Add(Link(node, cut));
                break;
            default:
                _cuts.Clear();
                break;
        }
    }

    private static (int, int) Link(SimulatedNode a, SimulatedNode b) => (Math.Min(a.Number, b.Number), Math.Max(a.Number, b.Number));

    /// <summary>Extremes are where rules break.</summary>
    private int Pick(int most) => _random.Next(3) switch { 0 => 0, 1 => most, _ => _random.Next(most + 1) };
}
