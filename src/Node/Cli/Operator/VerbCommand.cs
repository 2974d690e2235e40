using System.CommandLine;
using ActorProxy.Shared.Operator;
using ActorProxy.Shared.Text;

namespace ActorProxy.Node.Cli.Operator;

/// <summary>One command of the catalogue on the command line.</summary>
internal sealed class VerbCommand
{
    private readonly OperatorCommand _command;
    private readonly OperatorOptions _options;
    private readonly OperatorTerminal _terminal;
    private readonly List<(OperatorArgument Meant, Argument<string> Symbol)> _positional = [];
    private readonly List<(OperatorArgument Meant, Option Symbol)> _named = [];

    private VerbCommand(OperatorCommand command, OperatorOptions options, OperatorTerminal terminal) =>
        (_command, _options, _terminal) = (command, options, terminal);

    public static Command Build(OperatorCommand command, OperatorOptions options, OperatorTerminal terminal) =>
        new VerbCommand(command, options, terminal).Build();

    private Command Build()
    {
        var verb = new Command(_command.Verb, $"{_command.Help}.");
        foreach (var argument in _command.Arguments)
        {
            if (argument.Positional)
                verb.Add(Positional(argument));
            else
                verb.Add(Named(argument));
        }
        if (TakesFile)
            verb.Add(_options.File);
        if (_command.Effect == CommandEffect.Destroys)
            verb.Add(_options.Yes);
        if (CanWatch)
            verb.Add(_options.Watch);
        if (!_command.Columns.IsEmpty && !_command.Follows)
            verb.Add(_options.Wide);
        foreach (var option in (Option[])[_options.Json, _options.Admin, _options.TokenFile, _options.Token])
            verb.Add(option);
        verb.SetAction(RunAsync);
        return verb;
    }

    private bool TakesFile => _command.Find("document") is not null;

    private bool CanWatch => _command is { Effect: CommandEffect.Reads, Follows: false };

    private Argument<string> Positional(OperatorArgument argument)
    {
        var symbol = new Argument<string>(argument.Name.ToUpperInvariant()) { Description = Help(argument) };
        symbol.CompletionSources.Add(_ => argument.Choices.Select(c => new System.CommandLine.Completions.CompletionItem(c)));
        _positional.Add((argument, symbol));
        return symbol;
    }

    private Option Named(OperatorArgument argument)
    {
        Option symbol;
        if (argument.Kind == ArgumentKind.Flag)
            symbol = new Option<bool>($"--{argument.Name}") { Description = Help(argument) };
        else
        {
            var option = new Option<string>($"--{argument.Name}") 
            {
                Description = Help(argument),
                HelpName = Units.Keyword(argument.Kind).ToUpperInvariant(),
            };
            if (!argument.Choices.IsEmpty)
                option.HelpName = string.Join('|', argument.Choices);
            option.CompletionSources.Clear();
            option.CompletionSources.Add(_ => argument.Choices.Select(c => new System.CommandLine.Completions.CompletionItem(c)));
            symbol = option;
        }
        _named.Add((argument, symbol));
        return symbol;
    }

    private static string Help(OperatorArgument argument)
    {
        var choices = argument is { Positional: true, Choices.IsEmpty: false } ? $": {string.Join(", ", argument.Choices)}" : "";
        return string.IsNullOrEmpty(argument.Default)
            ? $"{argument.Help}{choices}."
            : $"{argument.Help}{choices}. Default: {argument.Default}.";
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        try
        {
            var arguments = Read(parsed);
            var run = new CommandRun(_command, arguments, _options.Target(parsed, _terminal.Environment), _terminal, output, error)
            {
                Json = parsed.GetValue(_options.Json),
                Wide = !_command.Columns.IsEmpty && !_command.Follows && parsed.GetValue(_options.Wide),
                Interval = CanWatch ? _options.Interval(parsed) : null,
                Confirmed = _command.Effect != CommandEffect.Destroys || parsed.GetValue(_options.Yes),
                Admin = parsed.GetValue(_options.Admin),
            };
            return await run.RunAsync(cancellation);
        }
        catch (AdminFailure failure)
        {
            error.WriteLine($"actorproxy: {failure.Message}");
            return failure.Code;
        }
    }

    private SortedDictionary<string, string> Read(ParseResult parsed)
    {
        var arguments = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (meant, symbol) in _positional)
            arguments[meant.Name] = parsed.GetRequiredValue(symbol);
        foreach (var (meant, symbol) in _named.Where(n => parsed.GetResult(n.Symbol) is { Implicit: false }))
            arguments[meant.Name] = symbol is Option<bool> flag
                ? (parsed.GetValue(flag) ? "true" : "false")
                : parsed.GetValue((Option<string>)symbol)!;
        if (TakesFile && parsed.GetValue(_options.File) is { } file && !arguments.TryAdd("document", ReadFile(file)))
            throw new AdminFailure(ExitCode.Invalid, "give either --document or --file");
        return arguments;
    }

    private string ReadFile(string file)
    {
        try
        {
            return file == "-" ? _terminal.ReadInput() : File.ReadAllText(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new AdminFailure(ExitCode.Invalid, $"--file {file}: {failure.Message}");
        }
    }
}
