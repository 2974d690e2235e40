using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Options;

/// <summary>The node's log.</summary>
public sealed record LogOptions
{
    [Setting("debug, info, warning or error.")]
    public LogSeverity Level { get; init; } = LogSeverity.Info;

    [Setting("text for people, json for machines.")]
    public LogFormat Format { get; init; } = LogFormat.Text;
}

/// <summary>How log events are written.</summary>
public enum LogFormat
{
    /// <summary>A line for people.</summary>
    Text,
    /// <summary>A line of compact JSON for machines.</summary>
    Json,
}

/// <summary>The least severe events that the log keeps.</summary>
public enum LogSeverity
{
    Debug,
    Info,
    Warning,
    Error,
}

/// <summary>One event when a tunnel opens and one when it closes; one when an HTTP request has ended.</summary>
public sealed record AccessLogOptions
{
    [Setting("Whether events that are no warnings are written.")]
    public bool Enabled { get; init; } = true;
}
