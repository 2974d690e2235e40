using ActorProxy.Shared.Cluster;
using CsCheck;

namespace ActorProxy.Shared.Tests.Cluster;

/// <summary>Nodes that list each other, in a network that loses, delays and cuts, while they crash, start again and are downed.</summary>
public sealed class SeedSimulationTests
{
    private const int Trouble = 120_000, Calm = 120_000;

    [Fact]
    public void There_are_never_two_clusters_and_one_in_the_end() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[0, int.MaxValue]).Sample((nodes, seed) =>
        {
            var simulation = new SeedSimulation(nodes, new Random(seed), JoinRules.Decide);

            simulation.Run(Trouble, faults: true);
            simulation.Run(Calm, faults: false);

            Assert.False(simulation.Split);
            Assert.Single(simulation.Clusters);
            Assert.True(simulation.AllAreMembers);
        }, iter: 2_000);

    [Fact] // why all are asked; and that the simulation finds what is wrong
    public void With_the_answers_of_a_majority_there_are_two_clusters_at_times() =>
        Assert.Contains(Enumerable.Range(0, 500), seed =>
        {
            var simulation = new SeedSimulation(3, new Random(seed), OfMajority);
            simulation.Run(Trouble, faults: true);
            return simulation.Split;
        });

    private static JoinDecision OfMajority(JoinView view)
    {
        var heard = view.Others.Where(n => n.Membership != Membership.Unknown).ToList();
        return (heard.Count + 1) * 2 <= view.Contacts.Points.Length
            ? new JoinDecision.Wait("no majority answers")
            : JoinRules.Decide(view with
            {
                Others = [.. heard],
                Contacts = view.Contacts with
                {
                    Points = [.. view.Contacts.Points.Where(point => point.IsAt(view.Self) || heard.Any(n => n.Node.IsAt(point)))],
                },
            });
    }
}
