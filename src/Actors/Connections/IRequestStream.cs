using ActorProxy.Shared.Http;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Connections;

/// <summary>
/// A request of a client that speaks HTTP/2, and its response, as the gateway has them. Used on the loop of the client's connection.
/// </summary>
public interface IRequestStream
{
    /// <summary>
    /// The content of both, without what frames it: nothing is written before <see cref="Begin"/>. Closing it ends the response,
    /// aborting it resets the stream.
    /// </summary>
    Channel Channel { get; }

    /// <summary>Whether something may follow the request's head.</summary>
    bool HasBody { get; }

    /// <summary>The request's trailers; there when the channel has been read to its end.</summary>
    HeaderFields Trailers { get; }

    /// <summary>Sends an interim response. Not behind <see cref="Begin"/>.</summary>
    /// <exception cref="TransportException">The client takes no more.</exception>
    ValueTask SendInterimAsync(ResponseHead head);

    /// <summary>Begins the response.</summary>
    /// <exception cref="TransportException">The client is gone.</exception>
    /// <param name="flushes">Whether the head is to go at once, and not with what is written first.</param>
    void Begin(ResponseHead head, bool flushes);

    /// <summary>Writes the last of the response's content, where all before it was let go. What is small goes with the end.</summary>
    /// <exception cref="TransportException">The client is gone.</exception>
    void WriteLast(ReadOnlySpan<byte> bytes);

    /// <summary>What goes behind the response's content.</summary>
    void SetTrailers(HeaderFields trailers);

    /// <summary>Completes when the client has let go what was written.</summary>
    /// <exception cref="TransportException">It is gone, or took nothing for too long.</exception>
    ValueTask EndAsync();

    /// <summary>Calls it where the client has reset the stream, or its connection is gone.</summary>
    void OnLost(Action lost);

    /// <summary>Calls it, on any thread, when the last frame of the response is on its way, or never will be.</summary>
    void OnSent(Action sent);
}
