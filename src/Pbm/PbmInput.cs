using System.Collections.Immutable;
using ActorProxy.Shared.Operator;
using ActorProxy.Shared.Text;

namespace ActorProxy.Pbm;

/// <summary>A command as it was given in pbm.</summary>
/// <param name="Wide">Whether all columns are shown.</param>
/// <param name="Problems">Why it cannot be done, each with what is allowed.</param>
internal sealed record PbmInput(OperatorRequest Request, bool Wide, IReadOnlyList<string> Problems)
{
    /// <param name="given">Switches and their values; a flag may be without one.</param>
    public static PbmInput Read(OperatorCommand command, IEnumerable<(string Switch, string? Value)> given)
    {
        var problems = new List<string>();
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var switches = PbmSwitches.Of(command);
        foreach (var (name, value) in given)
        {
            if (switches.FirstOrDefault(s => s.Switches.Contains(name)).Argument is not { } argument)
                problems.Add(Unknown(name, [.. switches.SelectMany(s => s.Switches)]));
            else if (!values.TryAdd(argument.Name, string.IsNullOrEmpty(value) && argument.Kind == ArgumentKind.Flag
                ? "true"
                : value ?? ""))
                problems.Add($"{argument.Name} is there twice");
        }
        var (yes, wide) = (Take(PbmSwitches.Yes), Take(PbmSwitches.Wide));
        var request = new OperatorRequest(command.Name, values.ToImmutableSortedDictionary(StringComparer.Ordinal), "pbm");
        if (!OperatorInput.TryRead(request, out _, out var wrong))
            problems.AddRange(wrong);
        if (problems.Count == 0 && command.Effect == CommandEffect.Destroys && !yes)
            problems.Add($"{command.Name} can end connections; add --yes true to do it");
        return new PbmInput(request, wide, problems);

        // Ours: the catalogue's arguments do not have these names where we add them.
        bool Take(OperatorArgument own)
        {
            if (!switches.Any(s => s.Argument == own) || !values.Remove(own.Name, out var text))
                return false;
            if (text is not ("true" or "false"))
                problems.Add($"{own.Name}: '{text}' is not allowed; allowed is {own.Allowed}");
            return text == "true";
        }
    }

    private static string Unknown(string name, IReadOnlyList<string> names)
    {
        var meant = NearestName.Find(name, names) is { } near
            ? $"did you mean {near}?"
            : names.Count == 0 ? "the command has none" : $"there are: {string.Join(", ", names)}";
        return $"there is no switch '{name}'; {meant}";
    }
}
