using System.Net;
using System.Text.Json.Serialization;
using ActorProxy.Shared.Forwarding;

namespace ActorProxy.Shared.Directory;

/// <summary>Which connections are meant: those that all of it is true for. What is null does not matter.</summary>
public sealed record ConnectionFilter
{
    public static readonly ConnectionFilter All = new();

    public string? Id { get; init; }

    /// <summary>The only node that is asked, by the name it has in rows.</summary>
    public string? Node { get; init; }

    public string? Route { get; init; }

    public string? Backend { get; init; }

    /// <summary>Where the client's address is in. <see cref="ClientNetwork"/> reads it.</summary>
    [JsonConverter(typeof(NetworkConverter))]
    public IPNetwork? Client { get; init; }

    /// <summary>In any case of letters.</summary>
    public string? Host { get; init; }

    public string? Subprotocol { get; init; }

    /// <summary>By the clock of the connection's node.</summary>
    public TimeSpan? MinAge { get; init; }

    public TimeSpan? MinIdle { get; init; }

    public bool Matches(IConnectionEntry entry, DateTimeOffset now) =>
        (Id is null || Id == entry.Id)
        && (Route is null || Route == entry.Route)
        && (Backend is null || Backend == entry.Backend)
        && (Subprotocol is null || Subprotocol == entry.Subprotocol)
        && (Host is null || Host.Equals(entry.Host, StringComparison.OrdinalIgnoreCase))
        && (Client is not { } network || network.Contains(ClientAddress.Plain(entry.Client)))
        && (MinAge is not { } age || now - entry.Since >= age)
        && (MinIdle is not { } idle || entry.Use.Idle >= idle);
}
