using ActorProxy.Actors.Health;
using ActorProxy.Actors.Membership;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Cluster;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Membership;

public sealed class EntryLogTests() : TestKit(ConfigurationFactory.ParseString("""
    akka {
      loglevel = INFO
      scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
      actor.provider = cluster
      remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
    }
    """))
{
    private readonly ScriptedLook _look = new();
    private readonly NodeHealth _health = new();

    [Fact]
    public async Task A_lasting_failure_is_logged_once_and_then_its_end()
    {
        _look.Fails = new IOException("forbidden");
        Start();
        await LooksAsync(3);
        _look.Fails = new IOException("down");
        await LooksAsync(3);
        Assert.Equal("down", _health.Current.Entry);
        _look.Fails = null;
        await LooksAsync(3);

        Assert.Equal(
            [
                "No cluster can be found: forbidden. Trying on",
                "No cluster can be found: down. Trying on",
                "The nodes are found again",
            ],
            Said().Take(3));
    }

    [Fact]
    public async Task A_defect_is_logged_and_the_search_goes_on()
    {
        _look.Fails = new InvalidOperationException("a defect");
        Start();
        await LooksAsync(3);

        Assert.Equal("The search for a cluster failed: a defect of ActorProxy. Trying on", Assert.Single(Said()));
    }

    [Fact]
    public async Task Why_it_waits_is_logged_once_and_told_to_who_asks_how_it_is()
    {
        Start();
        await LooksAsync(4);

        Assert.StartsWith("Waiting for a cluster: this node (127.0.0.1:", Assert.Single(Said()));
        Assert.StartsWith("the node is no member of its cluster: this node (127.0.0.1:", _health.Current.WhyNotReady[1]);
    }

    private void Start()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(LogEvent));
        Sys.ActorOf(Props.Create(() => new ClusterEntry(_look, new FormerMembers(), _health, new FakeTimeProvider())), ClusterEntry.Name);
    }

    /// <summary>What the search has logged so far.</summary>
    private List<string> Said()
    {
        Sys.Log.Info("end");
        return [.. ReceiveWhile<LogEvent>(Peer.Timeout, o => o is LogEvent e && e.Message.ToString() != "end" ? e : null!)
            .Where(e => e!.LogClass == typeof(ClusterEntry)).Select(e => e!.Message.ToString()!)];
    }

    /// <summary>Lets time pass until the search has looked so many more times.</summary>
    private Task LooksAsync(int more)
    {
        var target = _look.Looks + more;
        return Wait.UntilAsync(() =>
        {
            ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(1));
            return _look.Looks >= target;
        }, "another look");
    }

    private sealed class ScriptedLook : IClusterLook
    {
        private int _looks;

        public int Looks => Volatile.Read(ref _looks);

        public Exception? Fails { get; set; }

        public TimeSpan Interval => TimeSpan.FromSeconds(1);

        public Task<ContactPoints> FindAsync(CancellationToken cancellation)
        {
            Interlocked.Increment(ref _looks);
            return Fails is null ? Task.FromResult(new ContactPoints([], Listed: false)) : Task.FromException<ContactPoints>(Fails);
        }

        public void Dispose()
        {
        }
    }
}
