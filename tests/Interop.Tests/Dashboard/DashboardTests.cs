using System.Collections.Immutable;
using ActorProxy.Interop.Tests.Conversations;
using ActorProxy.Interop.Tests.Harness;

namespace ActorProxy.Interop.Tests.Dashboard;

/// <summary>The dashboard in Chromium, before an API that answers as a cluster would.</summary>
public sealed class DashboardTests : IAsyncLifetime
{
    /// <summary>Where to leave pictures of the page, for people; null to take none.</summary>
    public static readonly string? Screenshots = Environment.GetEnvironmentVariable("ACTORPROXY_SCREENSHOTS");

    private FakeOperatorApi _api = null!;
    private ChildProcess _browser = null!;

    public async Task InitializeAsync()
    {
        _api = await FakeOperatorApi.StartAsync();
        if (Installed.Lacks(PeerKind.Chromium) is null)
            _browser = Scripts.StartBrowser("dashboard");
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        await _api.DisposeAsync();
    }

    [ChromiumFact]
    public async Task It_shows_the_cluster_and_keeps_up_with_it()
    {
        var seen = await VisitAsync<Look>(new { page = _api.Page, act = "look" });

        Assert.Equal(["Nodes ready", "Connections", "Routes", "New tunnels", "Refused", "Ended"], seen.Figures);
        Assert.Equal(["from clients", "from backends"], seen.Legend);
        Assert.All(seen.Values, value => Assert.Matches(@"^[\d.,]+( [KMG]iB)?/s$", value));
        Assert.True(seen.Points >= 4); // a line and an area of each direction
        Assert.Contains("This node", seen.Note, StringComparison.Ordinal);
        Assert.Equal(["node-1:4053", "up", "yes"], seen.Tables["nodes"][0][..3]);
        Assert.Equal(3, seen.Tables["nodes"].Length);
        Assert.Contains(seen.Tables["by-route"], row => row[0] == "chat");
        Assert.Contains(seen.Tables["by-backend"], row => row[0] == "ws://10.0.1.11:9000");
        Assert.Contains(seen.Tables["handshakes"], row => row[0] == "established");
        Assert.Contains(seen.Tables["closes"], row => row[..2] is ["idle_timeout", "1001"]);
        Assert.Equal(_api.Cluster.OldestId, seen.Tables["longest"][0][0]);
        Assert.Equal(8, seen.Tables["busiest"].Length);
        Assert.Equal(4, seen.Tables["routes"].Length);
        Assert.Equal(6, seen.Tables["backends"].Length);
        Assert.Equal((0, 0), (seen.Captions, seen.Nameless));
    }

    [ChromiumFact]
    public async Task Without_metrics_it_says_so_and_plots_the_busiest_connections()
    {
        _api.HasMetrics = false;

        var seen = await VisitAsync<WithoutMetrics>(new { page = _api.Page, act = "withoutMetrics" }, "status of 404");

        Assert.Equal(["both ways"], seen.Legend);
        Assert.Contains("Metrics are off", seen.Note, StringComparison.Ordinal);
        Assert.Equal("metrics are off", seen.Handshakes);
    }

    [ChromiumFact]
    public async Task A_connection_is_closed_after_a_confirmation_with_code_and_reason()
    {
        var id = _api.Cluster.OldestId;

        var seen = await VisitAsync<Closed>(new { page = _api.Page, act = "close", id });

        Assert.True(seen.Escaped);
        Assert.Contains("3000 to 4999", seen.Refused, StringComparison.Ordinal);
        Assert.Contains(id, seen.Message, StringComparison.Ordinal);
        var order = Assert.Single(_api.Orders);
        Assert.Equal("connections close", order.Command);
        Assert.Equal(Arguments(("id", id), ("code", "4000"), ("reason", "moved elsewhere")), order.Arguments);
    }

    [ChromiumFact]
    public async Task A_connection_is_closed_with_the_keyboard_alone()
    {
        var id = _api.Cluster.OldestId;

        var seen = await VisitAsync<ByKeyboard>(new { page = _api.Page, act = "closeByKeyboard", id });

        Assert.Equal(new ByKeyboard("solid", $"Close connection {id}", "closing-code", Lost: false), seen);
        Assert.Equal(Arguments(("id", id), ("code", "1008"), ("reason", "by keyboard")), Assert.Single(_api.Orders).Arguments);
    }

