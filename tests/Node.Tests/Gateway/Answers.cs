using System.Net;
using ActorProxy.Actors.Tests.Harness;

namespace ActorProxy.Node.Tests.Gateway;

/// <summary>What backends answer to plain HTTP requests.</summary>
internal static class Answers
{
    public const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    /// <summary>Behind it, the connection takes no other request.</summary>
    public const string LastOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";

    /// <summary>Answers a request that has been sent.</summary>
    public static async Task AnswerAsync(this ScriptedBackend backend, Task<HttpResponseMessage> request)
    {
        using var upstream = (await backend.AcceptRequestAsync()).Peer;
        await upstream.SendAsync(LastOk);
        Assert.Equal(HttpStatusCode.OK, (await request).StatusCode);
    }
}
