namespace ActorProxy.Actors.Tls;

/// <summary>What was made of files.</summary>
internal interface IWatchedFiles
{
    IReadOnlyList<string> Files { get; }

    /// <summary>Loads them anew where they have changed.</summary>
    void Poll();
}
