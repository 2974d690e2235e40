using System.Net;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Actors.Pipeline;

/// <summary>A request on its way through the phases: who sent it, what it says, and what has been decided about it.</summary>
/// <param name="listener">By which its connection came.</param>
/// <param name="peer">What is known of the client, and the request's id.</param>
/// <param name="client">The client's address, as a trusted peer tells it where the peer is one.</param>
/// <param name="head">As it came.</param>
/// <param name="isUpgrade">Whether it asks for WebSocket.</param>
public sealed class ProxySession(ListenerOptions listener, ClientInfo peer, IPAddress client, RequestHead head, bool isUpgrade)
{
    private RequestPlace? _place;

    public ListenerOptions Listener => listener;

    public ClientInfo Peer => peer;

    public IPAddress Client => client;

    public RequestHead Head => head;

    public bool IsUpgrade => isUpgrade;

    /// <summary>Host in lower case without port, and path normalised. What cannot be read as one is null.</summary>
    public RequestPlace Place => _place ??= RequestPlace.Of(head);

    /// <summary>Path and query in origin-form, as they were sent; empty until it is routed.</summary>
    public string Target { get; private set; } = "";

    /// <summary>Null until it is routed, and where no route is for it.</summary>
    public Route? Route { get; private set; }

    /// <summary>What holds for it: the route's, its listener's and the node's.</summary>
    public PolicySet Policies { get; private set; } = PolicySet.Empty;

    /// <summary>What is done with it.</summary>
    public RoutePipeline Pipeline { get; private set; } = RoutePipeline.Empty;

    /// <summary>Its route is known.</summary>
    public void Enter(Route route, PolicySet policies, RoutePipelines pipelines, RequestPlace place, string target) =>
        (Route, Policies, Pipeline, _place, Target) = (route, policies, pipelines.Of(policies), place, target);

    /// <summary>No route is for it: what its listener and the node say holds all the same.</summary>
    public void Enter(PolicySet policies, RoutePipelines pipelines) => (Policies, Pipeline) = (policies, pipelines.Of(policies));

    /// <summary>A response of a backend as the client sees it.</summary>
    public HeaderFields FieldsFor(int status, HeaderFields fields)
    {
        if (!Pipeline.SeesResponses)
            return fields;
        var response = new ClientResponse(status, fields);
        Pipeline.OnResponse(this, response);
        return response.Fields;
    }
}
