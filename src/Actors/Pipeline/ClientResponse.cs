using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Pipeline;

/// <summary>A response on its way to the client, for phases to change.</summary>
/// <param name="status">100 to 599; it stays.</param>
/// <param name="fields">Without those of the connection and of the body's length.</param>
public sealed class ClientResponse(int status, HeaderFields fields)
{
    public int Status => status;

    public HeaderFields Fields { get; set; } = fields;

    /// <summary>Why the proxy answers by itself; null for what a backend answers.</summary>
    public TerminationReason? Reason { get; init; }

    /// <summary>Of an answer of the proxy itself; null for what a backend answers, whose body passes.</summary>
    public byte[]? Body { get; set; }
}
