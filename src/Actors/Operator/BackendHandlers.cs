using ActorProxy.Actors.Backends;
using ActorProxy.Shared.Operator;
using ActorProxy.Shared.Routing;
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
            .SelectMany(p => p.Backends.Select((backend, index) => (Pool: p, Backend: backend, Index: index)))
            .Where(f => only is null || f.Backend.Id == only)
            .Take(limit + 1).ToList();
        var rows = found.Take(limit).Select(f => OperatorAnswer.Of(new()
        {
            ["pool"] = f.Pool.Name,
            ["backend"] = f.Backend.Id,
            ["weight"] = f.Backend.Weight,
            ["active"] = context.Proxy.Pools.Of(f.Pool).Active(f.Index),
            ["disabled"] = context.Proxy.Pools.Switches.IsOff(f.Backend.Id),
            ["node"] = context.Node,
        }));
        return found.Count <= limit
            ? rows
            : rows.Append(OperatorAnswer.Warning($"{context.Node} has more than {limit} backends: ask for some of them with pool or "
            + $"backend, or for more with limit"));
    }

    private static async Task<IEnumerable<OperatorAnswer>> SwitchAsync(OperatorContext context, IActorRef switches, string text, bool on)
    {
        var backend = Backend.IdOf(text);
        if (!on && !Pools(context).SelectMany(pool => pool.Backends).Any(b => b.Id == backend))
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
