using System.IO.Enumeration;
using ActorProxy.Node.Configuration;

namespace ActorProxy.Fuzz.Tests.Targets;

/// <summary>Files that all stand in one text, so that fuzzing can change any of them.</summary>
/// <param name="change">Of the text of each.</param>
internal sealed class SplitFiles(string text, Func<string, string>? change = null) : IHoconFiles
{
    public const string First = "f";

    private const char Separator = '\x1e';

    private readonly Dictionary<string, string> _files = text.Split(Separator).Take(20).Select(file => change is null ? file : change(file))
        .Index()
        .ToDictionary(file => file.Index == 0 ? First : $"{(char)('a' + file.Index)}{(file.Index > 4 ? ".conf" : "")}", file => file.Item,
            StringComparer.Ordinal);

    public string this[string file] => _files[file];

    public IReadOnlyList<string> Find(string directory, string name) =>
        [.. _files.Keys.Where(file => FileSystemName.MatchesSimpleExpression(name, file, ignoreCase: false)).Order(StringComparer.Ordinal)];

    public string Read(string file, int limit) => _files[file].Length <= limit ? _files[file] : throw new IOException("It is too large.");
}
