using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Options;

/// <summary>When a running node reads its configuration again, besides when it is told to.</summary>
public sealed record ReloadOptions
{
    [Setting("Whether the node looks by itself whether its configuration has changed, and reads it again then: off, on (every 2s), or "
        + "how often it looks, 500ms to 1h. It looks at its file, those that this includes, and those with certificates, keys, roots and "
        + "tokens; a change is taken over when two looks in a row have found the same.")]
    public WatchInterval Watch { get; init; } = WatchInterval.Off;
}
