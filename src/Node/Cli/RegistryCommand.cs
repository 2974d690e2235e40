using System.CommandLine;
using System.Data.Common;
using System.Globalization;
using ActorProxy.Node.Persistence;
using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Node.Cli;

/// <summary><c>actorproxy registry</c>: looks at the registry's database itself, with or without nodes that run.</summary>
internal static class RegistryCommand
{
    public static Command Build() =>
        new("registry", "The registry's database: whether its rows can be believed, and what to do where not.") { Verify(), Repair() };

    private static Command Verify()
    {
        var file = File();
        var verify = new Command("verify", "Say what is wrong with the registry's database, or that nothing is. Changes nothing.") { file };
        verify.SetAction((parsed, cancellation) => WithAsync(parsed, file, write: false, async journal =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var (problems, rows, hosts) = await journal.VerifyAsync(cancellation);
            foreach (var problem in problems)
                output.WriteLine(problem);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{rows} rows of {hosts} hosts: {problems.Length switch { 0 => "ok", 1 => "1 problem", var many => $"{many} problems" }}"));
            return problems.IsEmpty ? ExitCode.Success : ExitCode.Damaged;
        }));
        return verify;
    }

    private static Command Repair()
    {
        var host = new Argument<string>("HOST") { Description = "A host as verify names it." };
        var file = File();
        var drop = new Option<long[]>("--drop") { Description = "A row whose change does not count. Can be given several times.",
            HelpName = "NUMBER" };
        var apply = new Option<bool>("--apply") { Description = "Store what is shown. Without it, nothing is changed." };
        var repair = new Command("repair",
            "Show a host's rows and what it has where the changes of all of them count, and store that.") { host, file, drop, apply };
        repair.SetAction((parsed, cancellation) => WithAsync(parsed, file, write: parsed.GetValue(apply), async journal =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var name = parsed.GetRequiredValue(host);
            if (!HostPattern.TryParse(name, out var pattern, out var wrong))
            {
                error.WriteLine($"HOST: {wrong}");
                return ExitCode.Invalid;
            }
            var rows = await journal.OfHostAsync(pattern.ToString(), cancellation);
            var dropped = (parsed.GetValue(drop) ?? []).ToHashSet();
            if (dropped.FirstOrDefault(number => rows.All(row => row.Number != number)) is not 0 and var unknown)
            {
                error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"--drop: host {pattern} has no row {unknown}"));
                return ExitCode.Invalid;
            }
            var highest = await journal.HighestAsync(pattern.ToString(), cancellation);
            if (highest == 0)
            {
                error.WriteLine($"host {pattern} has no rows");
                return ExitCode.Failed;
            }
            var found = HostRepair.Of(pattern, rows, dropped, highest);
            Show(found, dropped, output);
            if (found.Fault is null)
                return ExitCode.Success;
            if (found.Problem.Length > 0)
            {
                error.WriteLine($"it cannot have that: {found.Problem}; drop a row");
                return ExitCode.Failed;
            }
            if (!parsed.GetValue(apply))
            {
                output.WriteLine("Nothing is changed; --apply stores it, --drop NUMBER leaves the change of a row out.");
                return ExitCode.Damaged;
            }
            await journal.SettleAsync(found.Settled, highest, cancellation);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"Stored as revision {found.Settled.Routes.Revision}. Nodes that run serve it within half a minute."));
            return ExitCode.Success;
        }));
        return repair;
    }

    private static void Show(HostRepair found, HashSet<long> dropped, TextWriter output)
    {
        foreach (var (row, changed, unreadable) in found.Rows)
        {
            var what = changed is null
                ? unreadable
                : string.Create(CultureInfo.InvariantCulture,
                $"revision {changed.Revision}, {changed.At:yyyy-MM-dd HH:mm:ss}Z, {HostRepair.Describe(changed)}");
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"row {row.Number}: {what}{(dropped.Contains(row.Number) ? " (dropped)" : "")}"));
        }
        output.WriteLine(found.Fault is null ? "Each row follows the one before it: there is nothing to repair." : $"{found.Fault}.");
        if (found.Fault is null)
            return;
        output.WriteLine($"Serves now: {Routes(found.Serves)}");
        output.WriteLine($"Has then:   {Routes(found.Settled)}");
    }

    private static string Routes(HostState state) => string.Join(", ",
        state.Routes.Layers.SelectMany(layer => layer.Routes.Select(route => $"{route.Id} ({layer.Origin}, {route.Path})"))
            .DefaultIfEmpty("no routes"));

    private static Argument<string> File() => new("FILE") { Description = "A node's configuration, which names the database." };

    private static async Task<int> WithAsync(ParseResult parsed, Argument<string> file, bool write, Func<JournalFile, Task<int>> action)
    {
        var error = parsed.InvocationConfiguration.Error;
        var (configuration, code) = ConfigurationOutput.Load(parsed.GetRequiredValue(file), error);
        if (configuration is null)
            return code;
        if (configuration.Options.Registry is not { Enabled: true } options)
        {
            error.WriteLine($"{parsed.GetRequiredValue(file)}: actorproxy.registry is not enabled");
            return ExitCode.Invalid;
        }
        try
        {
            await using var journal = JournalFile.Open(options, write);
            return await action(journal);
        }
        catch (Exception failure) when (failure is DbException or IOException or TimeoutException)
        {
            error.WriteLine($"the registry's database cannot be used: {DatabaseProblem.Of(failure)}");
            return ExitCode.Failed;
        }
    }
}
