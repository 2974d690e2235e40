using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Options;

/// <summary>One event when a tunnel opens and one when it closes; one when an HTTP request has ended.</summary>
public sealed record AccessLogOptions
{
    [Setting("Whether events that are no warnings are written.")]
    public bool Enabled { get; init; } = true;
}
