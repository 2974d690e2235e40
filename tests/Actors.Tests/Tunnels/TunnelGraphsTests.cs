using ActorProxy.Actors.Dispatch;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Actors.Tunnels;
using ActorProxy.Transport;
using ActorProxy.Transport.Sockets;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Streams;

namespace ActorProxy.Actors.Tests.Tunnels;

public class TunnelGraphsTests
{
    [Fact]
    public async Task No_loop_has_to_wait_for_its_materializer()
    {
        const int Loops = 2;
        using var transport = new SocketTransport(new TransportOptions(Loops, 4096), TimeProvider.System, fault => throw fault);
        var config = ConfigurationFactory.ParseString("""
            akka { loglevel = OFF, stdout-loglevel = OFF }
            akka.actor.internal-dispatcher { type = ForkJoinDispatcher, executor = fork-join-executor, dedicated-thread-pool { thread-count = 1 } }
            """).WithFallback(LoopDispatchers.Config(Loops));
        var system = ActorSystem.Create("graphs", ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(config), new TransportSetup(transport)));
        // What starts materializers has something else to do.
        var gate = new TaskCompletionSource();
        var busy = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        system.ActorOf(Props.Create(() => new Busy(busy, gate)).WithDispatcher("akka.actor.internal-dispatcher"));
        await busy.Task.WaitAsync(Peer.Timeout);

        var starting = TunnelGraphs.StartAsync(system, transport.Loops);

        Assert.False(starting.IsCompleted);
        gate.SetResult();
        var graphs = await starting.WaitAsync(Peer.Timeout);
        Assert.All(transport.Loops, loop => Assert.True(((RepointableActorRef)(
            (ActorMaterializer)graphs.Materializer(loop)).Supervisor).IsStarted));
        await system.Terminate();
    }

    private sealed class Busy : UntypedActor
    {
        public Busy(TaskCompletionSource busy, TaskCompletionSource gate)
        {
            busy.SetResult();
            Assert.True(gate.Task.Wait(Peer.Timeout));
        }

        protected override void OnReceive(object message) => Unhandled(message);
    }
}
