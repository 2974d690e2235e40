
namespace ActorProxy.Actors.Telemetry;

/// <summary>Names of tags that more than one instrument has.</summary>
internal static class MetricTags
{
    public const string Reason = "reason", Source = "source", Result = "result", Route = "route", Backend = "backend",
        Direction = "direction", Listener = "listener";
}
