namespace ActorProxy.Shared.Options;

/// <summary>The access log: one event when a tunnel opens and one when it closes; one when an HTTP request has ended.</summary>
public sealed record AccessLogOptions
{
    public bool Enabled { get; init; } = true;
}
