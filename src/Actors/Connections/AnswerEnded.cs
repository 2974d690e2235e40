namespace ActorProxy.Actors.Connections;

/// <summary>The client has its answer, and its connection is closed or goes on.</summary>
internal sealed class AnswerEnded
{
    public static readonly AnswerEnded Instance = new();

    private AnswerEnded()
    {
    }
}
