using ActorProxy.Shared.Http;

namespace ActorProxy.Actors.Connections.Exchanges.Backends.Http2;

/// <summary>
/// A connection of HTTP/2 that ends where the first that the backend sends does not say that it takes WebSockets (RFC 8441 section 3).
/// </summary>
/// <param name="refused">Told that it does not: true where it has said so, false where it has ended without a word.</param>
internal sealed class SettingsStream(Stream inner, Action<bool> refused) : WrappedStream(inner)
{
    private byte[]? _begun = []; // until it is known

    /// <exception cref="IOException">The backend takes no WebSockets, or the connection broke.</exception>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _begun is null ? Inner.ReadAsync(buffer, cancellationToken) : ReadFirstAsync(buffer, cancellationToken);

    private async ValueTask<int> ReadFirstAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        var count = 0;
        try
        {
            count = await Inner.ReadAsync(buffer, cancellation);
        }
        catch (IOException)
        {
            refused(false);
            throw;
        }
        if (buffer.IsEmpty)
            return count; // it only waits
        if (count == 0)
            refused(false);
        else
            Look(buffer.Span[..count]);
        return count;
    }

    private void Look(ReadOnlySpan<byte> bytes)
    {
        _begun = [.. _begun!, .. bytes];
        if (Http2Settings.AllowsConnect(_begun) is not { } allows)
            return;
        _begun = null;
        if (allows)
            return;
        refused(true);
        Dispose();
        throw new IOException("The backend takes no WebSockets by HTTP/2.");
    }
}
