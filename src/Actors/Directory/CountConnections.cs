namespace ActorProxy.Actors.Directory;

/// <summary>Asks the directory how many connections are open; the answer is an <see cref="int"/>.</summary>
public sealed class CountConnections
{
    public static readonly CountConnections Instance = new();
}
