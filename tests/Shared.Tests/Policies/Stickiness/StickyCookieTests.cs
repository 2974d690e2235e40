using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Policies.Stickiness;
using ActorProxy.Shared.Tests.Settings;

namespace ActorProxy.Shared.Tests.Policies.Stickiness;

public class StickyCookieTests
{
    private static readonly StickyCookie Cookie = new("node");
    private static readonly BackendPool Pool = new("chat", [Of("ws://10.0.0.1:9000"), Of("ws://10.0.0.2:9000")], PickerKind.RoundRobin);

    [Fact]
    public void What_was_set_leads_back()
    {
        for (var i = 0; i < Pool.Backends.Count; i++)
            Assert.Equal(i, Cookie.Find([new("Cookie", $"theme=dark; {Pair(i)}; lang=en")], Pool.StickyValues));
    }

    [Fact]
    public void It_may_stand_in_any_of_several_fields() =>
        Assert.Equal(1, Cookie.Find([new("cookie", "a=b"), new("COOKIE", Pair(1))], Pool.StickyValues));

    [Theory]
    [InlineData("")]
    [InlineData("node")]
    [InlineData("node=")]
    [InlineData("node=0123456789012345678901")]
    [InlineData("Node=x")]
    public void What_names_no_backend_is_no_cookie_of_ours(string cookies) =>
        Assert.Equal(-1, Cookie.Find([new("Cookie", cookies)], Pool.StickyValues));

    [Fact]
    public void Only_the_first_few_of_a_name_are_looked_at()
    {
        var wrong = string.Concat(Enumerable.Repeat("node=AAAAAAAAAAAAAAAAAAAAAA; ", 3));
        Assert.Equal(1, Cookie.Find([new("Cookie", wrong + Pair(1))], Pool.StickyValues));
        Assert.Equal(-1, Cookie.Find([new("Cookie", wrong + wrong + Pair(1))], Pool.StickyValues));
        Assert.Equal(-1, Cookie.Find([new("Cookie", wrong), new("Cookie", wrong), new("Cookie", Pair(1))], Pool.StickyValues));
    }

    [Fact]
    public void A_flood_of_cookies_costs_no_hashing_and_no_memory()
    {
        var pool = new BackendPool("large", [.. Enumerable.Range(1, 200).Select(i => Of($"ws://10.0.0.{i}:9000"))], PickerKind.RoundRobin);
        HeaderFields flood = [new("Cookie", string.Concat(Enumerable.Repeat("node=AAAAAAAAAAAAAAAAAAAAAA;", 31 * 1024 / 28)))];
        Assert.Equal(-1, Cookie.Find(flood, pool.StickyValues));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var found = Cookie.Find(flood, pool.StickyValues);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal((-1, 0), (found, allocated));
    }

    [Fact]
    public void A_backend_that_is_gone_is_not_found()
    {
        var smaller = new BackendPool("chat", [Pool.Backends[1]], PickerKind.RoundRobin);
        Assert.Equal(-1, Cookie.Find([new("Cookie", Pair(0))], smaller.StickyValues));
        Assert.Equal(0, Cookie.Find([new("Cookie", Pair(1))], smaller.StickyValues));
    }

    [Fact]
    public void The_same_backend_has_another_value_in_another_pool() =>
        Assert.Equal(-1, Cookie.Find([new("Cookie", Pair(0))],
            new BackendPool("other", Pool.Backends, PickerKind.RoundRobin).StickyValues));

    [Fact]
    public void It_is_for_the_browser_alone_and_has_no_address_in_it()
    {
        var value = Cookie.SetCookie(Pool.StickyValues, 0, secure: true);
        Assert.Matches("^node=[A-Za-z0-9_-]{22}; Path=/; HttpOnly; SameSite=Lax; Secure$", value);
        Assert.DoesNotContain("10.0.0.1", value);
    }

    [Theory]
    [InlineData(SameSite.Strict, false, "SameSite=Strict")]
    [InlineData(SameSite.None, true, "SameSite=None; Secure")]
    [InlineData(SameSite.None, false, "SameSite=Lax")]
    public void Without_TLS_it_is_not_secure_and_no_third_sites(SameSite sameSite, bool secure, string end) =>
        Assert.EndsWith("; " + end, (Cookie with { SameSite = sameSite }).SetCookie(Pool.StickyValues, 0, secure));

    [Fact]
    public void A_name_that_is_no_token_is_refused()
    {
        Assert.Empty(Cookie.Validate());
        Assert.Single(new StickyCookie("a b").Validate());
        Assert.Single(new StickyCookie("").Validate());
    }

    private static string Pair(int backend) => Cookie.SetCookie(Pool.StickyValues, backend, secure: false).Split(';')[0];

    private static Backend Of(string url) =>
        Backend.At(BackendAddress.TryParse(url, out var address, out var error) ? address : throw new ArgumentException(error));
}
