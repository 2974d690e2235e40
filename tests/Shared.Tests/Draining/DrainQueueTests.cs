using ActorProxy.Shared.Draining;
using CsCheck;

namespace ActorProxy.Shared.Tests.Draining;

public class DrainQueueTests
{
    [Fact]
    public void They_come_out_in_order_of_time_and_not_before_it()
    {
        Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 1, 3], Gen.Long[0, 50]).Array[0, 60].Sample(added =>
        {
            var queue = new DrainQueue();
            foreach (var (id, due) in added)
                queue.Add(id, TimeSpan.FromTicks(due));
            // One that is there keeps its time.
            var expected = added.DistinctBy(a => a.Item1).ToList();
            Assert.Equal(expected.Count, queue.Count);

            List<string> taken = [];
            for (var now = 0L; now <= 50; now += 5)
            {
                while (TryTake(queue, TimeSpan.FromTicks(now), out var id))
                    taken.Add(id!);
                Assert.True(queue.Next is not { } next || next.Ticks > now);
            }

            Assert.Equal(expected.OrderBy(a => a.Item2).ThenBy(a => a.Item1, StringComparer.Ordinal).Select(a => a.Item1), taken);
            Assert.Null(queue.Next);
        });
    }

    [Fact]
    public void One_that_was_taken_out_is_never_due_and_may_come_in_again_with_another_time()
    {
        var queue = new DrainQueue();
        queue.Add("a", TimeSpan.FromSeconds(1));
        queue.Add("b", TimeSpan.FromSeconds(2));

        Assert.True(queue.Remove("a"));
        Assert.False(queue.Remove("a"));
        Assert.False(queue.Contains("a"));
        Assert.Equal(TimeSpan.FromSeconds(2), queue.Next);

        queue.Add("a", TimeSpan.FromSeconds(3));
        Assert.True(TryTake(queue, TimeSpan.FromSeconds(9), out var first));
        Assert.True(TryTake(queue, TimeSpan.FromSeconds(9), out var second));
        Assert.False(TryTake(queue, TimeSpan.FromSeconds(9), out _));
        Assert.Equal(("b", "a"), (first, second));
    }

    /// <summary>Takes out the first one, if it is due by now.</summary>
    private static bool TryTake(DrainQueue queue, TimeSpan now, out string? id)
    {
        id = queue.Due(now);
        return id is not null && queue.Remove(id);
    }
}
