using System.Net;
using System.Net.Sockets;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Upstreams;

public sealed class AddressResolverTests
{
    private static readonly BackendAddress Backend = new("backend.example", 80);

    private readonly FakeTimeProvider _time = new();
    private int _asked;

    [Fact]
    public async Task An_answer_is_kept_for_its_time_and_then_asked_for_again()
    {
        var resolver = new AddressResolver(_time, Answer(IPAddress.Loopback));

        await resolver.ResolveAsync(Backend);
        _time.Advance(AddressResolver.KeepFor - TimeSpan.FromTicks(1));
        Assert.Equal([IPAddress.Loopback], await resolver.ResolveAsync(Backend));
        Assert.Equal(1, _asked);
        _time.Advance(TimeSpan.FromTicks(1));
        await resolver.ResolveAsync(Backend);

        Assert.Equal(2, _asked);
    }

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("2001:db8::1")]
    public async Task A_literal_is_asked_of_nobody(string literal)
    {
        var resolver = new AddressResolver(_time, Answer());

        Assert.Equal([IPAddress.Parse(literal)], await resolver.ResolveAsync(new BackendAddress(literal, 80)));

        Assert.Equal(0, _asked);
    }

    [Fact]
    public async Task A_name_without_address_is_unresolved()
    {
        var resolver = new AddressResolver(_time, Answer());

        var error = await Assert.ThrowsAsync<UpstreamException>(async () => await resolver.ResolveAsync(Backend));

        Assert.Equal(TerminationReason.BackendUnresolved, error.Reason);
    }

    [Fact]
    public async Task A_failure_is_not_kept()
    {
        var resolver = new AddressResolver(_time, _ => ++_asked == 1
            ? Task.FromException<IPAddress[]>(new SocketException((int)SocketError.TryAgain))
            : Task.FromResult<IPAddress[]>([IPAddress.Loopback]));

        var error = await Assert.ThrowsAsync<UpstreamException>(async () => await resolver.ResolveAsync(Backend));

        Assert.Equal(TerminationReason.BackendUnresolved, error.Reason);
        Assert.Contains(Backend.Host, error.Message);
        Assert.Equal([IPAddress.Loopback], await resolver.ResolveAsync(Backend));
    }

    private Func<string, Task<IPAddress[]>> Answer(params IPAddress[] addresses) => _ =>
    {
        _asked++;
        return Task.FromResult(addresses);
    };
}
