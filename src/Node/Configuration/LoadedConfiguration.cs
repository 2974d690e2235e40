using ActorProxy.Shared.Options;
using Akka.Configuration;

namespace ActorProxy.Node.Configuration;

/// <summary>A configuration without problems.</summary>
/// <param name="Akka">The whole file for the actor system, which reads its <c>akka</c> section.</param>
public sealed record LoadedConfiguration(ProxyOptions Options, Config Akka);
