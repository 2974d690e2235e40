using System.Net.Security;
using System.Net.WebSockets;
using ActorProxy.Interop.Tests.Conversations;
using ActorProxy.Interop.Tests.Harness;

namespace ActorProxy.Interop.Tests.Edge;

/// <summary>Many tunnels that echo, over TLS.</summary>
internal sealed class OpenTunnels : IDisposable
{
    /// <summary>Clients that act at the same time.</summary>
    private const int AtOnce = 16;

    private readonly ClientWebSocket[] _clients;

    private OpenTunnels(ClientWebSocket[] clients) => _clients = clients;

    public static async Task<OpenTunnels> OpenAsync(int count, Uri url, RemoteCertificateValidationCallback verify)
    {
        var tunnels = new OpenTunnels([.. Enumerable.Range(0, count).Select(_ => new ClientWebSocket())]);
        await tunnels.EachAsync(async (client, cancellation) =>
        {
            client.Options.Proxy = null;
            client.Options.RemoteCertificateValidationCallback = verify;
            await client.ConnectAsync(url, cancellation);
        });
        return tunnels;
    }

    /// <summary>A message there and back in each of them.</summary>
    public Task EchoAsync(string text) => EachAsync(async (client, cancellation) =>
    {
        var payload = Message.OfText(text).Payload();
        await client.SendAsync(payload, WebSocketMessageType.Text, endOfMessage: true, cancellation);
        var echo = await client.ReadMessageAsync(cancellation) ?? throw new EndOfStreamException($"closed with {client.CloseStatus}");
        Assert.Equal(payload, echo.Payload.ToArray());
    });

    public Task CloseAsync() =>
        EachAsync((client, cancellation) => new ValueTask(client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, cancellation)));

    public void Dispose()
    {
        foreach (var client in _clients)
            client.Dispose();
    }

    private async Task EachAsync(Func<ClientWebSocket, CancellationToken, ValueTask> act)
    {
        using var limit = new CancellationTokenSource(Wait.Timeout);
        await Parallel.ForEachAsync(_clients, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = limit.Token },
            act);
    }
}
