using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorProxy.Node.Admin;
using ActorProxy.Shared.Operator;
using ActorProxy.Shared.Text;

namespace ActorProxy.Node.Cli.Operator;

/// <summary>Gives commands to an admin endpoint.</summary>
internal sealed class AdminClient : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    private readonly AdminTarget _target;

    // No proxy of the environment: it could not reach a loopback address. No redirects: they would get the token.
    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectTimeout = ConnectTimeout, UseProxy = false,
        AllowAutoRedirect = false })
    {
        Timeout = Timeout.InfiniteTimeSpan, // an answer may go on for hours
    };

    public AdminClient(AdminTarget target) => _target = target;

    public void Dispose() => _http.Dispose();

    /// <summary>The answer as it comes, each piece also as the line that it was. Cancelling it ends the command.</summary>
    /// <exception cref="AdminFailure">Nothing answers, or not an admin endpoint, or the token is missing or wrong.</exception>
    public async IAsyncEnumerable<(string Line, OperatorAnswer Answer)> RunAsync(
        OperatorCommand command, IReadOnlyDictionary<string, string> arguments, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var response = await SendAsync(command, arguments, cancellation);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation), Encoding.UTF8);
        if (response.Content.Headers.ContentType?.MediaType != AdminReply.Lines)
            throw new AdminFailure(ExitCode.Unreachable,
                $"what answers at {_target.Base} is no admin endpoint of ActorProxy (HTTP {(int)response.StatusCode})");
        var denied = response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.TooManyRequests;
        while (await ReadAsync(reader, cancellation) is { } line)
        {
            var answer = Parse(line);
            if (denied)
                throw new AdminFailure(ExitCode.WrongToken,
                    $"{_target.Base}: {answer.Text}; the token is given with --token-file, --token or ACTORPROXY_TOKEN");
            yield return (line, answer);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        OperatorCommand command, IReadOnlyDictionary<string, string> arguments, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{_target.Base}/api/{command.Group}/{command.Verb}");
        var body = new JsonObject(arguments.Select(a => KeyValuePair.Create<string, JsonNode?>(a.Key, a.Value)));
        request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation(AdminCaller.Header, Ascii($"cli {Environment.UserName}@{Environment.MachineName}"));
        if (_target.Token is { } token && !request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}"))
            throw new AdminFailure(ExitCode.WrongToken, "the token has characters that no token can have");
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (Exception failure) when (failure is HttpRequestException
            || (failure is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new AdminFailure(ExitCode.Unreachable,
                $"nothing answers at {_target.Base} ({failure.GetBaseException().Message}). The node's configuration switches the "
                    + $"endpoint on with actorproxy.admin.port = 9111; --admin or ACTORPROXY_ADMIN names another address.");
        }
    }

    private async Task<string?> ReadAsync(StreamReader reader, CancellationToken cancellation)
    {
        try
        {
            return await reader.ReadLineAsync(cancellation);
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException && !cancellation.IsCancellationRequested)
        {
            throw new AdminFailure(ExitCode.Unreachable,
                $"the connection to {_target.Base} was lost within the answer ({failure.GetBaseException().Message})");
        }
    }

    private OperatorAnswer Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, OperatorJson.Default.OperatorAnswer) ?? throw new JsonException("null");
        }
        catch (JsonException)
        {
            throw new AdminFailure(ExitCode.Unreachable, $"{_target.Base} sent what is no answer: {PlainText.Of(line)}");
        }
    }

    private static string Ascii(string text) => string.Concat(text.Where(c => c is >= ' ' and <= '~'));
}
