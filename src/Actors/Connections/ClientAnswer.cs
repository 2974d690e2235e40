using ActorProxy.Transport;

namespace ActorProxy.Actors.Connections;

/// <summary>
/// The last bytes that a client gets instead of a tunnel, and the end of its connection after them. Closing a socket with
/// unread bytes in it makes the kernel send RST, which can take the answer away from the client; so the client's bytes
/// are read and dropped until it closes, for a bounded time. Runs on the loop by itself, and owns the channel.
/// </summary>
internal sealed class ClientAnswer
{
    private readonly Channel _client;
    private readonly Deadline _deadline;
    private readonly TimeSpan _patience;
    private readonly Task _reading;

    private ClientAnswer(Channel client, TimeSpan patience, Task reading)
    {
        _client = client;
        _patience = patience;
        _reading = reading;
        _deadline = client.Loop.CreateDeadline(client.Abort);
    }

    /// <summary>Sends one whole response and closes.</summary>
    /// <param name="patience">How long the client may take for each part: taking the answer, and closing.</param>
    /// <param name="reading">A read of the client that may be under way still; it does not fail.</param>
    /// <returns>Ends with the connection; does not fail.</returns>
    public static Task SendAsync(Channel client, ReadOnlyMemory<byte> response, TimeSpan patience, Task reading) =>
        new ClientAnswer(client, patience, reading).RunAsync(response, null);

    /// <summary>Sends a backend's ordinary response and closes.</summary>
    public static void Relay(Channel client, ReadOnlyMemory<byte> head, ResponseBody body, TimeSpan patience) =>
        _ = new ClientAnswer(client, patience, Task.CompletedTask).RunAsync(head, body);

    private async Task RunAsync(ReadOnlyMemory<byte> head, ResponseBody? body)
    {
        try
        {
            await WriteAsync(head);
            if (body is not null)
                await body.CopyAsync(WriteAsync);
            _client.ShutdownSend();
            await DropRestAsync();
        }
        catch (TransportException)
        {
            // The request's end is in the log already. RST, so that a body that broke off does not look complete
            // (RFC 9112 section 8) where only the end of the connection ends it.
            _client.Abort();
        }
        finally
        {
            _deadline.Disarm();
            _client.Close();
        }
    }

    private ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        _deadline.Arm(_patience);
        return _client.WriteAsync(bytes);
    }

    private async ValueTask DropRestAsync()
    {
        _deadline.Arm(_patience);
        await _reading;
        var scrap = new byte[1024];
        while (await _client.ReadAsync(scrap) > 0)
        {
        }
    }
}
