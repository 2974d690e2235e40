using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Termination;
using ActorProxy.Transport;
using ActorProxy.Transport.Sockets;
using ActorProxy.Transport.Tls;

namespace ActorProxy.Actors.Connections.Exchanges.Backends.Http2;

/// <summary>Connects to backends as their pool has it: TCP, PROXY header, TLS, within one deadline. May be used from any thread.</summary>
/// <param name="proxyHeader">What goes before anything else; empty for nothing.</param>
internal sealed class Http2Connector(ProxyContext proxy, Http2Setting setting, ReadOnlyMemory<byte> proxyHeader)
{
    /// <param name="onHttp11">
    /// Called where the backend chooses HTTP/1.1 in the TLS handshake, which fails then. Null where it is not given the choice.
    /// </param>
    /// <returns>An SslStream where the backend speaks TLS: the client library then does no handshake of its own.</returns>
    /// <exception cref="UpstreamException">No address, none that takes the connection in time, or no TLS.</exception>
    public async ValueTask<Stream> ConnectAsync(BackendAddress backend, CancellationToken cancellation, Action? onHttp11 = null)
    {
        // The client library's own connect time-out looks like any other cancellation.
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        late.CancelAfter(proxy.Options.Handshake.ConnectTimeout);
        Stream? stream = null;
        try
        {
            var addresses = await proxy.Resolver.ResolveAsync(backend).AsTask().WaitAsync(late.Token);
            stream = new TimedWriteStream(await OpenAsync(addresses, backend, late.Token), proxy.Time, proxy.Options.Limits.WriteTimeout);
            await stream.WriteAsync(proxyHeader, late.Token);
            return setting.Secure ? await SecureAsync(stream, backend, onHttp11, late.Token) : stream;
        }
        catch (Exception failure)
        {
            if (stream is not null)
                await stream.DisposeAsync();
            if (Translate(failure, backend, cancellation) is { } translated)
                throw translated;
            throw;
        }
    }

    /// <exception cref="UpstreamException">No descriptor is left.</exception>
    /// <exception cref="SocketException">No address takes the connection.</exception>
    private async Task<BackendSocketStream> OpenAsync(IPAddress[] addresses, BackendAddress backend, CancellationToken late)
    {
        if (!proxy.Sockets.TryTake(SocketKind.Backend))
            throw new UpstreamException(TerminationReason.ResourcesExhausted, $"cannot connect to {backend}: no descriptor is left for it");
        try
        {
            return new BackendSocketStream(await ConnectAsync(addresses, backend.Port, late), proxy.Sockets);
        }
        catch
        {
            proxy.Sockets.Give(SocketKind.Backend);
            throw;
        }
    }

    /// <summary>To one address after another, each from one of our own after another, until a connection stands.</summary>
    /// <exception cref="SocketException">As of the last one.</exception>
    private async Task<Socket> ConnectAsync(IPAddress[] addresses, int port, CancellationToken late)
    {
        var count = Math.Max(1, setting.Sources.Count);
        var first = Random.Shared.Next(count);
        var failure = new SocketException((int)SocketError.HostNotFound);
        for (var way = 0; way < addresses.Length * count; way++)
        {
            var address = addresses[way / count];
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                proxy.ChannelOptions.ApplyTo(socket);
                if (!setting.Sources.IsEmpty)
                    Bind(socket, setting.Sources[(first + way) % count]);
                await socket.ConnectAsync(address, port, late);
                return socket;
            }
            catch (SocketException failed)
            {
                socket.Dispose();
                failure = failed;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
        throw failure;
    }

    private static void Bind(Socket socket, IPAddress source)
    {
        if (source.AddressFamily != socket.AddressFamily) // one is IPv4
            throw new SocketException((int)SocketError.AddressNotAvailable);
        SourceAddress.Bind(socket, source);
    }

    private async Task<SslStream> SecureAsync(Stream stream, BackendAddress backend, Action? onHttp11, CancellationToken late)
    {
        var tls = new SslStream(stream);
        try
        {
            var options = proxy.Tls.ForBackend(setting.Tls, backend);
            // A backend that is offered nothing it speaks may fail the handshake, and not say why.
            options.ApplicationProtocols = onHttp11 is null
                ? [SslApplicationProtocol.Http2]
                : [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11];
            await tls.AuthenticateAsClientAsync(options, late);
            // RFC 9113 section 3.2: it is agreed on, or it is not spoken.
            if (tls.NegotiatedApplicationProtocol == SslApplicationProtocol.Http2)
                return tls;
            onHttp11?.Invoke();
            throw new UpstreamException(TerminationReason.BackendTlsFailed, $"{backend} does not agree on HTTP/2");
        }
        catch (Exception failure) when (failure is IOException or AuthenticationException or CryptographicException or CertificateException)
        {
            throw new UpstreamException(TerminationReason.BackendTlsFailed, (failure.InnerException ?? failure).Message);
        }
    }

    /// <summary>Null for what is no failure of the backend.</summary>
    private static UpstreamException? Translate(Exception failure, BackendAddress backend, CancellationToken cancellation) => failure switch
    {
        SocketException error => new UpstreamException(ReasonOf(error.SocketErrorCode), $"cannot connect to {backend}: {error.Message}"),
        IOException { InnerException: SocketException error } =>
            new UpstreamException(ReasonOf(error.SocketErrorCode), $"cannot connect to {backend}: {error.Message}"),
        OperationCanceledException when !cancellation.IsCancellationRequested =>
            new UpstreamException(TerminationReason.BackendConnectTimeout, $"no answer from {backend} in time"),
        _ => null,
    };

    private static TerminationReason ReasonOf(SocketError error) => error switch
    {
        SocketError.ConnectionRefused or SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown
            or SocketError.NetworkDown => TerminationReason.BackendRefused,
        SocketError.TimedOut => TerminationReason.BackendConnectTimeout,
        SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable => TerminationReason.ResourcesExhausted,
        SocketError.AddressNotAvailable or SocketError.AddressAlreadyInUse => TerminationReason.PortsExhausted,
        _ => TerminationReason.BackendReset,
    };
}
