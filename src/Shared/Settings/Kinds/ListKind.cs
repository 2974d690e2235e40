using System.Text.Json.Nodes;

namespace ActorProxy.Shared.Settings.Kinds;

/// <summary>Lists, whatever their items.</summary>
public abstract class ListKindBase(SettingKind item) : SettingKind
{
    public SettingKind Item => item;
}

/// <summary>Lists of values or sections.</summary>
internal sealed class ListKind<T>(SettingKind item) : ListKindBase(item)
{
    public override bool TryRead(SettingNode node, SettingPlace place, out object? value)
    {
        value = null;
        if (node is not SettingList { Items: var items })
        {
            place.Problem(node.Origin, "is not a list, [ ... ]");
            return false;
        }
        var read = new T[items.Count];
        var all = true;
        for (var i = 0; i < read.Length; i++)
        {
            if (Item.TryRead(items[i], place.Item(i), out var one))
                read[i] = (T)one!;
            else
                all = false;
        }
        value = all ? ValueList.Create<T>(read) : null;
        return all;
    }

    public override SettingNode Write(object value) => new SettingList([.. ((ValueList<T>)value).Select(one => Item.Write(one!))]);

    public override JsonObject Schema() => new() { ["type"] = "array", ["items"] = Item.Schema() };
}
