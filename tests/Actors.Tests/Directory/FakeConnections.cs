using System.Net;
using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Tests.Harness;
using Akka.Actor;

namespace ActorProxy.Actors.Tests.Directory;

/// <summary>Entries of a table without sockets.</summary>
internal static class FakeConnections
{
    private static readonly Shared.Routing.Route Route = TestRoutes.Route(TestRoutes.Pool("ws://10.0.0.9:80"));

    /// <summary>The moment at which they are looked at.</summary>
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <param name="age">Minutes.</param>
    /// <param name="bytes">From the client.</param>
    /// <param name="isTunnel">Else it is served a request.</param>
    public static OpenConnection Open(
        string id, int age, long bytes = 0, IActorRef? actor = null, bool isTunnel = true) => new DirectoryEntry(
        new ConnectionInfo(id, TestRoutes.Listener, IPAddress.Parse("192.0.2.7"), IPEndPoint.Parse("192.0.2.7:40000"), "chat.example",
            "/room", "req-" + id,
            Route, Route.Pool.Backends[0], 1, null, Now.AddMinutes(-age)) { IsTunnel = isTunnel },
        new FakeTraffic(new Traffic(bytes, 0, 1, 0), TimeSpan.FromSeconds(age)), actor ?? ActorRefs.Nobody);
}
