using System.Net;
using System.Net.Sockets;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Termination;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Upstreams;

public sealed class AddressResolverTests : IDisposable
{
    private static readonly BackendAddress Backend = new("backend.example", 80);

    private readonly FakeTimeProvider _time = new();
    private readonly List<string?> _told = [];
    private readonly AddressResolver _resolver;
    private Func<Task<IPAddress[]>> _answer = () => Task.FromResult<IPAddress[]>([IPAddress.Loopback]);
    private int _asked;

    public AddressResolverTests() => _resolver = new AddressResolver(_time, _ =>
    {
        Interlocked.Increment(ref _asked);
        return _answer();
    }, (_, failure) => _told.Add(failure));

    public void Dispose() => _resolver.Dispose();

    [Fact]
    public async Task A_name_in_use_is_asked_for_again_though_nobody_waits_for_it()
    {
        await _resolver.ResolveAsync(Backend);
        _time.Advance(AddressResolver.RenewAfter - TimeSpan.FromTicks(1));
        Assert.Equal(1, _asked);

        Answer(IPAddress.Broadcast);
        _time.Advance(TimeSpan.FromTicks(1));

        await Wait.UntilAsync(async () => (await _resolver.ResolveAsync(Backend))[0].Equals(IPAddress.Broadcast), "the new address");
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task What_is_known_is_had_at_once_while_it_is_asked_for_again()
    {
        await _resolver.ResolveAsync(Backend);
        var slow = new TaskCompletionSource<IPAddress[]>();
        _answer = () => slow.Task;
        _time.Advance(AddressResolver.RenewAfter);
        await AskedAsync(2);

        Assert.True(_resolver.ResolveAsync(Backend).AsTask().IsCompletedSuccessfully);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.True(_resolver.ResolveAsync(Backend).AsTask().IsCompletedSuccessfully);
        Assert.Equal(2, _asked);
        slow.SetResult([IPAddress.Loopback]);
    }

    [Fact]
    public async Task A_name_that_many_want_at_once_is_asked_for_once()
    {
        var slow = new TaskCompletionSource<IPAddress[]>();
        _answer = () => slow.Task;
        var all = Enumerable.Range(0, 100).Select(_ => _resolver.ResolveAsync(Backend).AsTask()).ToList();
        slow.SetResult([IPAddress.Loopback]);

        await Task.WhenAll(all);

        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task A_name_that_cannot_be_resolved_any_more_keeps_its_addresses_and_says_so_once()
    {
        var use = _resolver.Use(Backend.Host); // or it is forgotten, as the clock runs
        await _resolver.ResolveAsync(Backend);
        _answer = () => Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound));
        await PassUntilAsync(() => Volatile.Read(ref _asked) >= 5);
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
        _time.Advance(AddressResolver.ForgetAfter - TimeSpan.FromTicks(1));
        await AskedAsync(2);
        await PassUntilAsync(() => _resolver.Count == 0);

        await _resolver.ResolveAsync(Backend);
        Assert.Equal(1, _resolver.Count);
    }

    [Fact]
    public async Task A_name_that_a_pool_uses_is_asked_for_though_no_request_wants_it()
    {
        var use = _resolver.Use(Backend.Host);
        await _resolver.ResolveAsync(Backend);
        for (var passed = TimeSpan.Zero; passed < AddressResolver.ForgetAfter * 2; passed += AddressResolver.RenewAfter)
            await PassUntilAsync(() => true);
        Assert.Equal(1, _resolver.Count);
        GC.KeepAlive(use);
    }

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("2001:db8::1")]
    public async Task A_literal_is_asked_of_nobody(string literal)
    {
        Assert.Equal([IPAddress.Parse(literal)], await _resolver.ResolveAsync(new BackendAddress(literal, 80)));
        Assert.Equal(0, _asked);
    }

    [Fact]
    public async Task A_name_without_address_is_unresolved()
    {
        Answer();
        var error = await Assert.ThrowsAsync<UpstreamException>(async () => await _resolver.ResolveAsync(Backend));
        Assert.Equal(TerminationReason.BackendUnresolved, error.Reason);
    }

    [Fact]
    public async Task A_failure_is_not_kept()
    {
        _answer = () => Task.FromException<IPAddress[]>(new SocketException((int)SocketError.TryAgain));
        var error = await Assert.ThrowsAsync<UpstreamException>(async () => await _resolver.ResolveAsync(Backend));
        Assert.Equal(TerminationReason.BackendUnresolved, error.Reason);
        Assert.Contains(Backend.Host, error.Message);
        Assert.Equal(0, _resolver.Count);

        Answer(IPAddress.Loopback);
        Assert.Equal([IPAddress.Loopback], await _resolver.ResolveAsync(Backend));
    }

    private void Answer(params IPAddress[] addresses) => _answer = () => Task.FromResult(addresses);

    private Task AskedAsync(int times) => Wait.UntilAsync(() => Volatile.Read(ref _asked) == times, $"question {times}");

    /// <summary>Moves the clock on, and on: the timer of the next question is set on another thread.</summary>
    private Task PassUntilAsync(Func<bool> happened) => Wait.UntilAsync(() =>
    {
        _time.Advance(AddressResolver.RenewAfter);
        return happened();
    }, "what time was to bring");
}
