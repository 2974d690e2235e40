namespace ActorProxy.Node.Configuration;

/// <summary>A file, or the files that the name in an <c>include</c> stands for.</summary>
/// <param name="Directory">Which an include's name is relative to; null for a file.</param>
internal readonly record struct ConfigurationSource(string? Directory, string Name);
