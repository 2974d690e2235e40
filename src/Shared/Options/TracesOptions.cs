using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Options;

/// <summary>Traces of handshakes and plain requests, which are sent to a collector.</summary>
public sealed record TracesOptions
{
    [Setting("Whether there are any.")]
    public bool Enabled { get; init; }

    [Setting("Share of the traces that begin here which are recorded: {range}. A trace that a client has begun goes by the client's flag."),
        Between("0", "1")]
    public double Sampling { get; init; } = 0.01;

    [Inline]
    public OtlpOptions Collector { get; init; } = new();
}
