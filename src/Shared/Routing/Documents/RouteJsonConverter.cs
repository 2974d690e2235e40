using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorProxy.Shared.Routing.Documents;

/// <summary>A <see cref="Route"/> as its <see cref="RouteDocument"/>.</summary>
public sealed class RouteJsonConverter : JsonConverter<Route>
{
    public override Route Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var document = JsonSerializer.Deserialize(ref reader, RouteJson.Default.RouteDocument) ?? throw new JsonException("a route is null");
        return RouteDocuments.TryRead(document, out var route, out var errors)
            ? route
            : throw new JsonException($"route '{document.Id}': {string.Join("; ", errors)}");
    }

    public override void Write(Utf8JsonWriter writer, Route value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, RouteDocuments.Write(value), RouteJson.Default.RouteDocument);
}
