using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using ActorProxy.Shared.Operator;
using Akka.Event;

namespace ActorProxy.Actors.Operator;

/// <summary>Checks commands, sends them to the nodes they are about, and has their handlers do them.</summary>
public sealed class OperatorService : IOperatorService
{
    private readonly ConcurrentDictionary<string, IOperatorHandler> _handlers = new(StringComparer.Ordinal);
    private readonly OperatorFanOut _nodes;
    private readonly ILoggingAdapter _log;

    internal OperatorService(OperatorFanOut nodes, ILoggingAdapter log)
    {
        _nodes = nodes;
        _log = log;
    }

    /// <summary>Commands that this node can do.</summary>
    public IEnumerable<string> Commands => _handlers.Keys;

    /// <summary>Adds what does a command. There is one for each.</summary>
    public void Add(IOperatorHandler handler)
    {
        if (OperatorCatalogue.Find(handler.Command) is null || !_handlers.TryAdd(handler.Command, handler))
            throw new ArgumentException($"'{handler.Command}' is in no catalogue, or has a handler.", nameof(handler));
    }

    public async IAsyncEnumerable<OperatorAnswer> RunAsync(OperatorRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (!OperatorInput.TryRead(request, out var input, out var problems))
        {
            yield return OperatorAnswer.Error(string.Join("; ", problems));
            yield break;
        }
        if (input.Command.Effect != CommandEffect.Reads)
            _log.Info("Operator {Caller}: {Command} {Arguments}", request.Caller, request.Command,
                string.Join(' ', request.Arguments.Select(a => $"{a.Key}={AuditText.Of(a.Key, a.Value)}")));
        var answers = request.Local || input.Command.Nodes == CommandNodes.Cluster
            ? RunHereAsync(input, cancellation)
            : RunThereAsync(input, cancellation);
        await foreach (var answer in answers)
            yield return answer;
    }

    private async IAsyncEnumerable<OperatorAnswer> RunHereAsync(
        OperatorInput input, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (!_handlers.TryGetValue(input.Command.Name, out var handler))
        {
            yield return OperatorAnswer.Error($"this node cannot do '{input.Command.Name}'");
            yield break;
        }
        await using var answers = handler.RunAsync(input, cancellation).GetAsyncEnumerator(cancellation);
        while (true)
        {
            OperatorAnswer? answer = null;
            try
            {
                if (await answers.MoveNextAsync())
                    answer = answers.Current;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                _log.Error(failure, "The command {Command} failed", input.Command.Name);
                answer = OperatorAnswer.Error($"'{input.Command.Name}' failed: {failure.Message}");
            }
            if (answer is null)
                yield break;
            yield return answer;
            if (answer.Kind == AnswerKind.Error)
                yield break;
        }
    }

    private async IAsyncEnumerable<OperatorAnswer> RunThereAsync(
        OperatorInput input, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var named = input.Text("node");
        var all = input.Command.Nodes == CommandNodes.Each || (input.Command.Find("all") is not null && input.Flag("all"));
        if (named is not null && input.Command.Nodes == CommandNodes.One && all)
        {
            yield return OperatorAnswer.Error("all: give either a node or all");
            yield break;
        }
        var targets = _nodes.Targets(named, all);
        if (targets.IsEmpty)
        {
            yield return OperatorAnswer.Error($"the cluster has no node '{named}'; there are: {string.Join(", ", _nodes.Names)}");
            yield break;
        }
        var answers = _nodes.RunAsync(input.Request, targets, local => RunHereAsync(Local(local), cancellation), cancellation);
        if (input.Command.MergeBy is { } column)
            answers = MergedAsync(answers, column, (int)(input.Number("limit") ?? int.MaxValue), cancellation);
        await foreach (var answer in answers)
            yield return answer;
    }

    private static OperatorInput Local(OperatorRequest request) =>
        OperatorInput.TryRead(request, out var input, out var problems)
            ? input
            : throw new InvalidOperationException(string.Join("; ", problems));

    private static async IAsyncEnumerable<OperatorAnswer> MergedAsync(
        IAsyncEnumerable<OperatorAnswer> answers, string column, int limit, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var rows = new List<JsonObject>();
        await foreach (var answer in answers.WithCancellation(cancellation))
        {
            if (answer.Row is { } row)
                rows.Add(row);
            else
                yield return answer;
        }
        foreach (var row in rows.OrderByDescending(row => row[column]?.GetValue<double>() ?? 0).Take(limit))
            yield return OperatorAnswer.Of(row);
    }
}
