using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorProxy.Shared.Operator;
using Microsoft.AspNetCore.Http;

namespace ActorProxy.Node.Admin;

/// <summary>Answers of the admin endpoint that are known as a whole.</summary>
internal static class AdminReply
{
    public const string Lines = "application/x-ndjson";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    public static byte[] Document(JsonNode document) => JsonSerializer.SerializeToUtf8Bytes(document, Indented);

    public static Task RefuseAsync(HttpContext context, Refusal refusal)
    {
        if (refusal.RetryAfter > TimeSpan.Zero)
            context.Response.Headers.RetryAfter = Math.Ceiling(refusal.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        if (refusal.Status == StatusCodes.Status401Unauthorized)
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"actorproxy\"";
        return ErrorAsync(context, refusal.Status, refusal.Text);
    }

    /// <summary>As an answer of a command, so that clients have one thing to read.</summary>
    public static Task ErrorAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        return SendAsync(context, Lines, Line(OperatorAnswer.Error(text)));
    }

    /// <param name="allowed">As in <c>GET, POST</c>.</param>
    public static Task NotAllowedAsync(HttpContext context, string allowed, string text)
    {
        context.Response.Headers.Allow = allowed;
        return ErrorAsync(context, StatusCodes.Status405MethodNotAllowed, text);
    }

    public static Task SendAsync(HttpContext context, string type, byte[] body)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    public static byte[] Line(OperatorAnswer answer) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(answer, OperatorJson.Default.OperatorAnswer), (byte)'\n'];
}
