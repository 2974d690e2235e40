using ActorProxy.Shared.Admission;

namespace ActorProxy.Shared.Tests.Admission;

public sealed class MemoryRulesTests
{
    [Theory]
    [InlineData(false, 899, false)]
    [InlineData(false, 900, true)]
    [InlineData(true, 899, true)]
    [InlineData(true, 850, true)]
    [InlineData(true, 849, false)]
    public void It_is_near_its_end_from_90_percent_on_until_it_is_below_85(bool before, long used, bool near) =>
        Assert.Equal(near, MemoryRules.IsNear(before, new MemoryUse(used, 1000)));

    [Fact]
    public void Without_a_limit_it_is_never_near() => Assert.False(MemoryRules.IsNear(true, new MemoryUse(long.MaxValue, 0)));

    [Theory]
    [InlineData(1 << 30, null, 1 << 30)]
    [InlineData(0, null, 0)]
    [InlineData(1 << 30, 1L << 31, 1 << 30)]
    [InlineData(1 << 30, 1L << 30, 1 << 29)]
    [InlineData(0, 1L << 30, 1 << 29)]
    public void Buffers_get_half_of_the_memory_at_most(long configured, long? limit, long usable) =>
        Assert.Equal(usable, MemoryRules.BufferMemory(configured, limit));
}
