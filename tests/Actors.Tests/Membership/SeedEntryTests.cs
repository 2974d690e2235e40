using ActorProxy.Tests.Harness;
using Akka.Cluster;

namespace ActorProxy.Actors.Tests.Membership;

/// <summary>Three nodes that find each other by seed nodes.</summary>
public sealed class SeedEntryTests : IAsyncLifetime
{
    private static readonly int[] Ports = [FreePort.Next(), FreePort.Next(), FreePort.Next()];

    private readonly SeedNode _first = new(Ports[0], Ports), _second = new(Ports[1], Ports), _third = new(Ports[2], Ports);

    private SeedNode[] All => [_first, _second, _third];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var node in All)
            await node.DisposeAsync();
    }

    [Fact]
    public async Task The_first_founds_nothing_while_it_does_not_reach_all_others_and_says_so()
    {
        _first.Start();
        await _first.SaysAsync($"no answer from {_second.Name}, {_third.Name}");
        _second.Start();
        await _first.SaysAsync($"no answer from {_third.Name}: a node that cannot be asked may have a cluster");
        await _second.SaysAsync($"{_first.Name} is the one to found it");
        await _first.LooksAsync(3);
        Assert.False(_first.IsMember);
        Assert.False(_second.IsMember);

        _third.Start();

        foreach (var node in All)
            await node.SeesAsync(All);
        Assert.Empty(_first.Health.Current.Entry);
    }

    [Fact]
    public async Task A_member_that_starts_again_joins_the_cluster_that_lives()
    {
        await FormAsync();

        await _first.StopAsync();
        _second.Cluster.Down(_first.Cluster.SelfAddress);
        await _second.SeesAsync(_second, _third);
        _first.Former = null;
        _first.Start();

        foreach (var node in All)
            await node.SeesAsync(All);
    }

    [Fact] // whose list alone would have it found a second one
    public async Task A_node_that_was_downed_looks_for_those_that_it_remembers()
    {
        await using var only = new SeedNode(FreePort.Next(), Ports[0]);
        await using var alone = new SeedNode(Ports[0], Ports[0]);
        alone.Start();
        await alone.SeesAsync(alone);
        only.Start();
        await only.SeesAsync(alone, only);
        await alone.SeesAsync(alone, only);

        only.Cluster.Down(alone.Cluster.SelfAddress);
        await alone.EndsAsync();
        await only.SeesAsync(only);
        alone.Start();

        await only.SeesAsync(alone, only);
        await alone.SeesAsync(alone, only);
        Assert.Equal(only.Cluster.SelfAddress,
            only.Cluster.State.Members.OrderBy(member => member, Member.AgeOrdering).First().Address);
    }

    [Fact]
    public async Task It_founds_nothing_while_these_are_silent()
    {
        await using var other = new SeedNode(FreePort.Next(), Ports[0]);
        await using var alone = new SeedNode(Ports[0], Ports[0]);
        alone.Start();
        other.Start();
        await alone.SeesAsync(alone, other);
        await other.StopAsync();
        await alone.StopAsync();

        alone.Start();
        await alone.SaysAsync($"no answer from {other.Name}");
        await alone.LooksAsync(2);
        Assert.False(alone.IsMember);

        other.Former = null;
        other.Start();
        await alone.SeesAsync(alone, other);
    }

    [Fact]
    public async Task One_of_a_version_that_answers_no_questions_takes_a_newer_node_in()
    {
        var port = FreePort.Next();
        await using var older = new SeedNode(port, Ports[0]);
        older.Start(answers: false);
        older.Cluster.Join(older.Cluster.SelfAddress);
        await using var newer = new SeedNode(Ports[0], Ports[0], port);

        newer.Start();

        await newer.SeesAsync(older, newer);
    }

    private async Task FormAsync()
    {
        foreach (var node in All)
            node.Start();
        foreach (var node in All)
            await node.SeesAsync(All);
    }
}
