using System.Collections.Immutable;
using System.Globalization;
using ActorProxy.Shared.Clocks;
using ActorProxy.Shared.Operator;
using ActorProxy.Shared.Text;

namespace ActorProxy.Node.Cli.Operator;

/// <summary>Gives one command to a node and prints the answer, once or again and again.</summary>
internal sealed class CommandRun(
    OperatorCommand command, IReadOnlyDictionary<string, string> arguments, AdminTarget target, OperatorTerminal terminal,
    TextWriter output, TextWriter error)
{
    private const string Home = "\e[H";
    private const string ClearLine = "\e[K";
    private const string ClearBelow = "\e[J";

    public bool Json { get; init; }

    public bool Wide { get; init; }

    /// <summary>How often to ask again; null for once.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>Whether nobody needs to be asked.</summary>
    public bool Confirmed { get; init; }

    /// <summary>The address as it was given on the command line, for the command of the next page.</summary>
    public string? Admin { get; init; }

    /// <returns>The exit code.</returns>
    /// <exception cref="AdminFailure">Nothing answers, or the like.</exception>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var request = new OperatorRequest(command.Name, arguments.ToImmutableSortedDictionary(StringComparer.Ordinal), "cli");
        if (!OperatorInput.TryRead(request, out _, out var problems))
        {
            foreach (var problem in problems)
                error.WriteLine($"actorproxy {command.Name}: {problem}");
            return ExitCode.Invalid;
        }
        if (target.ShowsToken)
            error.WriteLine($"warning: the token goes to {target.Base} in the clear");
        using var client = new AdminClient(target);
        try
        {
            if (!Confirmed && await Confirmation.For(command, arguments, target).AskAsync(client, terminal, error, cancellation) is var code
                and not ExitCode.Success)
                return code;
            return Interval is { } interval
                ? await WatchAsync(client, interval, cancellation)
                : await OnceAsync(client, output, error, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            if (command.Follows || Interval is not null)
                return ExitCode.Success;
            error.WriteLine(command.Effect == CommandEffect.Reads
                ? "actorproxy: interrupted"
                : "actorproxy: interrupted; the command may have been done");
            return ExitCode.Failed;
        }
    }

    private async Task<int> OnceAsync(AdminClient client, TextWriter to, TextWriter warnings, CancellationToken cancellation)
    {
        var printer = new AnswerPrinter(command, Wide, terminal, to, warnings);
        var code = ExitCode.Success;
        await foreach (var (line, answer) in client.RunAsync(command, arguments, cancellation))
        {
            if (!Json)
                printer.Add(answer);
            else
            {
                to.WriteLine(line);
                to.Flush();
                if (answer.Kind == AnswerKind.Error)
                    code = ExitCode.Failed;
            }
        }
        if (Json)
            return code;
        printer.Finish();
        if (printer.Next is { } token)
            warnings.WriteLine($"more: {NextPage.Command(command, arguments, Admin, token)}");
        return printer.Code;
    }

    /// <summary>Until the command fails or the token is cancelled. A node that is away for a while is waited for.</summary>
    private async Task<int> WatchAsync(AdminClient client, TimeSpan interval, CancellationToken cancellation)
    {
        for (var first = true; ; first = false)
        {
            var screen = new StringWriter { NewLine = "\n" };
            var code = ExitCode.Success;
            try
            {
                code = await OnceAsync(client, screen, screen, cancellation);
            }
            catch (AdminFailure failure) when (!first && failure.Code == ExitCode.Unreachable)
            {
                screen.WriteLine($"warning: {failure.Message}");
            }
            Show(screen.ToString(), interval);
            if (code != ExitCode.Success)
                return code;
            await Task.Delay(interval, terminal.Time, cancellation);
        }
    }

    private void Show(string text, TimeSpan interval)
    {
        if (terminal.Width is null || Json)
        {
            output.Write(Json ? text : text + "\n");
            output.Flush();
            return;
        }
        var now = terminal.Time.GetWallTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        var lines = $"actorproxy {command.Name}, every {Units.FormatDuration(interval)}, {now} UTC\n\n{text}".TrimEnd('\n').Split('\n')
            .Take(terminal.Height - 1);
        // Over what was there: a screen that is cleared first flickers.
        output.Write(Home + string.Concat(lines.Select(line => $"{line}{ClearLine}\n")) + ClearBelow);
        output.Flush();
    }
}
