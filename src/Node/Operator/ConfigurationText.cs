using System.Globalization;
using ActorProxy.Shared.Text;
using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace ActorProxy.Node.Operator;

/// <summary>A configuration in lines, one a key, as people look things up in it. Secrets are hidden.</summary>
internal static class ConfigurationText
{
    private const string Hidden = "(hidden)";

    private static readonly string[] Secrets = ["token", "connection-string", "password", "headers"];

    /// <summary>What is set, by key; what has its default is not there.</summary>
    public static IEnumerable<string> Lines(Config config) =>
        config.GetValue("actorproxy") is { } root ? Lines("actorproxy", root) : [];

    /// <summary>Any value may be a URL with a password in it, also one whose key has nothing to do with secrets.</summary>
    private static string? Shown(string? text) => text?.Contains("://", StringComparison.Ordinal) == true ? Redaction.Url(text) : text;

    private static IEnumerable<string> Lines(string path, HoconValue value)
    {
        if (Secrets.Contains(path[(path.LastIndexOf('.') + 1)..]))
            return [$"{path} = {Hidden}"];
        if (value.IsObject())
            return value.GetObject().Items.OrderBy(item => item.Key, StringComparer.Ordinal).SelectMany(item => Lines($"{path}.{item.Key}", item.Value));
        if (!value.IsArray())
            return [$"{path} = {Shown(value.GetString())}"];
        return value.GetArray().SelectMany((item, index) => Lines(string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"), item));
    }
}
