using ActorProxy.Shared.Termination;
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
    private readonly TimeSpan _timeout;
    private readonly Task _reading;

    private ClientAnswer(Channel client, TimeSpan timeout, Task reading)
    {
        _client = client;
        _timeout = timeout;
        _reading = reading;
        _deadline = client.Loop.CreateDeadline(client.Abort);
    }

    /// <summary>Sends one whole response and closes.</summary>
    /// <param name="timeout">How long the client may take for each part: taking the answer, and closing.</param>
    /// <param name="reading">A read of the client that may be under way still; it does not fail.</param>
    /// <returns>Ends with the connection; does not fail.</returns>
    public static Task SendAsync(Channel client, ReadOnlyMemory<byte> response, TimeSpan timeout, Task reading)
    {
        var answer = new ClientAnswer(client, timeout, reading);
        return answer.EndAsync(() =>
        {
            answer._deadline.Arm(timeout);
            return client.WriteAsync(response);
        });
    }

    /// <summary>
    /// Sends a backend's ordinary response and closes. While bytes wait for the client, it has the time that all writes have.
    /// </summary>
    /// <param name="timeout">How long the client may take to close.</param>
    /// <param name="relayed">Is told what passes, and how it ends.</param>
    /// <returns>As of <see cref="SendAsync"/>.</returns>
    public static Task RelayAsync(Channel client, ReadOnlyMemory<byte> head, ResponseBody body, TimeSpan timeout, RelayedAnswer relayed) =>
        new ClientAnswer(client, timeout, Task.CompletedTask).EndAsync(async () =>
        {
            var reason = TerminationReason.ClientLost;
            try
            {
                await client.WriteAsync(head);
                reason = await body.CopyAsync(client.WriteAsync, relayed.Passed);
            }
            catch (TransportException failure)
            {
                if (failure.Error == TransportError.WriteTimeout)
                    reason = TerminationReason.WriteTimeout;
                throw;
            }
            finally
            {
                body.Close();
                relayed.End(reason);
            }
            if (body.IsBroken)
                throw new TransportException(TransportError.Aborted, "the backend's response broke off");
        });

    private async Task EndAsync(Func<ValueTask> send)
    {
        try
        {
            await send();
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

    private async ValueTask DropRestAsync()
    {
        _deadline.Arm(_timeout);
        await _reading;
        var scrap = new byte[1024];
        while (await _client.ReadAsync(scrap) > 0)
        {
        }
    }
}
