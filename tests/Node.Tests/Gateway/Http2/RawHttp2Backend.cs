using System.Buffers.Binary;
using System.Text;
using ActorProxy.Actors.Tests.Harness;

namespace ActorProxy.Node.Tests.Gateway.Http2;

/// <summary>A connection of a backend of HTTP/2 that the test drives frame by frame.</summary>
internal sealed class RawHttp2Backend : IDisposable
{
    public const byte Data = 0, Headers = 1, Reset = 3, Settings = 4;
    public const byte EndStream = 1, EndHeaders = 4;

    /// <summary>A head with <c>:status: 200</c> alone (RFC 7541 appendix A).</summary>
    private static readonly byte[] Ok = [0x88];

    private readonly Peer _peer;

    private RawHttp2Backend(Peer peer) => _peer = peer;

    /// <summary>Takes a connection, and says that it takes WebSockets (RFC 8441 section 3).</summary>
    public static async Task<RawHttp2Backend> AcceptAsync(ScriptedBackend backend)
    {
        var accepted = new RawHttp2Backend(await backend.AcceptAsync());
        Assert.Equal("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", await accepted._peer.ReadTextAsync(24));
        await accepted.SendAsync(Settings, 0, 0, [0, 8, 0, 0, 0, 1]);
        return accepted;
    }

    /// <summary>The next frame of a stream.</summary>
    public async Task<(byte Type, byte Flags, int Stream, string Payload)> NextAsync()
    {
        while (true)
        {
            var head = await _peer.ReadAsync(9);
            var payload = await _peer.ReadAsync(head[0] << 16 | head[1] << 8 | head[2]);
            if (head[3] is Data or Headers or Reset)
                return (head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)), Encoding.Latin1.GetString(payload));
        }
    }

    /// <summary>The next request's stream.</summary>
    public async Task<int> AskedAsync()
    {
        var (type, _, stream, payload) = await NextAsync();
        Assert.Equal(Headers, type);
        Assert.Contains(":protocol", payload, StringComparison.Ordinal);
        return stream;
    }

    /// <summary>A 200.</summary>
    public Task AnswerAsync(int stream) => SendAsync(Headers, EndHeaders, stream, Ok);

    public Task EndAsync(int stream) => SendAsync(Data, EndStream, stream, []);

    /// <param name="code">RFC 9113 section 7.</param>
    public Task ResetAsync(int stream, byte code) => SendAsync(Reset, 0, stream, [0, 0, 0, code]);

    public void Dispose() => _peer.Dispose();

    private Task SendAsync(byte type, byte flags, int stream, byte[] payload)
    {
        byte[] head = [0, 0, (byte)payload.Length, type, flags, 0, 0, 0, (byte)stream];
        return _peer.SendAsync((byte[])[.. head, .. payload]);
    }
}
