using System.CommandLine;
using ActorProxy.Shared.Text;

namespace ActorProxy.Node.Cli.Operator;

/// <summary>Options of the command line that are no arguments of a command.</summary>
internal sealed class OperatorOptions
{
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(2);

    public Option<string?> Admin { get; } = new(
        "--admin") { Description = $"The node's admin endpoint; or ACTORPROXY_ADMIN. Default: {AdminTarget.DefaultBase}.",
        HelpName = "URL" };

    public Option<string?> Token { get; } = new(
        "--token") { Description = "Its token; or ACTORPROXY_TOKEN, which other users do not see in the list of processes.",
        HelpName = "TOKEN" };

    public Option<string?> TokenFile { get; } = new("--token-file") { Description = "A file that holds the token.", HelpName = "FILE" };

    public Option<bool> Json { get; } = new("--json") { Description = "Print the answer as it comes, one JSON object a line." };

    public Option<bool> Wide { get; } = new("--wide") { Description = "Show all columns, however wide the terminal is." };

    public Option<string?> Watch { get; } = new("--watch") { Description = "Ask again and again, every 2s or so: 200ms to 1h.",
        HelpName = "INTERVAL", Arity = ArgumentArity.ZeroOrOne };

    public Option<bool> Yes { get; } = new("--yes", "-y") { Description = "Do not ask whether it may end connections." };

    public Option<string?> File { get; } = new("--file") { Description = "Read the document from a file, or from the standard input: -.",
        HelpName = "FILE" };

    public AdminTarget Target(ParseResult parsed, Func<string, string?> environment) =>
        AdminTarget.Of(parsed.GetValue(Admin), parsed.GetValue(Token), parsed.GetValue(TokenFile), environment);

    /// <summary>Null where the answer is wanted once.</summary>
    /// <exception cref="AdminFailure">It is no duration, or out of range.</exception>
    public TimeSpan? Interval(ParseResult parsed)
    {
        if (parsed.GetResult(Watch) is not { Implicit: false })
            return null;
        if (parsed.GetValue(Watch) is not { } text)
            return DefaultInterval;
        if (Units.TryParseDuration(text, out var interval) && interval >= TimeSpan.FromMilliseconds(200)
            && interval <= TimeSpan.FromHours(1))
            return interval;
        throw new AdminFailure(ExitCode.Invalid, $"--watch: '{text}' is not allowed; allowed is 200ms to 1h");
    }
}
