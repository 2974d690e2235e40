using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ActorProxy.Node.Demo;

/// <summary>The demo's backend: whatever one person says, all hear, the speaker included.</summary>
internal sealed class ChatBackend
{
    private readonly ConcurrentDictionary<string, Member> _members = new();

    /// <summary>Serves one WebSocket until it closes. Its first message tells the page under which id the proxy knows it.</summary>
    public async Task ServeAsync(HttpContext http)
    {
        if (!http.WebSockets.IsWebSocketRequest)
        {
            http.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            return;
        }
        var id = http.Request.Headers["X-Request-Id"].ToString();
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        using var member = new Member(socket);
        _members[id] = member;
        try
        {
            await member.SendAsync(JsonSerializer.Serialize(new { kind = "hello", id }));
            while (await member.ReceiveAsync(http.RequestAborted) is { } text)
            {
                var said = JsonSerializer.Serialize(new { kind = "said", id, text });
                await Task.WhenAll(_members.Values.Select(m => m.SendAsync(said)));
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // The browser tab is gone; so is the member.
        }
        finally
        {
            _members.TryRemove(id, out _);
        }
    }

    private sealed class Member(WebSocket socket) : IDisposable
    {
        private readonly SemaphoreSlim _writing = new(1);
        private readonly byte[] _buffer = new byte[16 * 1024];

        public async Task SendAsync(string text)
        {
            await _writing.WaitAsync();
            try
            {
                if (socket.State == WebSocketState.Open)
                    await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true,
                        CancellationToken.None);
            }
            catch (WebSocketException)
            {
                // Its own receive hears of it and takes it off the list.
            }
            finally
            {
                _writing.Release();
            }
        }

        /// <summary>The next message, or null once the peer has closed, which is answered in kind.</summary>
        public async Task<string?> ReceiveAsync(CancellationToken cancellation)
        {
            var text = new StringBuilder();
            while (true)
            {
                var part = await socket.ReceiveAsync(_buffer, cancellation);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    await socket.CloseOutputAsync(part.CloseStatus ?? WebSocketCloseStatus.NormalClosure, part.CloseStatusDescription,
                        cancellation);
                    return null;
                }
                text.Append(Encoding.UTF8.GetString(_buffer, 0, part.Count));
                if (part.EndOfMessage)
                    return text.ToString();
            }
        }

        public void Dispose() => _writing.Dispose();
    }
}
