using System.Diagnostics;
using ActorProxy.Tests.Harness;

namespace ActorProxy.Interop.Tests.Harness;

/// <summary>Which peers this machine has.</summary>
internal static class Installed
{
    public const string Chromium = "/usr/bin/chromium";

    private static readonly Lazy<string?> FoundNode = new(() => OnPath("node"));

    private static readonly Lazy<string?> FoundPython = new(() =>
        new[] { "/usr/bin/python3", OnPath("python3") }.OfType<string>().FirstOrDefault(HasWebSockets));

    public static string Node => FoundNode.Value ?? throw new InvalidOperationException("There is no node.");

    /// <summary>A Python that has <c>websockets</c>: the system's before one that a version manager puts on the path.</summary>
    public static string Python => FoundPython.Value ?? throw new InvalidOperationException("There is no Python with websockets.");

    /// <summary>Why a peer cannot run here, or null where it can.</summary>
    public static string? Lacks(PeerKind kind) => kind switch
    {
        PeerKind.Node => LacksPackage("ws"),
        PeerKind.Chromium when !File.Exists(Chromium) => $"Chromium is not installed as {Chromium}",
        PeerKind.Chromium => LacksPackage("playwright-core"),
        PeerKind.Python when FoundPython.Value is null => "there is no python3 with the package websockets",
        _ => null,
    };

    /// <summary>Why node cannot be used here, or null where it can.</summary>
    public static string? LacksNode => FoundNode.Value is null ? "node is not installed" : null;

    /// <summary>Why a package of node cannot be used here, or null where it can.</summary>
    public static string? LacksPackage(string name) =>
        LacksNode is { } lacking ? lacking
        : Directory.Exists(Path.Combine(Repository.Peers, "node", "node_modules", name)) ? null
        : $"{name} is not installed: npm ci --prefix tests/Interop.Tests/peers/node";

    private static string? OnPath(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(directory => Path.Combine(directory, OperatingSystem.IsWindows() ? name + ".exe" : name))
        .FirstOrDefault(File.Exists);

    private static bool HasWebSockets(string python)
    {
        if (!File.Exists(python))
            return false;
        using var probe = Process.Start(new ProcessStartInfo(
            python, ["-c", "import websockets.legacy.server"]) { RedirectStandardError = true })!;
        probe.StandardError.ReadToEnd();
        probe.WaitForExit();
        return probe.ExitCode == 0;
    }
}
