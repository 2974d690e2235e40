using System.Collections.Concurrent;
using System.Net;
using ActorProxy.Actors.Names;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Termination;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Upstreams;

public sealed class AddressResolverTests : IDisposable
{
    private static readonly TimeSpan ForgetAfter = RenewedAnswers<string, IPAddress[]>.ForgetAfter;
    private static readonly BackendAddress Backend = new("backend.example", 80);

    private readonly FakeTimeProvider _time = new();
    private readonly List<string?> _told = [];
    private readonly ScriptedNames _names = new();
    private readonly AddressResolver _resolver;

    public AddressResolverTests()
    {
        Answer(IPAddress.Loopback);
        _resolver = new AddressResolver(_time, _names, () => ScriptedNames.Ttl);
        _resolver.Names.Failing += (_, news) => _told.Add(news.Failure);
    }

    public void Dispose() => _resolver.Dispose();

    [Fact]
    public async Task A_name_in_use_is_asked_for_again_though_nobody_waits_for_it()
    {
        await _resolver.ResolveAsync(Backend);
        _time.Advance(ScriptedNames.Ttl - TimeSpan.FromTicks(1));
        Assert.Equal(1, _names.Asked);

        Answer(IPAddress.Broadcast);
        _time.Advance(TimeSpan.FromTicks(1));

        await Wait.UntilAsync(async () => (await _resolver.ResolveAsync(Backend))[0].Equals(IPAddress.Broadcast), "the new address");
        Assert.Equal(2, _names.Asked);
    }

    [Fact]
    public async Task What_is_known_is_had_at_once_while_it_is_asked_for_again()
    {
        await _resolver.ResolveAsync(Backend);
        var slow = new TaskCompletionSource<IPAddress[]>();
        _names.Addresses = _ => slow.Task;
        _time.Advance(ScriptedNames.Ttl);
        await AskedAsync(2);

        Assert.True(_resolver.ResolveAsync(Backend).AsTask().IsCompletedSuccessfully);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.True(_resolver.ResolveAsync(Backend).AsTask().IsCompletedSuccessfully);
        Assert.Equal(2, _names.Asked);
        slow.SetResult([IPAddress.Loopback]);
    }

    [Fact]
    public async Task A_name_that_many_want_at_once_is_asked_for_once()
    {
        var slow = new TaskCompletionSource<IPAddress[]>();
        _names.Addresses = _ => slow.Task;
        var all = Enumerable.Range(0, 100).Select(_ => _resolver.ResolveAsync(Backend).AsTask()).ToList();
        slow.SetResult([IPAddress.Loopback]);

        await Task.WhenAll(all);

        Assert.Equal(1, _names.Asked);
    }

    [Fact]
    public async Task A_name_that_cannot_be_resolved_any_more_keeps_its_addresses_and_says_so_once()
    {
        var use = _resolver.Names.Use(Backend.Host); // or it is forgotten, as the clock runs
        await _resolver.ResolveAsync(Backend);
        Answer();
        await PassUntilAsync(() => _names.Asked >= 5);
        Assert.Equal([IPAddress.Loopback], await _resolver.ResolveAsync(Backend));
        Assert.Contains(Backend.Host, Assert.Single(_told));

        Answer(IPAddress.Broadcast);
        await PassUntilAsync(() => _told.Count == 2);
        Assert.Null(_told[1]);
        GC.KeepAlive(use);
    }

    [Fact]
    public async Task A_name_that_nobody_uses_is_forgotten()
    {
        await _resolver.ResolveAsync(Backend);
        _time.Advance(ForgetAfter - TimeSpan.FromTicks(1));
        await AskedAsync(2);
        await PassUntilAsync(() => _resolver.Names.Count == 0);

        await _resolver.ResolveAsync(Backend);
        Assert.Equal(1, _resolver.Names.Count);
    }

    [Fact]
    public async Task A_name_that_a_pool_uses_is_asked_for_though_no_request_wants_it()
    {
        var use = _resolver.Names.Use(Backend.Host);
        await _resolver.ResolveAsync(Backend);
        for (var passed = TimeSpan.Zero; passed < ForgetAfter * 2; passed += ScriptedNames.Ttl)
            await PassUntilAsync(() => true);
        Assert.Equal(1, _resolver.Names.Count);
        GC.KeepAlive(use);
    }

