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

    /// <summary>The cluster goes on without the node: it was out of reach for too long, or alone with a minority. It has drained.</summary>
    public const int Downed = 4;
}
