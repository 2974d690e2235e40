namespace ActorProxy.Actors.Connections;

/// <summary>The client has its last answer, and its connection is closed.</summary>
internal sealed class AnswerEnded
{
    public static readonly AnswerEnded Instance = new();

    private AnswerEnded()
    {
    }
}
