using System.IO.Compression;
using System.Text;
using ActorProxy.Shared.Taps;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Shared.Tests.Taps;

public sealed class TapReaderTests
{
    private const NegotiatedExtensions Alone = NegotiatedExtensions.Deflate | NegotiatedExtensions.ClientNoContextTakeover;
    private const string MiddleOfStream = "compressed, from the middle of the stream: no text";

    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Text_is_text_and_binary_is_hex()
    {
        using var reader = new TapReader(NegotiatedExtensions.None, 100);
        var text = reader.Read(1, Now, Frame("grüß"u8.ToArray()));
        var binary = reader.Read(2, Now, Frame([0, 0xFF]) with { Kind = TapKind.Binary });
        Assert.Equal((1, Now, "grüß", false), (text.Number, text.Time, text.Text, text.Truncated));
        Assert.Equal((null, "00ff"), (binary.Text, binary.Hex));
    }

    [Fact]
    public void Text_that_is_no_UTF_8_is_hex()
    {
        using var reader = new TapReader(NegotiatedExtensions.None, 100);
        var item = reader.Read(1, Now, Frame([0xC3, 0x28]));
        Assert.Equal((null, "c328"), (item.Text, item.Hex));
    }

    [Theory]
    [InlineData("aü", 2, "a")]
    [InlineData("a€", 3, "a")]
    [InlineData("😀😀", 7, "😀")]
    [InlineData("aü", 3, "aü")]
    public void Text_is_cut_between_characters(string text, int captured, string shown)
    {
        using var reader = new TapReader(NegotiatedExtensions.None, captured);
        var item = reader.Read(1, Now, Frame(Encoding.UTF8.GetBytes(text)[..captured]) with { Truncated = true });
        Assert.Equal((shown, true), (item.Text, item.Truncated));
    }

    [Fact]
    public void Without_payload_nothing_is_shown()
    {
        using var reader = new TapReader(Alone, null);
        var item = reader.Read(1, Now, Frame([]) with { Size = 10, Truncated = true, Compressed = true });
        Assert.Equal((null, null, 10L, true), (item.Payload, item.Detail, item.Size, item.Compressed));
    }

    [Fact]
    public void Messages_that_are_compressed_alone_inflate_alone()
    {
        using var reader = new TapReader(Alone, 100);
        for (var i = 0; i < 3; i++)
        {
            var item = reader.Read(i, Now, Compressed(new Deflater().Deflate($"hello hello hello {i}")));
            Assert.Equal(($"hello hello hello {i}", true, null), (item.Text, item.Compressed, item.Detail));
        }
    }

    [Fact]
    public void The_context_is_followed_from_the_beginning_of_the_stream()
    {
        var deflater = new Deflater();
        using var reader = new TapReader(NegotiatedExtensions.Deflate, 100);
        for (var i = 0; i < 50; i++)
            Assert.Equal($"the same words again and again {i % 7}",
                reader.Read(i, Now, Compressed(deflater.Deflate($"the same words again and again {i % 7}"))).Text);
    }

    [Fact]
    public void In_the_middle_of_a_stream_there_is_no_text_until_a_message_refers_to_nothing_before_the_tap()
    {
        var deflater = new Deflater();
        deflater.Deflate("the same words again and again");
        using var reader = new TapReader(NegotiatedExtensions.Deflate, 100);

        var early = reader.Read(1, Now, Compressed(deflater.Deflate("the same words again and again")));
        var alone = reader.Read(2, Now, Compressed(deflater.Deflate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")));
        var after = reader.Read(3, Now, Compressed(deflater.Deflate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")));

        Assert.Equal((null, MiddleOfStream), (early.Payload, early.Detail));
        Assert.Equal("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", alone.Text);
        Assert.Equal("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", after.Text);
    }

    [Fact]
    public void A_gap_loses_the_context()
    {
        var deflater = new Deflater();
        using var reader = new TapReader(NegotiatedExtensions.Deflate, 100);
        Assert.NotNull(reader.Read(1, Now, Compressed(deflater.Deflate("the same words again and again"))).Text);
        reader.Forget();
        Assert.Equal(MiddleOfStream, reader.Read(2, Now, Compressed(deflater.Deflate("the same words again and again"))).Detail);
    }

    [Fact]
    public void What_is_cut_in_the_middle_shows_its_beginning()
    {
        using var reader = new TapReader(Alone, 20);
        var bytes = new Deflater().Deflate(string.Concat(Enumerable.Range(0, 1000)));
        var item = reader.Read(1, Now, Compressed(bytes[..(bytes.Length / 2)]) with { Truncated = true });
        Assert.Equal(("01234567891011121314", true), (item.Text, item.Truncated));
    }

    [Fact]
    public void Of_a_bomb_no_more_is_inflated_than_the_limit()
    {
        using var reader = new TapReader(NegotiatedExtensions.Deflate, 20);
        var item = reader.Read(1, Now, Compressed(new Deflater().Deflate(new string('0', 50_000_000))));
        Assert.Equal((new string('0', 20), true), (item.Text, item.Truncated));
    }

    [Fact]
    public void A_context_that_ended_with_a_final_block_is_not_waited_for()
    {
        using var output = new MemoryStream();
        using (var deflate = new DeflateStream(output, CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write("last"u8);
        using var reader = new TapReader(NegotiatedExtensions.Deflate, 20);
        Assert.Equal("last", reader.Read(1, Now, Compressed(output.ToArray())).Text);
        Assert.Equal("next", reader.Read(2, Now, Compressed(new Deflater().Deflate("next"))).Text);
    }

    [Fact]
    public void Broken_data_is_told()
    {
        using var reader = new TapReader(Alone, 20);
        Assert.Equal("compressed, and cannot be inflated: no text", reader.Read(1, Now, Compressed([0xFF, 0xFF, 0xFF, 0xFF])).Detail);
    }

    [Fact]
    public void An_empty_message_is_empty()
    {
        using var reader = new TapReader(NegotiatedExtensions.Deflate, 20);
        var deflater = new Deflater();
        Assert.Equal("", reader.Read(1, Now, Compressed([0])).Text); // RFC 7692 section 7.2.3.6
        Assert.Equal("then", reader.Read(2, Now, Compressed(deflater.Deflate("then"))).Text);
    }

    private static TapFrame Frame(byte[] captured) => new(TapDirection.FromClient, TapKind.Text, captured.Length, captured);

    private static TapFrame Compressed(byte[] captured) => Frame(captured) with { Compressed = true };
}
