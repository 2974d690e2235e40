namespace ActorProxy.Bench.Tunnels;

/// <summary>CPU time of this process, in microseconds.</summary>
internal static class Cost
{
    /// <summary>Of one of so many that the work does.</summary>
    public static async Task<double> OfAsync(int count, Func<Task> work)
    {
        var before = Environment.CpuUsage.TotalTime;
        await work();
        return (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / count;
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
