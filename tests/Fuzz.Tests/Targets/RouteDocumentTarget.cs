using System.Text;
using System.Text.Json;
using ActorProxy.Fuzz.Tests.Engine;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Routing.Documents;

namespace ActorProxy.Fuzz.Tests.Targets;

/// <summary>Routes as operators, other nodes and the database write them.</summary>
internal sealed class RouteDocumentTarget() : FuzzTarget("route-documents",
    "Shared/Routing/Documents/RouteText.cs", "Shared/Routing/Documents/RouteDocuments.cs", "Shared/Routing/Documents/PoolDocuments.cs", "Shared/Routing/Documents/UnknownKeys.cs",
    "Shared/Routing/Documents/DocumentErrors.cs", "Shared/Routing/Documents/KebabEnum.cs", "Shared/Routing/Documents/RouteJsonConverter.cs")
{
    private static readonly JsonSerializerOptions Stored = new() { Converters = { new RouteJsonConverter() } };

    public override long Runs => 1_000_000;

    public override IReadOnlyList<string> Dictionary { get; } =
    [
        "{", "}", "[", "]", ",", ":", "null", "true", "-1", "1e9", "9223372036854775808", "\"\"", "\"id\":\"a\"", "\"host\":", "\"path\":", "\"path-exact\":\"/\"", "\"pool\":{", "\"backends\":[", "{\"url\":\"ws://b\"}", "\"weight\":", "\"tls\":{}",
        "\"picker\":\"ring-hash\"", "\"send-proxy-protocol\":\"v2\"", "\"sticky-cookie\":{}", "\"http2\":true", "\"headers\":{\"set\":[]}", "\"filters\":[\"log\"]", "\"on-change\":\"drain\"", "\\ud800", "\\u0000", "/*", "*.", "%2f", "\"replace-prefix\":\"/\"", "\"host-header\":\"pass\"",
    ];

    public override Verdict Run(ReadOnlySpan<byte> input, Rng rng)
    {
        var text = Encoding.UTF8.GetString(input);
        var route = Read(text, out var errors);
        CheckStored(text, route);
        if (route is null)
        {
            Judge.That(errors.Count > 0 && errors.All(e => e.Length is > 0 and < 1000), "What is refused has short errors.");
            return Verdict.Refused;
        }
        var written = JsonSerializer.Serialize(RouteDocuments.Write(route), RouteJson.Default.RouteDocument);
        var again = Read(written, out _);
        Judge.That(again is not null, "A route that is written is one.");
        Judge.That(again.Equals(route), "A route that is written reads back as it.");
        Judge.That(JsonSerializer.Serialize(RouteDocuments.Write(again), RouteJson.Default.RouteDocument) == written, "Equal routes are written alike.");
        return Verdict.Accepted;
    }

    private static Route? Read(string text, out IReadOnlyList<string> errors) =>
        RouteText.TryRead(text, out var document, out errors) && RouteDocuments.TryRead(document, out var route, out errors) ? route : null;

    // What is stored is read with keys that we do not know, and is in all else the same.
    private static void CheckStored(string text, Route? route)
    {
        try
        {
            var stored = JsonSerializer.Deserialize<Route>(text, Stored);
            Judge.That(route is null || route.Equals(stored), "A route is the same wherever it is read.");
        }
        catch (JsonException)
        {
            Judge.That(route is null, "A route that operators may write can be stored.");
        }
    }
}
