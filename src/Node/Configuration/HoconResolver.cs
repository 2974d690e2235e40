using ActorProxy.Shared.Settings;
using Akka.Configuration.Hocon;

namespace ActorProxy.Node.Configuration;

/// <summary>
/// Puts what references stand for in their place, so that every value is a text, an object or a list. A few lines of
/// references to references can mean more than fits into any memory, so what they come to is weighed and bounded.
/// </summary>
internal sealed class HoconResolver
{
    /// <summary>What references may bring, in characters and values: 16 times what a file may have.</summary>
    private const long MaxWeight = 16 * ConfigurationFiles.MaxSize;

    /// <summary>Of values and references in one another while they are followed.</summary>
    private const int MaxLevel = 4 * HoconReader.MaxDepth;

    private readonly HoconObject _root;
    private readonly Dictionary<HoconNode, (long Weight, int Depth)?> _known = new(ReferenceEqualityComparer.Instance);
    private long _weight;
    private int _level;

    private HoconResolver(HoconObject root) => _root = root;

    /// <summary>References that cannot be followed, or would bring too much, are reported and left out.</summary>
    public static void Resolve(HoconObject root)
    {
        var resolver = new HoconResolver(root);
        foreach (var node in root.Items.Values)
            resolver.Weigh((HoconNode)node);
    }

    /// <summary>Resolves a value and all in it.</summary>
    /// <returns>What it comes to; null while it is under way, where a reference has led back to it.</returns>
    private (long Weight, int Depth)? Weigh(HoconNode node)
    {
        if (_known.TryGetValue(node, out var known))
            return known;
        _known[node] = null;
        _level++;
        var parts = node.Values.SelectMany(part => part is HoconReference reference ? Follow(reference) : [part]).ToList();
        var (weight, depth) = (1L, 0);
        foreach (var part in parts)
        {
            weight += part is HoconLiteral text ? text.Value.Length : 0;
            foreach (var inner in Inner(part))
            {
                var (innerWeight, innerDepth) = Weigh(inner) ?? default;
                (weight, depth) = (weight + innerWeight, Math.Max(depth, innerDepth + 1));
            }
        }
        if (node.Values.Any(part => part is HoconReference))
            Join(node, parts);
        _level--;
        _known[node] = (weight, depth);
        return (weight, depth);
    }

    private static IEnumerable<HoconNode> Inner(IHoconElement part) => part switch
    {
        HoconObject keys => keys.Items.Values.Cast<HoconNode>(),
        HoconArray items => items.Cast<HoconNode>(),
        _ => [],
    };

    /// <summary>The parts of the value that is meant.</summary>
    private List<IHoconElement> Follow(HoconReference reference)
    {
        if (_level > MaxLevel)
            return Fail(reference, "leads from value to value too often");
        if (Find(reference) is not { } target)
            return [];
        if (Weigh(target) is not { } found)
            return Fail(reference, "leads back to itself");
        _weight += found.Weight;
        if (_weight > MaxWeight)
            return Fail(reference, $"brings more than fits: references may come to {MaxWeight >> 20} Mi characters and values in all");
        if (found.Depth + reference.Place.Depth > HoconReader.MaxDepth)
            return Fail(reference, $"is nested deeper than {HoconReader.MaxDepth} levels");
        return target.Values;
    }

    private HoconNode? Find(HoconReference reference)
    {
        var (at, found) = (_root, (HoconNode?)null);
        foreach (var (key, index) in SettingPath.Segments(reference.Path))
        {
            // What a value on the way refers to belongs to it.
            if (found is not null && found.Values.Any(part => part is HoconReference) && Weigh(found) is null)
            {
                Fail(reference, "leads back to itself");
                return null;
            }
            at = found is null ? at : found.Values.OfType<HoconObject>().FirstOrDefault();
            found = index is null ? at?.Items.GetValueOrDefault(key) as HoconNode : null;
            if (found is null)
                break;
        }
        if (found is null)
            reference.Place.Problem(
                reference.Origin, $"{reference}: there is no such key", reference.Place.Report.Nearest(reference.Path, Paths(_root, "")));
        return found;
    }

    private static IEnumerable<string> Paths(HoconObject of, string path) =>
        of.Items.SelectMany(item => Paths((HoconNode)item.Value, SettingPath.Append(path, item.Key)));

    private static IEnumerable<string> Paths(HoconNode node, string path) =>
        node.Values.OfType<HoconObject>().SelectMany(part => Paths(part, path)).Prepend(path);

    /// <summary>Makes one part of those that a value has.</summary>
    private static void Join(HoconNode node, List<IHoconElement> parts)
    {
        var reference = node.Values.OfType<HoconReference>().First();
        node.Clear();
        var (texts, objects, lists) = (parts.OfType<HoconLiteral>().ToList(), parts.OfType<HoconObject>().ToList(),
            parts.OfType<HoconArray>().ToList());
        if (objects.Count + lists.Count == 0)
            node.AppendValue(new HoconLiteral { Value = string.Concat(texts.Select(text => text.Value)) });
        else if (objects.Count * lists.Count > 0 || texts.Any(text => !string.IsNullOrWhiteSpace(text.Value)))
            Fail(reference, "joins texts, objects or lists with one another; a value is of one kind");
        else if (lists.Count > 0)
            node.AppendValue(Join(lists));
        else
            node.AppendValue(Join(objects));
    }

    private static HoconArray Join(List<HoconArray> lists)
    {
        if (lists is [var one])
            return one;
        var all = new HoconArray();
        all.AddRange(lists.SelectMany(items => items));
        return all;
    }

    /// <summary>None of them is changed: others may refer to them. All at once, since each copy takes time by what it has.</summary>
    private static HoconObject Join(List<HoconObject> objects)
    {
        if (objects is [var one])
            return one;
        var all = new HoconObject();
        foreach (var values in objects.SelectMany(keys => keys.Items)
            .GroupBy(item => item.Key, item => (HoconNode)item.Value, StringComparer.Ordinal))
            all.Items[values.Key] = Join([.. values]);
        return all;
    }

    /// <summary>
    /// What a key has with these values, in their order: the objects at the end become one, and otherwise the last counts.
    /// </summary>
    private static HoconNode Join(List<HoconNode> values)
    {
        var before = values.FindLastIndex(value => value.Values is not [HoconObject]);
        if (before >= values.Count - 2)
            return values[^1];
        var node = new HoconNode(values[^1].Origin);
        node.Add(Join([.. values.Skip(before + 1).Select(value => (HoconObject)value.Values[0])]));
        return node;
    }

    private static List<IHoconElement> Fail(HoconReference reference, string message)
    {
        reference.Place.Problem(reference.Origin, $"{reference} {message}");
        return [];
    }
}
