using System.Text;
using ActorProxy.Fuzz.Tests.Engine;
using ActorProxy.Node.Configuration;
using ActorProxy.Node.Reload;
using Akka.Configuration.Hocon;

namespace ActorProxy.Fuzz.Tests.Targets;

/// <summary>Configurations. After the first file, f, come those that can be included, b, c and so on, each behind a <c>\x1e</c>.</summary>
internal sealed class HoconTarget() : FuzzTarget("hocon",
    "Node/Configuration/HoconReader.cs", "Node/Configuration/HoconText.cs", "Node/Configuration/HoconNode.cs",
    "Node/Configuration/HoconKeys.cs",
    "Node/Configuration/HoconValues.cs", "Node/Configuration/HoconParts.cs", "Node/Configuration/HoconInclude.cs",
    "Node/Configuration/HoconIncludes.cs", "Node/Configuration/HoconSource.cs",
    "Node/Configuration/HoconResolver.cs", "Node/Configuration/HoconSettings.cs", "Node/Configuration/OptionsReader.cs",
    "Shared/Settings/SettingPath.cs", "Shared/Settings/SettingPlace.cs",
    "Shared/Settings/SettingsCheck.cs", "Shared/Routing/RouteSetup.cs")
{
    public override long Runs => 1_000_000;

    public override int MaxLength => 4096;

    public override IReadOnlyList<string> Dictionary { get; } =
    [
        "{", "}", "[", "]", ",", "=", ":", "\n", "\"", "\"\"", "\"\"\"", "#", "//", "${A}", "${?A}", "${?B}", "${actorproxy.", "\\u0041",
        "\\", "actorproxy", "actorproxy.", "listeners", "routes", "backends", "= on", "10s", "64KiB", "null", "true", " ", "\t", "\r\n",
        "include", "include \"b\"", "include \"?\"", "file(", "required(", "optional(", ")", "\x1e", "+=", "\xef\xbb\xbf", "\xc3\xa9",
    ];

    public override Verdict Run(ReadOnlySpan<byte> input, Rng rng)
    {
        var text = Encoding.UTF8.GetString(input);
        var files = new SplitFiles(text);
        var result = Parse(files);
        var again = Parse(new SplitFiles(text, file => file.ReplaceLineEndings("\r\n")));
        Judge.That(result.Problems.SequenceEqual(again.Problems), "How lines end changes nothing.");
        if (!result.Succeeded)
        {
            Judge.That(result.Problems.Length > 0, "What is refused has a problem.");
            foreach (var problem in result.Problems)
                Judge.That(problem.Message.Length > 0 && problem.Line >= 0
                    && problem.Line <= 1 + files[problem.File].ReplaceLineEndings("\n").Count(c => c == '\n'),
                    "A problem says what, and in a line that there is.");
            return Verdict.Refused;
        }
        Judge.That(again.Succeeded && Same(result.Loaded, again.Loaded), "The same text is the same configuration.");
        var written = ConfigurationLoader.Parse(Written(result.Loaded.Akka.Root), "f", Environment);
        Judge.That(written.Succeeded && Same(result.Loaded, written.Loaded), "A configuration that is written reads back as it.");
        return Verdict.Accepted;
    }

    private static ConfigurationResult Parse(SplitFiles files) =>
        ConfigurationLoader.Parse(files[SplitFiles.First], SplitFiles.First, Environment, files);

    private static string? Environment(string name) => name == "A" ? "a \"quoted\" value \\ # = {" : null;

    // Every key and text in double quotes, and all but letters and digits as \\uXXXX.
    private static string Written(HoconValue value) =>
        value.IsObject() ? $"{{{string.Join(",", value.GetObject().Items.Select(item => $"{Quoted(item.Key)}:{Written(item.Value)}"))}}}"
        : value.Values.Any(part => part.IsArray()) ? $"[{string.Join(",", value.GetArray().Select(Written))}]"
        : value.GetString() is { } text ? Quoted(text) : "null";

    private static string Quoted(string text) =>
        $"\"{string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) ? $"{c}" : $"\\u{(int)c:x4}"))}\"";

    private static bool Same(LoadedConfiguration a, LoadedConfiguration b) =>
        a.Options.Routes.Routes.SequenceEqual(b.Options.Routes.Routes) && ReloadRules.Changes(a.Options, b.Options).IsEmpty
            && !ReloadRules.AkkaChanges(a.Akka, b.Akka).Any();
}
