using System.Net;
using System.Text;
using ActorProxy.Shared.Tls;

namespace ActorProxy.Shared.Options;

/// <summary>Where operators see and steer the node: API, dashboard and what the command line talks to.</summary>
public sealed record AdminOptions
{
    /// <summary>Characters that a token has at least, where others than this machine can try it.</summary>
    public const int MinTokenLength = 16;

    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>1 to 65535, or 0 for none.</summary>
    public int Port { get; init; }

    /// <summary>What callers must know; null for none, which only a loopback address allows.</summary>
    public string? Token { get; init; }

    /// <summary>The file that holds the token, instead of <see cref="Token"/>.</summary>
    public string? TokenFile { get; init; }

    /// <summary>Null for plain HTTP.</summary>
    public CertificateFiles? Tls { get; init; }

    /// <summary>Whether others than this machine can connect.</summary>
    public bool BeyondLoopback => !IPAddress.IsLoopback(Address);

    /// <summary>What is wrong with a token for this address, and what to do; null where nothing is.</summary>
    public string? TokenProblem(string token) => token switch
    {
        "" => "the token is empty",
        ['$', '{', .., '}'] => $"the token is the text {token}, which whoever has seen the file knows; write the variable without quotes",
        _ when token.Any(c => c is <= ' ' or > '~') => "the token has a character that no Authorization field can carry; use visible ASCII without spaces",
        { Length: < MinTokenLength } when BeyondLoopback => $"the token has {token.Length} characters; beyond loopback it needs at least {MinTokenLength}",
        _ => null,
    };

    /// <summary>The token stays out of logs.</summary>
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append($"Address = {Address}, Port = {Port}, Token = {(Token is null ? "none" : "***")}, TokenFile = {TokenFile}, Tls = {Tls}");
        return true;
    }
}
