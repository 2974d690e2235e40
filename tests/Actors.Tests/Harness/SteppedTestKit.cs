using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorProxy.Actors.Tests.Harness;

/// <summary>A TestKit in whose actor system time passes when the test says so.</summary>
public abstract class SteppedTestKit()
    : TestKit("""akka { loglevel = OFF, stdout-loglevel = OFF, scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" }""")
{
    /// <summary>What is due until then happens before this returns.</summary>
    protected void Pass(TimeSpan time) => ((TestScheduler)Sys.Scheduler).Advance(time);

    /// <summary>The actor has had all that was sent to it before, and the test has had no other answer.</summary>
    protected void Settle(IActorRef actor)
    {
        actor.Tell(new Identify("settled"));
        Assert.Equal(actor, ExpectMsg<ActorIdentity>().Subject);
    }
}
