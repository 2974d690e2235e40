namespace ActorProxy.Interop.Tests.Edge;

/// <summary>What this process may have open.</summary>
internal static class Descriptors
{
    /// <summary>See proc(5); other systems than Linux are taken to have no limit.</summary>
    public static int Limit()
    {
        if (!File.Exists("/proc/self/limits"))
            return int.MaxValue;
        var line = File.ReadLines("/proc/self/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        return int.TryParse(line["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], out var limit)
            ? limit
            : int.MaxValue;
    }
}
