namespace ActorProxy.Shared.Options;

/// <summary>How OTLP is carried.</summary>
public enum OtlpProtocol
{
    Grpc,

    /// <summary>Protobuf in HTTP.</summary>
    Http,
}
