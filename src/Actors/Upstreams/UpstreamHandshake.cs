using System.Runtime.CompilerServices;
using ActorProxy.Actors.Telemetry.Tracing;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets.Handshake;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Upstreams;

/// <summary>
/// One attempt to bring one backend to its final answer to an upgrade: connect, send the request, read the response head. Where the pool
/// wants HTTP/2 and the backend turns out to take none, it goes on by HTTP/1.1. Runs on the loop.
/// </summary>
internal sealed class UpstreamHandshake(IUpstreamContext node, EventLoop loop) : UpstreamConnector(node, loop)
{
    private UpstreamReply? _reply;

    /// <summary>Runs the attempt. The reply's channel belongs to the one who takes it.</summary>
    /// <param name="trace">Is told when the backend is connected; null where the attempt is not traced.</param>
    /// <exception cref="UpstreamException">It failed; the channel is closed.</exception>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public async ValueTask<UpstreamReply> RunAsync(BackendAddress backend, UpstreamOffer offer, AttemptTrace? trace = null)
    {
        try
        {
            if (offer.Connect is { } connect)
                _reply = await AskByStreamAsync(backend, offer, connect, trace);
            _reply ??= await AskAsync(backend, offer, trace);
            Given();
            return _reply;
        }
        catch (Exception failure) when (Translated(backend, failure) is { } translated)
        {
            throw translated;
        }
        finally
        {
            End();
        }
    }

    /// <summary>Ends the attempt: <see cref="RunAsync"/> fails, and a reply that nobody has taken is dropped.</summary>
    public override void Cancel()
    {
        base.Cancel();
        _reply?.Drop();
    }

    /// <summary>On a stream of HTTP/2, as the pool wants it. Null where the backend does not take it.</summary>
    /// <param name="head">As of <see cref="UpstreamOffer.Connect"/>.</param>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private async ValueTask<UpstreamReply?> AskByStreamAsync(
        BackendAddress backend, UpstreamOffer offer, Func<HeaderFields, RequestHead> head, AttemptTrace? trace)
    {
        var endpoint = new StreamEndpoint(backend, backend.Tls ? offer.Tls : BackendTls.Default, Sources);
        if (!Node.Streams.MayOpen(endpoint))
            return null;
        trace?.Connected(); // most find a connection that stands
        var connect = head(trace?.FieldsOf(offer.Request.Fields) ?? offer.Request.Fields);
        return await OpenStreamAsync(endpoint, connect) is { } answer
            ? ReplyOf(answer.Channel, UpgradeResponseRules.CheckStream(answer.Head, offer.Request, offer.ExtensionsOffered), rest: default)
            : null;
    }

    /// <summary>On a connection of its own, by HTTP/1.1.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private async ValueTask<UpstreamReply> AskAsync(BackendAddress backend, UpstreamOffer offer, AttemptTrace? trace)
    {
        var channel = await OpenAsync(backend, offer.Tls, offer.ProxyHeader);
        AwaitAnswer();
        trace?.Connected();
        await channel.WriteAsync(offer.HeadOf(trace));
        using var reader = Reader(channel);
        var head = await FinalHeadAsync(reader);
        return ReplyOf(channel, UpgradeResponseRules.Check(head, offer.Request, offer.ExtensionsOffered), reader.Rest());
    }

    private static UpstreamReply ReplyOf(Channel channel, UpgradeAnswer answer, ReadOnlyMemory<byte> rest) => answer is UpgradeBroken broken
        ? throw new UpstreamException(TerminationReason.BackendBadHandshake, broken.Detail)
        : new UpstreamReply(channel, answer, rest);
}
