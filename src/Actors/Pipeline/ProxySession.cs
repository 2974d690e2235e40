using System.Net;
using ActorProxy.Actors.Backends;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Picking;
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
/// <param name="forwarding">Of the listener: whom it believes who the client is.</param>
public sealed class ProxySession(ListenerOptions listener, ClientInfo peer, IPAddress client, RequestHead head, bool isUpgrade,
    ForwardingPolicy forwarding)
{
    private RequestPlace? _place; // from when its route is known, or that it has none
    private CancellationTokenSource? _ended; // where somebody asks for it

    public ListenerOptions Listener => listener;

    public ClientInfo Peer => peer;

    public IPAddress Client => client;

    public RequestHead Head => head;

    public bool IsUpgrade => isUpgrade;

    public ForwardingPolicy Forwarding => forwarding;

    /// <summary>Host in lower case without port, and path normalised. What cannot be read as one is null.</summary>
    public RequestPlace Place => _place ??= RequestPlace.Of(head, DotSegments.Refuse);

    /// <summary>Path and query in origin-form, as they were sent; empty until it is routed.</summary>
    public string Target { get; private set; } = "";

    /// <summary>Null until it is routed, and where no route is for it.</summary>
    public Route? Route { get; private set; }

    /// <summary>What holds for it: the route's, its listener's and the node's.</summary>
    public PolicySet Policies { get; private set; } = PolicySet.Empty;

    /// <summary>What is done with it.</summary>
    public RoutePipeline Pipeline { get; private set; } = RoutePipeline.Empty;

    /// <summary>The way through the backends of its route; null until one is looked for.</summary>
    public BackendSelection? Selection { get; private set; }

    /// <summary>Is cancelled where the request ends while one of its phases waits.</summary>
    public CancellationToken Ended => LazyInitializer.EnsureInitialized(ref _ended).Token;

    /// <summary>Nobody waits any more for what a phase says.</summary>
    /// <returns>Ends when all who asked for it have been told, which happens elsewhere; fails where one of them does.</returns>
    public Task EndAsync() => LazyInitializer.EnsureInitialized(ref _ended).CancelAsync();

    /// <summary>Its route is known.</summary>
    public void Enter(Route route, PolicySet policies, RoutePipelines pipelines, RequestPlace place, string target) =>
        (Route, Policies, Pipeline, _place, Target) = (route, policies, pipelines.Of(policies), place, target);

    /// <summary>No route is for it: what its listener and the node say holds all the same.</summary>
    public void Enter(RouteTable routes, RoutePipelines pipelines)
    {
        Policies = routes.PoliciesOf(listener.Name);
        Pipeline = pipelines.Of(Policies);
        _place ??= RequestPlace.Of(head, routes.DotSegments);
    }

    /// <summary>What its phases say of it, where nobody keeps a loop by waiting for it.</summary>
    /// <param name="timeout">For those that wait; after it <see cref="PhaseResult.Late"/>.</param>
    /// <param name="lost">Asked of <paramref name="whose"/> where one waits: nobody waits for the request any more.</param>
    /// <exception cref="OperationCanceledException">It is lost.</exception>
    public ValueTask<PhaseResult> PassAsync<T>(TimeSpan timeout, TimeProvider time, T whose, Func<T, CancellationToken> lost)
    {
        var asked = Pipeline.OnRequest(this);
        return asked.IsCompletedSuccessfully ? asked : new(WaitAsync(asked.AsTask(), timeout, time, lost(whose)));
    }

    /// <summary>It has passed its phases, and is to go to a backend of its route.</summary>
    /// <param name="handshake">Says how many backends are tried, and for how long, where no policy does.</param>
    public BackendSelection Select(PoolStates pools, HandshakeOptions handshake)
    {
        Selection = pools.Select(Route!, client, handshake.Attempts);
        Selection.TotalTimeout = handshake.TotalTimeout;
        Prefer(Selection);
        return Selection;
    }

    /// <summary>
    /// While it waits for a backend, its route may have got another pool, or the pool other backends: it chooses among those that there are
    /// now. What its phases have said of it, and what holds for it, stays.
    /// </summary>
    public void Follow(PoolStates pools)
    {
        var now = pools.Present(Route!);
        if (!Selection!.TryFollow(pools.Of(now.Pool)))
            return;
        Route = now;
        Prefer(Selection);
    }

    /// <summary>The head for the backend, as the phases want it.</summary>
    /// <param name="passed">What passes of the client's fields: without Host, and without those of the connection.</param>
    /// <param name="backend">Which it goes to.</param>
    public UpstreamHead HeadFor(HeaderFields passed, Backend backend)
    {
        var sent = new UpstreamHead(Target, head.Fields.First("Host") ?? Place.Host!, passed);
        if (Route!.Pool.SendsOwnHost(backend))
            sent.Host = backend.Address.Authority;
        Pipeline.OnUpstreamRequest(this, sent);
        return sent;
    }

    /// <summary>A response of a backend as the client sees it.</summary>
    public HeaderFields FieldsFor(int status, HeaderFields fields)
    {
        if (!Pipeline.SeesResponses)
            return fields;
        var response = new ClientResponse(status, fields);
        Pipeline.OnResponse(this, response);
        return response.Fields;
    }

    /// <summary>Says what the choice is to heed.</summary>
    private void Prefer(BackendSelection selection)
    {
        if (Route!.Pool.Picker == PickerKind.Hash)
            selection.Key = Route.Pool.HashKey.Of(head.Fields, Target, client);
        Pipeline.OnSelect(this, selection);
    }

    private async Task<PhaseResult> WaitAsync(Task<PhaseResult> asked, TimeSpan timeout, TimeProvider time, CancellationToken lost)
    {
        try
        {
            return await asked.WaitAsync(timeout, time, lost);
        }
        catch (TimeoutException) when (!asked.IsFaulted)
        {
            return PhaseResult.Late;
        }
        finally
        {
            if (!asked.IsCompleted)
                _ = EndAsync();
        }
    }
}
