using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Actors.Tunnels.Taps;
using ActorProxy.Shared.Taps;
using ActorProxy.Shared.WebSockets;
using ActorProxy.Shared.WebSockets.Handshake;
using ActorProxy.Transport;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Tunnels.Taps;

/// <summary>What a tap notes on the loop, and that it does no harm there.</summary>
public sealed class TunnelTapTests
{
    private static readonly TapFrame Note = new(TapDirection.FromClient, TapKind.Binary, 1000, new byte[1000]);

    [Fact]
    public void A_tap_that_fails_does_not_fail_the_tunnel()
    {
        var queue = new TapQueue(() => throw new InvalidOperationException("no"));
        var tap = new TunnelTap(queue, 100, NegotiatedExtensions.None, new FakeTimeProvider());
        tap.OnBytes(RelaySide.Downstream, Frame.FromClient("one"), default);
        tap.OnBytes(RelaySide.Downstream, Frame.FromClient("two"), default);
        Assert.Equal(("no", 1), (queue.Fault?.Message, queue.Offered));
    }

    [Fact]
    public void It_begins_at_the_next_boundary_of_each_direction()
    {
        var queue = new TapQueue(() => { });
        var tap = new TunnelTap(queue, 100, NegotiatedExtensions.None, new FakeTimeProvider());
        var bytes = (byte[])[.. Frame.FromBackend("before"), .. Frame.FromBackend("after")];
        for (var split = 1; split < 8; split++)
        {
            var scanner = default(FrameScanner);
            scanner.Scan(bytes.AsSpan(0, split));
            tap = new TunnelTap(queue, 100, NegotiatedExtensions.None, new FakeTimeProvider());
            foreach (var piece in bytes.Skip(split).Chunk(3))
            {
                tap.OnBytes(RelaySide.Upstream, piece, scanner);
                scanner.Scan(piece);
            }
            Assert.True(queue.TryPeek(out var entry));
            queue.Drop();
            Assert.Equal("after"u8, entry.Frame.Captured.Span);
            Assert.True(queue.IsEmpty);
        }
    }

    [Fact]
    public void A_queue_holds_so_many_bytes_and_counts_what_it_drops()
    {
        var wakes = 0;
        var queue = new TapQueue(() => wakes++);
        for (var i = 0; i < 3000; i++)
            queue.Offer(Note, default);
        var held = 0;
        for (; queue.TryPeek(out var entry); held++)
        {
            Assert.Equal(held + 1, entry.Number);
            queue.Drop();
        }
        // Woken by the first, and when half was full.
        Assert.Equal((Math.Min(TapQueue.MaxEntries, TapQueue.MaxBytes / 1000), 3000L, 2), (held, queue.Offered, wakes));
        queue.Listen();
        queue.Offer(Note, default);
        Assert.True(queue.TryPeek(out var next));
        Assert.Equal((3001, 3), (next.Number, wakes));
        queue.Close();
        queue.Offer(Note, default);
        Assert.Equal(3001, queue.Offered);
    }
}
