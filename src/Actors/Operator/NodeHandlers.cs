using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Draining;
using ActorProxy.Shared.Draining;
using ActorProxy.Shared.Operator;
using Akka.Actor;

namespace ActorProxy.Actors.Operator;

/// <summary>Commands about nodes, but for those that need their configuration file.</summary>
internal static class NodeHandlers
{
    private static readonly string Version =
        typeof(NodeHandlers).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    public static IEnumerable<IOperatorHandler> Of(OperatorContext context, OperatorFanOut nodes)
    {
        yield return new OperatorHandler("cluster show", (input, cancellation) => ShowAsync(context, nodes, input, cancellation));
        yield return OperatorHandler.Of("drain start",
            (input, _) => StartDrainAsync(context, input.Duration("over")!.Value, input.Text("order") == "one-by-one"));
        yield return OperatorHandler.Of("drain pause", _ => Pause(context, paused: true));
        yield return OperatorHandler.Of("drain resume", _ => Pause(context, paused: false));
        yield return OperatorHandler.Of("drain status", (_, _) => DrainStatusAsync(context));
        yield return OperatorHandler.Of("drain cancel", (_, _) => CancelDrainAsync(context));
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
            yield return OperatorAnswer.Of(new() { ["node"] = missing, ["status"] = NodeTargets.StatusOf(context.Access.System, missing),
                ["reachable"] = false, ["ready"] = null });
    }

    private static JsonObject Self(OperatorContext context)
    {
        var system = context.Access.System;
        return new JsonObject
        {
            ["node"] = context.Node,
            ["status"] = NodeTargets.StatusOf(system) ?? (context.Node == NodeTargets.Alone ? "alone" : "out"),
            ["reachable"] = true,
            ["ready"] = context.Health.Current.IsReady,
            ["connections"] = context.Proxy.Connections.Count,
            ["routes"] = context.Proxy.Routes.Routes.Length,
            ["staleness"] = (long?)context.Known?.Metrics.Staleness.TotalMilliseconds,
            ["registry"] = context.Known is not { } registry ? null
                : registry.Faults.Count is > 0 and var damaged ? $"damaged: {damaged}"
                : context.Health.Current.RoutesSynced ? "ok" : "reading",
            ["oldest"] = system.Settings.HasCluster ? Registry.Replicas.IsOldest(system) : context.Node == NodeTargets.Alone,
            ["version"] = Version,
        };
    }

    private static async Task<IEnumerable<OperatorAnswer>> StartDrainAsync(OperatorContext context, TimeSpan over, bool alone)
    {
        if (over > TimeSpan.FromHours(24))
            return [OperatorAnswer.Error("over: allowed is 0s to 24h")];
        var status = await context.Drain.Ask<DrainStatus>(new StartDrain(over, DrainCause.Operator, alone), TimeSpan.FromSeconds(5));
        return [OperatorAnswer.Line($"{context.Node} drains: {context.Proxy.Connections.Count} connections, the last is told at "
            + $"{AnswerRows.Time(status.Until!.Value)}")];
    }

    private static IEnumerable<OperatorAnswer> Pause(OperatorContext context, bool paused)
    {
        context.Proxy.CloseBudget.Paused = paused;
        return [OperatorAnswer.Line(paused
            ? $"{context.Node} closes no tunnels until 'drain resume': {context.Proxy.CloseBudget.Pending} wait"
            : $"{context.Node} goes on: {context.Proxy.CloseBudget.Pending} tunnels are to be closed")];
    }

    private static async Task<IEnumerable<OperatorAnswer>> CancelDrainAsync(OperatorContext context)
    {
        var before = await context.Drain.Ask<DrainStatus>(GetDrain.Instance, TimeSpan.FromSeconds(5));
        if (!before.Draining)
            return [OperatorAnswer.Error($"{context.Node} does not drain")];
        var after = await context.Drain.Ask<DrainStatus>(CancelDrain.Instance, TimeSpan.FromSeconds(5));
        return [after.Draining
            ? OperatorAnswer.Error($"{context.Node} goes on draining: it is out of its cluster, and cluster.minority = drain")
            : OperatorAnswer.Line($"{context.Node} takes connections again")];
    }

    private static async Task<IEnumerable<OperatorAnswer>> DrainStatusAsync(OperatorContext context)
    {
        var status = await context.Drain.Ask<DrainStatus>(GetDrain.Instance, TimeSpan.FromSeconds(5));
        var budget = context.Proxy.CloseBudget;
        var left = DrainEstimate.Left(status.Until - context.Proxy.Time.GetUtcNow(), budget.Pending, budget.Rate);
        return
        [
            OperatorAnswer.Of(new()
            {
                ["node"] = context.Node,
                ["draining"] = status.Draining,
                ["connections"] = context.Proxy.Connections.Count,
                ["until"] = status.Until is { } until ? AnswerRows.Time(until) : null,
                ["pending"] = budget.Pending,
                ["rate"] = budget.Rate is { } rate ? Math.Round(rate, 1) : null,
                ["ahead"] = budget.Ahead,
                ["left"] = (long?)left?.TotalMilliseconds,
                ["paused"] = budget.Paused,
            }),
        ];
    }
}
