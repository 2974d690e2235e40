namespace ActorProxy.Shared.Policies.RouteChanges;

/// <summary>What becomes of the open tunnels of a route that changed or is gone.</summary>
public enum RouteChangePolicy
{
    /// <summary>They stay as they are until a peer closes them.</summary>
    Keep,

    /// <summary>They get a Close frame (1012), one after another over <see cref="OnChange.DrainOver"/>.</summary>
    Drain,

    /// <summary>They get a Close frame (1012) at once.</summary>
    Close,
}
