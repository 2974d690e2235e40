using System.Collections.Concurrent;
using ActorProxy.Actors.Registry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Routing;
using Akka.Cluster;

namespace ActorProxy.Node.Tests.Persistence.Clustered;

/// <summary>
/// A cluster to which everything happens that may happen to one, while writers put routes: nodes join, leave, are killed, cut off
/// and frozen. Who is cut off or frozen is given up by the others, and goes on believing that it holds its hosts. What happens
/// depends on the seed alone; when it does, on the machine.
/// </summary>
/// <param name="extra">HOCON for each node.</param>
internal sealed class RandomWalk(RegistryOptions options, int seed, string extra = "")
{
    private const int Hosts = 3;
    private const int Writers = 6;
    private const int Steps = 6;
    private const int MaxNodes = 4;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(6);

    /// <summary>For the changes of a step: a busy machine may take its time, and a shard whose node has just gone some seconds.</summary>
    private static readonly TimeSpan Slowest = TimeSpan.FromMinutes(2);

    /// <summary>With a node that the members have given up: it may wait for one of them for ever.</summary>
    private static readonly TimeSpan AstrayTimeout = TimeSpan.FromSeconds(2);

    private readonly Random _random = new(seed);
    private readonly List<ClusterNode> _members = []; // the first has been one for longest
    private readonly List<ClusterNode> _outcasts = []; // run, but the members have given them up
    private readonly ConcurrentQueue<(HostPattern Host, string Route, long Revision)> _acknowledged = new();
    private readonly ConcurrentQueue<Exception> _unanswered = new();
    private readonly ConcurrentQueue<string> _refused = new();
    private readonly ConcurrentDictionary<HostPattern, int> _tried = new();
    private volatile string _trouble = "none";
    private volatile ClusterNode[] _runningMembers = [];
    private volatile ClusterNode[] _runningOutcasts = [];

    /// <summary>What was done, for a report.</summary>
    public List<string> Log { get; } = [];

    public int Acknowledged => _acknowledged.Count;

    /// <summary>Changes that failed with their node.</summary>
    public int Unanswered => _unanswered.Count;

