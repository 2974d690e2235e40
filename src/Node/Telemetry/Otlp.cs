using ActorProxy.Shared.Options;
using OpenTelemetry.Exporter;

namespace ActorProxy.Node.Telemetry;

/// <summary>Tells an exporter of its collector.</summary>
internal static class Otlp
{
    /// <param name="path">Of the signal, below the endpoint, where the protocol has paths.</param>
    public static void Configure(OtlpExporterOptions exporter, OtlpOptions options, string path)
    {
        exporter.Protocol = options.Protocol == OtlpProtocol.Grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = options.Protocol == OtlpProtocol.Grpc
            ? options.Endpoint
            : new Uri($"{options.Endpoint.AbsoluteUri.TrimEnd('/')}/{path}");
        exporter.TimeoutMilliseconds = 5000;
        exporter.Headers = string.Join(',', options.Headers.Select(header => $"{header.Name}={Uri.EscapeDataString(header.Value)}"));
    }
}
