using System.Security.Cryptography;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Backends.Health;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.ProxyProtocol;
using ActorProxy.Shared.WebSockets;
using ActorProxy.Shared.WebSockets.Handshake;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Backends.Checks;

/// <summary>Asks a backend once how it is. Runs on the loop.</summary>
internal sealed class HealthQuestion(IUpstreamContext node, EventLoop loop, CheckTarget target) : UpstreamConnector(node, loop)
{
    private const string Agent = "actorproxy-health-check";

    private HealthCheck Check => target.Check;

    private string Host => Check.Host ?? target.Backend.Address.Authority;

    /// <returns>What is wrong; null for nothing.</returns>
    public async Task<string?> AskAsync()
    {
        try
        {
            if (Check.Kind == HealthCheckKind.WebSocket)
                return await OpenWebSocketAsync();
            var channel = await OpenAsync();
            return Check.Kind == HealthCheckKind.Http ? await GetAsync(channel) : null;
        }
        catch (UpstreamException failure)
        {
            return failure.Message;
        }
        catch (Exception failure) when (Translated(target.Backend.Address, failure) is { } translated)
        {
            return translated.Message;
        }
        finally
        {
            End(); // the channel, too
        }
    }

    private async ValueTask<Channel> OpenAsync()
    {
        var backend = target.Backend;
        var channel = await OpenAsync(backend.Address, backend.Tls, ProxyHeaderWriter.Write(backend.ProxyProtocol, ProxyHeader.Unknown));
        AwaitAnswer();
        return channel;
    }

    private async ValueTask<string?> GetAsync(Channel channel)
    {
        var head = new RequestHead("GET", Check.Path, [new("Host", Host), new("User-Agent", Agent), new("Connection", "close")]);
        await channel.WriteAsync(HeadWriter.ToArray(head));
        using var reader = Reader(channel);
        var answer = await FinalHeadAsync(reader);
        return answer.Status < Check.MinStatus || answer.Status > Check.MaxStatus ? $"it answered {answer.Status}" : null;
    }

    private async ValueTask<string?> OpenWebSocketAsync()
    {
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        string[] offered = Check.Subprotocol is { } subprotocol ? [subprotocol] : [];
        HeaderFields fields =
        [
            new("Host", Host), new("User-Agent", Agent), new("Upgrade", "websocket"), new("Connection", "Upgrade"),
            new("Sec-WebSocket-Version", "13"), new("Sec-WebSocket-Key", key),
            .. offered.Select(name => new HeaderField("Sec-WebSocket-Protocol", name)),
        ];
        var head = new RequestHead("GET", Check.Path, fields);
        var request = new UpgradeRequest(key, Host, Check.Path, Check.Path, offered, Extensions: null, fields);
        if (await AskByStreamAsync(head) is { } answer)
            return await JudgeAsync(
                answer.Channel, UpgradeResponseRules.CheckStream(answer.Head, request, extensionsOffered: false), rest: default);
        var channel = await OpenAsync();
        await channel.WriteAsync(HeadWriter.ToArray(head));
        using var reader = Reader(channel);
        var final = await FinalHeadAsync(reader);
        return await JudgeAsync(channel, UpgradeResponseRules.Check(final, request, extensionsOffered: false), reader.Rest());
    }

    /// <summary>Null where it is to be asked by HTTP/1.1.</summary>
    private async ValueTask<StreamAnswer?> AskByStreamAsync(RequestHead head)
    {
        var endpoint = new StreamEndpoint(target.Backend.Address, target.Backend.Tls, target.Backend.Sources);
        return target.WebSocketHttp2 && Node.Streams.MayOpen(endpoint)
            ? await OpenStreamAsync(endpoint, ExtendedConnect.FromUpgrade(head))
            : null;
    }

    private async ValueTask<string?> JudgeAsync(Channel channel, UpgradeAnswer answer, ReadOnlyMemory<byte> rest)
    {
        switch (answer)
        {
            case UpgradeBroken broken:
                return broken.Detail;
            case UpgradeDeclined declined:
                return $"it answered {declined.Head.Status} to the handshake";
            case UpgradeAccepted accepted when accepted.Subprotocol != Check.Subprotocol:
                return $"it did not choose the subprotocol {Check.Subprotocol}";
        }
        await channel.WriteAsync(ControlFrames());
        return await PongAsync(channel, rest);
    }

    /// <summary>A Ping, and a Close behind it: a server that answers both has read all that there is.</summary>
    private static byte[] ControlFrames()
    {
        var bytes = new byte[2 * ControlFrame.MaxLength];
        var length = ControlFrame.WritePing(bytes, "health"u8, Masking.NewKey());
        length += ControlFrame.WriteClose(bytes.AsSpan(length), CloseCode.NormalClosure, maskingKey: Masking.NewKey());
        return bytes[..length];
    }

    private static async ValueTask<string?> PongAsync(Channel channel, ReadOnlyMemory<byte> rest)
    {
        using var decoder = new FrameDecoder(new MessageDecoderOptions(ExpectMasked: false));
        decoder.Append(rest.Span);
        var (buffer, hasPong) = (new byte[512], false);
        while (true)
        {
            while (decoder.TryRead(out var frame))
            {
                hasPong |= frame is PongFrame;
                if (frame is CloseFrame)
                    return hasPong ? null : "it closed the WebSocket without a Pong";
            }
            if (decoder.Violation is { } violation)
                return $"it broke the framing of RFC 6455: {violation}";
            var count = await channel.ReadAsync(buffer);
            if (count == 0)
                return hasPong ? null : "it closed the connection without a Pong";
            decoder.Append(buffer.AsSpan(0, count));
        }
    }
}
