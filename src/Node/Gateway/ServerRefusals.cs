using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using ActorProxy.Shared.Termination;
using Microsoft.Extensions.Logging;

namespace ActorProxy.Node.Gateway;

/// <summary>
/// Writes the events of what the HTTP server ends by itself: a stream whose request it does not pass on, or a whole connection. It says
/// so in its log only. May be used from any thread.
/// </summary>
internal sealed partial class ServerRefusals : ILoggerProvider, ILogger
{
    public const string Category = "Microsoft.AspNetCore.Server.Kestrel.Http2";

    private readonly ConcurrentDictionary<string, GatewayConnection> _connections = new();

    public void Add(GatewayConnection connection) => _connections[connection.ConnectionId] = connection;

    public void Remove(GatewayConnection connection) => _connections.TryRemove(connection.ConnectionId, out _);

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Debug;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        switch (eventId.Name)
        {
            case "Http2ConnectionError":
                Tell(ValueOf(state, "ConnectionId"), stream: null, exception);
                break;
            case "Http2StreamError":
                Tell(ValueOf(state, "ConnectionId"), StreamOf(exception), exception);
                break;
            case "Http2StreamResetAbort" when ValueOf(state, "TraceIdentifier").Split(':') is [var connection, var stream]:
                Tell(connection, int.Parse(stream, NumberStyles.HexNumber, CultureInfo.InvariantCulture), exception);
                break;
        }
    }

    /// <summary>Nothing: the connections are the gateway's.</summary>
    public void Dispose()
    {
    }

    /// <param name="stream">Null where it is the whole connection that ends.</param>
    private void Tell(string connectionId, int? stream, Exception? why)
    {
        if (!_connections.TryGetValue(connectionId, out var connection))
            return;
        // Of a request that is served, its exchange tells.
        if (stream is { } id && connection.Completions.IsBegun(id))
            return;
        connection.Exchanges.Unread(connection.Exchanges.NextRequestId(), TerminationReason.BadRequest, null, why?.Message ?? "");
    }

    // The exception has it for the server only.
    private static int? StreamOf(Exception? failure) =>
        StreamId().Match(failure?.Message ?? "") is { Success: true } match
            ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            : null;

    [GeneratedRegex(@"stream ID (\d{1,9}) ")]
    private static partial Regex StreamId();

    private static string ValueOf<TState>(TState state, string name) =>
        (state as IEnumerable<KeyValuePair<string, object?>>)?.FirstOrDefault(pair => pair.Key == name).Value?.ToString() ?? "";
}
