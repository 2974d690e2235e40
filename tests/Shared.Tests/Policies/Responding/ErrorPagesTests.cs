using System.Text;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Policies.Responding;
using ActorProxy.Shared.Settings;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Shared.Tests.Policies.Responding;

public sealed class ErrorPagesTests
{
    private static readonly ErrorPages Pages = new()
    {
        Pages = [new() { Status = "5xx", Body = "any 5xx" }, new() { Status = "503", Body = "503" },
            new() { Status = "404", Body = "404" }],
    };

    [Theory]
    [InlineData(503, "503")]
    [InlineData(502, "any 5xx")]
    [InlineData(404, "404")]
    [InlineData(400, null)]
    public void The_page_of_the_status_goes_before_that_of_its_class(int status, string? expected) =>
        Assert.Equal(expected, Pages.For(status)?.Body);

    [Theory]
    [InlineData("", false)]
    [InlineData("*/*", false)]
    [InlineData("text/html, */*;q=0.8", false)]
    [InlineData("application/json", true)]
    [InlineData("text/plain, Application/JSON; q=0.5", true)]
    [InlineData("application/problem+json", true)]
    [InlineData("application/json;q=0", false)]
    [InlineData("application/json; q=0.000", false)]
    [InlineData("application/json; q=0.001", true)]
    public void Clients_that_ask_for_JSON_get_it(string accept, bool json)
    {
        var page = new ErrorPage { Status = "502", Body = "text", Json = "{}" };
        var (type, body) = page.For([new HeaderField("Accept", accept)], 502, TerminationReason.BackendRefused, "id");
        Assert.Equal(json ? ("application/json", "{}") : ("text/plain; charset=utf-8", "text"), (type, Encoding.UTF8.GetString(body)));
    }

    [Theory] // A peer that is trusted with request ids may send any visible character.
    [InlineData("text/html", "a<b>\"&", "502 backend_refused a&lt;b&gt;&quot;&amp;")]
    [InlineData("image/svg+xml", "a<b>", "502 backend_refused a&lt;b&gt;")]
    [InlineData("application/json", "a\"b\\", "502 backend_refused a\\u0022b\\\\")]
    [InlineData("text/plain", "a<b>\"\\", "502 backend_refused a<b>\"\\")]
    public void Placeholders_are_written_as_the_body_needs_it(string type, string id, string expected)
    {
        var page = new ErrorPage { Status = "502", Body = "{status} {reason} {request-id}", ContentType = type };
        Assert.Equal(expected, Encoding.UTF8.GetString(page.For([], 502, TerminationReason.BackendRefused, id).Body));
    }

    [Theory]
    [InlineData("""{"body":"{reasn}"}""", "errors.5xx.body: '{reasn}' is no placeholder, and is sent as it stands; there are {status}, "
        + "{reason}, {request-id}", true)]
    [InlineData("""{"body":"{status} p { color: red } {}"}""", null, true)]
    [InlineData("""{"body":"x","json":"{\"a\":{status},\"b\":\"{reason}\"}"}""", null, true)]
    [InlineData("""{"body":"x","json":"{\"a\":{reason}}"}""", "errors.5xx.json: is no JSON, with its placeholders filled in", false)]
    [InlineData("""{"body":"x","content-type":""}""", "errors.5xx.content-type: is empty, or has a control character or white space at an "
        + "end", false)]
    public void What_would_not_be_what_was_meant_is_told(string page, string? expected, bool isUsed)
    {
        var report = new SettingReport();
        new SettingsModel().Read<ErrorPages>((SettingSection)SettingsJson.Read($$"""{"errors":{"5xx":{{page}} } }"""), report);
        Assert.Equal(expected is null ? [] : [expected], report.Problems.Concat(report.Warnings).Select(told => told.ToString()));
        Assert.Equal(isUsed, report.Count == 0);
    }

    [Theory]
    [InlineData("404", true)]
    [InlineData("599", true)]
    [InlineData("4xx", true)]
    [InlineData("200", false)]
    [InlineData("6xx", false)]
    [InlineData("4XX", false)]
    [InlineData("40", false)]
    [InlineData("*", false)]
    public void They_are_for_errors_only_in_the_short_form_too(string status, bool valid)
    {
        var model = new SettingsModel();
        foreach (var json in new[] { $$"""{"errors":{"{{status}}":"x"} }""", $$"""{"errors":{"{{status}}":{"body":"x"} } }""" })
        {
            var report = new SettingReport();
            var read = model.Read<ErrorPages>((SettingSection)SettingsJson.Read(json), report);
            Assert.Equal(valid
                ? []
                : [$"errors.{SettingPath.Append("", status)}: '{status}' is no status of an error: 400 to 599, or 4xx or 5xx for "
                + "all of them"], report.Problems.Select(problem => problem.ToString()));
            Assert.Equal(1, valid ? read.Pages.Count : 1);
        }
    }
}
