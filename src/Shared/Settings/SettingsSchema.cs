using System.Text.Json.Nodes;
using ActorProxy.Shared.Settings.Kinds;

namespace ActorProxy.Shared.Settings;

/// <summary>JSON Schema (2020-12) of settings, for editors and for OpenAPI.</summary>
public static class SettingsSchema
{
    /// <summary>Of a text in which all settings stand under one key.</summary>
    public static JsonObject Document(SettingsShape shape, string key) => new()
    {
        ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
        ["type"] = "object",
        ["properties"] = new JsonObject { [key] = Of(shape) },
    };

    /// <param name="named">Whether its name stands elsewhere.</param>
    public static JsonObject Of(SettingsShape shape, bool named = false)
    {
        var properties = new JsonObject();
        if (!named && shape.NameKey is { } name)
            properties[name] = new JsonObject { ["type"] = "string" };
        foreach (var setting in shape.Settings)
            properties[setting.Key] = Of(setting);
        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
        var required = shape.Settings.Where(setting => setting.Declared.Required is not null).ToLookup(setting => setting.Holder);
        if (required.Where(holder => !holder.Key.IsOptional).SelectMany(KeysOf).ToArray() is { Length: > 0 } always)
            schema["required"] = new JsonArray(always);
        // Of a record that need not be there: all of it, once one of its settings is.
        if (required.Where(holder => holder.Key.IsOptional).ToList() is { Count: > 0 } together)
        {
            var dependent = new JsonObject();
            foreach (var setting in shape.Settings)
                if (together.Find(holder => holder.Key == setting.Holder) is { } others)
                    dependent[setting.Key] = new JsonArray([.. KeysOf(others)]);
            schema["dependentRequired"] = dependent;
        }
        if (shape.Short is not { } key || (named && key == shape.NameKey))
            return schema;
        return new JsonObject { ["anyOf"] = new JsonArray(
            shape.Find(key)?.Kind.Schema() ?? new JsonObject { ["type"] = "string" }, schema) };
    }

    private static IEnumerable<JsonNode> KeysOf(IEnumerable<Setting> settings) => settings.Select(setting => (JsonNode)setting.Key);

    private static JsonObject Of(Setting setting)
    {
        var schema = setting.Kind.Schema();
        schema["description"] = SettingDoc.Of(setting);
        if (setting is { Kind: not SectionKind, Default: { } value })
            schema["default"] = JsonNode.Parse(SettingsJson.Write(setting.Kind.Write(value)));
        return schema;
    }
}
