using ActorProxy.Shared.Policies.Filters;
using ActorProxy.Shared.Policies.Forwarding;
using ActorProxy.Shared.Policies.Headers;
using ActorProxy.Shared.Policies.Limits;
using ActorProxy.Shared.Policies.Responding;
using ActorProxy.Shared.Policies.Rewriting;
using ActorProxy.Shared.Policies.RouteChanges;
using ActorProxy.Shared.Policies.Stickiness;
using ActorProxy.Shared.Policies.Timeouts;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Policies.Standard;

/// <summary>
/// The policies of the product: a new one is a folder, and a line here. Their order is that of their settings in the reference, and
/// that in which they act on a request.
/// </summary>
public static class StandardPolicies
{
    // Where a setting of the node says it already (tunnel.idle-timeout, handshake.attempts, forwarding), the policy has no place there.
    public static PolicyCatalogue Catalogue { get; } = new(
        PolicyDefinition.Of<Respond>(PolicyPlaces.Route),
        PolicyDefinition.Of<PathRewrite>(PolicyPlaces.Route),
        PolicyDefinition.Of<HostRewrite>(PolicyPlaces.All),
        PolicyDefinition.Of<ForwardedFields>(PolicyPlaces.Listener | PolicyPlaces.Route),
        // Behind those that make fields of their own, as response-headers is: what an operator says of fields stands.
        PolicyDefinition.Of<HeaderRules>(PolicyPlaces.All),
        PolicyDefinition.Of<StickyCookie>(PolicyPlaces.All),
        PolicyDefinition.Of<ErrorPages>(PolicyPlaces.All),
        PolicyDefinition.Of<ResponseHeaders>(PolicyPlaces.All),
        PolicyDefinition.Of<FilterChain>(PolicyPlaces.All),
        PolicyDefinition.Of<IdleTimeout>(PolicyPlaces.Listener | PolicyPlaces.Route),
        PolicyDefinition.Of<ResponseTimeout>(PolicyPlaces.Listener | PolicyPlaces.Route),
        PolicyDefinition.Of<TotalTimeout>(PolicyPlaces.Listener | PolicyPlaces.Route),
        PolicyDefinition.Of<AttemptLimit>(PolicyPlaces.Listener | PolicyPlaces.Route),
        PolicyDefinition.Of<ConnectionLimit>(PolicyPlaces.Route),
        PolicyDefinition.Of<OnChange>(PolicyPlaces.All));

    /// <summary>Of all settings of the product.</summary>
    public static SettingsModel Model => Catalogue.Model;
}
