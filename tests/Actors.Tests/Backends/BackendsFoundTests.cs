using System.Net;
using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends.Endpoints;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Backends;

public sealed class BackendsFoundTests() : TestKit(LongTimeouts.Config)
{
    [Fact]
    public void An_actor_is_told_once_until_it_looks()
    {
        var slices = new FakeSlices();
        using var sources = Found.By(new ScriptedNames(), new FakeTimeProvider(), slices);
        using var told = new BackendsFound(new PoolStates(new FakeTimeProvider(), sources), TestActor);

        for (var i = 0; i < 1000; i++)
            slices.Publish(new Endpoint(IPAddress.Loopback));
        var found = ExpectMsg<BackendsFound>();
        ExpectNoMsg(TimeSpan.Zero);

        found.Take();
        slices.Publish();
        ExpectMsg<BackendsFound>();
    }
}
