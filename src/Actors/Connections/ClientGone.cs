namespace ActorProxy.Actors.Connections;

/// <summary>The client has closed while its connection looks for a backend.</summary>
internal sealed class ClientGone
{
    public static readonly ClientGone Instance = new();

    private ClientGone()
    {
    }
}
