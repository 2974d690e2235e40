using System.Net;
using Microsoft.AspNetCore.Http;
using Serilog;

namespace ActorProxy.Node.Admin;

/// <summary>Who may ask what.</summary>
/// <param name="token">See <see cref="Token"/>.</param>
internal sealed class AdminGuard(AdminToken? token, WrongTokens wrong, ILogger log)
{
    private volatile AdminToken? _token = token;

    /// <summary>Null where none is asked for; then the endpoint is on loopback.</summary>
    public AdminToken? Token
    {
        get => _token;
        set => _token = value;
    }

    /// <summary>What concerns every path but those for orchestrators.</summary>
    public Refusal? CheckOrigin(HttpRequest request, bool isPage) => Token is not null
        ? null
        : BrowserRules.Check(request.Scheme, request.Host.Value ?? "", request.Host.Host, request.Headers.Origin.ToString(),
            request.Headers["Sec-Fetch-Site"].ToString(), isPage);

    /// <summary>What concerns every path that shows or changes something.</summary>
    public Refusal? CheckToken(HttpContext context)
    {
        if (Token is not { } token)
            return null;
        var client = context.Connection.RemoteIpAddress ?? IPAddress.None;
        var authorization = context.Request.Headers.Authorization.ToString();
        if (authorization.Length == 0)
            return new Refusal(StatusCodes.Status401Unauthorized, "a token is required: Authorization: Bearer TOKEN");
        // Always looked at: an operator who shares an address with one who guesses is not shut out by him.
        if (token.IsIn(authorization))
            return null;
        if (wrong.WaitOf(client) is { Ticks: > 0 } wait)
            return Blocked(wait);
        log.Warning("Admin endpoint: a wrong token from {Client}", client);
        if (!wrong.Add(client))
            return new Refusal(StatusCodes.Status401Unauthorized, "the token is wrong");
        log.Warning("Admin endpoint: {Client} is answered 429 for {Seconds} s, unless with the right token, after "
            + "{Count} wrong ones within a minute", client, WrongTokens.Window.TotalSeconds, WrongTokens.Allowed);
        return Blocked(WrongTokens.Window);
    }

    private static Refusal Blocked(TimeSpan wait) =>
        new(StatusCodes.Status429TooManyRequests, "there were too many wrong tokens from this address; try again in a minute", wait);
}
