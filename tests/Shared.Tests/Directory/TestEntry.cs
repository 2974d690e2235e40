using System.Net;
using ActorProxy.Shared.Directory;

namespace ActorProxy.Shared.Tests.Directory;

/// <summary>An entry of a table as tests want it.</summary>
internal sealed record TestEntry(string Id) : IConnectionEntry
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public string Listener { get; init; } = "web";
    public IPAddress Client { get; init; } = IPAddress.Parse("192.0.2.7");
    public IPEndPoint Peer { get; init; } = IPEndPoint.Parse("192.0.2.7:40000");
    public string Host { get; init; } = "chat.example";
    public string Path { get; init; } = "/room";
    public string RequestId { get; init; } = "5f3a9c21-1b";
    public string Route { get; init; } = "chat";
    public string Backend { get; init; } = "ws://10.0.0.1:80";
    public int Attempt { get; init; } = 1;
    public string? Subprotocol { get; init; }
    public DateTimeOffset Since { get; init; } = Now.AddMinutes(-5);
    public string? Tls { get; init; }
    public bool IsTunnel { get; init; } = true;
    public ConnectionUse Use { get; init; }
}
