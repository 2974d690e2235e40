using System.Net;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Endpoints;
using ActorProxy.Shared.Backends.Picking;

namespace ActorProxy.Actors.Tests.Backends;

public class FirstAnswersTests
{
    [Fact]
    public async Task The_endpoints_of_routes_are_looked_for_before_a_request_comes()
    {
        var names = new ScriptedNames();
        names.Answer(IPAddress.Loopback);
        var name = Backend.At(new BackendAddress("chat.example", 80)) with { Addresses = EndpointSource.All };
        var route = TestRoutes.Route(new BackendPool("pool", [name], PickerKind.RoundRobin));
        await using var proxy = await TestProxy.StartAsync(TestRoutes.Options(route), names: names);
        await Wait.UntilAsync(() => names.Asked > 0, "the first question");

        var other = name with { Address = new BackendAddress("other.example", 80) };
        var asked = new TaskCompletionSource();
        names.Addresses = host =>
        {
            if (host == "other.example")
                asked.TrySetResult();
            return Task.FromResult<IPAddress[]>([IPAddress.Loopback]);
        };
        await proxy.Node.ReloadAsync(TestRoutes.Options(TestRoutes.Route(new BackendPool("other", [other], PickerKind.RoundRobin))));
        await asked.Task.WaitAsync(Peer.Timeout);
    }
}