    [ChromiumFact]
    public async Task What_a_client_can_choose_stays_text()
    {
        const string Hostile = "/<img src=x onerror=\"window.hit=1\">";
        _api.Cluster.OldestPath = Hostile;
        _api.Cluster.Warning = Hostile;

        var seen = await VisitAsync<Hostility>(new { page = _api.Page, act = "hostile", id = _api.Cluster.OldestId, text = Hostile },
            "TrustedHTML");

        Assert.Equal(Hostile, Assert.Single(seen.Cell));
        Assert.Equal(Hostile, Assert.Single(seen.Detail));
        Assert.Contains($"host {Hostile} and path {Hostile}", seen.Tested, StringComparison.Ordinal);
        Assert.Equal(Hostile, seen.Note);
        Assert.Equal((0, false), (seen.Images, seen.Hit));
        Assert.Equal("TypeError", seen.Html);
    }

    [ChromiumFact]
    public async Task What_the_node_refuses_is_told_as_text()
    {
        const string Hostile = "no route '<img src=x onerror=\"window.hit=1\">'";
        _api.Cluster.Refusal = Hostile;

        var seen = await VisitAsync<Hostility>(new { page = _api.Page, act = "refused", text = Hostile }, "status of 400");

        Assert.Equal(Hostile, seen.Note);
        Assert.Equal((0, false), (seen.Images, seen.Hit));
    }

    [ChromiumFact]
    public async Task A_token_is_asked_for_sent_once_while_wrong_and_kept_for_the_tab_only()
    {
        _api.Token = "s3cret";

        var seen = await VisitAsync<TokenFlow>(new { page = _api.Page, act = "token", token = _api.Token }, "status of 401");

        Assert.Equal(["The node wants a token.", "The node does not accept this token."], seen.Why);
        Assert.Equal(["s3cret"], seen.Kept.Session);
        Assert.Equal((0, ""), (seen.Kept.Local, seen.Kept.Cookies));
        Assert.Equal(0, seen.Forgotten);
        Assert.Equal(1, _api.Unauthorized);
    }

    [ChromiumFact]
    public async Task A_hidden_or_paused_page_asks_for_nothing()
    {
        var seen = await VisitAsync<Pauses>(new { page = _api.Page, act = "pauses", clock = true });

        Assert.InRange(seen.Running, 6, 20);
        Assert.Equal((0, 0), (seen.WhileHidden, seen.WhilePaused));
        Assert.Matches(@"^paused, data of \d\d:\d\d:\d\d$", seen.State);
    }

    [ChromiumFact]
    public async Task A_node_that_does_not_answer_is_told_with_the_time_since_when_data_are_stale()
    {
        await _browser.WriteAsync(new { page = _api.Page, act = "silence" });
        await _browser.ReadLineAsync();
        _api.Silent = true;
        var seen = await _browser.ReadAsync<Silence>();
        _api.Silent = false;
        await _browser.ReadAsync<Visit<Silence>>();

        Assert.Matches(@"does not answer \(.+\)\. What is shown is stale since \d\d:\d\d:\d\d\.$", seen.Banner);
        Assert.Matches(@"^no answer since \d\d:\d\d:\d\d$", seen.State);
        Assert.Equal(3, seen.Nodes);
    }

    [ChromiumFact]
    public async Task A_node_that_the_others_do_not_reach_is_shown_with_the_time_of_its_data()
    {
        _api.Cluster.Unreachable = "node-2:4053";
        _api.Cluster.Warning = "node-2:4053 did not reply";

        var seen = await VisitAsync<LostNode>(new { page = _api.Page, act = "node", clock = true });

        Assert.Equal(["node-2:4053", "up, unreachable", "no", "–"], seen.Row[..4]);
        Assert.Matches(@"^stale since \d\d:\d\d:\d\d$", seen.Row[6]);
        Assert.Equal("node-2:4053 did not reply", seen.Note);
    }

