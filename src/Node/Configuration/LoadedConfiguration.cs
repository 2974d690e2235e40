using System.Collections.Immutable;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Settings;
using Akka.Configuration;

namespace ActorProxy.Node.Configuration;

/// <summary>A configuration without problems.</summary>
/// <param name="Akka">The whole file for the actor system, which reads its <c>akka</c> section.</param>
/// <param name="File">Where it comes from; null where it comes from no file, and cannot be read again.</param>
public sealed record LoadedConfiguration(ProxyOptions Options, Config Akka, string? File = null)
{
    /// <summary>What need not keep a node from running, and is to be told to the one who runs it.</summary>
    public ImmutableArray<SettingProblem> Warnings { get; init; } = [];

    /// <summary>What it was read from.</summary>
    public ConfigurationSources Sources { get; init; } = ConfigurationSources.None;
}
