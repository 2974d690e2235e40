using System.Buffers.Binary;
using System.Net.Sockets;
using Akka.Actor;

namespace ActorProxy.Actors.Tests.Harness;

/// <summary>Speaks Akka's remoting protocol on a bare socket, as anybody can who reaches the port of a node without TLS.</summary>
internal sealed class Stranger : IDisposable
{
    private readonly TcpClient _socket = new();
    private readonly Address _node;

    private Stranger(Address node) => _node = node;

    /// <param name="port">Where it says that it listens: a node talks to one at an address.</param>
    public static async Task<Stranger> ConnectAsync(Address node, int port = 9)
    {
        var stranger = new Stranger(node);
        await stranger._socket.ConnectAsync(node.Host!, node.Port!.Value);
        // The handshake (1: associate). Nobody looks whether there is anything at the origin.
        var origin = Proto.Message((1, node.System), (2, "127.0.0.1"), (3, port), (4, "akka.tcp"));
        await stranger.SendFrameAsync(Proto.Message((2, Proto.Message((1, 1), (2, Proto.Message((1, origin), (2, 4711UL)))))));
        return stranger;
    }

    /// <param name="path">Of the recipient, from its root: <c>/user/a</c>.</param>
    /// <param name="payload">See <see cref="Proto.Payload"/>.</param>
    public Task SendAsync(string path, byte[] payload)
    {
        var recipient = Proto.Message((1, $"{_node}{path}"));
        var envelope = Proto.Message((1, recipient), (2, payload), (5, ulong.MaxValue)); // no number: nothing is to be acknowledged
        return SendFrameAsync(Proto.Message((1, Proto.Message((2, envelope)))));
    }

    /// <summary>To all that a path of names and wildcards selects.</summary>
    public Task SelectAsync(string path, byte[] payload) => SendAsync("/", Selection(path, payload));

    public static byte[] Selection(string path, byte[] payload)
    {
        var elements = path.TrimStart('/').Split('/').Select(
            element => (2, (object)Proto.Message((1, element.Contains('*') ? 3 : 2), (2, element))));
        return Proto.Payload(6, "", Proto.Message([(1, payload), .. elements]));
    }

    public void Dispose() => _socket.Dispose();

    private async Task SendFrameAsync(byte[] frame)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, frame.Length);
        await _socket.GetStream().WriteAsync((byte[])[.. length, .. frame]);
    }
}
