using System.Globalization;
using ActorProxy.Actors.Dispatch;
using ActorProxy.Shared.Options;
using Akka.Configuration;

namespace ActorProxy.Actors;

/// <summary>What the proxy asks of its actor system, over whatever else is configured.</summary>
internal static class AkkaDefaults
{
    /// <summary>Room in a phase of the shutdown beyond the time that its task gives itself.</summary>
    private static readonly TimeSpan PhaseMargin = TimeSpan.FromSeconds(2);

    public static Config For(ProxyOptions options, int loops)
    {
        var drain = (options.Shutdown.DrainGrace + PhaseMargin).TotalMilliseconds.ToString("F0", CultureInfo.InvariantCulture);
        return ConfigurationFactory.ParseString($$"""
            akka {
              # A message to a connection that has just ended is nothing to report.
              log-dead-letters = off
              log-dead-letters-during-shutdown = off
              # Akka's own timers: at the default tick of 10 ms they took 4 to 5 % of a core on an idle node. Connections have
              # their deadlines on the loops.
              scheduler.tick-duration = 100 ms
              coordinated-shutdown {
                run-by-clr-shutdown-hook = off
                exit-clr = off
                phases.service-unbind.timeout = {{drain}} ms
                phases.service-requests-done.timeout = {{drain}} ms
              }
            }
            """).WithFallback(LoopDispatchers.Config(loops));
    }
}
