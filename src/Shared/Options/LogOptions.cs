namespace ActorProxy.Shared.Options;

/// <summary>The node's log.</summary>
public sealed record LogOptions
{
    public LogSeverity Level { get; init; } = LogSeverity.Info;

    public LogFormat Format { get; init; } = LogFormat.Text;
}
