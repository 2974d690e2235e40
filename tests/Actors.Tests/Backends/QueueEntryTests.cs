using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Backends;

/// <summary>What a request has of its pool's queue; what wakes it is in <see cref="PoolQueueTests"/>.</summary>
public sealed class QueueEntryTests
{
    private static readonly BackendPool Pool = TestRoutes.Pool("ws://127.0.0.1:1") with { Queue = new QueueRules { Length = 2 } };

    private readonly PoolStates _states = new(new FakeTimeProvider());

    [Fact]
    public void It_waits_until_it_leaves_and_the_first_one_alone_may_look()
    {
        var pool = _states.Of(Pool);
        var (first, second) = (new QueueEntry(), new QueueEntry());
        Assert.False(first.IsWaiting);
        Assert.False(first.HasBefore(pool));

        Assert.True(first.TryEnter(pool, () => { }));
        Assert.True(second.HasBefore(pool)); // though it does not wait
        Assert.True(second.TryEnter(pool, () => { }));
        Assert.Equal((true, false), (first.MayLook(pool), first.HasBefore(pool)));
        Assert.Equal((false, true), (second.MayLook(pool), second.HasBefore(pool)));

        first.Leave(pool);
        first.Leave(pool);
        Assert.Equal((false, false), (first.IsWaiting, first.MayLook(pool)));
        Assert.True(second.MayLook(pool));
    }

    [Fact]
    public void One_too_many_does_not_wait()
    {
        var pool = _states.Of(Pool);
        var (first, second, third) = (new QueueEntry(), new QueueEntry(), new QueueEntry());
        Assert.True(first.TryEnter(pool, () => { }));
        Assert.True(second.TryEnter(pool, () => { }));

        Assert.False(third.TryEnter(pool, () => { }));
        Assert.Equal((false, 2), (third.IsWaiting, pool.Queue!.Count));
    }

    [Fact]
    public void In_another_pool_it_waits_among_those_who_came_at_its_time()
    {
        var (before, after) = (_states.Of(Pool), _states.Of(Pool with { MaxConnectionsPerBackend = 1 }));
        var (early, late) = (new QueueEntry(), new QueueEntry());
        Assert.True(early.TryEnter(before, () => { }));
        Assert.True(late.TryEnter(after, () => { }));

        early.Follow(before, after);

        Assert.Equal((0, 2), (before.Queue!.Count, after.Queue!.Count));
        Assert.Equal((true, false), (early.MayLook(after), late.MayLook(after)));
    }

    [Fact]
    public void It_waits_nowhere_in_a_pool_without_a_queue()
    {
        var (before, after) = (_states.Of(Pool), _states.Of(Pool with { Queue = new QueueRules() }));
        var entry = new QueueEntry();
        entry.Follow(before, after); // as it does not wait, nothing comes of it
        Assert.True(entry.TryEnter(before, () => { }));

        entry.Follow(before, after);

        Assert.Equal((false, 0), (entry.IsWaiting, before.Queue!.Count));
    }
}
