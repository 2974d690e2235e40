using System.Net;
using System.Net.Sockets;
using ActorProxy.Interop.Tests.Conversations;
using ActorProxy.Interop.Tests.Harness;
using ActorProxy.Tests.Harness;

namespace ActorProxy.Interop.Tests;

/// <summary>What service managers rely on: signals and exit codes of the executable.</summary>
public sealed class SignalTests : IDisposable
{
    private readonly NodeFile _file = new();
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Wait.Timeout };

    public void Dispose()
    {
        _client.Dispose();
        _file.Dispose();
    }

    [ExecutableFact(PeerKind.DotNet)]
    public async Task SIGHUP_takes_the_routes_of_the_file_and_a_broken_file_changes_nothing()
    {
        await using var backend = await KestrelBackend.StartAsync(deflate: false);
        var route = $"backends = [\"http://{backend.Url.Authority}\"]";
        _file.Write($"routes {{ one {{ path = /one, {route} }} }}");
        await using var proxy = ProxyProcess.Start("run", _file.Path);
        var address = await proxy.ReadAfterAsync("accepts on");
        Assert.Equal((true, false), (await IsRoutedAsync(address, "/one"), await IsRoutedAsync(address, "/two")));

        _file.Write($"routes {{ one {{ path = /one, {route} }}, two {{ path = /two, {route} }} }}, registry {{ revision = 5 }}, limits "
            + $"{{ max-connections = 9 }}");
        proxy.HangUp();
        Assert.Equal("is", await proxy.ReadAfterAsync("actorproxy.limits.max-connections")); // taken over
        Assert.Equal("2", await proxy.ReadAfterAsync($"Reloaded {_file.Path}:"));
        Assert.Equal((true, true), (await IsRoutedAsync(address, "/one"), await IsRoutedAsync(address, "/two")));

        _file.Write("routes { one { path = /one, pool = none } }");
        proxy.HangUp();
        Assert.Equal($"{_file.Path}:4:", await proxy.ReadAfterAsync("The configuration was not reloaded:"));
        Assert.Equal((true, true), (await IsRoutedAsync(address, "/one"), await IsRoutedAsync(address, "/two")));
        Assert.Equal(0, await proxy.TerminateAsync());
    }

    [ExecutableFact(PeerKind.DotNet)]
    public async Task Without_a_file_SIGHUP_ends_the_process_as_it_does_by_default()
    {
        await using var proxy = ProxyProcess.Start("run", "--listen", "127.0.0.1:0", "--route", "/=ws://127.0.0.1:9");
        await proxy.ReadAfterAsync("accepts on");

        proxy.HangUp();

        Assert.Equal(128 + 1, await proxy.EndAsync());
    }

    [ExecutableFact(PeerKind.DotNet)]
    public async Task A_second_process_on_the_same_data_directory_ends_with_3_and_says_why()
    {
        _file.Write($"routes {{ r {{ backends = [\"ws://127.0.0.1:9\"] }} }}, registry {{ enabled = true, data-directory = "
            + $"\"{_file.DataDirectory}\" }}");
        await using var first = ProxyProcess.Start("run", _file.Path);
        await first.ReadAfterAsync("accepts on");

        await using var second = ProxyProcess.Start("run", _file.Path);

        Assert.Equal(3, await second.EndAsync());
        Assert.StartsWith($"actorproxy: The registry in {_file.DataDirectory} is used by another process; give each node a "
            + $"data-directory of its own", second.Errors);
        Assert.Equal(0, await first.TerminateAsync());
    }

    [ExecutableFact(PeerKind.DotNet)]
    public async Task A_node_that_is_alone_listens_for_clients_only()
    {
        if (!OperatingSystem.IsLinux())
            return; // there is no proc to ask
        _file.Write($"routes {{ r {{ backends = [\"ws://127.0.0.1:9\"] }} }}, registry {{ enabled = true, data-directory = "
            + $"\"{_file.DataDirectory}\" }}");
        await using var proxy = ProxyProcess.Start("run", _file.Path);
        var address = await proxy.ReadAfterAsync("accepts on");

        Assert.Equal([IPEndPoint.Parse(address).Port], ListeningSockets.PortsOf(proxy.Id));
        Assert.Equal(0, await proxy.TerminateAsync());
    }

    [ExecutableFact(PeerKind.DotNet)]
    public async Task A_cluster_without_TLS_on_a_network_that_nobody_called_trusted_does_not_start()
    {
        _file.Write("cluster { enabled = true, hostname = \"10.0.0.1\", seed-nodes = [\"10.0.0.1:4053\"] }");
        foreach (var verb in (string[])["check", "run"])
        {
            await using var proxy = ProxyProcess.Start(verb, _file.Path);
            Assert.NotEqual(0, await proxy.EndAsync());
            Assert.Contains($"{_file.Path}:4: actorproxy.cluster.hostname: 10.0.0.1 is no loopback address, and without tls", proxy.Errors,
                StringComparison.Ordinal);
        }
    }

    [ExecutableFact(PeerKind.DotNet)]
    public async Task What_keeps_a_node_from_starting_is_one_line_and_a_3()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        _file.Write($"cluster {{ enabled = true, hostname = \"127.0.0.1\", bind-address = \"127.0.0.1\", port = {port}, seed-nodes = "
            + $"[\"127.0.0.1:{port}\"] }}");

        await using var proxy = ProxyProcess.Start("run", _file.Path);

        Assert.Equal(3, await proxy.EndAsync());
        Assert.Equal($"actorproxy: The cluster's port cannot be bound at 127.0.0.1:{port}: Address already in use; see "
            + $"cluster.bind-address and cluster.port", proxy.Errors.Trim());
    }

    [ExecutableTheory(PeerKind.DotNet)]
    [InlineData("on")]
    [InlineData("off")]
    public async Task A_second_SIGTERM_ends_a_node_that_drains_at_once(string http)
    {
        // SIGINT and SIGQUIT are ignored where a shell started the tests in the background, and remain so.
        const int sigTerm = 15;
        await using var backend = await KestrelBackend.StartAsync(deflate: false);
        _file.Write($$"""
            http { enabled = {{http}} }, admin { port = {{FreePort.Next()}}, token = a-token }, metrics { port = {{FreePort.Next()}} }
            health { port = {{FreePort.Next()}} }
            shutdown { drain-grace = 1h, drain-spread = 1h }
            routes { r { backends = ["{{backend.Url}}"] } }
            """);
        await using var proxy = ProxyProcess.Start("run", _file.Path);
        var address = await proxy.ReadAfterAsync("accepts on");
        using var tunnel = new System.Net.WebSockets.ClientWebSocket();
        await tunnel.ConnectAsync(new Uri($"ws://{address}/echo"), CancellationToken.None);

        proxy.Signal(sigTerm);
        await Wait.UntilAsync(async () => !await AcceptsAsync(address), "the node takes no more connections");
        proxy.Signal(sigTerm);

        Assert.Equal(128 + sigTerm, await proxy.EndAsync());
    }

    /// <summary>A file that does not end, as on a disk that hangs.</summary>
    [ExecutableTheory(PeerKind.DotNet)]
    [InlineData("check", 128 + 15)]
    [InlineData("run", 0)]
    public async Task SIGTERM_ends_what_still_reads_its_file(string verb, int code)
    {
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", [_file.Path]))
            await mkfifo.WaitForExitAsync();
        await using var proxy = ProxyProcess.Start(verb, _file.Path);
        // It can be opened as soon as somebody reads it.
        await using var pipe = await Task.Run(
            () => new FileStream(_file.Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)).WaitAsync(Wait.Timeout);

        Assert.Equal(code, await proxy.TerminateAsync());
        Assert.Empty(proxy.Errors);
    }

    private static async Task<bool> AcceptsAsync(string address)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPEndPoint.Parse(address));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Whether the path has a route, whatever the backend says to it.</summary>
    private async Task<bool> IsRoutedAsync(string address, string path)
    {
        using var response = await _client.GetAsync(new Uri($"http://{address}{path}"));
        return !(await response.Content.ReadAsStringAsync()).Contains("No route has this host and path.", StringComparison.Ordinal);
    }
}
