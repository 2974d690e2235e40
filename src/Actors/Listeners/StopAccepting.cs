namespace ActorProxy.Actors.Listeners;

/// <summary>Orders to unbind; what is accepted goes on. The answer is <see cref="Akka.Done"/>.</summary>
public sealed class StopAccepting
{
    public static readonly StopAccepting Instance = new();
}
