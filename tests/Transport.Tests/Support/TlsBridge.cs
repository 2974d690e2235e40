using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ActorProxy.Transport.Tls;

namespace ActorProxy.Transport.Tests.Support;

/// <summary>
/// Stands between a plain socket of a test and a TLS channel of the transport: what the test does to its socket (bytes,
/// FIN, RST) happens on the TLS connection, and the other way round.
/// </summary>
internal static class TlsBridge
{
    private static readonly X509Certificate2 Certificate = Certificates.SelfSigned("localhost");

    /// <summary>Does the server's side of the handshake on an accepted channel, and the client's on its peer.</summary>
    public static async Task<(Channel Channel, Socket Peer)> AcceptAsync(Channel inner, Socket peer, SslProtocols protocol)
    {
        var tls = new SslStream(new NetworkStream(peer));
        var channel = OnLoop(inner.Loop, () => TlsChannel.AcceptAsync(inner, default, _ => new SslServerAuthenticationOptions
        {
            ServerCertificate = Certificate,
            EnabledSslProtocols = protocol,
        }));
        await tls.AuthenticateAsClientAsync(ClientOptions(protocol)).WaitAsync(Wait.Guard);
        return (await channel, await JoinAsync(tls, peer));
    }

    /// <summary>Does the client's side of the handshake on a connected channel, and the server's on its peer.</summary>
    public static async Task<(Channel Channel, Socket Peer)> ConnectAsync(Channel inner, Socket peer, SslProtocols protocol)
    {
        var tls = new SslStream(new NetworkStream(peer));
        var channel = OnLoop(inner.Loop, () => TlsChannel.ConnectAsync(inner, ClientOptions(protocol)));
        await tls.AuthenticateAsServerAsync(Certificate, false, protocol, false).WaitAsync(Wait.Guard);
        return (await channel, await JoinAsync(tls, peer));
    }

    private static SslClientAuthenticationOptions ClientOptions(SslProtocols protocol) => new()
    {
        TargetHost = "localhost",
        EnabledSslProtocols = protocol,
        RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate!.Equals(Certificate),
    };

    private static Task<Channel> OnLoop(EventLoop loop, Func<Task<TlsChannel>> handshake)
    {
        var done = new TaskCompletionSource<Channel>(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Post(async () =>
        {
            try
            {
                done.SetResult(await handshake());
            }
            catch (TransportException failure)
            {
                done.SetException(failure);
            }
        });
        return done.Task.WaitAsync(Wait.Guard);
    }

    private static async Task<Socket> JoinAsync(SslStream tls, Socket outer)
    {
        using var listener = Peer.NewListener();
        listener.ReceiveBufferSize = 32 * 1024;
        var test = Peer.New();
        test.ReceiveBufferSize = 32 * 1024;
        await test.ConnectAsync(listener.LocalEndPoint!);
        var inner = await listener.AcceptAsync();
        inner.NoDelay = true;
        _ = InwardAsync(inner, tls, outer);
        _ = OutwardAsync(tls, outer, inner);
        return test;
    }

    private static async Task InwardAsync(Socket test, SslStream tls, Socket outer)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await test.ReceiveAsync(buffer) is var read and > 0)
                await tls.WriteAsync(buffer.AsMemory(0, read));
            await tls.ShutdownAsync();
            outer.Shutdown(SocketShutdown.Send);
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException)
        {
            // One broke: so does the other.
            outer.Reset();
            test.Reset();
        }
    }

    private static async Task OutwardAsync(SslStream tls, Socket outer, Socket test)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await tls.ReadAsync(buffer) is var read and > 0)
            {
                for (var sent = 0; sent < read;)
                    sent += await test.SendAsync(buffer.AsMemory(sent, read - sent));
            }
            test.Shutdown(SocketShutdown.Send);
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException)
        {
            test.Reset();
            outer.Reset();
        }
    }
}
