using System.Globalization;

namespace ActorProxy.Shared.Directory;

/// <summary>How long a query waits for nodes.</summary>
public static class QueryTimeout
{
    public static readonly TimeSpan Default = TimeSpan.FromSeconds(2);
    public static readonly TimeSpan Min = TimeSpan.FromMilliseconds(100);
    public static readonly TimeSpan Max = TimeSpan.FromSeconds(30);

    /// <summary>What is wrong with a time-out, or null.</summary>
    internal static string? Problem(TimeSpan timeout) => timeout >= Min && timeout <= Max
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"The time-out is {timeout.TotalMilliseconds} ms; it must be 100 ms to 30 s.");
}
