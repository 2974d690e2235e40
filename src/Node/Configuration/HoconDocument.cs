using System.Collections.Immutable;
using ActorProxy.Shared.Settings;
using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace ActorProxy.Node.Configuration;

/// <summary>A HOCON text that was read.</summary>
/// <param name="Root">Its values, environment variables and references put in; without meaning where there are problems.</param>
/// <param name="Problems">Errors of syntax.</param>
/// <param name="Warnings">What is probably meant otherwise.</param>
internal sealed record HoconDocument(HoconObject Root, ImmutableArray<SettingProblem> Problems, ImmutableArray<SettingProblem> Warnings)
{
    public Config ToConfig() => new(new HoconRoot(RootValue));

    private HoconValue RootValue
    {
        get
        {
            var value = new HoconValue();
            value.AppendValue(Root);
            return value;
        }
    }

    /// <summary>All keys and items with their lines, by full path. Of a key that is given several times, the last line.</summary>
    public IEnumerable<(string Path, int Line)> Lines() => Lines(Root, "");

    /// <summary>The line of the key, or of what is nearest around it; 1 where there is nothing.</summary>
    public int LineOf(string path)
    {
        var line = 1;
        var at = RootValue;
        foreach (var segment in SettingPath.Segments(path))
        {
            var next = segment.Index is { } index
                ? at.Values.OfType<HoconArray>().FirstOrDefault()?.ElementAtOrDefault(index)
                : at.Values.OfType<HoconObject>().Select(part => part.Items.GetValueOrDefault(segment.Key)).FirstOrDefault(found => found is not null);
            if (next is not HoconNode node)
                break;
            (at, line) = (node, node.Line);
        }
        return line;
    }

    private static IEnumerable<(string, int)> Lines(HoconObject of, string path) => of.Items.SelectMany(item => Lines((HoconNode)item.Value, SettingPath.Append(path, item.Key)));

    private static IEnumerable<(string, int)> Lines(HoconNode node, string path)
    {
        yield return (path, node.Line);
        foreach (var (inner, line) in node.Values.OfType<HoconObject>().SelectMany(part => Lines(part, path)))
            yield return (inner, line);
        foreach (var (item, line) in node.Values.OfType<HoconArray>().SelectMany(items => items).SelectMany((item, i) => Lines((HoconNode)item, SettingPath.Item(path, i))))
            yield return (item, line);
    }
}
