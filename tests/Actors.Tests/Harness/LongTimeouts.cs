namespace ActorProxy.Actors.Tests.Harness;

/// <summary>How long a TestKit waits for what a test expects: as long as a busy machine may take.</summary>
internal static class LongTimeouts
{
    public const string Config = "akka.test { filter-leeway = 30s, single-expect-default = 30s, default-timeout = 30s }";
}
