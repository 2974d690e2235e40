namespace ActorProxy.Shared.Options;

/// <summary>How log events are written.</summary>
public enum LogFormat
{
    /// <summary>A line for people.</summary>
    Text,
    /// <summary>A line of compact JSON for machines.</summary>
    Json,
}
