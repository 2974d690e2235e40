using System.Security.Cryptography;
using System.Text;
using ActorProxy.Shared.Options;

namespace ActorProxy.Node.Admin;

/// <summary>What callers of the admin endpoint must know. Only a hash of it is kept.</summary>
internal sealed class AdminToken
{
    private const string Scheme = "Bearer ";

    private readonly byte[] _hash;

    private AdminToken(string token) => _hash = Hash(token);

    /// <summary>The token of the options or of the file that they name; null where there is none.</summary>
    /// <exception cref="IOException">The file cannot be read, or does not hold a token that can be used.</exception>
    public static AdminToken? Read(AdminOptions options)
    {
        if (options.TokenFile is not { } file)
            return options.Token is { } token ? new AdminToken(token) : null;
        var text = ReadFile(file);
        return options.TokenProblem(text) is { } problem ? throw new IOException($"{file}: {problem}") : new AdminToken(text);
    }

    /// <summary>Whether an Authorization field has the token. It takes the same time whatever was guessed right.</summary>
    public bool IsIn(string authorization) =>
        authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(_hash, Hash(authorization[Scheme.Length..].Trim()));

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private static string ReadFile(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IOException($"{file}: there is no such file", failure);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new IOException($"{file}: cannot be read: {failure.Message}", failure);
        }
    }
}
