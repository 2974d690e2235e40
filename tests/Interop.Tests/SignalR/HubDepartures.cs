using System.Threading.Channels;
using ActorProxy.Interop.Tests.Harness;

namespace ActorProxy.Interop.Tests.SignalR;

/// <summary>How clients have left the hub.</summary>
public sealed class HubDepartures
{
    private readonly Channel<Exception?> _errors = Channel.CreateUnbounded<Exception?>();

    public void Add(Exception? error) => _errors.Writer.TryWrite(error);

    /// <summary>The error with which the next client has left; null where it stopped of its own accord.</summary>
    public async Task<Exception?> NextAsync()
    {
        using var limit = new CancellationTokenSource(Wait.Timeout);
        return await _errors.Reader.ReadAsync(limit.Token);
    }
}
