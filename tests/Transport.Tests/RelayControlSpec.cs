using System.Net.Sockets;
using System.Text;
using ActorProxy.Transport.Tests.Support;

namespace ActorProxy.Transport.Tests;

/// <summary>What the owner of a relay does to it: cut, inject, discard, shut down, close.</summary>
public abstract class RelayControlSpec : RelaySpecBase
{
    [Fact]
    public async Task ForwardingFewerBytesEndsTheDirectionExactlyThere()
    {
        var rig = await StartedAsync();
        var (seen, callsAfter) = (0, 0);
        rig.OnBytes = (from, bytes) =>
        {
            if (from == RelaySide.Upstream)
                return bytes.Length;
            if (seen >= 1_000)
                callsAfter++;
            var forward = Math.Min(bytes.Length, 1_000 - seen);
            seen += bytes.Length;
            return forward;
        };
        var sent = Bytes(1, 3 * 1024 * 1024);
        await rig.Downstream.SendAllAsync(sent);
        rig.Downstream.Shutdown(SocketShutdown.Send);
        await rig.EndedAsync(RelaySide.Downstream);
        await rig.Call(relay => relay.ShutdownSend(RelaySide.Upstream));
        Assert.Equal(sent[..1_000], await rig.Upstream.ReceiveToEndAsync());
        Assert.Equal(0, callsAfter);
        Assert.Equal(sent.Length, await rig.Ask(relay => relay.BytesFrom(RelaySide.Downstream)));
        await rig.Upstream.SendAllAsync("back"u8.ToArray());
        Assert.Equal("back"u8.ToArray(), await rig.Downstream.ReceiveExactlyAsync(4));
    }

    [Fact]
    public async Task InjectedBytesGoBehindWhatWasTakenAndBeforeWhatComes()
    {
        var rig = await StartedAsync();
        var bytes = Bytes(2, 16 * 1024 * 1024);
        var marker = Bytes(3, 125);
        var sending = rig.Downstream.SendAllAsync(bytes);
        await StillAsync(rig, RelaySide.Downstream);
        var taken = 0;
        await rig.Call(relay =>
        {
            taken = (int)relay.BytesFrom(RelaySide.Downstream);
            relay.Inject(RelaySide.Upstream, marker);
            Assert.InRange(relay.Pending(RelaySide.Upstream), 126, 64 * 1024 + 256);
        });
        var received = await rig.Upstream.ReceiveExactlyAsync(bytes.Length + marker.Length);
        await sending;
        Assert.True(bytes.AsSpan(0, taken).SequenceEqual(received.AsSpan(0, taken)));
        Assert.Equal(marker, received[taken..(taken + marker.Length)]);
        Assert.True(bytes.AsSpan(taken).SequenceEqual(received.AsSpan(taken + marker.Length)));
    }

    [Theory]
    [InlineData(0, "|0123456789")]
    [InlineData(4, "0123|456789")]
    [InlineData(10, "0123456789|")]
    public async Task BytesOfOursGoBetweenThoseThatAreHandedOver(int offset, string expected)
    {
        var rig = await StartedAsync();
        for (var round = 0; round < 10; round++) // a relay in a ring joins it on the way
        {
            var inserted = false;
            rig.OnBytes = (_, bytes) =>
            {
                if (!inserted)
                    rig.Relay.InjectBehind(RelaySide.Upstream, offset, "|"u8);
                inserted = true;
                return bytes.Length;
            };
            await rig.Downstream.SendAllAsync("0123456789"u8.ToArray());
            Assert.Equal(expected, Encoding.ASCII.GetString(await rig.Upstream.ReceiveExactlyAsync(11)));
            await rig.Downstream.SendAllAsync("once"u8.ToArray());
            Assert.Equal("once", Encoding.ASCII.GetString(await rig.Upstream.ReceiveExactlyAsync(4)));
        }
    }

    [Fact]
    public async Task BytesOfOursAreNotSentWhereTheDirectionEndsBeforeTheirPlace()
    {
        var rig = await StartedAsync();
        rig.OnBytes = (_, bytes) =>
        {
            rig.Relay.InjectBehind(RelaySide.Upstream, 8, "|"u8);
            return 4;
        };
        await rig.Downstream.SendAllAsync("0123456789"u8.ToArray());
        rig.Downstream.Shutdown(SocketShutdown.Send);
        await rig.EndedAsync(RelaySide.Downstream);
        await rig.Call(relay =>
        {
            relay.Inject(RelaySide.Upstream, []);
            relay.ShutdownSend(RelaySide.Upstream);
        });
        Assert.Equal("0123", Encoding.ASCII.GetString(await rig.Upstream.ReceiveToEndAsync()));
    }

    [Theory]
    [InlineData(RelaySide.Downstream)]
    [InlineData(RelaySide.Upstream)]
    public async Task FinGoesBehindInjectedBytes(RelaySide to)
    {
        var rig = await StartedAsync();
        await rig.Call(relay =>
        {
            relay.Inject(to, "one,"u8);
            relay.Inject(to, "two"u8);
            relay.ShutdownSend(to);
            relay.ShutdownSend(to);
        });
        Assert.Equal("one,two"u8.ToArray(), await Plain(rig, to).ReceiveToEndAsync());
    }

    [Fact]
    public async Task FinGoesBehindPendingBytes()
    {
        var rig = await StartedAsync();
        var bytes = Bytes(4, 32 * 1024 * 1024);
        var sending = rig.Downstream.SendAllAsync(bytes);
        await StillAsync(rig, RelaySide.Downstream);
        var taken = 0;
        await rig.Call(relay =>
        {
            relay.Discard(RelaySide.Downstream);
            taken = (int)relay.BytesFrom(RelaySide.Downstream);
            relay.ShutdownSend(RelaySide.Upstream);
        });
        var received = await rig.Upstream.ReceiveToEndAsync();
        Assert.True(bytes.AsSpan(0, taken).SequenceEqual(received));
        await sending;
    }

