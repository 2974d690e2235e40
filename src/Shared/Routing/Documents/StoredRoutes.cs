using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Routing.Documents;

/// <summary>
/// Documents as earlier versions stored them: durations and sizes without units, in milliseconds and bytes, and HTTP/2 as a flag.
/// </summary>
internal static class StoredRoutes
{
    /// <summary>The document with the keys of today.</summary>
    public static SettingSection Upgrade(SettingSection document) =>
        document.Members.Any(member => IsOld(member.Key) || member.Key == "pool")
        ? new SettingSection([.. document.Members.Select(Upgrade)]) { Origin = document.Origin }
        : document;

    private static bool IsOld(string key) => key is "idle-timeout-ms" or "drain-over-ms" or "max-message-size";

    private static KeyValuePair<string, SettingNode> Upgrade(KeyValuePair<string, SettingNode> member) => member switch
    {
        { Key: "idle-timeout-ms" or "drain-over-ms", Value: SettingText { Text: var text } } =>
            new(member.Key[..^"-ms".Length], new SettingText($"{text}ms")),
        { Key: "max-message-size", Value: SettingText { Form: TextForm.Number, Text: var text } } =>
            new(member.Key, new SettingText($"{text}B")),
        { Key: "pool", Value: SettingSection pool } when pool.Find("http2") is not null =>
            new("pool", new SettingSection([.. pool.Members.Select(UpgradePool)]) { Origin = pool.Origin }),
        _ => member,
    };

    private static KeyValuePair<string, SettingNode> UpgradePool(KeyValuePair<string, SettingNode> member) =>
        member is { Key: "http2", Value: SettingText { Text: var on } }
        ? new("http-version", new SettingText(on == "true" ? "2" : "1.1"))
        : member;
}
