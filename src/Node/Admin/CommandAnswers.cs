using System.Buffers;
using System.Collections.Immutable;
using ActorProxy.Actors.Operator;
using ActorProxy.Shared.Operator;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Serilog;

namespace ActorProxy.Node.Admin;

/// <summary>Gives a command that came by HTTP to the service, and passes the answers on as they come.</summary>
internal sealed class CommandAnswers(IOperatorService service, ILogger log)
{
    private const string JsonType = "application/json";

    /// <summary>Rows that come at once are sent at once, up to so many bytes.</summary>
    private const int FlushSize = 16 * 1024;

    public async Task ServeAsync(HttpContext context, OperatorCommand command)
    {
        var reads = command.Effect == CommandEffect.Reads;
        var get = HttpMethods.IsGet(context.Request.Method);
        if (!HttpMethods.IsPost(context.Request.Method) && !(get && reads))
        {
            await AdminReply.NotAllowedAsync(context, reads ? "GET, POST" : "POST",
                reads ? "GET or POST only" : $"{command.Name} changes something: POST only");
            return;
        }
        var (arguments, refusal) = get ? FromQuery(context.Request) : await FromBodyAsync(context);
        if (arguments is null)
            await AdminReply.RefuseAsync(context, refusal!);
        else
            await RunAsync(context, new OperatorRequest(
                command.Name, arguments, AdminCaller.Of(context.Connection.RemoteIpAddress,
                    context.Request.Headers[AdminCaller.Header].ToString())));
    }

    private async Task RunAsync(HttpContext context, OperatorRequest request)
    {
        var response = context.Response;
        response.ContentType = AdminReply.Lines;
        var first = true;
        var unflushed = 0;
        try
        {
            await using var answers = service.RunAsync(request, context.RequestAborted).GetAsyncEnumerator(context.RequestAborted);
            while (true)
            {
                var next = answers.MoveNextAsync();
                if (unflushed > 0 && (!next.IsCompleted || unflushed >= FlushSize))
                {
                    // Without a token: to a client that is gone a flush ends at once, and throws nothing into the command under way.
                    await response.BodyWriter.FlushAsync(CancellationToken.None);
                    unflushed = 0;
                }
                if (!await next)
                    break;
                if (first && answers.Current.Kind == AnswerKind.Error)
                    response.StatusCode = StatusCodes.Status400BadRequest;
                first = false;
                unflushed += Write(response, answers.Current);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return; // nobody is left to be answered
        }
        catch (Exception failure)
        {
            log.Error(failure, "The command {Command} failed: a defect of ActorProxy", request.Command);
            if (first)
                response.StatusCode = StatusCodes.Status500InternalServerError;
            Write(response, OperatorAnswer.Error($"{request.Command} failed, by a defect of ActorProxy; the node's log says more"));
        }
        await response.BodyWriter.FlushAsync(CancellationToken.None);
    }

    private static int Write(HttpResponse response, OperatorAnswer answer)
    {
        var line = AdminReply.Line(answer);
        response.BodyWriter.Write(line);
        return line.Length;
    }

    private static (ImmutableSortedDictionary<string, string>? Arguments, Refusal? Refusal) FromQuery(HttpRequest request) =>
        ApiArguments.TryRead(request.Query, out var arguments, out var problem) ? (arguments, null) : (null, Wrong(problem));

    private static async Task<(ImmutableSortedDictionary<string, string>? Arguments, Refusal? Refusal)> FromBodyAsync(HttpContext context)
    {
        // Forms of other sites cannot send this type.
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            || !type.MediaType.Equals(JsonType, StringComparison.OrdinalIgnoreCase))
            return (null, new Refusal(StatusCodes.Status415UnsupportedMediaType, $"Content-Type must be {JsonType}"));
        if (context.Request.Query.Count > 0)
            return (null, Wrong("arguments of a POST are in its body, as a JSON object"));
        using var body = new MemoryStream();
        try
        {
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        }
        catch (BadHttpRequestException error)
        {
            return (null, new Refusal(error.StatusCode, error.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? $"the body is larger than {AdminEndpoint.MaxBodySize / 1024} KiB"
                : error.Message));
        }
        return ApiArguments.TryRead(body.GetBuffer().AsMemory(0, (int)body.Length), out var arguments, out var problem)
            ? (arguments, null)
            : (null, Wrong(problem));
    }

    private static Refusal Wrong(string problem) => new(StatusCodes.Status400BadRequest, problem);
}
