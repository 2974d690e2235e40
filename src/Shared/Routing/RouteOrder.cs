namespace ActorProxy.Shared.Routing;

/// <summary>What lists of routes are put in order by.</summary>
public enum RouteOrder
{
    /// <summary>By host, those below one beside it and that of all hosts last; within a host as they were given.</summary>
    Host,

    /// <summary>By id, then by host.</summary>
    Id,
}
