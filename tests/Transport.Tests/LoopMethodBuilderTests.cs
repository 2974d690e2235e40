using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace ActorProxy.Transport.Tests;

/// <summary>Async methods whose waiting costs no allocation, however many of them wait at a time.</summary>
[SuppressMessage("Reliability", "CA2012", Justification = "How they complete is what is looked at.")]
public sealed class LoopMethodBuilderTests
{
    [Fact]
    public async Task AMethodThatDoesNotWaitHasItsResultAtOnce()
    {
        Assert.Equal(4, await TwiceAsync(new ValueTask<int>(2)));
        Assert.True(TwiceAsync(new ValueTask<int>(2)).IsCompletedSuccessfully);
        Assert.True(EndAsync(ValueTask.CompletedTask).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task AMethodThatWaitsHasItsResultLater()
    {
        var signal = new Signal();
        var result = TwiceAsync(signal.Wait());
        Assert.False(result.IsCompleted);

        signal.Give(21);

        Assert.Equal(42, await result);
    }

    [Fact]
    public async Task AFailureIsThrownWhereItIsAwaited()
    {
        await Assert.ThrowsAsync<IOException>(async () => await TwiceAsync(ValueTask.FromException<int>(new IOException())));
        await Assert.ThrowsAsync<IOException>(async () => await EndAsync(ValueTask.FromException(new IOException())));
        var signal = new Signal();
        var result = OuterAsync(signal);
        signal.Fail(new IOException("late"));
        Assert.Equal("late", (await Assert.ThrowsAsync<IOException>(async () => await result)).Message);
    }

    [Fact]
    public async Task MethodsWithinMethodsWaitForEachOther()
    {
        var signal = new Signal();
        var result = OuterAsync(signal);
        for (var i = 1; i <= 3; i++)
        {
            Assert.False(result.IsCompleted);
            signal.Give(i);
        }

        Assert.Equal(2 + 4 + 6, await result);
    }

    [Fact]
    public async Task WhatAMethodHadIsTakenByTheNextAndNotMixedUp()
    {
        var signals = Enumerable.Range(0, 50).Select(_ => new Signal()).ToArray();
        for (var round = 0; round < 3; round++)
        {
            var results = signals.Select(signal => OuterAsync(signal).AsTask()).ToArray();
            for (var step = 0; step < 3; step++)
            {
                for (var i = signals.Length - 1; i >= 0; i--)
                    signals[i].Give(i);
            }
            Assert.Equal(signals.Select((_, i) => 6 * i), await Task.WhenAll(results));
        }
    }

    [Fact]
    public void AHundredThatWaitAtATimeAllocateNothingForIt()
    {
        var signals = Enumerable.Range(0, 100).Select(_ => new Signal()).ToArray();
        var results = new ValueTask<int>[signals.Length];
        var sum = 0;
        Round();
        Round();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Round();

        // Built for debugging, each of the 400 calls has an object of its own of at most 96 bytes, by the compiler's doing. What they have
        // while they wait would be four times as much.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 400 * 96);
        Assert.Equal(3 * 100 * 6, sum);

        void Round()
        {
            for (var i = 0; i < signals.Length; i++)
                results[i] = OuterAsync(signals[i]);
            for (var step = 0; step < 3; step++)
            {
                foreach (var signal in signals)
                    signal.Give(1);
            }
            for (var i = 0; i < results.Length; i++)
                sum += results[i].GetAwaiter().GetResult();
        }
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private static async ValueTask<int> TwiceAsync(ValueTask<int> value) => 2 * await value.ConfigureAwait(false);

    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    private static async ValueTask EndAsync(ValueTask end) => await end.ConfigureAwait(false);

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private static async ValueTask<int> OuterAsync(Signal signal)
    {
        var sum = 0;
        for (var i = 0; i < 3; i++)
            sum += await TwiceAsync(signal.Wait()).ConfigureAwait(false); // as on a loop, which has no context
        return sum;
    }

    /// <summary>One result after another, inline, at no allocation.</summary>
    private sealed class Signal : IValueTaskSource<int>
    {
        private ManualResetValueTaskSourceCore<int> _core;

        public ValueTask<int> Wait()
        {
            _core.Reset();
            return new ValueTask<int>(this, _core.Version);
        }

        public void Give(int value) => _core.SetResult(value);

        public void Fail(Exception failure) => _core.SetException(failure);

        int IValueTaskSource<int>.GetResult(short token) => _core.GetResult(token);

        ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _core.GetStatus(token);

        void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token,
            ValueTaskSourceOnCompletedFlags flags) => _core.OnCompleted(continuation, state, token, flags);
    }
}
