using System.Text.Json.Nodes;

namespace ActorProxy.Shared.Settings.Kinds;

/// <summary>Sections under names, whatever their record.</summary>
public abstract class NamedKindBase(Func<SettingsShape> shape) : SettingKind
{
    public SettingsShape Shape => shape();
}

/// <summary>
/// Sections under names that the user chooses, in their order: <c>{ web { port = 80 } }</c>. A list of sections that say their
/// names themselves is the same, <c>[{ name = web, port = 80 }]</c>; only in one can a name be there twice.
/// </summary>
internal sealed class NamedKind<T>(Func<SettingsShape> shape) : NamedKindBase(shape)
    where T : notnull
{
    public override bool TryRead(SettingNode node, SettingPlace place, out object? value)
    {
        var before = place.Report.Count;
        value = ValueList.Create<T>([.. Read(node, place)]);
        return place.Report.Count == before;
    }

    public override SettingNode Write(object value)
    {
        var items = (ValueList<T>)value;
        var named = items.Select(one => (Name: Shape.NameOf(one)!, Value: one)).ToList();
        return named.DistinctBy(one => one.Name, StringComparer.Ordinal).Count() == named.Count
            ? new SettingSection([.. named.Select(one => KeyValuePair.Create(
                one.Name, SectionKind.Shorten(Shape, Shape.Write(one.Value, named: true))))])
            : new SettingList([.. items.Select(one => Shape.Write(one))]);
    }

    public override JsonObject Schema() => new() { ["type"] = "object", ["additionalProperties"] = SettingsSchema.Of(Shape, named: true) };

    private List<T> Read(SettingNode node, SettingPlace place)
    {
        var read = new List<T>();
        switch (node)
        {
            case SettingSection { Members: var members }:
                foreach (var (name, section) in members)
                    Add(section, place.Of(name), name);
                break;
            case SettingList { Items: var items }:
                for (var i = 0; i < items.Count; i++)
                    AddItem(items[i], place.Item(i));
                break;
            default:
                place.Problem(node.Origin, "is not an object, { ... }");
                break;
        }
        return read;

        void AddItem(SettingNode item, SettingPlace at)
        {
            if (item is not SettingSection && Shape.Short != Shape.NameKey)
                at.Problem(item.Origin, $"is not an object with its {Shape.NameKey}");
            else if (item is SettingSection section && section.Find(Shape.NameKey!) is null)
                at.Problem(item.Origin, $"the {Shape.NameKey} is missing");
            else
                Add(item, at, null);
        }

        void Add(SettingNode item, SettingPlace at, string? name)
        {
            if (SectionKind.TryRead(Shape, item, at, name, out var value))
                read.Add((T)value!);
        }
    }
}
