using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Actors.Tests.Operator;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Lifecycle;

/// <summary>The machine's clock is moved while a tunnel is open: what is told of it is how long things took.</summary>
public sealed class MovedClockTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(-2)]
    public async Task Ages_and_durations_stay_what_they_are(int hours)
    {
        var time = new FakeTimeProvider();
        var machine = new MovedClock(time);
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(
            TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(backend.Url))), time: machine);
        using var listener = new MeterListener();
        var recorded = new ConcurrentBag<double>();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument is Histogram<double> && instrument.Unit == "s")
                l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => recorded.Add(value));
        listener.Start();
        var (client, upstream) = await proxy.OpenAsync(backend);
        var opened = (await proxy.Log.FirstAsync<OpenedEvent>()).Connection;

        machine.Move(TimeSpan.FromHours(hours));
        time.Advance(TimeSpan.FromMilliseconds(300));

        Assert.Equal(300, Assert.Single((await proxy.CommandAsync("connections list")).Values<long>("age")));
        var looking = proxy.CommandAsync("connections top", ("interval", "100ms"));
        await Wait.UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(1));
                return looking.IsCompleted;
            },
            "the second look of top");
        Assert.InRange(Assert.Single((await looking).Values<long>("age")), 400, 30_000);
        Assert.Empty(await proxy.CommandAsync("connections list", ("min-age", "30m")));
        Assert.Single((await proxy.CommandAsync("connections list", ("min-age", "300ms"))).Values<long>("age"));
        Assert.Equal(opened.Since, Assert.Single((await proxy.ListAsync()).Connections).Info.Since);
        client.Dispose();
        upstream.Dispose();
        Assert.InRange((await proxy.Log.FirstAsync<ClosedEvent>()).Duration.TotalSeconds, 0.3, 60);
        Assert.NotEmpty(recorded);
        Assert.DoesNotContain(recorded, seconds => seconds < 0);
    }
}
