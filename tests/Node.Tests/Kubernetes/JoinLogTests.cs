using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Kubernetes;
using ActorProxy.Shared.Options;
using Akka.Configuration;
using Akka.Discovery;
using Akka.Event;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Node.Tests.Kubernetes;

public sealed class JoinLogTests() : TestKit(ConfigurationFactory.ParseString("""
    akka {
      loglevel = INFO
      actor.provider = cluster
      remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
    }
    """))
{
    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedDiscovery _discovery = new();

    [Fact]
    public async Task A_lasting_failure_is_logged_once_and_then_its_end()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(LogEvent));
        _discovery.Fails = new PodLookupException("forbidden");
        await using var join = KubernetesJoin.Start(Sys, new ClusterOptions(), _discovery, _time);
        await LooksAsync(3);
        _discovery.Fails = new PodLookupException("down");
        await LooksAsync(3);
        _discovery.Fails = null;
        await LooksAsync(3);

        Assert.Equal(
            [
                "No cluster can be found: forbidden. Trying on",
                "No cluster can be found: down. Trying on",
                "The Kubernetes API lists the pods again",
            ],
            Said().Take(3));
    }

    [Fact]
    public async Task Why_it_waits_is_logged_once()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(LogEvent));
        await using var join = KubernetesJoin.Start(Sys, new ClusterOptions(), _discovery, _time);
        await LooksAsync(4);

        Assert.StartsWith("Waiting for a cluster: this node (127.0.0.1:", Assert.Single(Said()));
    }

    /// <summary>What the search has logged so far.</summary>
    private List<string> Said()
    {
        Sys.Log.Info("end");
        return [.. ReceiveWhile<LogEvent>(Peer.Timeout, o => o is LogEvent e && e.Message.ToString() != "end" ? e : null!)
            .Where(e => e!.LogClass == typeof(KubernetesJoin)).Select(e => e!.Message.ToString()!)];
    }

    /// <summary>Lets time pass until the search has looked so many more times.</summary>
    private Task LooksAsync(int more)
    {
        var target = _discovery.Looks + more;
        return Wait.UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return _discovery.Looks >= target;
        }, "another look");
    }

    private sealed class ScriptedDiscovery : ServiceDiscovery
    {
        private int _looks;

        public int Looks => Volatile.Read(ref _looks);

        public PodLookupException? Fails { get; set; }

        public override Task<Resolved> Lookup(Lookup lookup, TimeSpan resolveTimeout)
        {
            Interlocked.Increment(ref _looks);
            return Fails is null ? Task.FromResult(new Resolved(lookup.ServiceName, [])) : Task.FromException<Resolved>(Fails);
        }
    }
}
