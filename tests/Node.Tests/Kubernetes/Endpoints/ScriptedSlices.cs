using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace ActorProxy.Node.Tests.Kubernetes.Endpoints;

/// <summary>EndpointSlices of one Service, as the Kubernetes API lists them and tells of their changes.</summary>
internal sealed class ScriptedSlices
{
    private Channel<string?> _changes = Channel.CreateUnbounded<string?>();

    public IReadOnlyList<object> Listed { get; set; } = [];

    public async Task AnswerAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        if (context.Request.Query["watch"] != "true")
        {
            await context.Response.WriteAsync(JsonSerializer.Serialize(new
            {
                kind = "EndpointSliceList",
                apiVersion = "discovery.k8s.io/v1",
                metadata = new { resourceVersion = "17" },
                items = Listed,
            }));
            return;
        }
        await context.Response.StartAsync();
        await context.Response.Body.FlushAsync();
        while (await _changes.Reader.ReadAsync(context.RequestAborted) is { } line)
        {
            await context.Response.WriteAsync(line + "\n");
            await context.Response.Body.FlushAsync();
        }
    }

    /// <summary>A change, to whoever watches.</summary>
    public void Tell(string type, object slice) => Write(JsonSerializer.Serialize(new { type, @object = slice }));

    public void Write(string line) => _changes.Writer.TryWrite(line);

    /// <summary>The answer of changes ends, as the API ends it now and then.</summary>
    public void EndAnswer() => _changes.Writer.TryWrite(null);

    /// <summary>Nobody is answered any more.</summary>
    public void End() => _changes.Writer.TryComplete();

    public static object Slice(string name, string version, int port, params string[] addresses) => new
    {
        kind = "EndpointSlice",
        apiVersion = "discovery.k8s.io/v1",
        metadata = new { name, resourceVersion = version },
        addressType = "IPv4",
        ports = new[] { new { name = "ws", port, protocol = "TCP" } },
        endpoints = addresses.Select(address => new
        {
            addresses = new[] { address },
            conditions = new { ready = true, serving = true, terminating = false },
        }),
    };
}
