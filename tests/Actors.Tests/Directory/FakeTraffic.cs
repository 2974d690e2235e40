using ActorProxy.Actors.Accounting;

namespace ActorProxy.Actors.Tests.Directory;

/// <summary>What has passed through a connection that is none.</summary>
internal sealed record FakeTraffic(Traffic Traffic, TimeSpan Idle) : ITrafficSource;
