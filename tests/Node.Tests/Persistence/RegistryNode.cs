using ActorProxy.Actors.Serialization;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Persistence;
using ActorProxy.Shared.Options;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Serilog;
using Serilog.Core;

namespace ActorProxy.Node.Tests.Persistence;

/// <summary>What a node has for its registry: the database, and an actor system on it.</summary>
internal sealed class RegistryNode : IAsyncDisposable
{
    private RegistryNode(RegistryDatabase database, ActorSystem system, RecordingSink log)
    {
        Database = database;
        System = system;
        Log = log;
    }

    public RegistryDatabase Database { get; }

    public ActorSystem System { get; }

    /// <summary>What the database logged.</summary>
    public RecordingSink Log { get; }

    public static async Task<RegistryNode> StartAsync(RegistryOptions options)
    {
        var log = new RecordingSink();
        var database = await RegistryDatabase.PrepareAsync(options, Logger(log), TimeProvider.System);
        // On a busy machine the first reading of a journal takes its time; a recovery that is given up leaves its asker without an answer.
        var config = ConfigurationFactory.ParseString($$"""
            akka { loglevel = OFF, stdout-loglevel = OFF }
            akka.persistence.journal.sql.recovery-event-timeout = {{Peer.Timeout.TotalSeconds}} s
            """).WithFallback(database.Akka);
        return new RegistryNode(database, ActorSystem.Create("registry", ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(config), new WireSetup(TestFormats.Catalogue))), log);
    }

    public static Logger Logger(ILogEventSink sink) => new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(sink).CreateLogger();

    /// <summary>An actor that recovers now.</summary>
    public IActorRef Open(string id = "registry") => System.ActorOf(Props.Create(() => new TestRegistry(id)));

    public static Task<TestRegistry.Written> PutAsync(IActorRef registry, params Put[] puts) =>
        registry.Ask<TestRegistry.Written>(puts.Length == 1 ? puts[0] : puts, Peer.Timeout);

    public static async Task<IReadOnlyDictionary<string, int>> ReadAsync(IActorRef registry) =>
        (await registry.Ask<Entries>(new TestRegistry.Read(), Peer.Timeout)).Values;

    public async ValueTask DisposeAsync()
    {
        await System.Terminate();
        await Database.DisposeAsync();
    }
}