    [Fact]
    public async Task DiscardedBytesAreCountedNotShownAndHoldNobodyUp()
    {
        var rig = await StartedAsync();
        const int Count = 64 * 1024 * 1024;
        var sending = rig.Downstream.SendAllAsync(new byte[Count]);
        await StillAsync(rig, RelaySide.Downstream);
        Assert.False(sending.IsCompleted);
        var calls = 0;
        await rig.Call(relay =>
        {
            relay.Discard(RelaySide.Downstream);
            rig.OnBytes = (_, bytes) => { calls++; return bytes.Length; };
        });
        await sending;
        await Wait.Until(() => rig.Ask(relay => relay.BytesFrom(RelaySide.Downstream)).Result == Count, "all bytes are read");
        Assert.Equal(0, calls);
    }

    [Fact]
    public async Task CloseSendsFinAndAbortSendsRst()
    {
        var closed = await StartedAsync();
        await closed.Call(relay => relay.Close(abort: false));
        await closed.Downstream.AssertEndsAsync();
        await closed.Upstream.AssertEndsAsync();
        var aborted = await StartedAsync();
        await aborted.Call(relay => relay.Close(abort: true));
        await aborted.Downstream.AssertResetAsync();
        await aborted.Upstream.AssertResetAsync();
    }

    [Fact]
    public async Task AfterCloseTheHandlerHearsNothingAndEveryMemberIsHarmless()
    {
        var rig = await StartedAsync();
        _ = Record.ExceptionAsync(() => rig.Downstream.SendAllAsync(new byte[64 * 1024 * 1024]));
        await StillAsync(rig, RelaySide.Downstream);
        var calls = -1;
        await rig.Call(relay =>
        {
            relay.Close(abort: true);
            calls = rig.Calls;
            relay.Close(abort: false);
            relay.Inject(RelaySide.Downstream, "late"u8);
            relay.Discard(RelaySide.Upstream);
            relay.ShutdownSend(RelaySide.Downstream);
            Assert.Equal(0, relay.Pending(RelaySide.Upstream));
        });
        await rig.Upstream.ReceiveToEndOrResetAsync();
        await RoundTripsAsync();
        Assert.Equal(calls, rig.Calls);
        Assert.Empty(rig.Told);
    }

    [Fact]
    public async Task ClosingInsideOnBytesEndsEverything()
    {
        var rig = await StartedAsync();
        rig.OnBytes = (_, bytes) =>
        {
            rig.Relay.Close(abort: true);
            return bytes.Length;
        };
        await rig.Downstream.SendAllAsync("bytes"u8.ToArray());
        await rig.Upstream.AssertResetAsync();
        await RoundTripsAsync();
        Assert.Equal(1, rig.Calls);
    }

    [Fact]
    public async Task ClosingInsideOnEndEndsEverything()
    {
        var rig = await StartedAsync();
        rig.OnEnd = (_, _) => rig.Relay.Close(abort: false);
        rig.Downstream.Shutdown(SocketShutdown.Send);
        await rig.Upstream.AssertEndsAsync();
        await rig.Downstream.AssertEndsAsync();
        await RoundTripsAsync();
        Assert.Equal([(RelaySide.Downstream, TransportError.None)], rig.Told);
    }

    [Fact]
    public async Task MembersNeverCallTheHandlerFromInsideEvenWhereTheSocketIsBroken()
    {
        // The rig notes calls from inside a member, and the end of each test looks.
        var rig = await JoinedAsync();
        rig.Upstream.Reset();
        await RoundTripsAsync();
        await rig.Call(relay =>
        {
            relay.Start();
            relay.Inject(RelaySide.Upstream, "a"u8);
            relay.Inject(RelaySide.Upstream, "b"u8);
            relay.ShutdownSend(RelaySide.Upstream);
        });
        await rig.EndedAsync(RelaySide.Upstream);
        Assert.Equal([(RelaySide.Upstream, TransportError.Reset)], rig.Told);
    }

    [Fact]
    public async Task LastActivityIsTheLoopsTimeWhenBytesLastArrived()
    {
        var rig = await StartedAsync();
        var started = await rig.Ask(relay => relay.LastActivity);
        Time.Advance(TimeSpan.FromSeconds(7));
        await RoundTripsAsync();
        Assert.Equal(started, await rig.Ask(relay => relay.LastActivity));
        await rig.Downstream.SendAllAsync("x"u8.ToArray());
        await rig.Upstream.ReceiveExactlyAsync(1);
        Assert.Equal(started + 7_000, await rig.Ask(relay => relay.LastActivity));
        Time.Advance(TimeSpan.FromSeconds(3));
        await RoundTripsAsync();
        await rig.Upstream.SendAllAsync("y"u8.ToArray());
        await rig.Downstream.ReceiveExactlyAsync(1);
        Assert.Equal(started + 10_000, await rig.Ask(relay => relay.LastActivity));
    }

    [Fact]
    public async Task AHandlerThatThrowsIsReportedAndTheLoopLives()
    {
        var rig = await StartedAsync();
        rig.OnBytes = (_, _) => throw new InvalidOperationException("defect");
        await rig.Downstream.SendAllAsync("x"u8.ToArray());
        await Wait.Until(() => !Faults.IsEmpty, "the fault is reported");
        Assert.True(Faults.TryDequeue(out var fault));
        Assert.Equal("defect", fault.Message);
        var other = await StartedAsync();
        await other.Downstream.SendAllAsync("x"u8.ToArray());
        await other.Upstream.ReceiveExactlyAsync(1);
    }
}
