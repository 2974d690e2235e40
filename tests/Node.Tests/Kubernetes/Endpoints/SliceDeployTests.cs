using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Kubernetes.Endpoints;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Endpoints;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Node.Tests.Kubernetes.Endpoints;

public sealed class SliceDeployTests
{
    [LinuxFact]
    public async Task A_deploy_is_followed_by_the_slices_of_its_service()
    {
        var (deploy, slices) = (new RollingDeploy(), new ScriptedSlices());
        await using var api = await ScriptedApi.StartAsync();
        api.Answer = slices.AnswerAsync;
        using var source = new SliceSource(() => api.Configuration, new FakeTimeProvider(), zone: null);

        await deploy.RunAsync(
            Backend.At(new BackendAddress("chat.prod", 80)) with { Addresses = EndpointSource.Slices() },
            addresses =>
            {
                var slice = ScriptedSlices.Slice("chat-1", "18", deploy.Port, [.. addresses.Select(address => $"{address}")]);
                slices.Listed = [slice];
                slices.Tell("MODIFIED", slice);
            },
            slices: source);
        slices.End();
    }
}
