using System.Text;
using System.Text.Json;
using ActorProxy.Fuzz.Tests.Engine;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Routing.Documents;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Fuzz.Tests.Targets;

/// <summary>Routes as operators, other nodes and the database write them.</summary>
internal sealed class RouteDocumentTarget() : FuzzTarget("route-documents",
    "Shared/Routing/Documents/RouteDocument.cs", "Shared/Routing/Documents/StoredRoutes.cs",
    "Shared/Routing/Documents/RouteJsonConverter.cs", "Shared/Settings/SettingsJson.cs",
    "Shared/Settings/SettingsShape.cs", "Shared/Settings/Kinds/SectionKind.cs", "Shared/Settings/Kinds/ListKind.cs",
    "Shared/Settings/Kinds/NamedKind.cs", "Shared/Settings/Kinds/TextKind.cs")
{
    private static readonly JsonSerializerOptions Stored = new() { Converters = { new RouteJsonConverter() } };

    public override long Runs => 1_000_000;

    public override IReadOnlyList<string> Dictionary { get; } =
    [
        "{", "}", "[", "]", ",", ":", "null", "true", "-1", "1e9", "9223372036854775808", "\"\"", "\"id\":\"a\"", "\"host\":", "\"path\":",
        "\"path-exact\":\"/\"", "\"pool\":{", "\"backends\":[", "{\"url\":\"ws://b\"}", "\"weight\":", "\"tls\":{}",
        "\"picker\":\"ring-hash\"", "\"send-proxy-protocol\":\"v2\"", "\"sticky-cookie\":{}", "\"http2\":true", "\"headers\":{\"set\":[]}",
            "\"filters\":[\"log\"]", "\"on-change\":\"drain\"", "\\ud800", "\\u0000", "/*", "*.", "%2f", "\"replace-prefix\":\"/\"",
            "\"host-header\":\"pass\"",
    ];

    public override Verdict Run(ReadOnlySpan<byte> input, Rng rng)
    {
        var text = Encoding.UTF8.GetString(input);
        var route = Read(text, out var errors);
        CheckStored(text, route);
        if (route is null)
        {
            Judge.That(errors.Count > 0 && errors.All(e => e.Length is > 0 and < 1500), "What is refused has short errors.");
            return Verdict.Refused;
        }
        var written = RouteDocument.Write(RouteDocument.Of(route));
        var again = Read(written, out _);
        Judge.That(again is not null, "A route that is written is one.");
        Judge.That(again.Equals(route), "A route that is written reads back as it.");
        Judge.That(RouteDocument.Write(RouteDocument.Of(again)) == written, "Equal routes are written alike.");
        return Verdict.Accepted;
    }

    private static Route? Read(string text, out IReadOnlyList<string> errors)
    {
        if (!RouteDocument.TryParse(text, out var document, out var error))
        {
            errors = [error];
            return null;
        }
        var report = new SettingReport();
        var route = RouteDocument.Read(document, report);
        errors = [.. report.Problems.Select(problem => problem.ToString())];
        return route;
    }

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
