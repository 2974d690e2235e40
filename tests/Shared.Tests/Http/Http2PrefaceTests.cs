using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Tests.Http;

/// <summary>RFC 9113 section 3.4.</summary>
public class Http2PrefaceTests
{
    private static readonly byte[] Empty = [.. Http2Preface.Magic, 0, 0, 0, 4, 0, 0, 0, 0, 0];
    private static readonly byte[] OneSetting = [.. Http2Preface.Magic, 0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0];

    [Fact]
    public void It_is_whole_with_its_SETTINGS_and_not_before()
    {
        foreach (var preface in (byte[][])[Empty, OneSetting])
        {
            for (var length = 0; length < preface.Length; length++)
                Assert.False(Http2Preface.Parse(preface.AsSpan(0, length)).IsComplete, $"{length} bytes");
            var result = Http2Preface.Parse([.. preface, 1, 2, 3]);
            Assert.True(result.IsComplete);
            Assert.Equal(preface.Length, result.Consumed);
        }
    }

    [Fact]
    public void Who_begins_otherwise_is_the_servers_to_answer_with_the_first_byte_that_differs()
    {
        for (var at = 0; at < Http2Preface.Magic.Length; at++)
        {
            var bytes = Empty[..(at + 1)];
            bytes[at] ^= 1;
            Assert.True(Http2Preface.Parse(bytes).IsComplete);
        }
        byte[] ping = [.. Empty];
        ping[Http2Preface.Magic.Length + 3] = 6;
        Assert.True(Http2Preface.Parse(ping).IsComplete);
    }

    [Fact] // RFC 9113 section 4.2
    public void SETTINGS_beyond_what_a_frame_may_have_are_not_waited_for() =>
        Assert.True(Http2Preface.Parse([.. Http2Preface.Magic, 0xFF, 0xFF, 0xFF, 4, 0, 0, 0, 0, 0]).IsComplete);
}
