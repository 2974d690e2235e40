namespace ActorProxy.Node.Persistence;

/// <summary>Whether the registry's database can be used.</summary>
/// <param name="Problem">What is wrong, without a full stop at its end; empty where the database can be used.</param>
internal sealed record DatabaseState(string Problem)
{
    public static readonly DatabaseState Usable = new("");

    public bool IsUsable => Problem.Length == 0;
}
