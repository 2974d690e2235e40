using System.Collections.Immutable;
using ActorProxy.Actors.Health;
using Microsoft.AspNetCore.Http;

namespace ActorProxy.Node.Health;

/// <summary>What each path of the <see cref="HealthEndpoint"/> answers.</summary>
/// <param name="systemRuns">Whether the actor system has not terminated.</param>
internal sealed class HealthAnswers(NodeHealth health, Func<bool> systemRuns)
{
    public Task ServeAsync(HttpContext context)
    {
        var known = context.Request.Path.Value is HealthPaths.Live or HealthPaths.Started or HealthPaths.Ready;
        if (!known)
            return AnswerAsync(context, StatusCodes.Status404NotFound, ["there is nothing here"]);
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            return AnswerAsync(context, StatusCodes.Status405MethodNotAllowed, ["GET or HEAD only"]);
        }
        var missing = Missing(context.Request.Path.Value!);
        return missing.IsEmpty
            ? AnswerAsync(context, StatusCodes.Status200OK, ["ok", .. Without(context.Request.Path.Value!)])
            : AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, missing);
    }

    private ImmutableArray<string> Missing(string path) => path switch
    {
        HealthPaths.Live => systemRuns() ? [] : ["the actor system has terminated"],
        HealthPaths.Started => health.HasStarted ? [] : ["the node was not ready yet", .. health.Current.WhyNotReady],
        _ => systemRuns() ? health.Current.WhyNotReady : ["the actor system has terminated"],
    };

    private ImmutableArray<string> Without(string path) => path == HealthPaths.Ready ? health.Current.Without : [];

    private static Task AnswerAsync(HttpContext context, int status, IReadOnlyList<string> lines)
    {
        var body = string.Join('\n', lines) + "\n"; // ASCII
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = body.Length;
        context.Response.Headers.CacheControl = "no-store";
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync(body, context.RequestAborted);
    }
}
