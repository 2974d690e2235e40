using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ActorProxy.Shared.Text;

namespace ActorProxy.Shared.Operator;

/// <summary>The arguments of a command, checked. Reading one that the command does not have is a defect and throws.</summary>
public sealed class OperatorInput
{
    private readonly Dictionary<string, object> _values;

    private OperatorInput(OperatorCommand command, Dictionary<string, object> values, OperatorRequest request)
    {
        Command = command;
        Request = request;
        _values = values;
    }

    public OperatorCommand Command { get; }

    /// <summary>What was asked for.</summary>
    public OperatorRequest Request { get; }

    /// <param name="problems">All that is wrong with the request, one sentence each, with what is allowed.</param>
    public static bool TryRead(OperatorRequest request, [NotNullWhen(true)] out OperatorInput? input, out IReadOnlyList<string> problems)
    {
        input = null;
        if (OperatorCatalogue.Find(request.Command) is not { } command)
        {
            problems = [Unknown("command", request.Command, OperatorCatalogue.All.Select(c => c.Name))];
            return false;
        }
        var found = new List<string>();
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var (name, text) in request.Arguments)
        {
            if (command.Find(name) is not { } argument)
                found.Add(Unknown($"argument of {command.Name}", name, command.Arguments.Select(a => a.Name)));
            else if (Read(argument, text) is { } value)
                values[name] = value;
            else
                found.Add($"{name}: '{text}' is not allowed; allowed is {argument.Allowed}");
        }
        foreach (var argument in command.Arguments.Where(a => !request.Arguments.ContainsKey(a.Name)))
        {
            if (argument.Required || argument.Positional)
                found.Add($"{argument.Name} is missing: {argument.Help}");
            else if (argument.Default is { } fallback)
                values[argument.Name] = Read(argument, fallback) ?? throw new InvalidOperationException(
                    $"The default of {command.Name} {argument.Name} is not allowed.");
        }
        problems = found;
        input = found.Count == 0 ? new OperatorInput(command, values, request) : null;
        return input is not null;
    }

    public bool Has(string name) => Value(name) is not null;

    /// <summary>A text or a choice; null where it is missing.</summary>
    public string? Text(string name) => (string?)Value(name);

    public long? Number(string name) => (long?)Value(name);

    public TimeSpan? Duration(string name) => (TimeSpan?)Value(name);

    /// <summary>Bytes.</summary>
    public long? Size(string name) => (long?)Value(name);

    public bool Flag(string name) => Value(name) is true;

    private object? Value(string name) =>
        Command.Find(name) is null
            ? throw new ArgumentException($"{Command.Name} has no argument {name}.", nameof(name))
            : _values.GetValueOrDefault(name);

    private static object? Read(OperatorArgument argument, string text) => argument.Kind switch
    {
        ArgumentKind.Number => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= argument.Min && number <= argument.Max ? number : null,
        ArgumentKind.Duration => Units.TryParseDuration(text, out var duration) ? duration : null,
        ArgumentKind.Size => Units.TryParseSize(text, out var bytes) ? bytes : null,
        ArgumentKind.Flag => text is "true" or "false" ? text == "true" : null,
        ArgumentKind.Choice => argument.Choices.Contains(text) ? text : null,
        _ => text,
    };

    private static string Unknown(string what, string name, IEnumerable<string> names)
    {
        var all = names.ToList();
        var meant = NearestName.Find(name, all) is { } near ? $"; did you mean {near}?" : $"; there are: {string.Join(", ", all)}";
        return $"there is no {what} '{name}'{meant}";
    }
}
