
namespace ActorProxy.Actors.Backends;

/// <summary>Orders that a backend gets no new connections on any node, or gets them again. The answer is <see cref="Akka.Done"/>.</summary>
public sealed record SwitchBackend(string Backend, bool On);
