using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Options;

/// <summary>The node's log.</summary>
public sealed record LogOptions
{
    [Setting("debug, info, warning or error.")]
    public LogSeverity Level { get; init; } = LogSeverity.Info;

    [Setting("text for people, json for machines.", Restart = "the log is opened at the start")]
    public LogFormat Format { get; init; } = LogFormat.Text;
}