    [Fact]
    public async Task A_name_that_a_pool_uses_is_asked_for_again_though_it_had_no_answer_yet()
    {
        Answer();
        var use = _resolver.Names.Use(Backend.Host);
        Assert.Null(_resolver.Names.Known(Backend.Host));
        await PassUntilAsync(() => _names.Asked >= 3);
        Assert.NotNull(Assert.Single(_told));

        Answer(IPAddress.Loopback);
        await PassUntilAsync(() => _told.Count == 2);
        Assert.Equal([IPAddress.Loopback], _resolver.Names.Known(Backend.Host));
        GC.KeepAlive(use);
    }

    [Fact]
    public async Task Whatever_goes_wrong_is_a_question_without_an_answer()
    {
        var use = _resolver.Names.Use(Backend.Host);
        await _resolver.ResolveAsync(Backend);
        _names.Addresses = _ => throw new FormatException("bytes");
        await PassUntilAsync(() => _names.Asked >= 4);
        Assert.Equal([IPAddress.Loopback], await _resolver.ResolveAsync(Backend));
        Assert.Contains("bytes", Assert.Single(_told));

        Answer(IPAddress.Broadcast);
        await PassUntilAsync(() => _told.Count == 2);
        Assert.Equal([IPAddress.Broadcast], await _resolver.ResolveAsync(Backend));
        GC.KeepAlive(use);
    }

    [Fact]
    public async Task Other_addresses_are_told_of_names_that_a_pool_uses_alone()
    {
        var found = new ConcurrentQueue<string>();
        _resolver.Names.Found += found.Enqueue;
        var use = _resolver.Names.Use("used.example");
        await _resolver.ResolveAsync(Backend);
        await _resolver.ResolveAsync(Backend with { Host = "used.example" });
        Answer(IPAddress.Broadcast);
        await PassUntilAsync(() => _resolver.Names.Known(Backend.Host)?[0].Equals(IPAddress.Broadcast) == true && found.Count == 2);

        Assert.All(found, name => Assert.Equal("used.example", name));
        GC.KeepAlive(use);
    }

    [Fact]
    public async Task A_time_that_is_over_before_the_answer_is_handed_out_is_not_missed()
    {
        using var resolver = new AddressResolver(new HastyTime(), _names, () => ScriptedNames.Ttl);
        var use = resolver.Names.Use(Backend.Host);
        await resolver.ResolveAsync(Backend);
        await AskedAsync(2);
        GC.KeepAlive(use);
    }

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("2001:db8::1")]
    public async Task A_literal_is_asked_of_nobody(string literal)
    {
        Assert.Equal([IPAddress.Parse(literal)], await _resolver.ResolveAsync(new BackendAddress(literal, 80)));
        Assert.Equal(0, _names.Asked);
    }

    [Fact]
    public async Task A_failure_is_not_kept()
    {
        Answer();
        var error = await Assert.ThrowsAsync<UpstreamException>(async () => await _resolver.ResolveAsync(Backend));
        Assert.Equal(TerminationReason.BackendUnresolved, error.Reason);
        Assert.Contains(Backend.Host, error.Message);
        Assert.Equal(0, _resolver.Names.Count);

        Answer(IPAddress.Loopback);
        Assert.Equal([IPAddress.Loopback], await _resolver.ResolveAsync(Backend));
    }

    /// <summary>Whose first timer goes off while it is made, and no other does.</summary>
    private sealed class HastyTime : TimeProvider
    {
        private int _timers;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (Interlocked.Increment(ref _timers) == 1)
                callback(state);
            return System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private void Answer(params IPAddress[] addresses) => _names.Answer(addresses);

    private Task AskedAsync(int times) => Wait.UntilAsync(() => _names.Asked == times, $"question {times}");

    /// <summary>Moves the clock on, and on: the timer of the next question is set on another thread.</summary>
    private Task PassUntilAsync(Func<bool> happened) => Wait.UntilAsync(() =>
    {
        _time.Advance(ScriptedNames.Ttl);
        return happened();
    }, "what time was to bring");
}
