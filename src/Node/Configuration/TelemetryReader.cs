using System.Collections.Immutable;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Text;

namespace ActorProxy.Node.Configuration;

/// <summary>Reads <c>actorproxy.metrics</c> and <c>actorproxy.traces</c>.</summary>
internal static class TelemetryReader
{
    private static readonly ProxyOptions Defaults = new();

    public static MetricsOptions ReadMetrics(HoconSection section)
    {
        var defaults = Defaults.Metrics;
        var otlp = section.Section("otlp");
        var options = new MetricsOptions
        {
            Address = section.Address("address", defaults.Address),
            Port = section.Number("port", defaults.Port, 0, 65535),
            MaxSeries = section.Number("max-series", defaults.MaxSeries, 10, 100_000),
            OtlpEnabled = otlp.Flag("enabled", defaults.OtlpEnabled),
            OtlpInterval = otlp.Duration("interval", defaults.OtlpInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            Otlp = ReadOtlp(otlp, defaults.Otlp),
        };
        otlp.Close();
        section.Close();
        return options;
    }

    public static TracesOptions ReadTraces(HoconSection section)
    {
        var defaults = Defaults.Traces;
        var options = new TracesOptions
        {
            Enabled = section.Flag("enabled", defaults.Enabled),
            Sampling = section.Fraction("sampling", defaults.Sampling, 0, 1),
            Otlp = ReadOtlp(section, defaults.Otlp),
        };
        section.Close();
        return options;
    }

    private static OtlpOptions ReadOtlp(HoconSection section, OtlpOptions defaults)
    {
        var options = new OtlpOptions
        {
            Endpoint = ReadEndpoint(section, defaults.Endpoint),
            Protocol = section.Choice("protocol", defaults.Protocol),
            Headers = ReadHeaders(section),
        };
        // The exporter would put it before the service's name, and no collector serves that; nobody would be told.
        if (options is { Protocol: OtlpProtocol.Grpc, Endpoint.AbsolutePath: not "/" })
            section.Problem("endpoint", $"'{Redaction.Url(options.Endpoint.OriginalString)}' has a path, and gRPC has paths of its own; leave it out, or set protocol = http");
        return options;
    }

    private static Uri ReadEndpoint(HoconSection section, Uri fallback)
    {
        if (section.Text("endpoint") is not { } text)
            return fallback;
        if (Uri.TryCreate(text, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https" && endpoint.Query.Length == 0)
        {
            if (endpoint.UserInfo.Length > 0)
                section.Warn("endpoint", "has a user and a password, which are not sent; a collector is given them in headers, as in headers { authorization = \"Basic ...\" }");
            return endpoint;
        }
        section.Problem("endpoint", $"'{Redaction.Url(text)}' is no address of a collector; write http://HOST:PORT or https://HOST:PORT");
        return fallback;
    }

    private static ImmutableArray<(string Name, string Value)> ReadHeaders(HoconSection section)
    {
        var headers = ImmutableArray.CreateBuilder<(string, string)>();
        foreach (var (name, value) in section.Texts("headers"))
        {
            // The exporter takes all of them as one text.
            if (name.AsSpan().ContainsAny(",=") || value.Contains(',', StringComparison.Ordinal))
                section.Problem("headers", $"'{name}' has a comma in its value, or a comma or '=' in its name, which the exporter cannot send");
            else
                headers.Add((name, value));
        }
        return headers.ToImmutable();
    }
}
