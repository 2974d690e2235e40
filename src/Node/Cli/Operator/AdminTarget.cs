using ActorProxy.Shared.Text;

namespace ActorProxy.Node.Cli.Operator;

/// <summary>Which admin endpoint is talked to, and with which token.</summary>
/// <param name="Base">Without a slash at its end.</param>
/// <param name="IsDefault">Whether nobody named it.</param>
internal sealed record AdminTarget(string Base, string? Token, bool IsDefault)
{
    public const string DefaultBase = "http://127.0.0.1:9111";

    /// <exception cref="AdminFailure">The address is no URL, or the token's file cannot be read.</exception>
    public static AdminTarget Of(string? admin, string? token, string? tokenFile, Func<string, string?> environment)
    {
        var named = admin ?? NotEmpty(environment("ACTORPROXY_ADMIN"));
        var text = named ?? DefaultBase;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Query.Length > 0
            || url.UserInfo.Length > 0)
            throw new AdminFailure(ExitCode.Invalid,
                $"'{Redaction.Url(text)}' is no address of an admin endpoint; write it as in {DefaultBase}");
        if (token is not null && tokenFile is not null)
            throw new AdminFailure(ExitCode.Invalid, "give either --token or --token-file");
        return new AdminTarget(text.TrimEnd('/'), tokenFile is null ? token ?? NotEmpty(environment("ACTORPROXY_TOKEN")) : Read(tokenFile),
            named is null);
    }

    /// <summary>Whether others can read the token on its way.</summary>
    public bool ShowsToken => Token is not null && new Uri(Base) is { Scheme: "http", IsLoopback: false };

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new AdminFailure(ExitCode.Invalid, $"--token-file {file}: {failure.Message}");
        }
    }
}
