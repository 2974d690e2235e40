using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Node.Gateway;

/// <summary>
/// A backend's connection for HTTP/1.1 that knows whether the backend has ever answered on it. The client library sends a
/// request again by itself where a connection ends without an answer, as one may that was kept too long (RFC 9112 section
/// 9.3.1); where it was a new one, the backend had the request, and whether another try follows is the attempts' to say.
/// </summary>
internal sealed class FreshStream(Stream inner) : WrappedStream(inner)
{
    private bool _answered;

    /// <exception cref="UpstreamException">The backend closed or broke the connection before its first answer.</exception>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _answered || buffer.IsEmpty ? Inner.ReadAsync(buffer, cancellationToken) : ReadFirstAsync(buffer, cancellationToken);

    private async ValueTask<int> ReadFirstAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int count;
        try
        {
            count = await Inner.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException broken)
        {
            throw new UpstreamException(TerminationReason.BackendReset,
                $"the backend broke the connection before its first answer: {broken.Message}");
        }
        if (count == 0)
            throw new UpstreamException(TerminationReason.BackendReset, "the backend closed the connection before its first answer");
        _answered = true;
        return count;
    }
}
