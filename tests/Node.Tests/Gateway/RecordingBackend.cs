using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Tests.Gateway.Http1.Grid;

namespace ActorProxy.Node.Tests.Gateway;

/// <summary>A backend that reads requests to the letter, notes each with its body, and answers 200.</summary>
internal sealed class RecordingBackend : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public RecordingBackend()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Url => $"ws://{_listener.LocalEndpoint}";

    /// <summary>Method, path, body and trailers of each request, and what else came: <c>GET /ok []</c>.</summary>
    public ConcurrentQueue<string> Seen { get; } = new();

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(new Peer(await _listener.AcceptSocketAsync()));
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Peer peer)
    {
        using (peer)
        {
            try
            {
                while (true)
                {
                    var head = await peer.ReadHeadAsync();
                    var line = head.StartLine.Replace(" HTTP/1.1", "", StringComparison.Ordinal);
                    Seen.Enqueue($"{line} {await BodyAsync(peer, head)}");
                    await peer.SendAsync($"HTTP/1.1 200 OK\r\nX-Target: {line.Split(' ')[1]}\r\nContent-Length: 0\r\n\r\n");
                }
            }
            catch (Exception ended) when (ended is SocketException or EndOfStreamException { Message: "ended inside a head: " })
            {
                // The proxy closed the connection between requests.
            }
            catch (Exception broken)
            {
                Seen.Enqueue($"broken: {broken.Message}");
            }
        }
    }

    /// <summary>The body in brackets, and trailers behind it.</summary>
    private static async Task<string> BodyAsync(Peer peer, HttpHead head)
    {
        if (head["Content-Length"] is [var length])
            return $"[{await peer.ReadTextAsync((int)Math.Min(long.Parse(length, NumberStyles.None, CultureInfo.InvariantCulture),
                int.MaxValue))}]";
        if (head["Transfer-Encoding"] is not ["chunked"])
            return "[]";
        var (body, trailers) = await RecordedRequest.ReadChunksAsync(peer);
        return $"[{body}]{string.Concat(trailers.Select(trailer => $" {trailer}"))}";
    }
}
