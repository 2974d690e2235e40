using ActorProxy.Bench.Cluster;
using ActorProxy.Tests.Harness;

string[] known = ["spread", "joiner", "owner", "chaos", "network", "rolling", "operator", "scale"];
if (args.Length < 2 || args.Skip(2).Except(known).Any())
{
    Console.Error.WriteLine($"bench/cluster/run.sh [NAME]...; without names, all of them: {string.Join(", ", known)}");
    return 2;
}
if (PostgresServer.Lacking is { } lacking)
{
    Console.Error.WriteLine(lacking);
    return 2;
}
string[] names = args.Length > 2 ? args[2..] : known;
await using var lab = await Lab.CreateAsync(args[0], args[1]);
await using var registry = new RegistryLink();
var scenarios = new Scenarios(lab, registry);
await lab.StartAsync();
foreach (var name in names)
{
    await (name switch
    {
        "spread" => scenarios.SpreadAsync(),
        "joiner" => scenarios.JoinerAsync(),
        "scale" => scenarios.ScaleAsync(),
        "rolling" => scenarios.RollingAsync(),
        "network" => scenarios.NetworkAsync(),
        "owner" => scenarios.OwnerAsync(),
        "operator" => scenarios.OperatorAsync(args[1]),
        _ => scenarios.ChaosAsync(),
    });
}
return scenarios.Failed == 0 ? 0 : 1;
