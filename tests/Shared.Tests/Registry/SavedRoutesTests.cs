using System.Text;
using ActorProxy.Shared.Registry;

namespace ActorProxy.Shared.Tests.Registry;

public sealed class SavedRoutesTests
{
    private static readonly HostRoutes Known = Routes.Known(3, 2, Routes.Of("own:/x"), Routes.Of("mine:/y"));

    private static readonly SavedRoutes Saved = SavedRoutes.Of([Known], new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    [Fact]
    public void What_was_written_is_read_with_its_revisions()
    {
        Assert.True(SavedRoutes.TryRead(Saved.Write(), out var read, out _));
        Assert.Equal(Saved, read);
        Assert.True(SavedRoutes.TryRead(SavedRoutes.Of([], default).Write(), out read, out _));
        Assert.Empty(read.Hosts);
    }

    [Fact]
    public void A_document_that_ends_anywhere_is_refused()
    {
        var whole = Saved.Write();
        for (var length = 0; length < whole.Length; length++)
            Assert.False(SavedRoutes.TryRead(whole.AsMemory(0, length), out _, out _), $"{length} of {whole.Length} bytes");
    }

    [Fact]
    public void A_byte_that_is_another_one_is_told_of_or_makes_another_document_and_is_no_more_than_that()
    {
        var whole = Saved.Write();
        for (var at = 0; at < whole.Length; at++)
        {
            foreach (var flip in (byte[])[1, 32, 128])
            {
                var bytes = (byte[])whole.Clone();
                bytes[at] ^= flip;
                Assert.Equal(SavedRoutes.TryRead(bytes, out var read, out var problem), problem is null && read is not null);
            }
        }
    }

    [Theory]
    [InlineData("", "it is damaged or not whole: ")]
    [InlineData("\0\0\0\0", "it is damaged or not whole: ")]
    [InlineData("[]", "it has no routes that ActorProxy has saved")]
    [InlineData("{}", "it has no routes that ActorProxy has saved")]
    [InlineData("{\"format\":2,\"tables\":[]}", "it has format 2, and this version reads 1: another version has written it")]
    [InlineData("{\"format\":\"1\",\"hosts\":[]}", "it has format \"1\", and this version reads 1")]
    [InlineData("{\"format\":1}", "it is damaged or not whole: ")]
    [InlineData("{\"format\":1,\"saved-at\":\"2026-01-02T03:04:05+00:00\",\"hosts\":null}", "it is damaged or not whole: ")]
    [InlineData("{\"format\":1,\"saved-at\":\"2026-01-02T03:04:05+00:00\",\"hosts\":[null]}", "a host is null")]
    public void What_is_wrong_is_said(string text, string problem)
    {
        Assert.False(SavedRoutes.TryRead(Encoding.UTF8.GetBytes(text), out var read, out var told));
        Assert.StartsWith(problem, told, StringComparison.Ordinal);
        Assert.Null(read);
    }

    [Fact]
    public void A_host_that_is_there_twice_is_refused()
    {
        Assert.False(SavedRoutes.TryRead(SavedRoutes.Of([Known, Known], default).Write(), out _, out var problem));
        Assert.Equal("a host is in it twice", problem);
    }
}
