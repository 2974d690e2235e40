using ArchUnitNET.Domain;
using ArchUnitNET.Loader;

namespace ActorProxy.Architecture.Tests;

/// <summary>What may know what: the rooms of the house, and the folders of features in them, each with those in it.</summary>
public class FolderTests
{
    private static readonly ArchUnitNET.Domain.Architecture House = new ArchLoader().LoadAssemblies(
        typeof(Shared.Options.ProxyOptions).Assembly, typeof(Transport.ITransport).Assembly, typeof(Actors.ProxyNode).Assembly,
        typeof(Node.Configuration.ConfigurationLoader).Assembly).Build();

    [Theory]
    [InlineData("ActorProxy.Shared")]
    [InlineData("ActorProxy.Transport")]
    [InlineData("ActorProxy.Actors")]
    [InlineData("ActorProxy.Node")]
    public void No_folder_leads_back_to_itself(string room)
    {
        var imports = House.Types
            .SelectMany(type => type.Dependencies.Select(to =>
                (From: Folder(type, room), To: Folder(to.Target, room), Why: $"{type.Name} -> {to.Target.Name}")))
            .Where(import => import is { From: not null, To: not null } && import.From != import.To)
            .ToLookup(import => (From: import.From!, To: import.To!), import => import.Why);
        Assert.NotEmpty(imports);

        // A folder that imports none of the rest is in no circle.
        var rest = imports.SelectMany(import => new[] { import.Key.From, import.Key.To }).ToHashSet();
        while (rest.FirstOrDefault(folder => !imports.Any(
            import => import.Key.From == folder && rest.Contains(import.Key.To))) is { } outside)
            rest.Remove(outside);

        Assert.Empty(imports.Where(import => rest.Contains(import.Key.From) && rest.Contains(import.Key.To))
            .Select(import => $"{import.Key.From} -> {import.Key.To}: {string.Join(", ", import.Distinct().Take(5))}"));
    }

    [Theory]
    [InlineData("ActorProxy.Shared", "ActorProxy.Transport", "ActorProxy.Actors", "ActorProxy.Node", "Akka")]
    [InlineData("ActorProxy.Transport", "ActorProxy.Shared", "ActorProxy.Actors", "ActorProxy.Node", "Akka")]
    [InlineData("ActorProxy.Actors", "ActorProxy.Node", "Microsoft.AspNetCore")]
    public void Imports_run_one_way(string room, params string[] never) => Assert.Empty(
        House.Types.Where(type => Within(type, room))
            .SelectMany(type => type.Dependencies.Where(to => never.Any(other => Within(to.Target, other)))
                .Select(to => $"{type.FullName} -> {to.Target.FullName}"))
            .Distinct());

    /// <summary>
    /// What carries connections knows nothing of the cluster: it must go on while membership, sharding and replicated data come and go.
    /// Each of these is a namespace or a type, and uses what it is listed for.
    /// </summary>
    private static readonly string[] OfTheCluster =
    [
        "ActorProxy.Actors.Membership", // who is in it
        "ActorProxy.Actors.Registry", // a sharded entity a host, replicas of the oldest node
        "ActorProxy.Actors.Directory.NodeTargets", // the other nodes that are asked
        "ActorProxy.Actors.Backends.BackendSwitchActor", // backends that are disabled on all nodes
        "ActorProxy.Actors.Serialization.AcceptedMessages", // which messages of Akka's are taken from other nodes
    ];

    [Fact]
    public void The_cluster_is_known_to_what_is_listed_and_to_nothing_else()
    {
        var imports = House.Types
            .SelectMany(type => type.Dependencies.Where(to => IsOfTheCluster(to.Target)).Select(to => (From: type, To: to.Target)))
            .Where(import => Within(import.From, "ActorProxy")).Distinct().ToList();

        Assert.Empty(imports.Where(import => !OfTheCluster.Any(listed => IsPartOf(import.From, listed)))
            .Select(import => $"{import.From.FullName} -> {import.To.FullName}"));
        Assert.Equal(OfTheCluster, OfTheCluster.Where(listed => imports.Any(import => IsPartOf(import.From, listed))));
    }

    private static bool IsOfTheCluster(IType type) => Within(type, "Akka.Cluster") || Within(type, "Akka.DistributedData");

    private static bool IsPartOf(IType type, string listed) =>
        type.FullName == listed
            || type.FullName.StartsWith($"{listed}.", StringComparison.Ordinal)
                || type.FullName.StartsWith($"{listed}+", StringComparison.Ordinal);

    /// <summary>The folder of a room that the type stands in, the first level below it; null where it stands in none.</summary>
    private static string? Folder(IType type, string room) =>
        type is not GenericParameter && Within(type, room) && type.Namespace.FullName.Length > room.Length
            ? type.Namespace.FullName[(room.Length + 1)..].Split('.')[0]
            : null;

    // Type parameters have no namespace.
    private static bool Within(IType type, string room) => $"{type.Namespace?.FullName}.".StartsWith($"{room}.", StringComparison.Ordinal);
}
