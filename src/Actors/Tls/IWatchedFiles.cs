namespace ActorProxy.Actors.Tls;

/// <summary>Files that are looked at from time to time.</summary>
internal interface IWatchedFiles
{
    /// <summary>Looks whether they have changed, and loads them if so. True where there is something new.</summary>
    bool Poll();
}
