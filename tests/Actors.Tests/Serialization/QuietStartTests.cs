using System.Collections.Concurrent;
using System.Net;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace ActorProxy.Actors.Tests.Serialization;

/// <summary>That serializers are replaced on purpose is nothing to warn of.</summary>
public sealed class QuietStartTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_node_s_start_warns_of_no_serializer(bool clustered)
    {
        Seen.Clear();
        var akka = ConfigurationFactory.ParseString($$"""
            akka {
              loglevel = WARNING
              stdout-loglevel = OFF
              stdout-logger-class = "{{typeof(First).AssemblyQualifiedName}}"
              loggers = ["{{typeof(Recorder).AssemblyQualifiedName}}"]
            }
            """);
        using var backend = new ScriptedBackend();
        var options = TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(backend.Url)));
        if (clustered)
            options = options with { Cluster = new ClusterOptions { Enabled = true, Hostname = "127.0.0.1",
                BindAddress = IPAddress.Loopback, Port = 0, SeedNodes = [new DnsEndPoint("127.0.0.1", 1)] } };

        await using (var proxy = await TestProxy.StartAsync(options, akka: akka))
        {
            proxy.Node.System.Log.Warning("The last one");
            await Wait.UntilAsync(() => Seen.Any(line => line.Contains("The last one")), "a warning");
        }

        Assert.DoesNotContain(Seen, line => line.Contains("overriden"));
    }

    /// <summary>Warnings of all systems that are recorded.</summary>
    private static readonly ConcurrentQueue<string> Seen = new();

    /// <summary>Before the loggers have started.</summary>
    public sealed class First : MinimalLogger
    {
        protected override void Log(object message) => Seen.Enqueue($"{message}");
    }

    public sealed class Recorder : ReceiveActor, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
    {
        public Recorder()
        {
            Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
            Receive<LogEvent>(logged => Seen.Enqueue(logged.ToString()));
        }
    }
}
