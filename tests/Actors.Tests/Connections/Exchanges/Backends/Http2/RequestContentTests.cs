using ActorProxy.Actors.Connections.Exchanges.Backends.Http2;
using ActorProxy.Actors.Tests.Harness;

namespace ActorProxy.Actors.Tests.Connections.Exchanges.Backends.Http2;

public sealed class RequestContentTests
{
    /// <summary>
    /// The client cancels the content where the backend resets the stream, also while its head is on its way. What the backend has said is
    /// then in the response's failure: the content must not fail before that, by the cancellation.
    /// </summary>
    [Fact]
    public async Task A_reset_while_the_head_is_written_is_not_told_of_as_a_cancellation()
    {
        using var content = new RequestContent();
        using var reset = new CancellationTokenSource();
        await using var stream = new SlowStream();
        var sending = content.CopyToAsync(stream, reset.Token);

        await reset.CancelAsync();
        stream.Flushed.SetResult();

        Assert.Same(stream, await content.Output.WaitAsync(Peer.Timeout));
        Assert.False(sending.IsCompleted);
        content.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.WaitAsync(Peer.Timeout));
    }

    [Fact]
    public async Task A_head_that_cannot_be_written_has_no_content()
    {
        using var content = new RequestContent();
        await using var stream = new SlowStream();
        var sending = content.CopyToAsync(stream);

        stream.Flushed.SetException(new IOException("broken"));

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => sending.WaitAsync(Peer.Timeout));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => content.Output);
    }

    /// <summary>One that is flushed when the test says so, unless that is cancelled.</summary>
    private sealed class SlowStream : MemoryStream
    {
        public TaskCompletionSource Flushed { get; } = new();

        public override Task FlushAsync(CancellationToken cancellationToken) => Flushed.Task.WaitAsync(cancellationToken);
    }
}
