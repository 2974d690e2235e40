using System.Globalization;
using Akka.Configuration;

namespace ActorProxy.Actors;

/// <summary>What the proxy asks of its actor systems, over whatever else is configured.</summary>
internal static class AkkaDefaults
{
    /// <summary>
    /// Of the phases of the shutdown in which connections end: longer than any drain-grace, to which their tasks keep by themselves. That
    /// may change while the node runs; Akka reads this at its start.
    /// </summary>
    private static readonly TimeSpan LongestPhase = TimeSpan.FromHours(1) + TimeSpan.FromSeconds(10);

    public static Config All { get; } = ConfigurationFactory.ParseString($$"""
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
            phases.service-unbind.timeout = {{Milliseconds(LongestPhase)}} ms
            phases.service-requests-done.timeout = {{Milliseconds(LongestPhase)}} ms
          }
        }
        """);

    private static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("F0", CultureInfo.InvariantCulture);
}
