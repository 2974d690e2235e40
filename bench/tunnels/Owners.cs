using ActorProxy.Actors.Dispatch;
using ActorProxy.Transport;
using ActorProxy.Transport.Sockets;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace ActorProxy.Bench.Tunnels;

/// <summary>
/// A stream of one stage without elements, as a relay's, from its materialization to its end: in the materializer of the loop, with a
/// child of the connection's actor that watches it, and in a materializer of the connection's own. "actor" is the connection's actor
/// alone, and is taken off the others.
/// </summary>
internal static class Owners
{
    private const int Cycles = 20_000;
    private const int Live = 5_000;
    private static readonly string[] Ways = ["actor", "loop", "loop+child", "own"];

    public static async Task MeasureAsync(int rounds)
    {
        using var transport = new SocketTransport(new TransportOptions(1, 4096), TimeProvider.System, fault => throw fault);
        var config = ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }")
            .WithFallback(LoopDispatchers.Config(1));
        var system = ActorSystem.Create(
            "owners", ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config), new TransportSetup(transport)));
        var dispatcher = LoopDispatchers.Id(transport.Loops[0]);
        var settings = ActorMaterializerSettings.Create(system).WithDispatcher(dispatcher);
        var shared = ActorMaterializer.Create(system, settings, "shared");
        await shared.Supervisor.Ask<ActorIdentity>(new Identify(null));
        var graph = Fusing.Aggressive(Source.FromGraph(new EndStage()).To(Sink.Ignore<int>())
            .WithAttributes(ActorAttributes.CreateDispatcher(dispatcher)));
        var parts = new Parts(shared, settings, graph, dispatcher);
        var parent = system.ActorOf(Props.Create(() => new Parent(parts)).WithDispatcher(dispatcher));

        var cpu = Ways.ToDictionary(way => way, _ => new List<double>());
        foreach (var round in Enumerable.Range(-2, rounds + 2)) // two to warm up
            foreach (var way in Ways)
            {
                var each = await Cost.OfAsync(Cycles, () => parent.Ask(new Run(way, Cycles, 50), Timeout.InfiniteTimeSpan));
                if (round >= 0)
                    cpu[way].Add(each);
            }
        Console.WriteLine("A stream with its owner, from begin to end (µs of CPU), and alive (bytes)");
        foreach (var way in Ways)
        {
            var before = GC.GetTotalMemory(forceFullCollection: true);
            await parent.Ask(new Hold(way, Live), Timeout.InfiniteTimeSpan);
            for (var turn = 0; turn < 10; turn++) // until all that they begin has begun
                await parent.Ask(new Hold(way, 0), Timeout.InfiniteTimeSpan);
            var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / Live;
            await parent.Ask(new Run(way, 0, 0), Timeout.InfiniteTimeSpan);
            var extra = cpu[way].Zip(cpu["actor"], (a, b) => a - b).ToArray();
            var ratio = extra.Zip(cpu["loop"].Zip(cpu["actor"], (a, b) => a - b), (a, b) => a / b);
            var (all, without, of) = (Cost.Median(cpu[way]), Cost.Median(extra), Cost.Median(ratio));
            Console.WriteLine($"  {way,-11} {all,7:F1}, without the actor {without,6:F1}, of \"loop\" {of,5:F2}; {bytes,6}");
        }
        await system.Terminate();
    }

    private sealed record Parts(
        ActorMaterializer Shared, ActorMaterializerSettings Settings, IGraph<ClosedShape, EndControl> Graph, string Dispatcher);

    private static Props Of(Func<ActorBase> make, Parts parts) => Props.CreateBy(new Producer(make)).WithDispatcher(parts.Dispatcher);

    private sealed record Run(string Way, int Count, int AtATime);

    private sealed record Hold(string Way, int Count);

    private sealed record End;

    /// <summary>Makes connections, and a new one for each that ends.</summary>
    private sealed class Parent(Parts parts) : UntypedActor
    {
        private IActorRef _asker = ActorRefs.Nobody;
        private Run _run = new("", 0, 0);
        private int _begun;
        private int _ended;

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Run { Count: 0 } end: // of those that are held
                    (_asker, _run, _begun, _ended) = (Sender, end with { Count = Live }, Live, 0);
                    foreach (var child in Context.GetChildren())
                        child.Tell(new End());
                    break;
                case Run run:
                    (_asker, _run, _begun, _ended) = (Sender, run, 0, 0);
                    for (var i = 0; i < run.AtATime; i++)
                        Begin(run.Way, ends: true);
                    break;
                case Hold hold:
                    for (var i = 0; i < hold.Count; i++)
                        Begin(hold.Way, ends: false);
                    // Behind what the new ones do when they start.
                    _ = Context.GetChildren().Last().Ask<ActorIdentity>(new Identify(null)).PipeTo(Sender);
                    break;
                case Terminated:
                    if (++_ended == _run.Count)
                        _asker.Tell(true);
                    else if (_begun < _run.Count)
                        Begin(_run.Way, ends: true);
                    break;
            }
        }

        private void Begin(string way, bool ends)
        {
            _begun++;
            Context.Watch(Context.ActorOf(Of(() => new Connection(parts, way, ends), parts)));
        }
    }

    private sealed class Connection(Parts parts, string way, bool ends) : UntypedActor
    {
        private EndControl? _control;

        protected override void PreStart()
        {
            var owner = way == "loop+child" ? Context.ActorOf(Of(() => new Child(), parts)) : Self;
            _control = way switch
            {
                "actor" => null,
                "own" => ActorMaterializer.Create(Context, parts.Settings).Materialize(parts.Graph),
                _ => parts.Shared.Materialize(parts.Graph),
            };
            if (_control is not null)
                _control.Ended = () => owner.Tell(EndControl.Over.Instance, ActorRefs.NoSender);
            if (ends)
                Self.Tell(new End());
        }

        protected override void OnReceive(object message)
        {
            if (message is End && _control is not null)
                _control.End();
            else
                Context.Stop(Self);
        }
    }

    private sealed class Child : UntypedActor
    {
        protected override void OnReceive(object message) => Context.Parent.Tell(message);
    }

    private sealed class Producer(Func<ActorBase> make) : IIndirectActorProducer
    {
        public Type ActorType => typeof(UntypedActor);

        public ActorBase Produce() => make();

        public void Release(ActorBase actor)
        {
        }
    }
}
