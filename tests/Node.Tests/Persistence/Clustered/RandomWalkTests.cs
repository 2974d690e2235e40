using System.Globalization;
using ActorProxy.Shared.Options;
using ActorProxy.Tests.Harness;
using Xunit.Abstractions;

namespace ActorProxy.Node.Tests.Persistence.Clustered;

/// <summary>Walks with fixed seeds, or with those that tests/walks.sh asks for; even ones are on PostgreSQL where there is one.</summary>
public sealed class RandomWalkTests(PostgresFixture fixture, ITestOutputHelper output) : IClassFixture<PostgresFixture>, IDisposable
{
    private readonly TestDirectory _directory = new();

    public static TheoryData<int> Seeds
    {
        get
        {
            var (first, count) = (Setting("ACTORPROXY_WALK_FIRST", 1), Setting("ACTORPROXY_WALKS", 5));
            return [.. Enumerable.Range(first, count)];
        }
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Nothing_acknowledged_is_lost_and_nothing_is_applied_twice(int seed)
    {
        var walk = new RandomWalk(await OptionsAsync(seed), seed);

        var wrong = await walk.RunAsync();

        Tell(seed, walk, wrong);
        Assert.Empty(wrong);
    }

    /// <summary>
    /// A host must come back to a node within the 50 changes between two compactions, and move on: not each walk has that.
    /// </summary>
    [Fact]
    public async Task With_Akka_s_replay_filter_walks_go_wrong()
    {
        IReadOnlyList<string> wrong = [];
        for (var seed = 1; seed <= 6 && wrong.Count == 0; seed++)
        {
            var walk = new RandomWalk(new RegistryOptions { DataDirectory = _directory.File($"{seed}") }, seed,
                "akka.persistence.journal.sql.replay-filter.mode = repair-by-discard-old");
            wrong = await walk.RunAsync();
            Tell(seed, walk, wrong);
        }
        Assert.NotEmpty(wrong);
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    private async Task<RegistryOptions> OptionsAsync(int seed) => seed % 2 == 0 && PostgresServer.Lacking is null
        ? new RegistryOptions { Store = RegistryStore.Postgresql,
            ConnectionString = await (await fixture.ServerAsync()).CreateDatabaseAsync() }
        : new RegistryOptions { DataDirectory = _directory.Path };

    private void Tell(int seed, RandomWalk walk, IReadOnlyList<string> wrong)
    {
        output.WriteLine($"seed {seed}, {walk.Acknowledged} changes acknowledged, {walk.Unanswered} unanswered: "
            + $"{string.Join("; ", walk.Log)}");
        foreach (var line in wrong.Take(20))
            output.WriteLine(line);
    }
}