    [ChromiumFact]
    public async Task Connections_are_found_by_client_route_and_id()
    {
        var seen = await VisitAsync<Dictionary<string, Found>>(
            new { page = _api.Page, act = "find", client = "203.0.113.9", id = _api.Cluster.OldestId }, "status of 400");

        Assert.Equal("1 found", seen["203.0.113.9"].Note);
        Assert.True(seen["prices"].Rows.Length > 1);
        Assert.Equal([_api.Cluster.OldestId], seen[_api.Cluster.OldestId].Rows);
        Assert.Equal("there is no such connection", seen["nobody"].Note);
    }

    [ChromiumFact]
    public async Task A_backend_is_disabled_and_enabled()
    {
        const string Backend = "ws://10.0.2.21:9000";

        var seen = await VisitAsync<Message>(new { page = _api.Page, act = "backend", backend = Backend });

        Assert.Contains(Backend, seen.Text, StringComparison.Ordinal);
        Assert.Equal(["backends disable", "backends enable"], _api.Orders.Select(o => o.Command));
        Assert.All(_api.Orders, order => Assert.Equal(Arguments(("backend", Backend)), order.Arguments));
    }

    [ChromiumFact]
    public async Task It_can_be_read_in_light_and_dark_and_on_a_phone()
    {
        var seen = await VisitAsync<Dictionary<string, Looks>>(
            new { page = _api.Page, act = "looks", clock = true, screenshots = Screenshots });

        Assert.All(seen, looks => Assert.True(looks.Value.Ratio >= 4.5, $"{looks.Key}: {looks.Value.Ratio} of '{looks.Value.Text}'"));
        Assert.True(seen["light"].Ground > 0.8);
        Assert.True(seen["dark"].Ground < 0.05);
        Assert.True(seen["narrow"].Width <= 360, $"{seen["narrow"].Width} px");
        Assert.Equal(("0.3s", "0s"), (seen["light"].Transition, seen["narrow"].Transition));
    }

    /// <param name="expected">What the browser's console tells of in words like these; it tells of nothing else.</param>
    private async Task<T> VisitAsync<T>(object plan, string? expected = null)
    {
        await _browser.WriteAsync(plan);
        var visit = await _browser.ReadAsync<Visit<T>>();
        Assert.Empty(visit.Foreign);
        Assert.DoesNotContain(visit.Errors, error => expected is null || !error.Contains(expected, StringComparison.Ordinal));
        return visit.Seen;
    }

    private static ImmutableSortedDictionary<string, string> Arguments(params IEnumerable<(string Name, string Value)> arguments) =>
        arguments.ToImmutableSortedDictionary(a => a.Name, a => a.Value);

    private sealed record Look(
        string[] Figures, string[] Legend, string[] Values, int Points, string Note, Dictionary<string, string[][]> Tables, int Captions,
        int Nameless);

    private sealed record WithoutMetrics(string[] Legend, string Note, string Handshakes);

    private sealed record Closed(bool Escaped, string Refused, string Message);

    /// <param name="Outline">Of the button that has the focus.</param>
    /// <param name="Kept">What has the focus after a refresh.</param>
    /// <param name="First">What has the focus when the dialog opens.</param>
    /// <param name="Lost">Whether nothing has the focus in the end.</param>
    private sealed record ByKeyboard(string Outline, string Kept, string First, bool Lost);

    private sealed record Hostility(string[] Cell, string[] Detail, string Tested, string Note, int Images, bool Hit, string Html);

    private sealed record TokenFlow(string[] Why, Stored Kept, int Forgotten);

    private sealed record Stored(string[] Session, int Local, string Cookies);

    /// <summary>Requests of one round, and of 20 s each.</summary>
    private sealed record Pauses(int Running, int WhileHidden, int WhilePaused, string State);

    private sealed record Silence(string Banner, string State, int Nodes);

    private sealed record LostNode(string[] Row, string Note);

    private sealed record Found(string Note, string[] Rows);

    private sealed record Message(string Text);

    private sealed record Looks(double Ratio, string Text, double Ground, int Width, string Transition);
}
