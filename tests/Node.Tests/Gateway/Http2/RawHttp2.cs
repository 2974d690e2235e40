using System.Buffers.Binary;
using System.Net.Security;
using System.Text;
using ActorProxy.Actors.Tests.Harness;

namespace ActorProxy.Node.Tests.Gateway.Http2;

/// <summary>
/// A client of HTTP/2 that sends what no library would. It has no dynamic table (RFC 7541 section 4.2) and grants no window beyond the
/// first.
/// </summary>
internal sealed class RawHttp2 : IDisposable
{
    private const byte Data = 0, Headers = 1, Reset = 3, Settings = 4, GoAway = 7, Continuation = 9;
    private const byte EndStream = 1, EndHeaders = 4;
    private const int MaxFrame = 16 * 1024;

    // Appendix A of RFC 7541, from index 8.
    private static readonly string[] StaticStatus = ["200", "204", "206", "304", "400", "404", "500"];

    private readonly Peer _peer;
    private int _stream = -1;
    private byte _flags; // of the last frame

    private RawHttp2(Peer peer) => _peer = peer;

    /// <summary>What the server said of itself (RFC 9113 section 6.5.2).</summary>
    public Dictionary<int, uint> Told { get; } = [];

    public static (string Name, string Value)[] Get(params (string, string)[] fields) =>
        [(":method", "GET"), (":scheme", "https"), (":authority", "localhost"), (":path", "/"), .. fields];

    public static (string Name, string Value)[] Connect(params (string, string)[] fields) =>
    [
        (":method", "CONNECT"), (":protocol", "websocket"), (":scheme", "https"), (":authority", "localhost"), (":path", "/"),
        ("sec-websocket-version", "13"), .. fields,
    ];

    public static async Task<RawHttp2> ConnectAsync(Http2Proxy proxy)
    {
        var client = new RawHttp2(await Peer.ConnectTlsAsync(proxy.Gateway.Node.Listeners.EndPoints[TestRoutes.Listener], "localhost",
            options => options.ApplicationProtocols = [SslApplicationProtocol.Http2]));
        await client._peer.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        await client.SendAsync(Settings, 0, 0, [0, 1, 0, 0, 0, 0]); // SETTINGS_HEADER_TABLE_SIZE = 0
        return client;
    }

    /// <summary>Begins a stream. But for that of a CONNECT, its request ends with the head.</summary>
    public Task<int> BeginAsync((string Name, string Value)[] fields) => BeginAsync(fields, isWhole: fields[0].Value != "CONNECT");

    /// <summary>Begins a stream.</summary>
    /// <param name="isWhole">Whether the request ends with the head.</param>
    public async Task<int> BeginAsync((string Name, string Value)[] fields, bool isWhole)
    {
        _stream += 2;
        var block = Block(fields);
        var pieces = block.Chunk(MaxFrame).ToArray();
        for (var i = 0; i < pieces.Length; i++)
        {
            var ends = isWhole ? EndStream : 0;
            await SendAsync(i == 0 ? Headers : Continuation, (byte)((i == 0 ? ends : 0) | (i == pieces.Length - 1 ? EndHeaders : 0)),
                _stream, pieces[i]);
        }
        return _stream;
    }

    public Task SendDataAsync(int stream, byte[] bytes) => SendAsync(Data, 0, stream, bytes);

    /// <summary>Ends the request.</summary>
    public Task SendTrailersAsync(int stream, params (string, string)[] fields) =>
        SendAsync(Headers, EndStream | EndHeaders, stream, Block(fields));

    public Task EndAsync(int stream) => SendAsync(Data, EndStream, stream, []);

    /// <summary>RST_STREAM with CANCEL.</summary>
    public Task ResetAsync(int stream) => SendAsync(Reset, 0, stream, [0, 0, 0, 8]);

    /// <summary>What the stream's request comes to: <c>200</c>, <c>RST 1</c>, or <c>GOAWAY 9</c> for the whole connection.</summary>
    public async Task<string> ResultAsync(int stream)
    {
        while (true)
        {
            var (type, of, payload) = await NextAsync();
            if (type == GoAway)
                return $"GOAWAY {BinaryPrimitives.ReadInt32BigEndian(payload.AsSpan(4))}";
            if (type == Reset && of == stream)
                return $"RST {BinaryPrimitives.ReadInt32BigEndian(payload)}";
            if (type == Headers && of == stream)
                return Status(payload);
        }
    }

    /// <summary>Whether the stream's next head ends it.</summary>
    public async Task<bool> EndsWithHeadAsync(int stream)
    {
        while (true)
        {
            var (type, of, _) = await NextAsync();
            if (type == Headers && of == stream)
                return (_flags & EndStream) != 0;
        }
    }

    /// <summary>The next bytes of the stream.</summary>
    public async Task<byte[]> ReadDataAsync(int stream)
    {
        while (true)
        {
            var (type, of, payload) = await NextAsync();
            Assert.NotEqual(GoAway, type);
            if (type == Data && of == stream)
                return payload;
        }
    }

    public void Dispose() => _peer.Dispose();

    private async Task<(byte Type, int Stream, byte[] Payload)> NextAsync()
    {
        var head = await _peer.ReadAsync(9);
        var payload = await _peer.ReadAsync(head[0] << 16 | head[1] << 8 | head[2]);
        if (head[3] == Settings)
        {
            for (var at = 0; at < payload.Length; at += 6)
                Told[BinaryPrimitives.ReadUInt16BigEndian(payload.AsSpan(at))] =
                    BinaryPrimitives.ReadUInt32BigEndian(payload.AsSpan(at + 2));
        }
        _flags = head[4];
        return (head[3], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)), payload);
    }

    private static byte[] Block((string Name, string Value)[] fields) =>
        [.. fields.SelectMany(f => (byte[])[0, .. Text(f.Name), .. Text(f.Value)])];

    private Task SendAsync(byte type, byte flags, int stream, byte[] payload)
    {
        byte[] head = [(byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, type, flags, 0, 0, 0, (byte)stream];
        return _peer.SendAsync((byte[])[.. head, .. payload]);
    }

    // RFC 7541 section 6: the first field, behind an update of the table's size.
    private static string Status(byte[] block)
    {
        var rest = block.AsSpan(block[0] >> 5 == 1 ? 1 : 0);
        return rest[0] >= 0x80 ? StaticStatus[(rest[0] & 0x7F) - 8] : Encoding.Latin1.GetString(rest.Slice(2, rest[1]));
    }

    // RFC 7541 sections 5.1 and 5.2, without Huffman.
    private static byte[] Text(string latin1)
    {
        List<byte> bytes = [];
        var left = latin1.Length - 127;
        bytes.Add((byte)Math.Min(latin1.Length, 127));
        for (; left >= 128; left /= 128)
            bytes.Add((byte)(left % 128 + 128));
        if (latin1.Length >= 127)
            bytes.Add((byte)left);
        return [.. bytes, .. Encoding.Latin1.GetBytes(latin1)];
    }
}
