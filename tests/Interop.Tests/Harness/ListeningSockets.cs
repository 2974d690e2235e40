using System.Globalization;

namespace ActorProxy.Interop.Tests.Harness;

/// <summary>Where a process of Linux accepts TCP connections: proc(5).</summary>
internal static class ListeningSockets
{
    private const string Listening = "0A";

    public static IReadOnlyList<int> PortsOf(int process)
    {
        var sockets = Directory.GetFiles($"/proc/{process}/fd").Select(file => new FileInfo(file).LinkTarget).ToHashSet();
        return [.. ((string[])["tcp", "tcp6"])
            .SelectMany(table => File.ReadLines($"/proc/{process}/net/{table}").Skip(1))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(row => row[3] == Listening && sockets.Contains($"socket:[{row[9]}]"))
            .Select(row => int.Parse(row[1].Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture))
            .Distinct()
            .Order()];
    }
}
