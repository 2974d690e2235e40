using ActorProxy.Actors.Connections.Exchanges.Backends.Http2;

namespace ActorProxy.Actors.Tests.Connections.Exchanges.Backends.Http2;

/// <summary>What a backend's first frame says, and what becomes of its connection.</summary>
public sealed class SettingsStreamTests
{
    private static readonly byte[] Takes = Convert.FromHexString("000006040000000000" + "000800000001");
    private static readonly byte[] TakesNone = Convert.FromHexString("000006040000000000" + "000300000064");

    private readonly List<bool> _refusals = [];

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task A_connection_that_takes_WebSockets_passes_all(int piece)
    {
        byte[] sent = [.. Takes, 1, 2, 3];
        var stream = Of(sent);
        var received = new List<byte>();
        var buffer = new byte[piece];
        while (await stream.ReadAsync(buffer) is > 0 and var count)
            received.AddRange(buffer[..count]);

        Assert.Equal(sent, received);
        Assert.Empty(_refusals);
    }

    [Fact]
    public async Task One_that_says_otherwise_is_closed()
    {
        var inner = new MemoryStream(TakesNone);
        var stream = new SettingsStream(inner, _refusals.Add);
        Assert.Equal(0, await stream.ReadAsync(Memory<byte>.Empty));

        await Assert.ThrowsAsync<IOException>(() => stream.ReadAsync(new byte[100]).AsTask());

        Assert.Equal([true], _refusals);
        Assert.False(inner.CanRead);
    }

    [Fact]
    public async Task One_that_ends_before_it_has_said_is_a_doubt()
    {
        Assert.Equal(0, await Of([]).ReadAsync(new byte[100]));
        Assert.Equal([false], _refusals);
    }

    private SettingsStream Of(byte[] bytes) => new(new MemoryStream(bytes), _refusals.Add);
}
