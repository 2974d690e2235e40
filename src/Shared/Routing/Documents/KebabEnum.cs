using System.Text.Json;
using System.Text.Json.Serialization;
using ActorProxy.Shared.Settings;
using ActorProxy.Shared.Text;

namespace ActorProxy.Shared.Routing.Documents;

/// <summary>
/// An enum as the words of the configuration: <c>round-robin</c>. Unlike <see cref="JsonStringEnumConverter{T}"/> it takes
/// no list of words: <c>v1, v2</c> would be read as a value that there is not.
/// </summary>
public sealed class KebabEnum<T> : JsonConverter<T> where T : struct, Enum
{
    private static readonly IReadOnlyDictionary<string, T> Values = Units.ByKeyword<T>();

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
        return Values.TryGetValue(text, out var value)
            ? value
            : throw new JsonException($"'{SettingProblem.Short(text)}' is none of {string.Join(", ", Values.Keys)}");
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Units.Keyword(value));
}
