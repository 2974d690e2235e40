using ActorProxy.Shared.Backends.Endpoints;

namespace ActorProxy.Shared.Tests.Backends.Endpoints;

public class EndpointSourceTests
{
    [Theory]
    [InlineData("first", EndpointSourceKind.First, null)]
    [InlineData("all", EndpointSourceKind.All, null)]
    [InlineData("srv", EndpointSourceKind.Services, null)]
    [InlineData("endpoint-slices", EndpointSourceKind.Slices, null)]
    [InlineData("endpoint-slices:ws", EndpointSourceKind.Slices, "ws")]
    [InlineData("file:/etc/chat:1.txt", EndpointSourceKind.File, "/etc/chat:1.txt")]
    public void What_is_read_is_written_alike(string text, EndpointSourceKind kind, string? detail)
    {
        Assert.True(EndpointSource.TryParse(text, out var source, out _));
        Assert.Equal((kind, detail), (source.Kind, source.Detail));
        Assert.Equal(text, source.ToString());
        Assert.True(EndpointSource.TryParse(text, out var again, out _));
        Assert.Equal(source, again);
    }

    [Theory]
    [InlineData("first", "listed")]
    [InlineData("all", "dns")]
    [InlineData("srv", "srv")]
    [InlineData("endpoint-slices:ws", "slices")]
    [InlineData("file:/etc/chat", "file")]
    public void An_operator_reads_who_tells(string text, string name)
    {
        Assert.True(EndpointSource.TryParse(text, out var source, out _));
        Assert.Equal(name, source.Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("every")]
    [InlineData("srv:x")]
    [InlineData("endpoint-slices:")]
    [InlineData("file")]
    [InlineData("file:relative.txt")]
    [InlineData("file:/")]
    public void Anything_else_is_told_what_there_is(string text)
    {
        Assert.False(EndpointSource.TryParse(text, out _, out var error));
        Assert.Contains("file:PATH", error);
    }
}
