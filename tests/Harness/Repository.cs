namespace ActorProxy.Tests.Harness;

/// <summary>Where the sources are that tests read.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Manifests { get; } = Path.Combine(Root, "k8s");

    /// <summary>The scripts of the peers, which run from the sources, next to what npm has installed for them.</summary>
    public static string Peers { get; } = Path.Combine(Root, "tests", "Interop.Tests", "peers");

    private static string FindRoot()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "ActorProxy.sln")))
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException(
                "The repository's root is not above the tests.");
        return directory;
    }
}
