namespace ActorProxy.Fuzz.Tests.Engine;

/// <summary>A parser did not crash, but what it says cannot be right.</summary>
public sealed class FalseVerdictException(string message) : Exception(message);
