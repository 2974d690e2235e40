namespace ActorProxy.Shared.Routing;

/// <summary>What becomes of a request whose path has dot segments.</summary>
public enum DotSegments
{
    /// <summary>It is answered 400: a backend might resolve them into a path of another route.</summary>
    Refuse,
    /// <summary>It goes by the route of what its path resolves to (RFC 3986 section 5.2.4), as every backend has to resolve it.</summary>
    Resolve,
}
