using ActorProxy.Actors.Telemetry.Tracing;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets.Handshake;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Upstreams;

/// <summary>
/// One attempt to bring one backend to its final answer to an upgrade: connect, send the request, read the response head. Runs on the loop.
/// </summary>
internal sealed class UpstreamHandshake(IUpstreamContext node, EventLoop loop) : UpstreamConnector(node, loop)
{
    private UpstreamReply? _reply;

    /// <summary>Runs the attempt. The reply's channel belongs to the one who takes it.</summary>
    /// <param name="trace">Is told when the backend is connected; null where the attempt is not traced.</param>
    /// <exception cref="UpstreamException">It failed; the channel is closed.</exception>
    public async Task<UpstreamReply> RunAsync(BackendAddress backend, UpstreamOffer offer, AttemptTrace? trace = null)
    {
        try
        {
            var channel = await OpenAsync(backend, offer.Tls, offer.ProxyHeader);
            AwaitAnswer();
            trace?.Connected();
            await channel.WriteAsync(offer.HeadOf(trace));
            _reply = await ReadReplyAsync(channel, offer);
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

    private async ValueTask<UpstreamReply> ReadReplyAsync(Channel channel, UpstreamOffer offer)
    {
        using var reader = Reader(channel);
        return UpgradeResponseRules.Check(await FinalHeadAsync(reader), offer.Request, offer.ExtensionsOffered) switch
        {
            UpgradeBroken broken => throw new UpstreamException(TerminationReason.BackendBadHandshake, broken.Detail),
            var answer => new UpstreamReply(channel, answer, reader.Rest()),
        };
    }
}
