using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Actors.Tests.Policies.Example.Shared;

/// <summary>What a policy's folder in src/Shared/Policies has: its values, with what they mean and which of them go together.</summary>
[Setting("A field of all responses that greets the client.", Key = "greeting")]
public sealed record Greeting : IPolicy
{
    [Setting("Whom it greets.")]
    public string Name { get; init; } = "world";

    /// <summary>The value of the field.</summary>
    public string Text => $"Hello, {Name}";
}