    /// <returns>What is wrong in the end; nothing where all is well.</returns>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        using var stop = new CancellationTokenSource();
        try
        {
            await JoinAsync();
            await JoinAsync();
            var writers = Enumerable.Range(0, Writers).Select(i => WriteAsync(i, new Random((seed * 1000) + i), stop.Token)).ToList();
            for (var step = 0; step < Steps; step++)
                await StepAsync();
            await stop.CancelAsync();
            await Task.WhenAll(writers);
            foreach (var outcast in _outcasts)
                await outcast.DisposeAsync();
            return await AuditAsync();
        }
        finally
        {
            await stop.CancelAsync();
            foreach (var node in _members.Concat(_outcasts))
                await node.DisposeAsync();
        }
    }

    private async Task StepAsync()
    {
        var step = _random.Next(7);
        Log.Add($"{step switch { 0 or 1 => "join", 2 => "leave", 3 => "kill", 4 => "cut off", 5 => "freeze", _ => "write" }}, "
            + $"{_members.Count} members");
        switch (step)
        {
            case 0 or 1 when _members.Count < MaxNodes:
                await JoinAsync();
                break;
            case 2 when _members.Count > 1:
                await Take().LeaveAsync();
                break;
            case 3 when _members.Count > 1:
                var killed = Take();
                await killed.DisposeAsync();
                await GiveUpAsync(killed);
                break;
            case 4 when _members.Count > 1:
                var cut = Take();
                foreach (var member in _members)
                    await member.CutAsync(cut, cut: true);
                await GiveUpAsync(cut);
                foreach (var member in _members)
                    Cluster.Get(cut.System).Down(member.Address); // it takes their hosts over, as they take its own
                _outcasts.Add(cut);
                break;
            case 5 when _members.Count > 1:
                var frozen = Take();
                frozen.Freeze();
                await GiveUpAsync(frozen);
                frozen.Thaw();
                _outcasts.Add(frozen);
                break;
        }
        Aim();
        await ProgressAsync();
        // Two at a time that believe to be members are enough.
        while (_outcasts.Count > 1)
        {
            await _outcasts[0].DisposeAsync();
            _outcasts.RemoveAt(0);
        }
    }

    private async Task JoinAsync()
    {
        _members.Add(await ClusterNode.StartAsync(options, _members.FirstOrDefault(), extra));
        Aim();
    }

    /// <summary>A member that is one no longer.</summary>
    private ClusterNode Take()
    {
        var node = _members[_random.Next(_members.Count)];
        _members.Remove(node);
        return node;
    }

    private async Task GiveUpAsync(ClusterNode node)
    {
        // It is down for all who are left when they no longer hear of it, and it is none of the reachable ones.
        foreach (var member in _members)
            Cluster.Get(member.System).Down(node.Address);
        foreach (var member in _members)
            await Wait.UntilAsync(() => Cluster.Get(member.System).State.Members.All(m => m.Address != node.Address),
                "a cluster without the node");
    }

    private void Aim() => (_runningMembers, _runningOutcasts) = ([.. _members], [.. _outcasts]);

    /// <summary>Some changes more, so that each step has some, and hosts are compacted.</summary>
    private async Task ProgressAsync()
    {
        var before = _acknowledged.Count;
        using var limit = new CancellationTokenSource(Slowest);
        while (_acknowledged.Count < before + 30 && _refused.IsEmpty)
        {
            Assert.False(limit.IsCancellationRequested,
                $"{_acknowledged.Count - before} changes in {Slowest} after {string.Join("; ", Log)}; the last that failed: {_trouble}");
            await Task.Delay(5);
        }
    }

    private async Task WriteAsync(int writer, Random random, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var host = WalkRoutes.Host($"h{random.Next(Hosts)}.example.org");
            var (members, outcasts, route) = (_runningMembers, _runningOutcasts, $"w{writer}-{i}");
            var astray = outcasts.Length > 0 && random.Next(8) == 0;
            var target = astray ? outcasts[random.Next(outcasts.Length)] : members[random.Next(members.Length)];
            _tried.AddOrUpdate(host, 1, (_, tried) => tried + 1);
            try
            {
                var put = new PutRoute(RegistryClient.NewId(), WalkRoutes.Of(host, route));
                switch (await target.SendAsync(put, astray ? AstrayTimeout : Timeout))
                {
                    case CommandAccepted accepted:
                        _acknowledged.Enqueue((host, route, accepted.Revision));
                        break;
                    case CommandRejected { Reason: not RejectionReason.Unavailable } rejected:
                        _refused.Enqueue(rejected.Message);
                        break;
                    case CommandRejected unavailable when !astray:
                        _trouble = unavailable.Message;
                        break;
                }
            }
            catch (Exception failure)
            {
                // The node has ended: whether the change is stored is not known.
                _unanswered.Enqueue(failure);
            }
        }
    }

    private async Task<IReadOnlyList<string>> AuditAsync()
    {
        var wrong = new List<string>();
        var audit = await RegistryAudit.ReadAsync(options);
        wrong.AddRange(audit.Faults.Select(fault => fault.ToString()));
        wrong.AddRange(_refused.Distinct());
        foreach (var host in _acknowledged.GroupBy(change => change.Host))
        {
            var routes = audit.Hosts.GetValueOrDefault(host.Key)?.Routes ?? HostRoutes.Empty(host.Key);
            var stored = routes.Effective().Select(route => route.Id).ToHashSet();
            wrong.AddRange(host.Where(change => !stored.Contains(change.Route))
                .Select(change => $"{host.Key} has lost {change.Route} of revision {change.Revision}"));
            wrong.AddRange(host.GroupBy(change => change.Revision).Where(same => same.Count() > 1)
                .Select(same => $"{host.Key} has acknowledged revision {same.Key} for "
                    + $"{string.Join(" and ", same.Select(change => change.Route))}"));
            if (routes.Revision != stored.Count || stored.Count > _tried[host.Key])
                wrong.Add($"{host.Key} has revision {routes.Revision} and {stored.Count} routes of {_tried[host.Key]} that were tried: "
                    + $"something was applied twice, or lost");
        }
        if (wrong.Count > 0)
            return wrong;
        foreach (var member in _members)
            await EqualsAsync(member);
        foreach (var member in _members)
            await member.DisposeAsync();
        await using var cold = await ClusterNode.StartAsync(options, null, extra);
        await EqualsAsync(cold);
        return wrong;

        Task EqualsAsync(ClusterNode node) => Wait.UntilAsync(() => audit.IsOf(node), "a table that equals the database");
    }
}
