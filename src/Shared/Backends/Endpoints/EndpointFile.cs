using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using ActorProxy.Shared.Text;

namespace ActorProxy.Shared.Backends.Endpoints;

/// <summary>
/// A file that lists endpoints, one in a line: <c>ADDRESS[:PORT] [weight=N] [priority=N] [zone=NAME]</c>, where the address may be a
/// name. Empty lines, and what follows a <c>#</c>, say nothing.
/// </summary>
public static class EndpointFile
{
    /// <summary>Bytes of a file; one of <see cref="MaxEndpoints"/> has about 300,000.</summary>
    public const int MaxLength = 1024 * 1024;

    /// <summary>Endpoints of a file. With 200,000 a pool took seconds to be made anew.</summary>
    public const int MaxEndpoints = 10_000;

    /// <summary>All endpoints, or none where one of them cannot be read.</summary>
    /// <param name="error">Line and fault, for the person who wrote it.</param>
    public static bool TryParse(string text, out ImmutableArray<Endpoint> endpoints, [NotNullWhen(false)] out string? error)
    {
        var found = ImmutableArray.CreateBuilder<Endpoint>();
        endpoints = [];
        error = null;
        var number = 0;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            number++;
            var line = text.AsSpan()[range];
            if (line.IndexOf('#') is >= 0 and var comment)
                line = line[..comment];
            line = line.Trim();
            if (line.IsEmpty)
                continue;
            if (!TryParseLine(line.ToString(), out var endpoint, out var fault))
            {
                error = $"line {number}: {fault}";
                return false;
            }
            found.Add(endpoint);
        }
        if (found.Count == 0)
        {
            error = "no endpoint is listed";
            return false;
        }
        if (found.Count > MaxEndpoints)
        {
            error = $"{found.Count} endpoints are listed; {MaxEndpoints} are the most";
            return false;
        }
        endpoints = [.. found.Distinct()];
        return true;
    }

    private static bool TryParseLine(
        string line, [NotNullWhen(true)] out Endpoint? endpoint, [NotNullWhen(false)] out string? error)
    {
        var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (!TryParseAddress(words[0], out endpoint))
        {
            error = $"'{words[0]}' is no address; write ADDRESS, ADDRESS:PORT, NAME or NAME:PORT, with brackets around IPv6 before a port";
            return false;
        }
        foreach (var word in words.AsSpan(1))
        {
            endpoint = word.Split('=', 2) switch
            {
                ["weight", var value] when TryNumber(value, 1, 100, out var weight) => endpoint with { Weight = weight },
                ["priority", var value] when TryNumber(value, 0, 100, out var priority) => endpoint with { Priority = priority },
                ["zone", { Length: > 0 } zone] => endpoint with { Zone = zone },
                _ => null,
            };
            if (endpoint is null)
            {
                error = $"'{word}' says nothing; write weight=N with 1 to 100, priority=N with 0 to 100, or zone=NAME";
                return false;
            }
        }
        error = null;
        return true;
    }

    private static bool TryParseAddress(string text, [NotNullWhen(true)] out Endpoint? endpoint)
    {
        endpoint = null;
        if (HostName.IsIPv6(text))
        {
            endpoint = new Endpoint(IPAddress.Parse(text));
            return true;
        }
        var colon = text.LastIndexOf(':');
        var (host, port) = colon > text.LastIndexOf(']') ? (text[..colon], text[(colon + 1)..]) : (text, null);
        var number = 0;
        if (port is not null && !TryNumber(port, 1, 65535, out number))
            return false;
        endpoint = host is ['[', .. var inner, ']'] ? HostName.IsIPv6(inner) ? new Endpoint(IPAddress.Parse(inner)) : null
            : !HostName.IsValid(host) ? null
            : IPAddress.TryParse(host, out var address) ? $"{address}" == host ? new Endpoint(address) : null
            : BackendAddress.TryParse($"ws://{host}", out var named, out _) ? new Endpoint(Host: named.Host) : null;
        if (port is not null && endpoint is not null)
            endpoint = endpoint with { Port = number };
        return endpoint is not null;
    }

    private static bool TryNumber(string text, int least, int most, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most;
}
