using ActorProxy.Transport;
using Akka.Configuration;

namespace ActorProxy.Actors.Dispatch;

/// <summary>The names of the dispatchers that run on the transport's loops, one each.</summary>
public static class LoopDispatchers
{
    private const string Prefix = "actorproxy-loop-";

    /// <summary>The dispatcher on which everything of this loop's connections runs.</summary>
    public static string Id(EventLoop loop) => Id(loop.Index);

    internal static string Id(int loop) => Prefix + loop;

    /// <summary>The configuration that an actor system needs beside the <see cref="TransportSetup"/>.</summary>
    public static Config Config(int loops) =>
        ConfigurationFactory.ParseString(string.Join('\n', Enumerable.Range(0, loops).Select(i => $$"""
            {{Prefix}}{{i}} {
              type = "{{NameOf(typeof(LoopDispatcherConfigurator))}}"
              mailbox-type = "{{NameOf(typeof(LoopMailbox))}}"
              loop = {{i}}
              throughput = 30
            }
            """)));

    private static string NameOf(Type type) => $"{type.FullName}, {type.Assembly.GetName().Name}";
}
