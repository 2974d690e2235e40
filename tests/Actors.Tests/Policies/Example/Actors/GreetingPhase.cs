using ActorProxy.Actors.Pipeline;
using ActorProxy.Actors.Tests.Policies.Example.Shared;
using ActorProxy.Shared.Http;

namespace ActorProxy.Actors.Tests.Policies.Example.Actors;

/// <summary>What a policy's folder in src/Actors/Policies has: its phases, made of its values.</summary>
public sealed class GreetingPhase(Greeting greeting) : IResponsePhase
{
    public void OnResponse(ProxySession session, ClientResponse response) =>
        response.Fields = [.. response.Fields, new HeaderField("X-Greeting", greeting.Text)];
}
