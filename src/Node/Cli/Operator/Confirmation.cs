using ActorProxy.Shared.Operator;

namespace ActorProxy.Node.Cli.Operator;

/// <summary>What a command that can end connections would touch, and the question whether that is wanted.</summary>
/// <param name="Look">The command that shows it.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Question">Without its question mark.</param>
/// <param name="Counted">What the counted connections are, as in <c>of this route</c>; null where rows are shown.</param>
internal sealed record Confirmation(string Look, IReadOnlyDictionary<string, string> Arguments, string Question, string? Counted = null)
{
    /// <param name="given">Arguments of the command itself.</param>
    public static Confirmation For(OperatorCommand command, IReadOnlyDictionary<string, string> given, AdminTarget target) =>
        command.Name switch
    {
        "connections close" => new("connections show", Only(given, "id"), "Close this connection"),
        "routes remove" => new("connections count", Of("route", given["id"]),
            $"Remove route '{given["id"]}' of host '{given.GetValueOrDefault("host", "*")}'", "of routes with this id"),
        "drain start" when given.TryGetValue("node", out var node) =>
            new("connections count", Of("node", node), $"Drain {node}", "of this node"),
        "drain start" => new("connections count", Of("by", "node"), $"Drain the node at {target.Base}"),
        "config reload" => new("config check", Only(given, "node"),
            given.TryGetValue("node", out var node) ? $"Reload the configuration of {node}" : "Reload the configuration of all nodes"),
        _ => throw new InvalidOperationException($"{command.Name} can end connections, and nothing shows which."),
    };

    /// <summary>Whether the command is wanted. Without a terminal nobody is asked, and it is not.</summary>
    /// <returns><see cref="ExitCode.Success"/> to go on, or the exit code.</returns>
    public async Task<int> AskAsync(AdminClient client, OperatorTerminal terminal, TextWriter error, CancellationToken cancellation)
    {
        var command = OperatorCatalogue.Find(Look)!;
        var printer = new AnswerPrinter(command, wide: false, terminal with { Colours = false }, error, error);
        long count = 0;
        await foreach (var (_, answer) in client.RunAsync(command, Arguments, cancellation))
        {
            if (Counted is null || answer.Kind != AnswerKind.Row)
                printer.Add(answer);
            else
                count += answer.Row!["count"]?.GetValue<long>() ?? 0;
        }
        if (Counted is null)
            printer.Finish();
        if (printer.Code != ExitCode.Success)
            return printer.Code;
        if (Counted is not null)
            error.WriteLine(count == 1 ? $"There is 1 connection {Counted}." : $"There are {count} connections {Counted}.");
        if (!terminal.CanAsk)
        {
            error.WriteLine($"actorproxy: {Question}? There is no terminal to ask on, so nothing was done; --yes goes on without asking");
            return ExitCode.NotConfirmed;
        }
        error.Write($"{Question}? [y/N] ");
        if (terminal.ReadLine()?.Trim().ToLowerInvariant() is "y" or "yes")
            return ExitCode.Success;
        error.WriteLine("actorproxy: nothing was done");
        return ExitCode.NotConfirmed;
    }

    private static Dictionary<string, string> Of(string name, string value) => new() { [name] = value };

    private static Dictionary<string, string> Only(IReadOnlyDictionary<string, string> given, string name) =>
        given.TryGetValue(name, out var value) ? Of(name, value) : [];
}
