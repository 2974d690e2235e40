using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Shared.Registry;

/// <summary>The rules of the registry for one virtual host, without a clock or a database.</summary>
public static class HostRegistry
{
    /// <summary>Routes that one host may have.</summary>
    public const int MaxRoutes = 1000;

    /// <summary>Bytes that a host's routes may have in JSON: what still travels to other nodes in one message.</summary>
    public const int MaxSize = 256 * 1024;

    /// <summary>Characters that a command's id may have, at least one: the last ones are kept with the routes.</summary>
    public const int MaxCommandId = 128;

    /// <summary>What is to be done about a command.</summary>
    /// <param name="now">UTC.</param>
    public static RegistryDecision Decide(HostState state, RegistryCommand command, DateTimeOffset now)
    {
        if (command.Id.Length is 0 or > MaxCommandId)
            return Reject(command, RejectionReason.Invalid,
                $"the command's id has {command.Id.Length} characters; allowed are 1 to {MaxCommandId}, another for each command and "
                    + $"the same for each attempt");
        if (state.Applied.FirstOrDefault(a => a.Id == command.Id) is { } earlier)
            return Accept(command, state.Routes, earlier.Revision);
        var routes = state.Routes;
        if (command.ExpectedRevision is { } expected && expected != routes.Revision)
            return Reject(command, RejectionReason.StaleRevision, string.Create(CultureInfo.InvariantCulture,
                $"host {command.Host} has revision {routes.Revision}, not {expected}: look at its routes again"));
        var next = routes.Revision + 1;
        return command switch
        {
            PutRoute put when routes.Layer(RouteLayer.Operator).Routes.Contains(put.Route) => Accept(put, routes, routes.Revision),
            PutRoute put => Check(state, command, new RoutePut(put.Host, next, put.Id, now, put.Route), RouteLayer.Operator),
            RemoveRoute remove when routes.Layer(RouteLayer.Operator).Routes.All(r => r.Id != remove.RouteId) => Unknown(routes, remove),
            RemoveRoute remove => new RegistryDecision.Store(new RouteRemoved(remove.Host, next, remove.Id, now, remove.RouteId)),
            ReplaceRoutes replace =>
                Check(state, command, new OperatorRoutesSet(replace.Host, next, replace.Id, now, replace.Routes), RouteLayer.Operator),
            DeclareRoutes declare when routes.Layer(RouteLayer.Configuration).Revision > declare.Revision =>
                Reject(declare, RejectionReason.OlderConfiguration,
                string.Create(CultureInfo.InvariantCulture,
                    $"the registry has routes of configuration revision {routes.Layer(RouteLayer.Configuration).Revision} for host "
                        + $"{declare.Host}, and these are of {declare.Revision}; raise actorproxy.registry.revision with each change")),
            DeclareRoutes declare => Check(state, command,
                new RoutesDeclared(declare.Host, next, declare.Id, now, declare.Revision, declare.Routes), RouteLayer.Configuration),
            _ => throw new ArgumentException($"{command.GetType()} is no command of the registry.", nameof(command)),
        };
    }

    /// <summary>The state after an event.</summary>
    public static HostState Apply(HostState state, RegistryEvent changed)
    {
        if (changed is HostCompacted compacted)
            return compacted.State;
        var mine = state.Routes.Layer(RouteLayer.Operator);
        var layer = changed switch
        {
            RoutePut put => mine with { Routes = [.. mine.Routes.Where(r => r.Id != put.Route.Id), put.Route] },
            RouteRemoved removed => mine with { Routes = mine.Routes.RemoveAll(r => r.Id == removed.RouteId) },
            OperatorRoutesSet set => mine with { Routes = set.Routes },
            RoutesDeclared declared => new RouteLayer(RouteLayer.Configuration, declared.ConfigurationRevision, declared.Routes),
            _ => throw new ArgumentException($"{changed.GetType()} is no event of the registry.", nameof(changed)),
        };
        return new HostState(
            state.Routes.With(layer) with { Revision = changed.Revision, ChangedAt = changed.At },
            state.AppliedWith(new AppliedCommand(changed.CommandId, changed.Revision, changed.At)));
    }

    /// <summary>The answer to a command that has been done.</summary>
    public static CommandAccepted Accepted(string commandId, HostRoutes routes, long revision) =>
        new(commandId, revision, routes.Shadowed());

    /// <summary>An event is stored only where what it leads to is allowed, and is another state than before.</summary>
    private static RegistryDecision Check(HostState state, RegistryCommand command, RegistryEvent changed, string origin)
    {
        var after = Apply(state, changed).Routes;
        var layer = after.Layer(origin);
        if (layer == state.Routes.Layer(origin))
            return Accept(command, state.Routes, state.Routes.Revision);
        if (Problem(command.Host, layer.Routes) is var (reason, message))
            return Reject(command, reason, message);
        var count = after.Layers.Sum(l => l.Routes.Length);
        if (count > MaxRoutes)
            return Reject(command, RejectionReason.TooLarge, $"host {command.Host} would have {count} routes; allowed are {MaxRoutes}");
        var size = JsonSerializer.SerializeToUtf8Bytes(after, RegistryJson.Default.HostRoutes).Length;
        return size > MaxSize
            ? Reject(command, RejectionReason.TooLarge,
                $"the routes of host {command.Host} would have {size} bytes in JSON; allowed are {MaxSize}")
            : new RegistryDecision.Store(changed);
    }

    private static (RejectionReason, string)? Problem(HostPattern host, ImmutableArray<Route> routes)
    {
        if (routes.FirstOrDefault(r => r.Host != host) is { } stranger)
            return (RejectionReason.Invalid, $"route '{stranger.Id}' is of host {stranger.Host}, not of {host}");
        if (RouteTable.TryCreate(routes, out _, out var errors))
            return null;
        var message = string.Join("; ", errors.Select(e => e.Message));
        return routes.DistinctBy(r => r.Id, StringComparer.Ordinal).Count() < routes.Length
            ? (RejectionReason.Invalid, message)
            : (RejectionReason.PathTaken, $"{message}; remove that route first, or choose another path");
    }

    private static RegistryDecision.Answer Unknown(HostRoutes routes, RemoveRoute remove) => Reject(remove, RejectionReason.UnknownRoute,
        routes.Layer(RouteLayer.Configuration).Routes.Any(r => r.Id == remove.RouteId)
            ? $"route '{remove.RouteId}' of host {remove.Host} is in the nodes' configuration: remove it there and reload"
            : $"host {remove.Host} has no route '{remove.RouteId}': look at its routes again");

    private static RegistryDecision.Answer Accept(RegistryCommand command, HostRoutes routes, long revision) =>
        new(Accepted(command.Id, routes, revision));

    private static RegistryDecision.Answer Reject(RegistryCommand command, RejectionReason reason, string message) =>
        new(new CommandRejected(command.Id, reason, message));
}

/// <summary>What follows from a command.</summary>
public abstract record RegistryDecision
{
    private RegistryDecision()
    {
    }

    /// <summary>The event is to be stored, then applied, then the command accepted.</summary>
    public sealed record Store(RegistryEvent Event) : RegistryDecision;

    /// <summary>There is nothing to store.</summary>
    public sealed record Answer(RegistryReply Reply) : RegistryDecision;
}
