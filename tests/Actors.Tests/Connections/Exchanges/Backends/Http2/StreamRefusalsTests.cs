using ActorProxy.Actors.Connections.Exchanges.Backends.Http2;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Backends;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Connections.Exchanges.Backends.Http2;

/// <summary>What is remembered of backends that take no WebSockets by HTTP/2.</summary>
public sealed class StreamRefusalsTests
{
    private static readonly StreamEndpoint Endpoint = new(new BackendAddress("b", 80), BackendTls.Default, []);

    private readonly FakeTimeProvider _time = new();
    private readonly StreamRefusals _refusals = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_backend_is_tried_anew_when_its_time_is_over(bool isSure)
    {
        Assert.False(Has(Endpoint));
        _refusals.Add(Endpoint, isSure, _time);

        _time.Advance((isSure ? StreamRefusals.Sure : StreamRefusals.Doubted) - TimeSpan.FromMilliseconds(1));
        Assert.True(Has(Endpoint));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(Has(Endpoint));
    }

    [Fact]
    public void Another_address_and_other_TLS_are_another_backend()
    {
        _refusals.Add(Endpoint, isSure: true, _time);

        Assert.True(Has(Endpoint with { }));
        Assert.False(Has(Endpoint with { Address = new BackendAddress("b", 81) }));
        Assert.False(Has(Endpoint with { Tls = new BackendTls { Verify = false } }));
    }

    [Fact]
    public void A_doubt_shortens_nothing_that_is_known()
    {
        _refusals.Add(Endpoint, isSure: true, _time);
        _refusals.Add(Endpoint, isSure: false, _time);
        _time.Advance(StreamRefusals.Doubted);
        Assert.True(Has(Endpoint));

        _time.Advance(StreamRefusals.Sure);
        _refusals.Add(Endpoint, isSure: false, _time);
        Assert.True(Has(Endpoint));
    }

    private bool Has(StreamEndpoint endpoint) => _refusals.Has(endpoint, _time);
}
