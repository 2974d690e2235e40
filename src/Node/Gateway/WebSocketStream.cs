using ActorProxy.Actors.Connections;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.WebSockets.Handshake;
using ActorProxy.Transport;
using Akka.Actor;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ActorProxy.Node.Gateway;

/// <summary>A client's WebSocket on a stream of its HTTP/2 connection (RFC 8441), until it has ended.</summary>
internal sealed class WebSocketStream : IWebSocketStream
{
    // RFC 9113 section 7.
    private const int ProtocolError = 1;
    private const int Cancel = 8;

    private readonly HttpContext _http;
    private readonly IHttpExtendedConnectFeature _connect;
    private readonly StreamChannel _channel;
    private readonly TaskCompletionSource<(ResponseHead Head, ReadOnlyMemory<byte>? Body)> _answer =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WebSocketStream(HttpContext http, IHttpExtendedConnectFeature connect, HttpHandOver carrier)
    {
        _http = http;
        _connect = connect;
        _channel = new StreamChannel(carrier);
    }

    public Channel Channel => _channel;

    /// <summary>Whether the request is for a WebSocket; what else there is, is a method like any other.</summary>
    public static bool IsFor(IHttpExtendedConnectFeature connect) => connect.Protocol == "websocket";

    /// <summary>Makes a connection of the stream, and serves it to its end.</summary>
    public static Task ServeAsync(HttpContext http, IHttpExtendedConnectFeature connect, GatewayConnection connection, RequestHead head)
    {
        if (connection.Given.AllowsWebSocketStreams)
            return new WebSocketStream(http, connect, connection.Given).RunAsync(connection.Given, head);
        // RFC 8441 section 3: without the setting, :protocol is an unknown pseudo-header, which makes a request malformed.
        http.Features.GetRequiredFeature<IHttpResetFeature>().Reset(ProtocolError);
        return Task.CompletedTask;
    }

    public void Accept(ResponseHead head) => _answer.TrySetResult((head, null));

    public void Answer(ResponseHead head, ReadOnlyMemory<byte> body) => _answer.TrySetResult((head, body));

    private async Task RunAsync(HttpHandOver carrier, RequestHead head)
    {
        await using var gone = _http.RequestAborted.Register(() =>
        {
            _answer.TrySetCanceled();
            _channel.EndPeer();
        });
        carrier.Owner.Tell(new StreamHandOver(carrier, ExtendedConnect.ToUpgrade(head), this), ActorRefs.NoSender);
        await Task.WhenAny(_answer.Task, _channel.Over);
        if (!_answer.Task.IsCompletedSuccessfully)
        {
            _answer.TrySetCanceled();
            _channel.Break();
            Reset();
            return;
        }
        var (answer, body) = await _answer.Task;
        _http.Response.StatusCode = answer.Status;
        foreach (var field in answer.Fields)
            RequestHeads.Append(_http.Response.Headers, field);
        if (body is { IsEmpty: false } bytes)
            await _http.Response.BodyWriter.WriteAsync(bytes);
        else if (body is null)
            await OpenAsync(carrier.Proxy.Options.Tunnel.CloseTimeout);
    }

    private async Task OpenAsync(TimeSpan timeout)
    {
        // It is for bodies.
        if (_http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
        Stream stream;
        try
        {
            stream = await _connect.AcceptAsync();
        }
        catch
        {
            _channel.Break();
            throw;
        }
        await new StreamPump(stream, _channel, _http.Response.CompleteAsync).RunAsync(Reset, timeout);
    }

    // RFC 8441 section 5: the RST of a TCP connection is a reset with CANCEL.
    private void Reset() => _http.Features.GetRequiredFeature<IHttpResetFeature>().Reset(Cancel);
}
