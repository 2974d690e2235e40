using ActorProxy.Shared.Http;
using ActorProxy.Shared.Settings;
using ActorProxy.Shared.Text;

namespace ActorProxy.Shared.Backends.Health;

/// <summary>How a node asks a backend whether it is well, with nobody's request.</summary>
[Setting("What each node asks its backends, beside what it sees of its clients' requests; without the section, nothing.",
    Key = "health-check")]
public sealed record HealthCheck : ISettingsCheck
{
    [Setting("What is asked: tcp for a connection, and TLS behind wss://; http for a GET of path; websocket for a handshake at path, a "
        + "Ping and a Close.")]
    public HealthCheckKind Kind { get; init; }

    [Setting("Path and query of http and websocket.")]
    public string Path { get; init; } = "/";

    [Setting("The Host of http and websocket; without it, that of the backend's URL.", Example = "chat.example.org")]
    public string? Host { get; init; }

    [Setting("The lowest status of http that is good."), Between(100, 599)]
    public int MinStatus { get; init; } = 200;

    [Setting("The highest status of http that is good."), Between(100, 599)]
    public int MaxStatus { get; init; } = 399;

    [Setting("The subprotocol that websocket offers, and that the backend must choose; without it, none.", Example = "chat")]
    public string? Subprotocol { get; init; }

    [Setting("From one question to the next, give or take a tenth."), Between("100ms", "1h")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);

    [Setting("To connect, and once more for the answer."), Between("10ms", "5m")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    [Setting("Good answers in a row after which a backend that was down gets clients."), Between(1, 100)]
    public int Rise { get; init; } = 2;

    [Setting("Bad answers in a row after which a backend gets none. The first answer of all counts at once."), Between(1, 100)]
    public int Fall { get; init; } = 3;

    public void Check(SettingsCheck check)
    {
        if (!Path.StartsWith('/') || !Path.All(c => c is > ' ' and < '\x7f'))
            check.Problem("path", $"'{Path}' is no path: it begins with / and has visible ASCII alone");
        if (Host is not null && !Grammar.IsFieldValue(Host))
            check.Problem("host", "is empty, or has a control character or white space at an end");
        if (MinStatus > MaxStatus)
            check.Problem("min-status", $"{MinStatus} is above max-status = {MaxStatus}");
        if (Subprotocol is not null && !Grammar.IsToken(Subprotocol))
            check.Problem("subprotocol", $"'{Subprotocol}' is no subprotocol: it has letters, digits and -._ alone");
    }
}

/// <summary>What a backend is asked.</summary>
public enum HealthCheckKind
{
    /// <summary>Whether it can be connected.</summary>
    Tcp,
    /// <summary>Whether it answers a GET well.</summary>
    Http,
    /// <summary>Whether it opens a WebSocket and answers a Ping (RFC 6455 section 5.5.2).</summary>
    [Keyword("websocket")]
    WebSocket,
}
