using ActorProxy.Shared.Directory;

namespace ActorProxy.Shared.Taps;

/// <summary>
/// A <see cref="TapRequest"/> on its way to the node that has the connection, which tells the watcher itself; here only that none has it.
/// </summary>
/// <param name="Watcher">Path of the watcher, with its node's address.</param>
public sealed record TapSearch(TapRequest Request, string Watcher) : IClusterQuery
{
    public TimeSpan Timeout => Request.Timeout;

    public string? Node => null;

    public string? Problem() => Request.Problem();

    public INodeQuery ForNode() => new NodeTap(Request.Id, Watcher, Request.By, Request.Payload, Request.MaxPayload, Request.Duration);

    public bool IsSettledBy(INodeAnswer answer) => answer is NodeTapped { Found: true };

    public object? Merge(IReadOnlyCollection<INodeAnswer> answers, IReadOnlyCollection<MissingNode> missing) =>
        answers.Any(IsSettledBy) ? null : new TapRefused(Request.Id, TapRefusal.NoSuchConnection, Detail(missing), [.. missing]);

    private string Detail(IReadOnlyCollection<MissingNode> missing) => missing.Count == 0
        ? $"No node has a connection {Request.Id}."
        : $"No node that has answered has a connection {Request.Id}; no answer from {string.Join(", ", missing.Select(m => m.Node))}.";
}
