using System.Diagnostics.CodeAnalysis;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Backends.Endpoints;

/// <summary>
/// From where the endpoints of a backend come: <c>first</c>, <c>all</c>, <c>srv</c>, <c>endpoint-slices</c>,
/// <c>endpoint-slices:PORT</c> or <c>file:PATH</c>.
/// </summary>
public sealed record EndpointSource : ISettingText<EndpointSource>
{
    private const string SlicesKeyword = "endpoint-slices";
    private const string FileKeyword = "file";

    private EndpointSource(EndpointSourceKind kind, string? detail = null) => (Kind, Detail) = (kind, detail);

    /// <summary>The first of its name's addresses that takes connections; no endpoints of its own.</summary>
    public static EndpointSource First { get; } = new(EndpointSourceKind.First);

    /// <summary>Each of its name's addresses.</summary>
    public static EndpointSource All { get; } = new(EndpointSourceKind.All);

    /// <summary>What the SRV records of its name say (RFC 2782).</summary>
    public static EndpointSource Services { get; } = new(EndpointSourceKind.Services);

    public EndpointSourceKind Kind { get; }

    /// <summary>The name of a port, or the path of a file; null for none.</summary>
    public string? Detail { get; }

    /// <summary>Who tells of the endpoints, for an operator: <c>listed</c> where the configuration itself does.</summary>
    public string Name => Kind switch
    {
        EndpointSourceKind.First => "listed",
        EndpointSourceKind.All => "dns",
        EndpointSourceKind.Services => "srv",
        EndpointSourceKind.Slices => "slices",
        _ => FileKeyword,
    };

    /// <summary>The endpoints of a Kubernetes Service.</summary>
    /// <param name="port">The name of its port; null for the one with the URL's number, or the only one.</param>
    public static EndpointSource Slices(string? port = null) => new(EndpointSourceKind.Slices, port);

    /// <summary>What a file lists.</summary>
    public static EndpointSource File(string path) => new(EndpointSourceKind.File, path);

    public static bool TryParse(
        string text, [NotNullWhen(true)] out EndpointSource? value, [NotNullWhen(false)] out string? error)
    {
        value = text.Split(':', 2) switch
        {
            ["first"] => First,
            ["all"] => All,
            ["srv"] => Services,
            [SlicesKeyword] => Slices(),
            [SlicesKeyword, { Length: > 0 } port] => Slices(port),
            [FileKeyword, ['/', _, ..] path] => File(path),
            _ => null,
        };
        error = value is null
            ? $"'{text}' is no source of addresses; write first, all, srv, {SlicesKeyword}, {SlicesKeyword}:PORT with the name of a port, "
                + $"or {FileKeyword}:PATH with a path that begins with /"
            : null;
        return value is not null;
    }

    public override string ToString() => Kind switch
    {
        EndpointSourceKind.First => "first",
        EndpointSourceKind.All => "all",
        EndpointSourceKind.Services => "srv",
        EndpointSourceKind.Slices => Detail is null ? SlicesKeyword : $"{SlicesKeyword}:{Detail}",
        _ => $"{FileKeyword}:{Detail}",
    };
}

/// <summary>Who tells of a backend's endpoints.</summary>
public enum EndpointSourceKind
{
    /// <summary>The DNS: one of the name's addresses.</summary>
    First,
    /// <summary>The DNS: the name's addresses.</summary>
    All,
    /// <summary>The DNS: the name's SRV records.</summary>
    Services,
    /// <summary>The API of Kubernetes.</summary>
    Slices,
    /// <summary>A file.</summary>
    File,
}
