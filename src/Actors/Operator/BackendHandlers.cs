using ActorProxy.Actors.Backends;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Health;
using ActorProxy.Shared.Operator;
using ActorProxy.Shared.Text;
using Akka;
using Akka.Actor;

namespace ActorProxy.Actors.Operator;

/// <summary>Commands about backends.</summary>
internal static class BackendHandlers
{
    /// <param name="switches">The node's <see cref="BackendSwitchActor"/>.</param>
    public static IEnumerable<IOperatorHandler> Of(OperatorContext context, IActorRef switches)
    {
        yield return OperatorHandler.Of("backends list", input => List(context, input));
        yield return OperatorHandler.Of("backends disable",
            (input, _) => SwitchAsync(context, switches, input.Text("backend")!, on: false));
        yield return OperatorHandler.Of("backends enable", (input, _) => SwitchAsync(context, switches, input.Text("backend")!, on: true));
    }

    private static IEnumerable<OperatorAnswer> List(OperatorContext context, OperatorInput input)
    {
        var (pool, limit) = (input.Text("pool"), (int)input.Number("limit")!);
        var only = Backend.IdOf(input.Text("backend"));
        var found = Pools(context).Where(p => pool is null || p.Name == pool)
            .SelectMany(p => context.Proxy.Pools.Of(p).Members.Select(member => (Pool: p, Member: member)))
            .Where(f => only is null || f.Member.Backend.Id == only)
            .Take(limit + 1).ToList();
        var rows = found.Take(limit).Select(f => OperatorAnswer.Of(new()
        {
            ["pool"] = f.Pool.Name,
            ["backend"] = f.Member.Backend.Id,
            ["weight"] = f.Member.Backend.Weight,
            ["active"] = f.Member.State.Active,
            ["disabled"] = context.Proxy.Pools.Switches.IsOff(f.Member.Backend.Id),
            ["state"] = StateOf(f.Member),
            ["since"] = SinceOf(context, f.Member) is { } since ? AnswerRows.Time(since) : null,
            ["error"] = f.Member.Check?.Status.Error,
            ["latency"] = f.Member.Check?.Status.Latency is { } latency ? (long)latency.TotalMilliseconds : null,
            ["node"] = context.Node,
        }));
        return found.Count <= limit
            ? rows
            : rows.Append(OperatorAnswer.Warning($"{context.Node} has more than {limit} backends: ask for some of them with pool or "
            + $"backend, or for more with limit"));
    }

    /// <summary>When it came into its state; null where it was never in another.</summary>
    private static DateTimeOffset? SinceOf(OperatorContext context, PoolMember member)
    {
        var since = member.Check?.Status.IsDown == true ? member.Check.Status.Since
            : Math.Max(member.Health.Status.Since, member.Check?.Status.Since ?? 0);
        return since == 0 ? null : context.Proxy.Time.GetUtcNow() - TimeSpan.FromMilliseconds(context.Proxy.Pools.Now - since);
    }

    private static string StateOf(PoolMember member) => member.Check?.Status.IsDown == true ? "down"
        : member.Health.Refresh() is { Phase: not BackendPhase.In } status
            ? $"{(status.Phase == BackendPhase.OnTrial ? "on trial" : "ejected")} ({Units.Keyword(status.Failure!.Value)})"
            : "up";

    private static async Task<IEnumerable<OperatorAnswer>> SwitchAsync(OperatorContext context, IActorRef switches, string text, bool on)
    {
        var backend = Backend.IdOf(text);
        if (!on && !Pools(context).SelectMany(pool => context.Proxy.Pools.Of(pool).Members).Any(member => member.Backend.Id == backend))
            return [OperatorAnswer.Error($"no route has a backend '{backend}'; 'backends list' shows them")];
        if (on && !context.Proxy.Pools.Switches.IsOff(backend))
            return [OperatorAnswer.Error($"backend '{backend}' is not disabled")];
        await switches.Ask<Done>(new SwitchBackend(backend, on), TimeSpan.FromSeconds(5));
        return [OperatorAnswer.Line(on
            ? $"{backend} gets connections again"
            : $"{backend} gets no new connections, on any node; open ones stay")];
    }

    private static IEnumerable<BackendPool> Pools(OperatorContext context) =>
        context.Proxy.Routes.Routes.Select(route => route.Pool).Distinct();
}
