using ActorProxy.Bench.Cluster;
using ActorProxy.Tests.Harness;

if (args.Length < 2 || args.Skip(2).Any(name => name is not ("spread" or "joiner" or "scale" or "chaos" or "owner" or "operator")))
{
    Console.Error.WriteLine("bench/cluster/run.sh [spread] [joiner] [chaos] [owner] [scale] [operator]; without names, all of them");
    return 2;
}
if (PostgresServer.Lacking is { } lacking)
{
    Console.Error.WriteLine(lacking);
    return 2;
}
string[] names = args.Length > 2 ? args[2..] : ["spread", "joiner", "owner", "chaos", "operator", "scale"];
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
        "owner" => scenarios.OwnerAsync(),
        "operator" => scenarios.OperatorAsync(args[1]),
        _ => scenarios.ChaosAsync(),
    });
}
return scenarios.Failed == 0 ? 0 : 1;
