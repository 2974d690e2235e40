namespace ActorProxy.Actors.Tests.Harness;

/// <summary>Tests that measure the whole process, and so run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SerialCollection
{
    public const string Name = "measures the process";
}
