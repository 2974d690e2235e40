namespace ActorProxy.Transport.Tests;

public sealed class SocketBudgetTests
{
    [Theory]
    [InlineData(0, 0, 2, true)]
    [InlineData(0, 0, 1, false)]
    [InlineData(4, 0, 10, true)]
    [InlineData(5, 5, 10, false)]
    [InlineData(5, 0, 10, false)] // each of the five may ask for its backend yet
    [InlineData(1, 6, 9, true)]
    [InlineData(1, 6, 8, true)]
    [InlineData(1, 7, 8, false)]
    public void AClientNeedsADescriptorForItsBackendToo(int clients, int backends, long capacity, bool may) =>
        Assert.Equal(may, SocketBudget.MayTakeClient(clients, backends, capacity));

    [Theory]
    [InlineData(5, 4, 10, true)]
    [InlineData(5, 5, 10, false)]
    [InlineData(0, 10, 10, false)]
    public void ABackendNeedsOne(int clients, int backends, long capacity, bool may) =>
        Assert.Equal(may, SocketBudget.MayTakeBackend(clients, backends, capacity));

    [Fact]
    public void WhatIsGivenBackMayBeTakenAgain()
    {
        var budget = new SocketBudget { Capacity = 4 };
        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => budget.TryTake(SocketKind.Client)));
        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => budget.TryTake(SocketKind.Backend)));
        Assert.Equal((2, 2, 4, 2L), (budget.Clients, budget.Backends, budget.Open, budget.Denied));

        budget.Give(SocketKind.Client);
        budget.Give(SocketKind.Backend);

        Assert.Equal(SocketKind.Client, budget.TryTakeClient());
        Assert.True(budget.TryTake(SocketKind.Backend));
        Assert.Equal((2, 2), (budget.Clients, budget.Backends));
    }

    [Fact]
    public void WhatIsKeptForBackendsIsTakenToo()
    {
        var budget = new SocketBudget { Capacity = 10, AcceptsSurplus = true };
        while (budget.TryTakeClient() == SocketKind.Client)
        {
        }
        Assert.Equal((10, 6), (budget.Taken, budget.Open)); // five silent clients, and one that is told so

        Assert.True(budget.TryTake(SocketKind.Backend));
        Assert.Equal(10, budget.Taken);
        for (var i = 0; i < 4; i++)
            budget.Give(SocketKind.Client);
        Assert.True(budget.TryTake(SocketKind.Backend));
        Assert.Equal(3, budget.Taken); // a client with the connections of two requests
    }

    [Fact]
    public void SurplusIsBoundedAndNoClient()
    {
        var budget = new SocketBudget { Capacity = 0, AcceptsSurplus = true };
        for (var i = 0; i < SocketBudget.MaxSurplus; i++)
            Assert.Equal(SocketKind.Surplus, budget.TryTakeClient());
        Assert.Null(budget.TryTakeClient());
        Assert.Equal((0, SocketBudget.MaxSurplus), (budget.Clients, budget.Open));
        budget.Give(SocketKind.Surplus);
        Assert.Equal(SocketKind.Surplus, budget.TryTakeClient());
    }

    [Fact]
    public void WhileItIsSuspendedBackendsAreConnectedToAndThatIsNoLackOfDescriptors()
    {
        var budget = new SocketBudget { Suspended = true };
        Assert.Null(budget.TryTakeClient());
        Assert.True(budget.TryTake(SocketKind.Backend));
        Assert.Equal(0, budget.Denied);
    }

    [Fact]
    public async Task ThreadsTogetherTakeNoMoreThanThereAre()
    {
        var budget = new SocketBudget { Capacity = 1000 };
        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            var mine = 0;
            for (var i = 0; i < 1000; i++)
            {
                if (budget.TryTake(SocketKind.Client))
                    mine++;
                if (i % 2 == 0 && budget.TryTake(SocketKind.Client))
                    budget.Give(SocketKind.Client);
            }
            return mine;
        })));
        Assert.Equal(500, budget.Clients);
        Assert.Equal(500, taken.Sum());
    }
}
