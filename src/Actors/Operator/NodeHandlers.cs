using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Draining;
using ActorProxy.Shared.Operator;
using Akka.Actor;

namespace ActorProxy.Actors.Operator;

/// <summary>Commands about nodes, but for those that need their configuration file.</summary>
internal static class NodeHandlers
{
    private static readonly string Version =
        typeof(NodeHandlers).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    /// <param name="drain">The node's <see cref="NodeDrainActor"/>.</param>
    public static IEnumerable<IOperatorHandler> Of(OperatorContext context, IActorRef drain, OperatorFanOut nodes)
    {
        yield return new OperatorHandler("cluster show", (input, cancellation) => ShowAsync(context, nodes, input, cancellation));
        yield return OperatorHandler.Of("drain start", (input, _) => StartDrainAsync(context, drain, input.Duration("over")!.Value));
        yield return OperatorHandler.Of("drain status", (_, _) => DrainStatusAsync(context, drain));
        yield return OperatorHandler.Of("drain cancel", (_, _) => CancelDrainAsync(context, drain));
    }

    /// <summary>Each node tells of itself; those that cannot are told of by the one that was asked.</summary>
    private static async IAsyncEnumerable<OperatorAnswer> ShowAsync(
        OperatorContext context, OperatorFanOut nodes, OperatorInput input, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (input.Request.Local)
        {
            yield return OperatorAnswer.Of(Self(context));
            yield break;
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var answers = nodes.RunAsync(input.Request, nodes.Targets(null, all: true),
            _ => new[] { OperatorAnswer.Of(Self(context)) }.ToAsyncEnumerable(), cancellation);
        await foreach (var answer in answers)
        {
            if (answer.Row?["node"] is { } node)
                seen.Add(node.GetValue<string>());
            yield return answer;
        }
        foreach (var missing in nodes.Names.Where(name => !seen.Contains(name)))
            yield return OperatorAnswer.Of(new() { ["node"] = missing, ["status"] = NodeTargets.StatusOf(context.System, missing),
                ["reachable"] = false, ["ready"] = null });
    }

    private static JsonObject Self(OperatorContext context)
    {
        var clustered = context.System.Settings.HasCluster;
        return new JsonObject
        {
            ["node"] = context.Node,
            ["status"] = NodeTargets.StatusOf(context.System),
            ["reachable"] = true,
            ["ready"] = context.Health.Current.IsReady,
            ["connections"] = context.Proxy.Connections.Count,
            ["routes"] = context.Proxy.Routes.Routes.Length,
            ["staleness"] = (long?)context.Registry?.Metrics.Staleness.TotalMilliseconds,
            ["registry"] = context.Registry is not { } registry ? null
                : registry.Faults.Count is > 0 and var damaged ? $"damaged: {damaged}"
                : context.Health.Current.RoutesSynced ? "ok" : "reading",
            ["oldest"] = !clustered || Registry.Replicas.IsOldest(context.System),
            ["version"] = Version,
        };
    }

    private static async Task<IEnumerable<OperatorAnswer>> StartDrainAsync(OperatorContext context, IActorRef drain, TimeSpan over)
    {
        if (over > TimeSpan.FromHours(24))
            return [OperatorAnswer.Error("over: allowed is 0s to 24h")];
        var status = await drain.Ask<DrainStatus>(new StartDrain(over), TimeSpan.FromSeconds(5));
        return [OperatorAnswer.Line($"{context.Node} drains: {context.Proxy.Connections.Count} connections, the last is told at "
            + $"{AnswerRows.Time(status.Until!.Value)}")];
    }

    private static async Task<IEnumerable<OperatorAnswer>> CancelDrainAsync(OperatorContext context, IActorRef drain)
    {
        var before = await drain.Ask<DrainStatus>(GetDrain.Instance, TimeSpan.FromSeconds(5));
        if (!before.Draining)
            return [OperatorAnswer.Error($"{context.Node} does not drain")];
        await drain.Ask<DrainStatus>(CancelDrain.Instance, TimeSpan.FromSeconds(5));
        return [OperatorAnswer.Line($"{context.Node} takes connections again")];
    }

    private static async Task<IEnumerable<OperatorAnswer>> DrainStatusAsync(OperatorContext context, IActorRef drain)
    {
        var status = await drain.Ask<DrainStatus>(GetDrain.Instance, TimeSpan.FromSeconds(5));
        return
        [
            OperatorAnswer.Of(new()
            {
                ["node"] = context.Node,
                ["draining"] = status.Draining,
                ["connections"] = context.Proxy.Connections.Count,
                ["until"] = status.Until is { } until ? AnswerRows.Time(until) : null,
            }),
        ];
    }
}
