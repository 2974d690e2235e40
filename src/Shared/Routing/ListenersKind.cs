using System.Text.Json.Nodes;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Routing;

/// <summary>Lists of listeners' names.</summary>
internal sealed class ListenersKind : SettingKind
{
    public override bool TryRead(SettingNode node, SettingPlace place, out object? value)
    {
        value = null;
        if (node is not SettingList { Items: var items })
            place.Problem(node.Origin, "is not a list, [ ... ]");
        else if (items.Count == 0)
            place.Problem(node.Origin, "the list is empty; name listeners, or leave it out for all");
        else if (items.Index().FirstOrDefault(item => item.Item is not SettingText { Text.Length: > 0 }) is { Item: { } wrong } at)
            place.Item(at.Index).Problem(wrong.Origin, "is no name");
        else
            value = RouteListeners.Of(items.Select(item => ((SettingText)item).Text));
        return value is not null;
    }

    public override SettingNode Write(object value) =>
        new SettingList([.. ((RouteListeners)value).Names.Select(name => new SettingText(name))]);

    public override JsonObject Schema() =>
        new() { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" }, ["minItems"] = 1 };
}
