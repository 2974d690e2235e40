using Microsoft.AspNetCore.Http;

namespace ActorProxy.Node.Telemetry;

/// <summary>Serves <see cref="Path"/>, and nothing else.</summary>
internal sealed class MetricsPath(RequestDelegate scrape)
{
    public const string Path = "/metrics";

    public Task ServeAsync(HttpContext context)
    {
        if (context.Request.Path != Path)
            return AnswerAsync(context, StatusCodes.Status404NotFound, "there is nothing here but /metrics\n");
        if (HttpMethods.IsGet(context.Request.Method))
            return scrape(context);
        context.Response.Headers.Allow = "GET";
        return AnswerAsync(context, StatusCodes.Status405MethodNotAllowed, "GET only\n");
    }

    private static Task AnswerAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
