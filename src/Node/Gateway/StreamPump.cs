using ActorProxy.Transport;

namespace ActorProxy.Node.Gateway;

/// <summary>Moves the bytes of an open stream between the HTTP server and its <see cref="StreamChannel"/>. Runs on the pool.</summary>
/// <param name="stream">Both directions, as the server has them.</param>
/// <param name="finish">Ends our direction.</param>
internal sealed class StreamPump(Stream stream, StreamChannel channel, Func<Task> finish)
{
    private const int Piece = 4096;

    /// <summary>Completes, and does not fail, when the channel is closed and what was written to it is sent, or never will be.</summary>
    /// <param name="reset">Cuts the stream where the channel is aborted, or the client takes no more.</param>
    /// <param name="timeout">How long the client may take for what was written last.</param>
    public async Task RunAsync(Action reset, TimeSpan timeout)
    {
        using var stop = new CancellationTokenSource();
        var receiving = ReceiveAsync(stop.Token);
        var sending = SendAsync(stop.Token);
        if (await channel.Over)
            reset();
        else if (await Task.WhenAny(sending, Task.Delay(timeout, stop.Token)) != sending)
            reset();
        await stop.CancelAsync();
        await receiving;
        await sending;
    }

    private async Task ReceiveAsync(CancellationToken stop)
    {
        var to = channel.FromClient;
        try
        {
            while (true)
            {
                // The first waits and owns no buffer meanwhile.
                _ = await stream.ReadAsync(Memory<byte>.Empty, stop);
                var count = await stream.ReadAsync(to.GetMemory(Piece), stop);
                to.Advance(count);
                if (count == 0 || (await to.FlushAsync(stop)).IsCompleted)
                    break;
            }
            await to.CompleteAsync();
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException)
        {
            await to.CompleteAsync(new TransportException(TransportError.Reset, $"the stream was reset: {broken.Message}"));
        }
        channel.EndPeer();
    }

    private async Task SendAsync(CancellationToken stop)
    {
        var from = channel.ToClient;
        try
        {
            while (true)
            {
                var result = await from.ReadAsync(stop);
                foreach (var segment in result.Buffer)
                    await stream.WriteAsync(segment, stop);
                await stream.FlushAsync(stop);
                from.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                    break;
            }
            await finish();
            await from.CompleteAsync();
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException)
        {
            // The channel's next write fails, and its reads tell why.
            await from.CompleteAsync();
        }
    }
}
