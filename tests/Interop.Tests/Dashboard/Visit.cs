namespace ActorProxy.Interop.Tests.Dashboard;

/// <summary>What somebody saw who used the page.</summary>
/// <param name="Errors">Of the browser's console.</param>
/// <param name="Foreign">URLs of other origins that were asked for.</param>
internal sealed record Visit<T>(T Seen, IReadOnlyList<string> Errors, IReadOnlyList<string> Foreign);
