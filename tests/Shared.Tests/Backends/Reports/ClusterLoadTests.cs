using ActorProxy.Shared.Backends.Reports;
using CsCheck;

namespace ActorProxy.Shared.Tests.Backends.Reports;

public sealed class ClusterLoadTests
{
    [Fact]
    public void A_node_that_is_alone_has_its_own() => Assert.Equal(7, ClusterLoad.Of(own: 7, others: 0, parts: 0));

    [Fact]
    public void What_others_have_told_is_added() =>
        Assert.Equal(7 + 30 + 4, ClusterLoad.Of(7, 2, ClusterLoad.Part(30, own: 7) + ClusterLoad.Part(4, own: 7)));

    [Fact]
    public void Until_they_tell_more_others_are_taken_to_do_as_the_node_itself()
    {
        var parts = ClusterLoad.Part(30, own: 7) + ClusterLoad.Part(4, own: 7);
        Assert.Equal(41 + 3 * 2, ClusterLoad.Of(9, 2, parts));
        Assert.Equal(41 - 3 * 2, ClusterLoad.Of(5, 2, parts));
    }

    [Fact]
    public void It_is_never_below_what_the_node_itself_has() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Int[0, 10], Gen.Int[-10_000, 10_000]).Sample((own, others, parts) =>
            Assert.InRange(ClusterLoad.Of(own, others, parts), own, long.MaxValue));

    /// <summary>Each node adds connections while it sees fewer than are wanted, and none of them tells the others meanwhile.</summary>
    [Fact]
    public void Nodes_that_see_the_same_gap_fill_it_together() =>
        Gen.Select(Gen.Int[0, 500].Array[1, 8], Gen.Int[0, 3000]).Sample((told, gap) =>
        {
            var (sum, after) = (told.Sum(), 0);
            foreach (var own in told)
            {
                var parts = sum - own - (long)own * (told.Length - 1);
                var now = own;
                while (ClusterLoad.Of(now, told.Length - 1, parts) < sum + gap)
                    now++;
                after += now;
            }
            Assert.InRange(after, sum + gap, sum + gap + told.Length);
        });
}
