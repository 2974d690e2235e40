namespace ActorProxy.Shared.Options;

/// <summary>The least severe events that the log keeps.</summary>
public enum LogSeverity
{
    Debug,
    Info,
    Warning,
    Error,
}
