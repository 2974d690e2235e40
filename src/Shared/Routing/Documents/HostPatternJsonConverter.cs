using System.Text.Json;
using System.Text.Json.Serialization;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Routing.Documents;

/// <summary>A <see cref="HostPattern"/> as its text.</summary>
public sealed class HostPatternJsonConverter : JsonConverter<HostPattern>
{
    /// <summary>True: a null is an error, not a host.</summary>
    public override bool HandleNull => true;

    public override HostPattern Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw new JsonException(reader.TokenType == JsonTokenType.Null ? "a host is null" : "a host is no text");
        return HostPattern.TryParse(reader.GetString()!, out var pattern, out var error)
            ? pattern
            : throw new JsonException(SettingProblem.Short(error));
    }

    public override void Write(Utf8JsonWriter writer, HostPattern value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
