namespace ActorProxy.Node.Cli;

/// <summary>Exit codes of the verbs.</summary>
public static class ExitCode
{
    public const int Success = 0;

    /// <summary>The configuration or the command line is wrong.</summary>
    public const int Invalid = 1;

    /// <summary>The file is missing or cannot be read.</summary>
    public const int NoFile = 2;

    /// <summary>The node could not start: an address is in use, or the like.</summary>
    public const int CannotStart = 3;

    /// <summary>The cluster goes on without the node, which has drained: cluster.minority = exit.</summary>
    public const int Downed = 4;

    /// <summary>The node did not do the command, and says why.</summary>
    public const int Failed = 5;

    /// <summary>No admin endpoint answers at the address.</summary>
    public const int Unreachable = 6;

    /// <summary>The token is missing or wrong.</summary>
    public const int WrongToken = 7;

    /// <summary>A command that can end connections was not confirmed.</summary>
    public const int NotConfirmed = 8;

    /// <summary>Rows of the registry's database cannot be believed.</summary>
    public const int Damaged = 9;
}
