using System.Globalization;
using System.Xml.Linq;
using ActorProxy.Fuzz.Tests.Engine;
using ActorProxy.Fuzz.Tests.Targets;

namespace ActorProxy.Fuzz.Tests;

/// <summary>Tells how many lines of each parser the corpora reach, by a report in the format of Cobertura.</summary>
internal static class CoverageReport
{
    private const double Least = 95;

    /// <summary>Whether each target reaches enough.</summary>
    public static bool Write(string file, TextWriter output)
    {
        var lines = XDocument.Load(file).Descendants("class")
            .SelectMany(c => c.Elements("lines").Elements("line").Select(line => (
                File: ((string)c.Attribute("filename")!).Replace('\\', '/'), Number: (int)line.Attribute("number")!,
                Reached: (int)line.Attribute("hits")! > 0)))
            .GroupBy(line => (line.File, line.Number))
            .Select(group => (group.Key.File, group.Key.Number, Reached: group.Any(line => line.Reached)))
            .ToLookup(line => line.File);
        var enough = true;
        foreach (var target in AllTargets.List.Where(t => t.Sources.Count > 0))
            enough &= Write(target, lines, output);
        return enough;
    }

    private static bool Write(FuzzTarget target, ILookup<string, (string File, int Number, bool Reached)> lines, TextWriter output)
    {
        var (reached, all) = (0, 0);
        var missed = new List<string>();
        foreach (var source in target.Sources)
        {
            var own = lines.Where(file => file.Key.EndsWith($"/{source}", StringComparison.Ordinal) || file.Key == source)
                .SelectMany(file => file).ToList();
            if (own.Count == 0)
                missed.Add($"{source} is not in the report");
            reached += own.Count(line => line.Reached);
            all += own.Count;
            if (own.Exists(line => !line.Reached))
                missed.Add($"{source}: {string.Join(", ", own.Where(line => !line.Reached).Select(line => line.Number).Order())}");
        }
        var share = 100.0 * reached / Math.Max(1, all);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{target.Name}: {share:F1} % of {all} lines"));
        foreach (var line in missed)
            output.WriteLine($"  not reached: {line}");
        return share >= Least;
    }
}
