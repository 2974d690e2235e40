using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ActorProxy.Transport.Epoll;
using ActorProxy.Transport.Tests.Support;
using ActorProxy.Transport.Tls;

namespace ActorProxy.Transport.Tests.Tls;

/// <summary>Handshakes, and what of TLS shows on the wire. The channel specification over TLS has all else.</summary>
public sealed class TlsChannelTests : TransportSpec
{
    private static readonly X509Certificate2 Certificate = Certificates.SelfSigned("example.org");

    private static readonly SslClientAuthenticationOptions Trusting = new()
    {
        TargetHost = "example.org",
        RemoteCertificateValidationCallback = (_, _, _, _) => true,
    };

    protected override ITransport Create(TransportOptions options, TimeProvider time, Action<Exception> onFault) =>
        new EpollTransport(options, time, onFault);

    [Fact]
    public async Task TellsWhatTheHandshakeAgreedOn()
    {
        var (channel, peer) = await AcceptAsync();
        var asked = "";
        var accepting = HandshakeAsync(channel, name =>
        {
            asked = name;
            return Server(SslProtocols.Tls13);
        });
        using var client = new SslStream(new NetworkStream(peer));
        await client.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "example.org",
            ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        }).WaitAsync(Wait.Guard);
        var tls = await accepting;
        Assert.Equal("example.org", asked);
        Assert.Equal(new TlsInfo("TLSv1.3", "example.org", "http/1.1", null), tls.Info);
        await On(tls.Loop, tls.Close);
    }

    [Fact]
    public async Task BytesThatWereReadBeforeTheHandshakeBelongToIt()
    {
        var (channel, peer) = await AcceptAsync();
        using var client = new SslStream(new NetworkStream(peer));
        var connecting = client.AuthenticateAsClientAsync(Trusting);
        var early = new byte[10];
        Assert.Equal(10, await On(channel.Loop, () => channel.ReadAsync(early)));
        var tls = await HandshakeAsync(channel, _ => Server(SslProtocols.Tls12), early);
        await connecting.WaitAsync(Wait.Guard);
        Assert.Equal("TLSv1.2", tls.Info.Protocol);
        await On(tls.Loop, tls.Close);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: example.org\r\n\r\n")]
    [InlineData("\x16\x03\x01\x00\x05hello")]
    public async Task APeerThatSpeaksNoTlsFailsTheHandshake(string bytes)
    {
        var (channel, peer) = await AcceptAsync();
        await peer.SendAllAsync(System.Text.Encoding.Latin1.GetBytes(bytes));
        Assert.Equal(TransportError.Tls, await ErrorOf(() => HandshakeAsync(channel, _ => Server(SslProtocols.Tls13))));
        await On(channel.Loop, channel.Close);
    }

    [Fact]
    public async Task APeerThatLeavesInTheMiddleOfTheHandshakeIsALostConnection()
    {
        var (channel, peer) = await AcceptAsync();
        await peer.SendAllAsync(new byte[] { 0x16, 0x03, 0x01 });
        peer.Shutdown(SocketShutdown.Send);
        Assert.Equal(TransportError.Reset, await ErrorOf(() => HandshakeAsync(channel, _ => Server(SslProtocols.Tls13))));
        await On(channel.Loop, channel.Close);
    }

    [Fact]
    public async Task AHandshakeUnderWayIsAbortedByClosingTheInnerChannel()
    {
        var (channel, _) = await AcceptAsync();
        var accepting = HandshakeAsync(channel, _ => Server(SslProtocols.Tls13));
        await RoundTripsAsync();
        Assert.False(accepting.IsCompleted);
        await On(channel.Loop, channel.Abort);
        Assert.Equal(TransportError.Aborted, await ErrorOf(() => accepting));
    }

    [Fact]
    public async Task AClientThatDoesNotBelieveTheServersCertificateFailsBoth()
    {
        var (channel, peer) = await ConnectAsync(Transport.Loops[0]);
        using var server = new SslStream(new NetworkStream(peer));
        var accepting = server.AuthenticateAsServerAsync(Certificate);
        var connecting = On(channel.Loop, async () => await TlsChannel.ConnectAsync(
            channel, new SslClientAuthenticationOptions { TargetHost = "example.org" }));
        Assert.Equal(TransportError.Tls, await ErrorOf(() => connecting));
        await On(channel.Loop, channel.Close);
        await Record.ExceptionAsync(() => accepting.WaitAsync(Wait.Guard));
    }

    [Fact] // RFC 8446 section 6.1
    public async Task CloseAndShutdownSendTellWithCloseNotifyBeforeTheFin()
    {
        foreach (var close in (Action<Channel>[])[c => c.Close(), c => c.ShutdownSend()])
        {
            var (channel, peer) = await AcceptAsync();
            var recorder = new RecordingStream(new NetworkStream(peer));
            using var client = new SslStream(recorder);
            var accepting = HandshakeAsync(channel, _ => Server(SslProtocols.Tls12));
            await client.AuthenticateAsClientAsync(Trusting).WaitAsync(Wait.Guard);
            var tls = await accepting;
            await On(tls.Loop, () => close(tls));
            Assert.Equal(0, await client.ReadAsync(new byte[1]).AsTask().WaitAsync(Wait.Guard));
            // The record's type is the first byte: 21 is an alert (RFC 5246 section 6.2.1).
            Assert.Equal(21, recorder.LastRecordType);
            await peer.AssertEndsAsync();
            await On(tls.Loop, tls.Abort);
        }
    }

    [Fact] // RFC 8446 section 6.1: a close_notify ends its direction of TLS, and not TCP
    public async Task AChannelThatIsClosedBehindItsPeerSendsCloseNotifyAndWaitsForTheFin()
    {
        var (channel, peer) = await AcceptAsync();
        using var client = new SslStream(new NetworkStream(peer));
        var accepting = HandshakeAsync(channel, _ => Server(SslProtocols.Tls13));
        await client.AuthenticateAsClientAsync(Trusting).WaitAsync(Wait.Guard);
        var tls = await accepting;
        await On(tls.Loop, () => tls.CloseBehindPeer(TimeSpan.FromSeconds(1)));
        Assert.Equal(0, await client.ReadAsync(new byte[1]).AsTask().WaitAsync(Wait.Guard));
        await client.ShutdownAsync().WaitAsync(Wait.Guard);
        await RoundTripsAsync();
        Assert.False(peer.Poll(0, SelectMode.SelectRead));
        Assert.Equal(1, Sockets.Open);

        peer.Shutdown(SocketShutdown.Send);

        await peer.AssertEndsAsync();
        await Wait.Until(() => Sockets.Open == 0, "its socket is closed");
    }

    [Fact]
    public async Task ABrokenRecordIsAnErrorOfItsOwn()
    {
        var (channel, peer) = await AcceptAsync();
        using var client = new SslStream(new NetworkStream(peer));
        var accepting = HandshakeAsync(channel, _ => Server(SslProtocols.Tls13));
        await client.AuthenticateAsClientAsync(Trusting).WaitAsync(Wait.Guard);
        var tls = await accepting;
        await peer.SendAllAsync(new byte[] { 0x17, 0x03, 0x03, 0x00, 0x20 }.Concat(new byte[32]).ToArray());
        Assert.Equal(TransportError.Tls, await ErrorOf(() => On(tls.Loop, () => tls.ReadAsync(new byte[1]))));
        await On(tls.Loop, tls.Close);
    }

    private static SslServerAuthenticationOptions Server(SslProtocols protocols) => new()
    {
        ServerCertificate = Certificate,
        EnabledSslProtocols = protocols,
        ApplicationProtocols = [SslApplicationProtocol.Http11],
    };

    private static Task<TlsChannel> HandshakeAsync(Channel channel, Func<string, SslServerAuthenticationOptions> choose,
        byte[]? early = null) =>
        On(channel.Loop, async () => await TlsChannel.AcceptAsync(channel, early ?? [], choose));

    /// <summary>Remembers the type of the record that came last.</summary>
    private sealed class RecordingStream(Stream inner) : Stream
    {
        public int LastRecordType { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            if (read > 0)
                LastRecordType = buffer.Span[0];
            return read;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            inner.WriteAsync(buffer, cancellationToken);

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
