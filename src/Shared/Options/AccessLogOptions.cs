namespace ActorProxy.Shared.Options;

/// <summary>The access log: one event when a connection opens and one when it closes.</summary>
public sealed record AccessLogOptions
{
    public bool Enabled { get; init; } = true;
}
