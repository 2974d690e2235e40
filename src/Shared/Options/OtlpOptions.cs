using System.Text;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Settings;
using ActorProxy.Shared.Text;

namespace ActorProxy.Shared.Options;

/// <summary>A collector that speaks OpenTelemetry's protocol.</summary>
public sealed record OtlpOptions : ISettingsCheck
{
    [Setting("http:// or https://, without a path for grpc; for http, that of the signal is added: /v1/metrics or /v1/traces.")]
    public Uri Endpoint { get; init; } = new("http://127.0.0.1:4317");

    [Setting("grpc, or http (protobuf).")]
    public OtlpProtocol Protocol { get; init; } = OtlpProtocol.Grpc;

    [Setting("Fields of each export, as for authorization.", Secret = true)]
    public ValueList<HeaderField> Headers { get; init; } = [];

    public void Check(SettingsCheck check)
    {
        // The exporter would put it before the service's name, and no collector serves that; nobody would be told.
        if (this is { Protocol: OtlpProtocol.Grpc, Endpoint.AbsolutePath: not "/" })
            check.Problem("endpoint", $"'{Redaction.Url(Endpoint.OriginalString)}' has a path, and gRPC has paths of its own; leave it "
                + $"out, or set protocol = http");
        if (Endpoint.UserInfo.Length > 0)
            check.Warn("endpoint", "has a user and a password, which are not sent; a collector is given them in headers, as in headers "
                + "{ authorization = \"Basic ...\" }");
        // The exporter takes all of them as one text.
        foreach (var (name, value) in Headers)
            if (name.AsSpan().ContainsAny(",=") || value.Contains(',', StringComparison.Ordinal))
                check.Problem("headers", $"'{name}' has a comma in its value, or a comma or '=' in its name, which the exporter cannot "
                    + $"send");
    }

    /// <summary>Values of fields, and a password in the address, stay out of logs.</summary>
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append($"Endpoint = {Redaction.Url(Endpoint.OriginalString)}, Protocol = {Protocol}, Headers = "
            + $"{string.Join(' ', Headers.Select(header => header.Name))}");
        return true;
    }
}

/// <summary>How OTLP is carried.</summary>
public enum OtlpProtocol
{
    Grpc,

    /// <summary>Protobuf in HTTP.</summary>
    Http,
}
