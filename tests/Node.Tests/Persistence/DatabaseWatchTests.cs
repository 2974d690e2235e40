using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Persistence;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Node.Tests.Persistence;

public sealed class DatabaseWatchTests
{
    private static readonly DatabaseState Away = new("away");

    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 16)]
    [InlineData(6, 30)]
    [InlineData(int.MaxValue, 30)]
    public void Looks_become_rarer_while_the_database_is_away(int failures, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), DatabaseWatch.Pause(failures));

    [Fact]
    public async Task Tables_are_made_until_the_database_was_usable_once()
    {
        var time = new FakeTimeProvider();
        var answers = new Queue<DatabaseState>([Away, Away, DatabaseState.Usable, Away, DatabaseState.Usable]);
        var (creates, reports) = (new List<bool>(), new List<DatabaseState>());
        using var stop = new CancellationTokenSource();
        var watch = new DatabaseWatch(async (create, cancellation) =>
        {
            if (answers.Count == 0)
                await Task.Delay(Timeout.Infinite, cancellation);
            creates.Add(create);
            return answers.Dequeue();
        }, time);

        var running = watch.RunAsync(reports.Add, stop.Token);
        await Wait.UntilAsync(() =>
        {
            time.Advance(DatabaseWatch.Interval);
            return reports.Count == 5;
        }, "the fifth look");
        await stop.CancelAsync();
        await running;

        Assert.Equal([true, true, true, false, false], creates);
        Assert.Equal([Away, Away, DatabaseState.Usable, Away, DatabaseState.Usable], reports);
    }
}
