using System.Globalization;
using ActorProxy.Bench.Tunnels;

// What the ways cost in which a ConnectionActor may own a stream, in CPU time of this process: docs/decisions/0011. Rounds visit all
// ways one after the other; a result is a median over the rounds, and a ratio is one of neighbours. What else the machine does is in
// no thread of this process.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var rounds = args.Length > 0 ? int.Parse(args[0]) : 9;
await Owners.MeasureAsync(rounds);
await Flows.MeasureAsync(rounds);
