using ActorProxy.Actors.Pools;
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
        yield return OperatorHandler.Of("backends list", input => List(context, input.Text("pool")));
        yield return OperatorHandler.Of("backends disable", (input, _) => SwitchAsync(context, switches, input.Text("backend")!, on: false));
        yield return OperatorHandler.Of("backends enable", (input, _) => SwitchAsync(context, switches, input.Text("backend")!, on: true));
    }

    private static IEnumerable<OperatorAnswer> List(OperatorContext context, string? only)
    {
        var pools = context.Proxy.Pools;
        return Pools(context).Where(pool => only is null || pool.Name == only)
            .SelectMany(pool => pool.Backends.Select((backend, index) => OperatorAnswer.Of(new()
            {
                ["pool"] = pool.Name,
                ["backend"] = backend.Id,
                ["weight"] = backend.Weight,
                ["active"] = pools.Of(pool).Active(index),
                ["disabled"] = pools.Switches.IsOff(backend.Id),
                ["node"] = context.Node,
            })));
    }

    private static async Task<IEnumerable<OperatorAnswer>> SwitchAsync(OperatorContext context, IActorRef switches, string text, bool on)
    {
        // Ids are addresses in their normal form, or what a route put there.
        var backend = BackendAddress.TryParse(text, out var address, out _) ? address.ToString() : text;
        if (!on && !Pools(context).SelectMany(pool => pool.Backends).Any(b => b.Id == backend))
            return [OperatorAnswer.Error($"no route has a backend '{backend}'; 'backends list' shows them")];
        if (on && !context.Proxy.Pools.Switches.IsOff(backend))
            return [OperatorAnswer.Error($"backend '{backend}' is not disabled")];
        await switches.Ask<Done>(new SwitchBackend(backend, on), TimeSpan.FromSeconds(5));
        return [OperatorAnswer.Line(on ? $"{backend} gets connections again" : $"{backend} gets no new connections, on any node; open ones stay")];
    }

    private static IEnumerable<BackendPool> Pools(OperatorContext context) =>
        context.Proxy.Routes.Current.Routes.Select(route => route.Pool).Distinct();
}
