using System.Net;
using System.Text;
using ActorProxy.Actors.Health;
using ActorProxy.Node.Admin;
using ActorProxy.Node.Tests.Persistence;
using ActorProxy.Shared.Operator;
using ActorProxy.Shared.Options;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Serilog;

namespace ActorProxy.Node.Tests.Admin;

/// <summary>An admin endpoint on loopback before a service that a test scripts, and a client of it.</summary>
internal sealed class AdminHarness : IAsyncDisposable
{
    private AdminHarness(AdminEndpoint endpoint, FakeOperatorService service)
    {
        (Endpoint, Service) = (endpoint, service);
        Client.BaseAddress = new Uri($"http://{endpoint.Address}");
    }

    public AdminEndpoint Endpoint { get; }

    public FakeOperatorService Service { get; }

    public HttpClient Client { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });

    public NodeHealth Health { get; private init; } = null!;

    public RecordingSink Log { get; private init; } = null!;

    public FakeTimeProvider Time { get; private init; } = null!;

    public string Url => $"http://{Endpoint.Address}";

    public static async Task<AdminHarness> StartAsync(string? token = null, RequestDelegate? metrics = null)
    {
        var (service, health, sink, time) = (new FakeOperatorService(), new NodeHealth(), new RecordingSink(), new FakeTimeProvider());
        var log = new LoggerConfiguration().WriteTo.Sink(sink).CreateLogger();
        var endpoint = await AdminEndpoint.StartAsync(new AdminOptions { Token = token }, service, health, () => true, metrics, time, log);
        return new AdminHarness(endpoint, service) { Health = health, Log = sink, Time = time };
    }

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, path), headers);

    public Task<HttpResponseMessage> PostAsync(string path, string body, params (string Name, string Value)[] headers) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") },
            headers);

    public static async Task<(HttpStatusCode Status, string Body)> ReadAsync(Task<HttpResponseMessage> sent)
    {
        using var response = await sent;
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>A value that each argument allows.</summary>
    public static string Sample(OperatorArgument argument) => argument.Kind switch
    {
        ArgumentKind.Number => argument.Min.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ArgumentKind.Duration => "1s",
        ArgumentKind.Size => "1B",
        ArgumentKind.Flag => "true",
        ArgumentKind.Choice => argument.Choices[^1],
        _ => $"a {argument.Name}", // with a blank: it must survive every way
    };

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Endpoint.DisposeAsync();
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, (string Name, string Value)[] headers)
    {
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
