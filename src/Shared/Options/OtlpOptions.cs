using System.Collections.Immutable;
using System.Text;
using ActorProxy.Shared.Text;

namespace ActorProxy.Shared.Options;

/// <summary>A collector that speaks OpenTelemetry's protocol.</summary>
public sealed record OtlpOptions
{
    /// <summary>http:// or https://, without a path of the signal: that is added for <see cref="OtlpProtocol.Http"/>.</summary>
    public Uri Endpoint { get; init; } = new("http://127.0.0.1:4317");

    public OtlpProtocol Protocol { get; init; } = OtlpProtocol.Grpc;

    /// <summary>Fields of each export.</summary>
    public ImmutableArray<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Values of fields, and a password in the address, stay out of logs.</summary>
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append($"Endpoint = {Redaction.Url(Endpoint.OriginalString)}, Protocol = {Protocol}, Headers = {string.Join(' ', Headers.Select(header => header.Name))}");
        return true;
    }
}
