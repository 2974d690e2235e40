namespace ActorProxy.Actors;

/// <summary>
/// Asks the <see cref="ProxyActor"/> which addresses are bound; the answer comes when all are: <see cref="BoundListeners"/>.
/// </summary>
public sealed class GetListeners
{
    public static readonly GetListeners Instance = new();
}
