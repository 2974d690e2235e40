using System.Net;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies.Forwarding;
using ActorProxy.Shared.Policies.Headers;
using ActorProxy.Shared.Policies.Rewriting;

namespace ActorProxy.Actors.Tests.Routes;

/// <summary>What node, listener and route say, as a backend sees it.</summary>
public class PolicyLayerTests
{
    [Fact]
    public async Task A_backend_sees_of_each_policy_that_of_the_nearest_place_whole()
    {
        using var backend = new ScriptedBackend();
        var options = TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(backend.Url), policies: [Sets("X-Route")])) with
        {
            Listeners = [new ListenerOptions(TestRoutes.Listener, IPAddress.Loopback,
                0) { Policies = [Sets("X-Listener"), new HostRewrite("listener.example")] }],
            Policies = [Sets("X-Node"), new HostRewrite("node.example")],
        };

        var seen = await SeenByBackendAsync(options, backend);

        Assert.Equal(["yes"], seen["X-Route"]);
        Assert.Equal(["listener.example"], seen["Host"]);
        Assert.Empty(seen["X-Listener"].Concat(seen["X-Node"]));
    }

    [Fact]
    public async Task The_forwarding_fields_of_a_listener_go_before_those_of_the_node()
    {
        using var backend = new ScriptedBackend();
        var options = TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(backend.Url))) with
        {
            Listeners = [new ListenerOptions(TestRoutes.Listener, IPAddress.Loopback,
                0) { Policies = [new ForwardedFields { XForwarded = ForwardingMode.Off, Forwarded = ForwardingMode.Append }] }],
        };

        var seen = await SeenByBackendAsync(options, backend);

        Assert.Empty(seen["X-Forwarded-For"]);
        Assert.Equal(["for=127.0.0.1;host=example.com;proto=http"], seen["Forwarded"]);
    }

    private static HeaderRules Sets(string name) => new() { Set = [new HeaderField(name, "yes")] };

    private static async Task<HttpHead> SeenByBackendAsync(ProxyOptions options, ScriptedBackend backend)
    {
        await using var proxy = await TestProxy.StartAsync(options);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());
        var (upstream, request) = await backend.AcceptRequestAsync();
        upstream.Dispose();
        return request;
    }
}
