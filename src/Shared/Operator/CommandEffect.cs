namespace ActorProxy.Shared.Operator;

/// <summary>What a command does to others than the one who gives it.</summary>
public enum CommandEffect
{
    /// <summary>Nothing.</summary>
    Reads,

    /// <summary>It changes something, and no open connection.</summary>
    Changes,

    /// <summary>It can end connections: whoever gives it by hand is asked first.</summary>
    Destroys,
}
