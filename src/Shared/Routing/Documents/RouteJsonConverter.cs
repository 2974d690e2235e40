using System.Text.Json;
using System.Text.Json.Serialization;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Routing.Documents;

/// <summary>
/// A <see cref="Route"/> that is stored or sent to other nodes. Unknown keys are passed over: a newer version may have written them.
/// </summary>
public sealed class RouteJsonConverter : JsonConverter<Route>
{
    /// <summary>True: a null among routes is an error, not a route.</summary>
    public override bool HandleNull => true;

    public override Route Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var json = JsonDocument.ParseValue(ref reader);
        if (SettingsJson.Read(json.RootElement) is not SettingSection document)
            throw new JsonException(json.RootElement.ValueKind == JsonValueKind.Null ? "a route is null" : "a route is no object");
        var report = new SettingReport(passesOverUnknown: true);
        return RouteDocument.Read(document, report)
            ?? throw new JsonException($"route '{SettingProblem.Short((document.Find("id") as SettingText)?.Text ?? "")}': "
                + $"{string.Join("; ", report.Problems)}");
    }

    public override void Write(Utf8JsonWriter writer, Route value, JsonSerializerOptions options) =>
        SettingsJson.Write(writer, RouteDocument.Of(value));
}
