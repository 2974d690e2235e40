using ActorProxy.Tests.Harness;
namespace ActorProxy.Architecture.Tests;

/// <summary>What is read side by side, or quoted in a review, has to fit.</summary>
public class LineTests
{
    private const int Longest = 140;

    private static readonly string[] Folders = ["src", "tests", "bench"];

    private const string Raw = "\"\"\"";

    [Fact]
    public void No_line_is_longer_than_140_characters()
    {
        var root = Repository.Root;
        var files = Folders
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(root, file))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(folder => folder is "bin" or "obj" or "node_modules"))
            .ToList();
        Assert.NotEmpty(files);

        Assert.Empty(files.SelectMany(file => TooLong(File.ReadLines(Path.Combine(root, file))).Select(line => $"{file}:{line}")));
    }

    [Fact]
    public void Texts_in_three_quotes_may_be_as_long_as_they_are()
    {
        var wide = new string('x', Longest + 1);

        Assert.Equal([1, 5], TooLong([wide, $"a {Raw}", wide, $"{Raw}; {wide}", wide, $"{Raw}{wide}{Raw}"]));
    }

    private static IEnumerable<int> TooLong(IEnumerable<string> lines)
    {
        var within = false;
        foreach (var (index, line) in lines.Index())
        {
            var quotes = line.Split(Raw).Length - 1;
            if (line.Length > Longest && !within && quotes == 0)
                yield return index + 1;
            within ^= quotes % 2 == 1;
        }
    }
}
