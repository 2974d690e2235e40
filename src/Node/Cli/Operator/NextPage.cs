using ActorProxy.Shared.Operator;
using ActorProxy.Shared.Text;

namespace ActorProxy.Node.Cli.Operator;

/// <summary>The command line that asks for the next page. It never has a token of the endpoint.</summary>
internal static class NextPage
{
    /// <param name="admin">The address as it was given; null where it was not.</param>
    public static string Command(OperatorCommand command, IReadOnlyDictionary<string, string> arguments, string? admin, string after)
    {
        var words = new List<string> { "actorproxy", command.Group, command.Verb };
        words.AddRange(command.Arguments.Where(a => a.Positional && arguments.ContainsKey(a.Name)).Select(a => arguments[a.Name]));
        foreach (var argument in command.Arguments.Where(a => !a.Positional && a.Name != "after" && arguments.ContainsKey(a.Name)))
        {
            words.Add($"--{argument.Name}");
            words.Add(arguments[argument.Name]);
        }
        words.AddRange(["--after", after]);
        if (admin is not null)
            words.AddRange(["--admin", admin]);
        return string.Join(' ', words.Select(Quoted));
    }

    private static string Quoted(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:=+,@%".Contains(c))
            ? word
            : $"'{PlainText.Of(word).Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
