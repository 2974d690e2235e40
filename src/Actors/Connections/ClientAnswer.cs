using ActorProxy.Actors.Connections.Exchanges;
using ActorProxy.Shared.Termination;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Connections;

/// <summary>
/// What a client gets instead of a tunnel, and the end of its connection behind it, unless that goes on. Closing a socket with
/// unread bytes in it makes the kernel send RST, which can take the answer away from the client; so the client's bytes
/// are read and dropped until it closes, for a bounded time. Runs on the loop by itself, and owns the channel.
/// </summary>
internal sealed class ClientAnswer
{
    private readonly Channel _client;
    private readonly Deadline _deadline;
    private readonly TimeSpan _timeout;
    private readonly Task _reading;
    private readonly Func<bool>? _goesOn;

    private ClientAnswer(Channel client, TimeSpan timeout, Task reading, Func<bool>? goesOn)
    {
        _client = client;
        _timeout = timeout;
        _reading = reading;
        _goesOn = goesOn;
        _deadline = client.Loop.CreateDeadline(client.Abort);
    }

    /// <summary>Sends one whole response.</summary>
    /// <param name="timeout">How long the client may take for each part: taking the answer, and closing.</param>
    /// <param name="reading">A read of the client that may be under way still; it does not fail.</param>
    /// <param name="goesOn">
    /// Asked when all of it was sent: where it says so, the channel is somebody else's again. Null closes the connection.
    /// </param>
    /// <returns>Ends with the connection, or where that goes on; does not fail.</returns>
    public static Task SendAsync(
        Channel client, ReadOnlyMemory<byte> response, TimeSpan timeout, Task reading, Func<bool>? goesOn = null)
    {
        var answer = new ClientAnswer(client, timeout, reading, goesOn);
        return answer.EndAsync(async () =>
        {
            answer._deadline.Arm(timeout);
            await client.WriteAsync(response);
            return true;
        });
    }

    /// <summary>Sends a backend's ordinary response. While bytes wait for the client, it has the time that all writes have.</summary>
    /// <param name="timeout">How long the client may take to close.</param>
    /// <param name="told">How it ends.</param>
    /// <param name="goesOn">As of <see cref="SendAsync"/>.</param>
    /// <returns>As of <see cref="SendAsync"/>.</returns>
    public static Task RelayAsync(
        Channel client, DeclinedResponse response, TimeSpan timeout, RelayedAnswer told, Func<bool>? goesOn) =>
        new ClientAnswer(client, timeout, Task.CompletedTask, goesOn).EndAsync(async () =>
        {
            var reason = TerminationReason.ClientLost;
            try
            {
                reason = await response.SendAsync();
            }
            catch (TransportException failure)
            {
                reason = Exchange.ReasonOf(failure);
                throw;
            }
            finally
            {
                told.End(reason);
            }
            if (response.IsBroken)
                throw new TransportException(TransportError.Aborted, "the backend's response broke off");
            return reason == TerminationReason.BackendDeclined;
        });

    /// <param name="send">Whether all of the response was sent.</param>
    private async Task EndAsync(Func<ValueTask<bool>> send)
    {
        var goesOn = false;
        try
        {
            goesOn = await send() && _goesOn?.Invoke() == true;
            if (goesOn)
                return;
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
            if (!goesOn)
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
