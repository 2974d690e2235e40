using ActorProxy.Interop.Tests.Harness;

namespace ActorProxy.Interop.Tests.Conversations;

/// <summary>Starts the peers that are scripts.</summary>
internal static class Scripts
{
    /// <param name="role"><c>client</c> or <c>backend</c>.</param>
    public static ChildProcess Start(PeerKind kind, string role) => kind switch
    {
        PeerKind.Node => ChildProcess.Start(Installed.Node, PathOf("node", $"{role}.js")),
        PeerKind.Python => ChildProcess.Start(Installed.Python, PathOf("python", $"{role}.py")),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This peer is no script."),
    };

    /// <summary>Starts a script that drives Chromium.</summary>
    public static ChildProcess StartBrowser(string name) => ChildProcess.Start(Installed.Node, PathOf("node", $"{name}.js"), Installed.Chromium);

    private static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Repository.Peers, .. parts]);
}
