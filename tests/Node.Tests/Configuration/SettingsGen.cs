using ActorProxy.Shared.Settings;
using ActorProxy.Shared.Settings.Kinds;

namespace ActorProxy.Node.Tests.Configuration;

/// <summary>Sections with any settings that have values of their kinds. What does not go together is not looked at.</summary>
/// <param name="share">Of the settings of a section, how many are given.</param>
internal sealed class SettingsGen(Random random, double share)
{
    /// <summary>One or more of each kind.</summary>
    private static readonly string[] Texts =
    [
        "true", "false", "0", "1", "2", "7", "10", "64", "100", "1000", "4053", "65535", "0.25", "0s", "100ms", "1s", "5s", "90s", "1.5h",
        "1d", "0B", "1B", "4KiB", "64KiB", "1MiB", "1GiB",
        "127.0.0.1", "::1", "10.0.0.0/8", "2001:db8::/32", "192.0.2.7", "node-1.example.org:4053", "ws://a:1", "wss://b.example.org",
        "http://collector:4317", "https://c/x", "/", "/x", "/x/y",
        "*", "*.example.org", "a.example.org", "", "plain", "X-Name", "a b", "404", "with \"quotes\" and \\", "${NAME}", "# no comment",
            "\u00e9\u4e16", "1.2", "1.3", "1.1", "pass",
        "auto", "epoll", "sockets", "io-uring", "pause", "refuse", "resolve", "append", "replace", "off", "round-robin",
        "least-connections", "client-ip-hash", "v1", "v2", "lax", "strict", "none",
        "keep", "drain", "close", "debug", "error", "text", "json", "sqlite", "postgresql", "kubernetes", "grpc", "http", "first",
        "optional", "required", "client", "backend", "all", "websocket", "query:room", "hash", "peak-ewma",
        "srv", "endpoint-slices:ws", "file:/etc/chat", "10.0.0.10:5353",
    ];

    private static readonly string[] Names = ["web", "chat", "a.b", "with space", "\"", "X-Name", "10", "404", "5xx"];

    public SettingSection Of(SettingsShape shape) => new([.. shape.Settings
        .Where(setting => setting.Declared.Required is not null || random.NextDouble() < share)
        .Select(setting => (setting.Key, Node: Of(setting.Kind)))
        .Where(member => member.Node is not null)
        .Select(member => KeyValuePair.Create(member.Key, member.Node!))]);

    private SettingNode? Of(SettingKind kind)
    {
        switch (kind)
        {
            case SectionKind section:
                return Of(section.Shape);
            case NamedKindBase named:
                return new SettingSection([.. Some(Names).Select(name => KeyValuePair.Create(name, (SettingNode)Of(named.Shape)))]);
        }
        var one = Some(Texts, 200).Select(text => (SettingNode)new SettingText(text)).FirstOrDefault(text => Reads(kind, text));
        if (one is not null)
            return one;
        var items = Some(Texts, 200).Select(text => (SettingNode)new SettingText(text)).Where(text => Reads(kind, new SettingList([text])))
            .Take(random.Next(1, 4)).ToList();
        // A list of sections that no text stands for.
        return items.Count > 0 ? new SettingList(items) : kind is { } list
            && ItemOf(list) is SectionKind item ? new SettingList([Of(item.Shape), Of(item.Shape)]) : null;
    }

    private static SettingKind? ItemOf(SettingKind list) => (SettingKind?)list.GetType().GetProperty("Item")?.GetValue(list);

    private static bool Reads(SettingKind kind, SettingNode node) => kind.TryRead(node, SettingPlace.At("", new SettingReport()), out _);

    private IEnumerable<string> Some(string[] of, int count = 0)
    {
        var order = of.OrderBy(_ => random.Next()).ToList();
        return order.Take(count > 0 ? count : random.Next(1, 3));
    }
}
