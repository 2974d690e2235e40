using System.Net;
using System.Net.Http.Headers;
using ActorProxy.Node.Health;
using ActorProxy.Node.SideServers;
using ActorProxy.Node.Tests.Persistence;
using Microsoft.AspNetCore.Http;

namespace ActorProxy.Node.Tests.Admin;

/// <summary>Requests that a decoder stumbles over, and whatever else a handler throws.</summary>
public sealed class AdminFailureTests
{
    [Theory]
    [InlineData("7B226964223A22FF227D")] // {"id":"\xFF"}
    [InlineData("7B226964223A2278222C22726561736F6E223A225C7564383030227D")] // {"id":"x","reason":"\ud800"}
    [InlineData("7B22FF223A2278227D")] // {"\xFF":"x"}
    [InlineData("7B225C7564383030223A2278227D")] // {"\ud800":"x"}
    public async Task A_text_that_is_none_is_the_client_s_fault(string body)
    {
        await using var admin = await AdminHarness.StartAsync();
        using var content = new ByteArrayContent(Convert.FromHexString(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        using var response = await admin.Client.PostAsync("/api/connections/close", content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("the body is no JSON object of arguments", await response.Content.ReadAsStringAsync());
        Assert.Empty(admin.Log.Lines);
    }

    [Fact]
    public void Half_of_a_surrogate_pair_within_a_document_is_an_error_of_the_document()
    {
        Assert.False(ActorProxy.Shared.Routing.Documents.RouteDocument.TryParse("{\"id\":\"a\",\"\\ud800\":1}", out _, out var error));
        Assert.StartsWith("cannot be read: ", error);
    }

    [Fact]
    public async Task What_a_handler_throws_is_500_and_in_the_log()
    {
        await using var admin = await AdminHarness.StartAsync(metrics: _ => throw new InvalidOperationException("what happened"));

        Assert.Equal(HttpStatusCode.InternalServerError, (await admin.GetAsync("/metrics")).StatusCode);

        Assert.Contains("The admin endpoint failed to answer GET \"/metrics\": a defect of ActorProxy", Assert.Single(admin.Log.Lines));
    }

    [Fact]
    public async Task So_it_is_of_every_server_beside_the_proxy()
    {
        var log = new RecordingSink();
        await using var server = await SlimServer.StartAsync(
            "health endpoint", "health", new IPEndPoint(IPAddress.Loopback, 0), _ => { }, _ => { },
            context => context.Request.Path == HealthPaths.Live
                ? throw new InvalidOperationException("what happened")
                : throw new BadHttpRequestException("no", 413),
            new SideConnections(8, TimeSpan.FromSeconds(5), null, TimeProvider.System), RegistryNode.Logger(log));
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(
            $"http://{server.Address}") };

        Assert.Equal(HttpStatusCode.InternalServerError, (await client.GetAsync(HealthPaths.Live)).StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await client.GetAsync("/")).StatusCode);

        Assert.Contains("The health endpoint failed to answer GET \"/healthz\"", Assert.Single(log.Lines));
    }
}
