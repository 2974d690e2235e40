using ActorProxy.Shared.Http;
using ActorProxy.Shared.Text;

namespace ActorProxy.Shared.Routing.Documents;

/// <summary>A route as it is written to other nodes, the database and programs: the keys of the configuration, in JSON.</summary>
/// <param name="Host">As <see cref="HostPattern.TryParse"/> reads it; null for every host.</param>
/// <param name="Path">A prefix; null where there is <paramref name="PathExact"/>, or for all.</param>
/// <param name="MaxMessageSize">Bytes.</param>
/// <param name="IdleTimeoutMs">Milliseconds.</param>
/// <param name="DrainOverMs">Milliseconds.</param>
/// <param name="Listeners">Names; null for all.</param>
public sealed record RouteDocument(
    string? Id = null,
    string? Host = null,
    string? Path = null,
    string? PathExact = null,
    PoolDocument? Pool = null,
    string? ReplacePrefix = null,
    string? HostHeader = null,
    HeadersDocument? Headers = null,
    IReadOnlyList<string>? Filters = null,
    int? MaxMessageSize = null,
    long? IdleTimeoutMs = null,
    int? Attempts = null,
    int? MaxConnections = null,
    RouteChangePolicy? OnChange = null,
    long? DrainOverMs = null,
    IReadOnlyList<string>? Listeners = null)
{
    /// <summary>Whether a field's value is the mark that <see cref="Shown"/> sets.</summary>
    public bool HasHidden() => Fields.Any(field => field.Value == Redaction.Hidden);

    private IEnumerable<HeaderField> Fields => (Headers?.Set ?? []).Concat(Headers?.Add ?? []);

    /// <summary>For people to look at: without the values of fields, which are passwords and keys as often as not.</summary>
    public RouteDocument Shown() => Headers is null
        ? this
        : this with { Headers = Headers with { Set = Hide(Headers.Set), Add = Hide(Headers.Add) } };

    private static IReadOnlyList<HeaderField>? Hide(IReadOnlyList<HeaderField>? fields) =>
        fields is null ? null : [.. fields.Select(field => field with { Value = Redaction.Hidden })];
}
