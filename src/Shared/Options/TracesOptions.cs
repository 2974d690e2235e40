namespace ActorProxy.Shared.Options;

/// <summary>Traces of handshakes and requests, sent to a collector.</summary>
public sealed record TracesOptions
{
    public bool Enabled { get; init; }

    /// <summary>Share of the traces that begin here which are recorded, 0 to 1. A trace that a client has begun goes by its own flag.</summary>
    public double Sampling { get; init; } = 0.01;

    public OtlpOptions Otlp { get; init; } = new();
}
