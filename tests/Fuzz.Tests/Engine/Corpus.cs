using System.Globalization;
using System.Text;

namespace ActorProxy.Fuzz.Tests.Engine;

/// <summary>
/// The inputs that a target's fuzzing begins with, and those that once were judged false. A file has one a line: its verdict
/// (<c>+</c>, <c>-</c> or <c>.</c>), a space, and the bytes as ASCII with the escapes \r \n \t \\ and \xHH. Lines that begin with
/// # are remarks.
/// </summary>
internal static class Corpus
{
    public static IReadOnlyList<CorpusEntry> Of(string target) => Read($"Corpus/{target}");

    public static IReadOnlyList<CorpusEntry> Found(string target) => Read($"Found/{target}");

    /// <summary>The input as a line of a file.</summary>
    public static string Line(Verdict verdict, ReadOnlySpan<byte> bytes)
    {
        var line = new StringBuilder().Append(verdict switch { Verdict.Accepted => "+ ", Verdict.Refused => "- ", _ => ". " });
        foreach (var value in bytes)
        {
            _ = value switch
            {
                (byte)'\r' => line.Append("\\r"),
                (byte)'\n' => line.Append("\\n"),
                (byte)'\t' => line.Append("\\t"),
                (byte)'\\' => line.Append("\\\\"),
                >= 0x20 and < 0x7F => line.Append((char)value),
                _ => line.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}"),
            };
        }
        return line.ToString();
    }

    private static CorpusEntry[] Read(string resource)
    {
        using var stream = typeof(Corpus).Assembly.GetManifestResourceStream(resource);
        if (stream is null)
            return [];
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(Parse)];
    }

    public static CorpusEntry Parse(string line)
    {
        var verdict = line[0] switch { '+' => Verdict.Accepted, '-' => Verdict.Refused, '.' => Verdict.Incomplete,
            _ => throw new FormatException(line) };
        var bytes = new List<byte>(line.Length);
        for (var at = 2; at < line.Length; at++)
        {
            if (line[at] != '\\')
            {
                bytes.Add(checked((byte)line[at]));
                continue;
            }
            switch (line[++at])
            {
                case 'r': bytes.Add((byte)'\r'); break;
                case 'n': bytes.Add((byte)'\n'); break;
                case 't': bytes.Add((byte)'\t'); break;
                case '\\': bytes.Add((byte)'\\'); break;
                case 'x':
                    bytes.Add(byte.Parse(line.AsSpan(at + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                    at += 2;
                    break;
                default: throw new FormatException($"There is no escape \\{line[at]}: {line}");
            }
        }
        return new CorpusEntry(verdict, [.. bytes]);
    }
}
