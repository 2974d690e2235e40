using System.Diagnostics;

namespace ActorProxy.Transport.Tests.Support;

/// <summary>Bounded waits for things that happen in the kernel or on other threads.</summary>
internal static class Wait
{
    public static readonly TimeSpan Guard = TimeSpan.FromMinutes(2);

    public static async Task Until(Func<bool> condition, string what)
    {
        var start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Guard, $"Waited {Guard.TotalSeconds} s in vain: {what}.");
            await Task.Delay(2);
        }
    }

    /// <summary>Waits until a growing number has stopped to grow.</summary>
    public static async Task<long> UntilStill(Func<long> number)
    {
        var last = number();
        for (var same = 0; same < 50; same++)
        {
            await Task.Delay(5);
            var now = number();
            if (now != last)
                same = 0;
            last = now;
        }
        return last;
    }
}
