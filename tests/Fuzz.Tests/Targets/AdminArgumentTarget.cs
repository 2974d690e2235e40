using System.Text;
using ActorProxy.Fuzz.Tests.Engine;
using ActorProxy.Node.Admin;
using ActorProxy.Shared.Operator;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace ActorProxy.Fuzz.Tests.Targets;

/// <summary>Bodies of the admin API, up to the arguments of a command. The first byte says which.</summary>
internal sealed class AdminArgumentTarget()
    : FuzzTarget("admin-arguments", "Node/Admin/ApiArguments.cs", "Shared/Operator/OperatorInput.cs")
{
    public override long Runs => 1_000_000;

    public override IReadOnlyList<string> Dictionary { get; } =
        ["{", "}", "\"id\":", "\"x\"", "\"reason\":", ",", "1", "true", "null", "[", "\\ud800", "\\u0000", "\"route\":",
        "\"timeout\":\"1s\"", "\"limit\":10", "-", "1e400"];

    public override Verdict Run(ReadOnlySpan<byte> input, Rng rng)
    {
        if (input.IsEmpty)
            return Verdict.Incomplete;
        var command = input[0] == 0xFF ? null : OperatorCatalogue.All[input[0] % OperatorCatalogue.All.Length];
        CheckQuery(Encoding.UTF8.GetString(input[1..]));
        if (!ApiArguments.TryRead(input[1..].ToArray(), out var arguments, out var problem))
        {
            Judge.That(problem.Length > 0, "What is refused has a problem.");
            return Verdict.Refused;
        }
        if (OperatorInput.TryRead(new OperatorRequest(command?.Name ?? "unknown", arguments, "fuzz"), out var read, out var problems))
        {
            foreach (var argument in read.Command.Arguments)
                Judge.That(IsThere(read, argument) || !argument.Required, "What is required is there.");
            return Verdict.Accepted;
        }
        Judge.That(problems.Count > 0, "What is refused has a problem.");
        return Verdict.Refused;
    }

    private static bool IsThere(OperatorInput read, OperatorArgument argument) => argument.Kind switch
    {
        ArgumentKind.Number => read.Number(argument.Name) is not null,
        ArgumentKind.Duration => read.Duration(argument.Name) is not null,
        ArgumentKind.Size => read.Size(argument.Name) is not null,
        ArgumentKind.Flag => read.Has(argument.Name) && read.Flag(argument.Name) is var _,
        _ => read.Text(argument.Name) is not null,
    };

    // The same bytes as the query of a GET.
    private static void CheckQuery(string text)
    {
        var query = QueryHelpers.ParseQuery(text);
        var taken = ApiArguments.TryRead(new QueryCollection(query), out var arguments, out var problem);
        Judge.That(taken == (problem.Length == 0) && (!taken || arguments!.Count == query.Count),
            "A query is all arguments, or has a problem.");
    }
}
