namespace ActorProxy.Interop.Tests.Harness;

/// <summary>A node's configuration in a directory of its own, which is gone after the test.</summary>
internal sealed class NodeFile : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("node").FullName;

    public string Path => System.IO.Path.Combine(_directory, "node.conf");

    public string DataDirectory => System.IO.Path.Combine(_directory, "data");

    /// <summary>One listener on a port that the system chooses, and this.</summary>
    /// <param name="settings">HOCON below <c>actorproxy</c>.</param>
    public void Write(string settings) => File.WriteAllText(Path, $$"""
        actorproxy {
          transport { loops = 2 }
          listeners { web { address = "127.0.0.1", port = 0 } }
          {{settings}}
        }
        """);

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
