namespace ActorProxy.Shared.Http;

/// <summary>How much of a head is read before it is refused. Each limit is 1 or more; a head of exactly the limit is accepted.</summary>
/// <param name="MaxHeadBytes">Bytes of the whole head, with its empty line.</param>
/// <param name="MaxFields">Field lines.</param>
/// <param name="MaxTargetBytes">Bytes of the request target.</param>
public sealed record HeadLimits(int MaxHeadBytes = 32 * 1024, int MaxFields = 100, int MaxTargetBytes = 8 * 1024)
{
    public static readonly HeadLimits Default = new();
}
