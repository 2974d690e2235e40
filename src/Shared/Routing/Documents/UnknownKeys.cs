using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ActorProxy.Shared.Text;

namespace ActorProxy.Shared.Routing.Documents;

/// <summary>Finds the keys of a JSON text that its type does not have.</summary>
internal static class UnknownKeys
{
    /// <summary>One error for each, by its place in the text.</summary>
    /// <param name="json">What was read as the type without an error.</param>
    /// <param name="place">Where it is in the text, as in <c>pool.backends[0]</c>; empty for all of it.</param>
    public static IEnumerable<string> Find(JsonElement json, JsonTypeInfo type, string place = "") => json.ValueKind switch
    {
        JsonValueKind.Object when type.Kind == JsonTypeInfoKind.Object => json.EnumerateObject().SelectMany(member => OfMember(member, type, place)),
        JsonValueKind.Array when type.ElementType is { } item => json.EnumerateArray().SelectMany((element, index) => Find(element, type.Options.GetTypeInfo(item), $"{place}[{index}]")),
        _ => [],
    };

    private static IEnumerable<string> OfMember(JsonProperty member, JsonTypeInfo type, string place)
    {
        var name = member.Name;
        var at = place.Length == 0 ? name : $"{place}.{name}";
        if (type.Properties.FirstOrDefault(property => property.Name == name) is { } known)
            return Find(member.Value, type.Options.GetTypeInfo(known.PropertyType), at);
        var names = type.Properties.Select(property => property.Name).ToList();
        var meant = NearestName.Find(name, names) is { } near ? $"did you mean {near}?" : $"there are {string.Join(", ", names)}";
        return [$"{DocumentErrors.Short(at)}: unknown key; {meant}"];
    }
}
