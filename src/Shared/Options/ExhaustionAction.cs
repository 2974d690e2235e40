namespace ActorProxy.Shared.Options;

/// <summary>What becomes of clients for whom no descriptor or memory is left.</summary>
public enum ExhaustionAction
{
    /// <summary>They wait in the kernel's backlog.</summary>
    Pause,
    /// <summary>They are answered 503, a few at a time; on listeners with TLS they are cut.</summary>
    Refuse,
}
