namespace ActorProxy.Actors.Directory;

/// <summary>Asks the directory for what is open; the answer is a <see cref="ConnectionList"/>.</summary>
public sealed class ListConnections
{
    public static readonly ListConnections Instance = new();
}
