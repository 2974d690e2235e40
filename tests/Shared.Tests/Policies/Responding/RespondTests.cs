using System.Text;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Policies.Responding;
using ActorProxy.Shared.Policies.Standard;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Tests.Policies.Responding;

public sealed class RespondTests
{
    [Fact]
    public void It_is_the_status_the_fields_and_the_body()
    {
        var respond = new Respond { Status = 410, Headers = [new("X-A", "1")], Body = "gone", ContentType = "text/html" };
        var (fields, body) = respond.Answer("http", "a", "/");
        Assert.Equal([new("Content-Type", "text/html"), new("X-A", "1")], fields);
        Assert.Equal("gone", Encoding.UTF8.GetString(body));
    }

    [Fact]
    public void A_redirection_has_a_Location_and_no_type_without_a_body()
    {
        Assert.True(RedirectTarget.TryParse("https://{host}{target}", out var to, out _));
        Assert.Equal([new HeaderField("Location", "https://a/b?c")], new Respond { Redirect = to }.Answer("http", "a", "/b?c").Fields);
    }

    [Theory]
    [InlineData("{}", 200)]
    [InlineData("""{"redirect":"/x"}""", 308)]
    [InlineData("""{"redirect":"/x","status":302}""", 302)]
    [InlineData("""{"status":503}""", 503)]
    public void The_status_has_a_default(string json, int expected) =>
        Assert.Equal(expected, Read($$"""{"respond":{{json}} }""").Policies.Of<Respond>().EffectiveStatus);

    [Theory]
    [InlineData("""{"respond":{"status":200,"redirect":"/x"}}""",
        "respond.status: 200 is no redirection; those are 301, 302, 303, 307, 308")]
    [InlineData("""{"respond":{"status":204,"body":"x"}}""", "respond.body: a response with status 204 has none")]
    [InlineData("""{"respond":{"status":205,"body":"x"}}""", "respond.body: a response with status 205 has none")]
    [InlineData("""{"respond":{"status":302}}""", "respond.redirect: is missing: 302 leads elsewhere")]
    [InlineData("""{"respond":{"headers":{"content-type":"a/b"}}}""",
        "respond.headers: Content-Type is not set here; did you mean content-type?")]
    [InlineData("""{"respond":{"redirect":"/x","headers":{"Location":"/y"}}}""",
        "respond.headers: Location is not set here; did you mean redirect?")]
    [InlineData("""{"respond":{"status":199}}""", "respond.status: 199 is out of range; allowed is 200 to 599")]
    [InlineData("""{"respond":{"content-type":"text/css"}}""", "respond.content-type: there is no body that it would be of")]
    [InlineData("""{"respond":{"headers":{"Content-Length":"1"}}}""", "respond.headers: Header 'Content-Length' belongs to the "
        + "connection, the body or the handshake and cannot be changed by a rule")]
    [InlineData("""{"respond":{},"backends":["ws://a:1"]}""", "backends: a route that responds by itself has none")]
    [InlineData("{}", "the pool is missing; name one, or list the route's own backends")]
    public void What_does_not_go_together_is_a_problem(string json, string expected)
    {
        var report = new SettingReport();
        Read(json, report);
        Assert.Equal([expected], report.Problems.Select(problem => problem.ToString()));
    }

    [Fact]
    public void Its_route_stands_without_a_pool()
    {
        var report = new SettingReport();
        var document = (SettingSection)SettingsJson.Read("""{"id":"r","respond":{"status":410}}""");
        var route = ActorProxy.Shared.Routing.Documents.RouteDocument.Read(document, report);
        Assert.Equal(0, report.Count);
        Assert.True(route!.Responds);
        Assert.Equal(route, ActorProxy.Shared.Routing.Documents.RouteDocument.Read(
            ActorProxy.Shared.Routing.Documents.RouteDocument.Of(route), report));
    }

    private static Route Read(string json, SettingReport? report = null) =>
        StandardPolicies.Model.Read<Route>((SettingSection)SettingsJson.Read(json), report ?? new SettingReport());
}
