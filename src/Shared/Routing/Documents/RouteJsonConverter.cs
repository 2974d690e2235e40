using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorProxy.Shared.Routing.Documents;

/// <summary>A <see cref="Route"/> as its <see cref="RouteDocument"/>.</summary>
public sealed class RouteJsonConverter : JsonConverter<Route>
{
    /// <summary>True: a null among routes is an error, not a route.</summary>
    public override bool HandleNull => true;

    public override Route Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var document = JsonSerializer.Deserialize(ref reader, RouteJson.Default.RouteDocument) ?? throw new JsonException("a route is null");
        return RouteDocuments.TryRead(document, out var route, out var errors)
            ? route
            : throw new JsonException($"route '{DocumentErrors.Short(document.Id ?? "")}': {string.Join("; ", errors)}");
    }

    public override void Write(Utf8JsonWriter writer, Route value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, RouteDocuments.Write(value), RouteJson.Default.RouteDocument);
}
