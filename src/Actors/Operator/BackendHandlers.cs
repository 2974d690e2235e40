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
    public static IEnumerable<IOperatorHandler> Of(OperatorContext context)
    {
        yield return OperatorHandler.Of("backends list", input => List(context, input));
        yield return OperatorHandler.Of("backends disable", (input, _) => SwitchAsync(context, input.Text("backend")!, on: false));
        yield return OperatorHandler.Of("backends enable", (input, _) => SwitchAsync(context, input.Text("backend")!, on: true));
    }

    private static IEnumerable<OperatorAnswer> List(OperatorContext context, OperatorInput input)
    {
        var (pool, limit) = (input.Text("pool"), (int)input.Number("limit")!);
        var only = Backend.IdOf(input.Text("backend"));
        var found = Pools(context).Where(p => pool is null || p.Name == pool)
            .SelectMany(p => MembersOf(context, p))
            .Where(f => only is null || f.Member.Backend.Id == only)
            .Take(limit + 1).ToList();
        var rows = found.Take(limit).Select(f => OperatorAnswer.Of(new()
        {
            ["pool"] = f.Pool.Name,
            ["backend"] = f.Member.Backend.Id,
            ["source"] = f.Member.Source.Name,
            ["zone"] = f.Member.Backend.Zone,
            ["priority"] = f.Member.Backend.Priority,
            ["weight"] = f.Member.Backend.Weight,
            ["active"] = f.Member.State.Active,
            ["disabled"] = context.Proxy.Pools.Switches.IsOff(f.Member.Backend.Id),
            ["state"] = StateOf(f.Member, f.IsUsed),
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

    /// <summary>As things are now: what is used though it is not up, is so because too few are left.</summary>
    private static IEnumerable<(BackendPool Pool, PoolMember Member, bool IsUsed)> MembersOf(OperatorContext context, BackendPool pool)
    {
        var choice = context.Proxy.Pools.Of(pool).Now();
        return choice.Members.All.Select((member, index) => (pool, member, choice.Picks.IsAvailable(index)));
    }

    private static string StateOf(PoolMember member, bool isUsed)
    {
        var used = isUsed ? ", used" : "";
        return member.Check?.Status.IsDown == true ? $"down{used}"
            : member.Health.Refresh() is { Phase: not BackendPhase.In } status
                ? $"{(status.Phase == BackendPhase.OnTrial ? "on trial" : "ejected")} ({Units.Keyword(status.Failure!.Value)}){used}"
                : "up";
    }

    private static async Task<IEnumerable<OperatorAnswer>> SwitchAsync(OperatorContext context, string text, bool on)
    {
        var backend = Backend.IdOf(text);
        if (!on && !Pools(context).SelectMany(pool => context.Proxy.Pools.Of(pool).Members).Any(member => member.Backend.Id == backend))
            return [OperatorAnswer.Error($"no route has a backend '{backend}'; 'backends list' shows them")];
        if (on && !context.Proxy.Pools.Switches.IsOff(backend))
            return [OperatorAnswer.Error($"backend '{backend}' is not disabled")];
        await context.Access.Switches.Ask<Done>(new SwitchBackend(backend, on), TimeSpan.FromSeconds(5));
        return [OperatorAnswer.Line(on
            ? $"{backend} gets connections again"
            : $"{backend} gets no new connections, on any node; open ones stay")];
    }

    private static IEnumerable<BackendPool> Pools(OperatorContext context) =>
        context.Proxy.Routes.Pools.Distinct();
}
