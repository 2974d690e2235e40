namespace ActorProxy.Shared.Registry;

/// <summary>What follows from a command.</summary>
public abstract record RegistryDecision
{
    private RegistryDecision()
    {
    }

    /// <summary>The event is to be stored, then applied, then the command accepted.</summary>
    public sealed record Store(RegistryEvent Event) : RegistryDecision;

    /// <summary>There is nothing to store.</summary>
    public sealed record Answer(RegistryReply Reply) : RegistryDecision;
}
