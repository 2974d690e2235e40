using System.Collections.Frozen;
using ActorProxy.Shared.WebSockets;
using Akka;
using Akka.Streams.Dsl;

namespace ActorProxy.Actors.Tunnels.Messages;

/// <summary>The message filters that routes may name.</summary>
public sealed class MessageFilters
{
    private readonly FrozenDictionary<string, IMessageFilter> _filters;

    /// <exception cref="ArgumentException">Two filters have the same name.</exception>
    public MessageFilters(IEnumerable<IMessageFilter> filters) =>
        _filters = filters.Select(filter => KeyValuePair.Create(filter.Name, filter)).ToDictionary().ToFrozenDictionary();

    /// <summary>Those that come with the proxy: <c>log</c> and <c>size-limit</c>.</summary>
    public static MessageFilters Shipped { get; } = new([new LogFilter(), new SizeLimitFilter()]);

    /// <summary>The names, in ordinal order.</summary>
    public IEnumerable<string> Names => _filters.Keys.Order(StringComparer.Ordinal);

    /// <summary>These filters and more.</summary>
    /// <exception cref="ArgumentException">Two filters have the same name.</exception>
    public MessageFilters With(params IEnumerable<IMessageFilter> more) => new(_filters.Values.Concat(more));

    /// <summary>What is wrong with a filter name in a route: a sentence, or null where there is such a filter.</summary>
    public string? Check(string name) => _filters.ContainsKey(name)
        ? null
        : $"There is no message filter \"{name}\"; there are: {string.Join(", ", Names)}.";

    /// <summary>All filters that the context's route names, one behind the other in the route's order, in both directions.</summary>
    /// <exception cref="KeyNotFoundException">The route names a filter that does not exist.</exception>
    public Flow<WebSocketMessage, WebSocketMessage, NotUsed> CreateFlow(MessageFilterContext context) =>
        context.Chain.Filters.Aggregate(Flow.Create<WebSocketMessage>(), (flow, name) => flow.Via(Find(name).CreateFlow(context)));

    private IMessageFilter Find(string name) =>
        _filters.TryGetValue(name, out var filter) ? filter : throw new KeyNotFoundException(Check(name));
}
