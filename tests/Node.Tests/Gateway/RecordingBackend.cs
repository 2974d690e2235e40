using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ActorProxy.Actors.Tests.Harness;

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

    /// <summary>Method, path and body of each request, and what else came: <c>GET /ok []</c>.</summary>
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
                    Seen.Enqueue($"{head.StartLine.Replace(" HTTP/1.1", "", StringComparison.Ordinal)} [{await BodyAsync(peer, head)}]");
                    await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
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

    private static async Task<string> BodyAsync(Peer peer, HttpHead head)
    {
        if (head["Content-Length"] is [var length])
            return await peer.ReadTextAsync(int.Parse(length, System.Globalization.CultureInfo.InvariantCulture));
        if (head["Transfer-Encoding"] is not ["chunked"])
            return "";
        var body = "";
        while (true)
        {
            var size = Convert.ToInt32(await peer.ReadLineAsync(), 16);
            body += await peer.ReadTextAsync(size);
            Assert.Equal("", await peer.ReadLineAsync());
            if (size == 0)
                return body;
        }
    }
}
