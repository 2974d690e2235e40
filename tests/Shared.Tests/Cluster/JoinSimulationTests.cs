using ActorProxy.Shared.Cluster;
using CsCheck;

namespace ActorProxy.Shared.Tests.Cluster;

/// <summary>Nodes that appear at any time and look by any delays that the rules allow.</summary>
public sealed class JoinSimulationTests
{
    private const int Nodes = 3, Looks = 40, Second = 1000;

    [Fact]
    public void There_is_one_cluster_whenever_nodes_appear_and_however_slow_everything_is() =>
        Gen.Select(Gen.Int[0, 9 * Second].Array[Nodes], Gen.Int[1, Nodes], Gen.Int[0, int.MaxValue]).Sample((appears, required, seed) =>
        {
            var nodes = Run(appears, required, new Random(seed));

            Assert.Equal(1, nodes.Count(n => n.Founded));
            Assert.All(nodes, n => Assert.True(n.Member));
        }, iter: 20_000);

    private static Node[] Run(int[] appears, int required, Random random)
    {
        var nodes = appears.Select((at, i) => new Node(new ContactPoint($"10.0.0.{i + 1}", 4053), at)).ToArray();
        var events = new PriorityQueue<Action<int>, int>();
        foreach (var node in nodes)
            events.Enqueue(now => Look(node, now), node.Appears);
        while (events.TryDequeue(out var next, out var now))
            next(now);
        return nodes;

        void Look(Node node, int began)
        {
            if (node.Member || node.Looks++ == Looks)
                return;
            // The API reads somewhere within the time that its answer takes.
            var read = began + Upto(2 * Second);
            events.Enqueue(_ =>
            {
                var found = nodes.Where(n => n.Appears <= read).ToArray();
                var listed = read + Upto(began + 2 * Second - read);
                if (found.Length != node.Found)
                    (node.Found, node.Changed) = (found.Length, listed);
                var unchanged = listed - node.Changed;
                var contacts = new ContactPoints([.. found.Select(n => n.Address)], Listed: false, required);
                var answers = new List<FoundNode>();
                foreach (var other in found.Where(n => n != node))
                    events.Enqueue(_ => answers.Add(new FoundNode(other.Address, other.Says)), listed + Upto(Second));
                var decided = listed + Second + 1;
                events.Enqueue(now => Decide(node, new JoinView(node.Address, contacts, [.. answers], WasMember: false, Ms(unchanged),
                    Ms(now - 1 - began)), now), decided);
            }, read);
        }

        void Decide(Node node, JoinView view, int now)
        {
            var decision = JoinRules.Decide(view);
            if (decision is JoinDecision.Found && !node.Announced)
            {
                node.Announced = true;
                Look(node, now);
                return;
            }
            node.Announced = false;
            node.Founded = decision is JoinDecision.Found;
            node.Member = decision is not JoinDecision.Wait;
            events.Enqueue(later => Look(node, later), now + Second);
        }

        // Extremes are where rules break.
        int Upto(int most) => random.Next(3) switch { 0 => 0, 1 => most, _ => random.Next(most + 1) };
    }

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private sealed class Node(ContactPoint address, int appears)
    {
        public ContactPoint Address => address;

        public int Appears => appears;

        public bool Founded { get; set; }

        public bool Member { get; set; }

        public bool Announced { get; set; }

        public Membership Says => Member ? Membership.Member : Announced ? Membership.Entering : Membership.None;

        public int Looks { get; set; }

        public int Found { get; set; }

        public int Changed { get; set; }
    }
}
