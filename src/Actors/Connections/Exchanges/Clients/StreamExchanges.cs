using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Connections.Exchanges.Clients;

/// <summary>
/// The requests of one client's connection of HTTP/2, many at a time, each of which is a stream that the gateway has. Used on the loop,
/// but where it says otherwise.
/// </summary>
public sealed class StreamExchanges
{
    private readonly ExchangeConnection _connection;
    private readonly Dictionary<string, Http2Client> _open = []; // by id in the table of live connections

    /// <param name="given">The client's connection.</param>
    public StreamExchanges(HttpHandOver given) => _connection = new ExchangeConnection(given);

    /// <summary>How many there are now.</summary>
    public int Count => _open.Count;

    /// <summary>Of the heads and trailers of both sides.</summary>
    public HeadLimits Limits => _connection.Limits;

    /// <summary>The id of the next request, unless a trusted peer gave it one. May be called from any thread.</summary>
    public string NextRequestId() => _connection.Given.RequestNumbers.Next();

    /// <summary>Serves a request to its end; the stream's channel is closed, or aborted, then. May be called from any thread.</summary>
    public async Task ServeAsync(RequestHead head, IRequestStream stream)
    {
        await _connection.Given.Client.Loop.Enter();
        Http2Client? client = null;
        try
        {
            client = new Http2Client(_connection, stream, head);
            _open.Add(client.Entry, client);
            await client.ServeAsync();
        }
        finally
        {
            if (client is not null)
                _open.Remove(client.Entry);
            stream.Channel.Abort(); // where it is not closed
        }
    }

    /// <summary>
    /// Tells of a request that is refused before anything looks at its fields: it counts and has an event. May be called from any thread.
    /// </summary>
    /// <param name="id">The request's; null where it came to none.</param>
    /// <param name="status">What the client was answered, or null where it was not.</param>
    public void Unread(string? id, TerminationReason reason, int? status, string detail) =>
        ExchangeAccounting.Unread(_connection.Given, id, reason, status, detail);

    /// <summary>Ends one at once.</summary>
    /// <param name="id">In the table of live connections; where it is none of them, nothing happens.</param>
    public void Cut(TerminationReason reason, string id)
    {
        if (_open.TryGetValue(id, out var client))
            client.Cut(reason);
    }

    /// <summary>Ends all of them at once.</summary>
    public void Cut(TerminationReason reason)
    {
        foreach (var client in _open.Values.ToList())
            client.Cut(reason);
    }

    /// <summary>No further request comes.</summary>
    public void End() => _connection.End();
}
