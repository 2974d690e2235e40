using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Policies.Stickiness;

namespace ActorProxy.Actors.Tests.Connections;

/// <summary>Cookies that lead clients back to their backends.</summary>
public sealed class StickinessTests : IAsyncLifetime
{
    private readonly ScriptedBackend _first = new();
    private readonly ScriptedBackend _second = new();
    private TestProxy _proxy = null!;

    public async Task InitializeAsync()
    {
        var pool = TestRoutes.Pool(_first.Url, _second.Url);
        var sticky = new BackendPool(pool.Name, pool.Backends, pool.Picker) { Sticky = new StickyCookie("node") };
        _proxy = await TestProxy.StartAsync(TestRoutes.Options(TestRoutes.Route(sticky)));
    }

    public async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _first.Dispose();
        _second.Dispose();
    }

    [Fact]
    public async Task A_client_comes_back_to_the_backend_it_had_and_is_not_told_twice()
    {
        var cookie = await OpenAsync(_first);
        Assert.Matches("^node=[A-Za-z0-9_-]{22}; Path=/; HttpOnly; SameSite=Lax$", cookie);
        for (var i = 0; i < 3; i++)
            Assert.Null(await OpenAsync(_first, $"Cookie: a=b; {cookie!.Split(';')[0]}"));
    }

    [Fact]
    public async Task A_cookie_of_a_backend_that_is_gone_leads_to_a_new_one()
    {
        var cookie = await OpenAsync(_first, "Cookie: node=AAAAAAAAAAAAAAAAAAAAAA");
        Assert.StartsWith("node=", cookie);
        _first.Dispose();
        var moved = await OpenAsync(_second, $"Cookie: {cookie!.Split(';')[0]}");
        Assert.StartsWith("node=", moved);
        Assert.NotEqual(cookie, moved);
    }

    /// <summary>Opens and closes a tunnel; the Set-Cookie of its 101, or null.</summary>
    private async Task<string?> OpenAsync(ScriptedBackend expected, params string[] fields)
    {
        using var client = await _proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request(fields: fields));
        var (upstream, _) = await expected.AcceptRequestAsync();
        await upstream.SendAsync(Handshakes.Switching);
        var head = await client.ReadHeadAsync();
        Assert.Equal(101, head.Status);
        upstream.Dispose();
        return head["Set-Cookie"].SingleOrDefault();
    }
}
