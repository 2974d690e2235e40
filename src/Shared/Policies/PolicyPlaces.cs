namespace ActorProxy.Shared.Policies;

/// <summary>Where a policy may be configured; the nearest to the request wins, whole.</summary>
[Flags]
public enum PolicyPlaces
{
    /// <summary>For all requests, under <c>actorproxy</c>.</summary>
    Node = 1,

    /// <summary>For those that come by a listener.</summary>
    Listener = 2,

    /// <summary>For those of a route.</summary>
    Route = 4,

    All = Node | Listener | Route,
}

/// <summary>Which place a <see cref="PolicySet"/> in a property is.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PolicyPlaceAttribute(PolicyPlaces place) : Attribute
{
    public PolicyPlaces Place => place;
}
