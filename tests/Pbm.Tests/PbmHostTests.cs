using System.Net;
using ActorProxy.Node.Pbm;
using ActorProxy.Pbm.Tests.Harness;
using ActorProxy.Shared.Operator;
using ActorProxy.Shared.Options;
using Akka.TestKit.Xunit2;
using Petabridge.Cmd.Host;

namespace ActorProxy.Pbm.Tests;

/// <summary>The node finds the adapter, as in a build that has it, and starts it.</summary>
public sealed class PbmHostTests : TestKit
{
    [Theory]
    [InlineData("127.0.0.1", 9110)]
    [InlineData("::1", 9111)]
    public void A_node_starts_it_with_a_palette_for_each_group_where_its_options_say(string address, int port)
    {
        Assert.True(PbmAdapter.Exists);
        PbmAdapter.Start(Sys, new FakeService(), new PbmOptions { Address = IPAddress.Parse(address), Port = port });

        var host = PetabridgeCmd.Get(Sys);
        Assert.True(host.Started);
        Assert.Equal(["backends", "cluster", "config", "connections", "drain", "proxy-log", "routes"],
            host.Handlers.Select(h => h.Palette.ModuleName).Order(StringComparer.Ordinal));
        Assert.Equal(OperatorCatalogue.All.Length, host.Handlers.Sum(h => h.Palette.Commands.Count));
        Assert.Equal((address, port), (Sys.Settings.Config.GetString("petabridge.cmd.host"),
            Sys.Settings.Config.GetInt("petabridge.cmd.port")));
    }
}
