using ActorProxy.Interop.Tests.Harness;
using ActorProxy.Tests.Harness;

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

    /// <summary>Starts a script of node that is no peer of conversations.</summary>
    public static ChildProcess StartNode(string name) => ChildProcess.Start(Installed.Node, PathOf("node", $"{name}.js"));

    /// <summary>Starts a script that drives Chromium.</summary>
    /// <param name="arguments">For Chromium.</param>
    public static ChildProcess StartBrowser(string name, params IEnumerable<string> arguments) =>
        ChildProcess.Start(Installed.Node, [PathOf("node", $"{name}.js"), Installed.Chromium, .. arguments]);

    private static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Repository.Peers, .. parts]);
}
