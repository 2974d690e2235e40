using System.Globalization;
using System.Net;
using System.Text;
using ActorProxy.Shared.Settings;
using ActorProxy.Shared.Tls;

namespace ActorProxy.Shared.Options;

/// <summary>Where operators see and steer the node: API, dashboard and what the command line talks to.</summary>
public sealed record AdminOptions : ISettingsCheck
{
    /// <summary>Characters that a token has at least, where others than this machine can try it.</summary>
    public const int MinTokenLength = 16;

    [Setting("Beyond loopback, as with \"0.0.0.0\", a token is required.")]
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    [Setting("{range}. The command line looks at 9111."), Between(0, 65535, Zero = "none")]
    public int Port { get; init; }

    [Setting("What callers must know: visible ASCII without spaces; beyond loopback at least 16 characters.", Secret = true,
        Example = "${ACTORPROXY_ADMIN_TOKEN}")]
    public string? Token { get; init; }

    [Setting("Or the file that holds it, without white space around it.", Example = "\"/etc/actorproxy/admin-token\"")]
    public string? TokenFile { get; init; }

    [Setting("With this section it speaks HTTPS. Without it, the token passes in the clear.")]
    public CertificateFiles? Tls { get; init; }

    /// <summary>Whether others than this machine can connect.</summary>
    public bool BeyondLoopback => !IPAddress.IsLoopback(Address);

    /// <summary>What is wrong with a token for this address, and what to do; null where nothing is.</summary>
    public string? TokenProblem(string token) => token switch
    {
        "" => "the token is empty",
        ['$', '{', .., '}'] =>
            $"the token is the text {token}, which anyone who has seen the file knows; write the variable without quotes",
        _ when token.Any(c => c is <= ' ' or > '~') =>
            "the token has a character that no Authorization field can carry; use visible ASCII without spaces",
        { Length: < MinTokenLength } when BeyondLoopback =>
            $"the token has {token.Length} characters; beyond loopback it needs at least {MinTokenLength}",
        _ => null,
    };

    public void Check(SettingsCheck check)
    {
        if (check.Has("token") && check.Has("token-file"))
            check.Problem("token-file", "the token is given twice; write either token or token-file");
        if (Token is { } token && TokenProblem(token) is { } problem)
            check.Problem("token", problem);
        if (Token is { Length: > 0 and < MinTokenLength } && !BeyondLoopback)
            check.Warn("token", $"can be guessed by any program of this machine; use at least {MinTokenLength} characters");
        if (this is { Port: not 0, BeyondLoopback: true } && !check.Has("token") && !check.Has("token-file"))
            check.Problem("address", $"{Address} can be reached from elsewhere, and anyone who connects could close connections "
                + "and change routes: set token or token-file, or 127.0.0.1");
    }

    /// <summary>The token stays out of logs.</summary>
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(CultureInfo.InvariantCulture,
            $"Address = {Address}, Port = {Port}, Token = {(Token is null ? "none" : "***")}, TokenFile = {TokenFile}, Tls = {Tls}");
        return true;
    }
}
