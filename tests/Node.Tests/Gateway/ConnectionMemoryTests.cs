using ActorProxy.Node.Gateway;
using ActorProxy.Transport;

namespace ActorProxy.Node.Tests.Gateway;

public sealed class ConnectionMemoryTests
{
    private readonly BufferBudget _budget = new(8192);
    private int _exceeded;

    [Fact]
    public void What_is_beyond_the_free_part_is_counted_until_it_is_given_back()
    {
        var memory = new ConnectionMemory(_budget, free: 4096, () => _exceeded++);
        var first = memory.Rent(4096);
        Assert.Equal(0, _budget.Used);
        var second = memory.Rent();
        Assert.Equal(4096, _budget.Used);
        first.Dispose();
        first.Dispose();
        Assert.Equal(0, _budget.Used);
        second.Dispose();
        Assert.Equal((0, 0), (_budget.Used, _exceeded));
    }

    [Fact]
    public void Who_wants_more_than_there_is_gets_it_and_is_told_once()
    {
        var memory = new ConnectionMemory(_budget, free: 0, () => _exceeded++);
        var all = Enumerable.Range(0, 5).Select(_ => memory.Rent(4096)).ToList();
        Assert.Equal((5 * 4096, 1), (_budget.Used, _exceeded));
        all.ForEach(owner => owner.Dispose());
        Assert.Equal(0, _budget.Used);
    }

    [Fact]
    public void What_is_not_given_back_is_not_counted_behind_the_end()
    {
        var memory = new ConnectionMemory(_budget, free: 0, () => _exceeded++);
        var late = memory.Rent(4096);
        memory.Close();
        Assert.Equal(0, _budget.Used);
        late.Dispose();
        memory.Close();
        Assert.Equal(0, _budget.Used);
    }
}
