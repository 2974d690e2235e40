namespace ActorProxy.Node.Persistence;

/// <summary>Whether the registry's database can be used.</summary>
/// <param name="Problem">What is wrong, without a full stop at its end; empty where the database can be used.</param>
internal sealed record DatabaseState(string Problem)
{
    public static readonly DatabaseState Usable = new("");

    /// <summary>Whether the triggers by which one node alone writes a host are known to be missing.</summary>
    public bool Unfenced { get; init; }

    /// <summary>Whether the server cannot be reached, is starting, or ends: each look may find other words for that.</summary>
    public bool Away { get; init; }

    public bool IsUsable => Problem.Length == 0;
}
