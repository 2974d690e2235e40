using System.Net;

namespace ActorProxy.Node.Admin;

/// <summary>Who gave a command, for the audit: <c>api 127.0.0.1</c>, and what the client calls itself behind it.</summary>
internal static class AdminCaller
{
    public const string Header = "X-ActorProxy-Caller";

    public const int MaxLength = 64;

    /// <param name="claimed">
    /// What the client calls itself; only printable ASCII of it is kept, and no more than <see cref="MaxLength"/>.
    /// </param>
    public static string Of(IPAddress? client, string claimed)
    {
        var address = client is { IsIPv4MappedToIPv6: true } ? client.MapToIPv4() : client;
        var name = string.Concat(claimed.Where(c => c is >= ' ' and <= '~').Take(MaxLength)).Trim();
        return name.Length == 0 ? $"api {address}" : $"api {address} {name}";
    }
}
