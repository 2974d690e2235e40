namespace ActorProxy.Node.Tests.Kubernetes.Manifests;

/// <summary>Where the manifests are.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Manifests { get; } = Path.Combine(Root, "k8s");

    private static string FindRoot()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "ActorProxy.sln")))
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException(
                "The repository's root is not above the tests.");
        return directory;
    }
}
