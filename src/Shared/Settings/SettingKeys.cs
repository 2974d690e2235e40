using System.Reflection;
using System.Text.Json;

namespace ActorProxy.Shared.Settings;

/// <summary>Keys of properties: their names in kebab case.</summary>
internal static class SettingKeys
{
    public static string Of(PropertyInfo property) => JsonNamingPolicy.KebabCaseLower.ConvertName(property.Name);
}
