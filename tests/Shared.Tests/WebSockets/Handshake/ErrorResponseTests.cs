using System.Text;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Shared.Tests.WebSockets.Handshake;

public class ErrorResponseTests
{
    public static TheoryData<TerminationReason> Answered =>
        new(Enum.GetValues<TerminationReason>().Where(r => r.Status() is not null));

    private static (ResponseHead Head, string Body) Read(byte[] bytes)
    {
        var result = ResponseHeadParser.Parse(bytes, HeadLimits.Default);
        return (result.Head!, Encoding.UTF8.GetString(bytes.AsSpan(result.Consumed)));
    }

    [Theory(DisplayName = "RFC 9110 15: every reason that has a status has a whole answer")]
    [MemberData(nameof(Answered))]
    public void Whole(TerminationReason reason)
    {
        var bytes = ErrorResponse.For(reason, "id-1", "now");
        var (head, body) = Read(bytes);
        Assert.Equal(reason.Status(), head.Status);
        Assert.NotEmpty(head.Reason);
        Assert.Equal(body.Length.ToString(), head.Fields.First("Content-Length"));
        Assert.Equal("text/plain; charset=utf-8", head.Fields.First("Content-Type"));
        Assert.True(head.Fields.HasToken("Connection", "close"));
        Assert.Equal("id-1", head.Fields.First("X-Request-Id"));
        Assert.EndsWith("\nRequest id: id-1\n", body);
    }

    [Fact]
    public void Body_is_short_and_plain() => Assert.Equal(
        "502 Bad Gateway: the backend refused the connection.\nRequest id: 7\n",
        Read(ErrorResponse.For(TerminationReason.BackendRefused, "7", "now")).Body);

    [Theory]
    [InlineData(TerminationReason.ConnectionLimit, "the proxy has too many connections; come again later.")]
    [InlineData(TerminationReason.RouteLimit, "this address has too many connections; come again later.")]
    [InlineData(TerminationReason.BackendLimit, "all backends are busy; come again later.")]
    [InlineData(TerminationReason.NoBackend, "no backend is available.")]
    public void What_is_full_is_named(TerminationReason reason, string text) => Assert.StartsWith(
        $"503 Service Unavailable: {text}\n", Read(ErrorResponse.For(reason, "7", "now")).Body);

    [Fact(DisplayName = "RFC 9110 15.5.22 and RFC 6455 4.4: a 426 says which protocol and version")]
    public void UpgradeRequired()
    {
        var fields = Read(ErrorResponse.For(TerminationReason.UpgradeRequired, "7", "now")).Head.Fields;
        Assert.Equal("websocket", fields.First("Upgrade"));
        Assert.True(fields.HasToken("Connection", "upgrade"));
        Assert.Equal("13", fields.First("Sec-WebSocket-Version"));
    }

    [Fact(DisplayName = "RFC 9110 15.5.6: a 405 says what is allowed")]
    public void MethodNotAllowed() =>
        Assert.True(Read(ErrorResponse.For(TerminationReason.MethodNotAllowed, "7", "now")).Head.Fields.HasToken("Allow", "GET"));

    [Fact]
    public void The_parts_say_nothing_of_the_connection()
    {
        var (head, body) = ErrorResponse.Parts(TerminationReason.NoRoute, "7");
        Assert.False(head.Fields.Has("Connection"));
        Assert.StartsWith("404 Not Found: ", Encoding.UTF8.GetString(body));
    }

    [Fact]
    public void Detail_is_shown_only_where_the_fault_is_the_clients()
    {
        Assert.Contains("400 Bad Request: no colon.", Read(ErrorResponse.For(TerminationReason.BadRequest, "7", "now", "no colon.")).Body);
        Assert.DoesNotContain("10.0.0.1", Read(ErrorResponse.For(TerminationReason.BackendRefused, "7", "now", "10.0.0.1")).Body);
        Assert.DoesNotContain("secret", Read(ErrorResponse.For(TerminationReason.InternalError, "7", "now", "secret")).Body);
    }

    [Fact]
    public void Reasons_after_the_101_have_no_answer() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ErrorResponse.For(TerminationReason.Closed, "7", "now"));
}
