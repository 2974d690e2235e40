namespace ActorProxy.Interop.Tests.Harness;

/// <summary>Where the peers' scripts are: they run from the sources, next to what npm has installed for them.</summary>
internal static class Repository
{
    public static string Peers { get; } = Path.Combine(Root(), "tests", "Interop.Tests", "peers");

    private static string Root()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "ActorProxy.sln")))
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException(
                "The repository's root is not above the tests.");
        return directory;
    }
}
