using System.Diagnostics;

namespace ActorProxy.Node.Tests.Kubernetes.Manifests;

/// <summary>Renders kustomizations as <c>kubectl apply -k</c> would. Needs no cluster.</summary>
internal static class Kubectl
{
    private static readonly Lazy<(string? Executable, string Lacks)> Found = new(Find);

    /// <summary>Why it cannot be used here, or null where it can. Before 1.21 it knew no components.</summary>
    public static string? Lacks => Found.Value.Executable is null ? Found.Value.Lacks : null;

    public static string Kustomize(string directory)
    {
        var (code, output, error) = Run(Found.Value.Executable!, "kustomize", directory);
        Assert.True(code == 0, error);
        return output;
    }

    private static (string? Executable, string Lacks) Find()
    {
        var lacks = Reason("kubectl");
        if (lacks is null)
            return ("kubectl", "");
        return (KubectlPackage.Find(), $"{lacks}, and the package that has one is not installed: {KubectlPackage.Install}");
    }

    /// <summary>Why this one is of no use, or null.</summary>
    private static string? Reason(string executable)
    {
        try
        {
            var (code, version, _) = Run(executable, "version", "--client", "-o", "json");
            return code == 0 && version.Contains("\"kustomizeVersion\": \"v", StringComparison.Ordinal)
                ? null
                : "kubectl is older than 1.24 and tells no version of kustomize";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "kubectl is not installed";
        }
    }

    private static (int Code, string Output, string Error) Run(string executable, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(
            executable, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }
}
